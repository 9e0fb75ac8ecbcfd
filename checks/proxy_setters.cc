#include "checks/no_proxy.h"
#include "checks/option_setters.h"
#include "checks/setters.h"

namespace checks {

using plugin::Done;
using plugin::Result;

Result<Done> set_no_proxy(Settings& s, std::string_view value) {
  if (!are_exceptions(value)) {
    return expected("names, addresses and networks, such as .example.org,192.0.2.0/24, or *");
  }
  s.no_proxy = value;
  return Done{};
}

Result<Done> set_proxy_protocol(Settings& s, std::string_view value) {
  if (value != "v1" && value != "v2") {
    return expected(
        "v1 or v2: the PROXY protocol of HAProxy (how to speak to a proxy says the URL of --proxy)");
  }
  s.proxy_header = *proxy_header_from_word(value);
  return Done{};
}

}  // namespace checks
