#include "checks/zabbix_options.h"

#include "checks/setters.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Result;

constexpr const char* kGroup = "For Zabbix";

Result<Done> set_wanted(Settings& settings, std::string_view value) {
  const std::optional<Wanted> wanted = wanted_from_word(value);
  if (!wanted) {
    return expected("document, left or status");
  }
  settings.wanted = *wanted;
  return Done{};
}

constexpr plugin::Option<Settings> kRows[] = {
    {{.name = "default-hostname",
      .value = "HOST",
      .help = "the HOST where -H is not given or empty, else not looked at",
      .group = kGroup},
     assign<&Settings::default_host>},
    {{.name = "endpoints",
      .value = "LIST",
      .help = "no check: print these for low-level discovery: HOST[:PORT][/PROTOCOL] or URLs, separated by "
              "blanks",
      .group = kGroup},
     assign<&Settings::endpoints>},
    {{.name = "discover",
      .value = "SECTION",
      .help =
          "no check: print the endpoints in the endpoints-file of [SECTION] of /etc/zabbix/zabbix_tls.conf",
      .group = kGroup},
     assign<&Settings::discover>},
    {{.name = "endpoints-file",
      .value = "FILE",
      .help = "in a section: endpoints, one a line, perhaps with address=ADDR and label=TEXT behind it",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::endpoints_file>},
    {{.name = "get",
      .value = "WHAT",
      .help = "print the document (default), or only one value of it: left, the seconds that are left of the "
              "certificate, negative once it is expired (the summary, where none was seen); status, 0 to 3",
      .group = kGroup},
     set_wanted},
};

}  // namespace

std::span<const plugin::Option<Settings>> zabbix_option_rows() { return kRows; }

std::optional<Wanted> wanted_from_word(std::string_view text) {
  return text == "document" ? std::optional(Wanted::document)
         : text == "left"   ? std::optional(Wanted::left)
         : text == "status" ? std::optional(Wanted::status)
                            : std::nullopt;
}

}  // namespace checks
