// Endpoints as people list them: entries, lines, whole lists; URLs as certificates name them, and redirects.

#include "checks/endpoint_entry.h"

#include "checks/host.h"
#include "checks/net/address_class.h"
#include "checks/net/http_url.h"
#include "tests/fuzz/fuzz.h"
#include "zabbix/discovery.h"

namespace {

void check(const plugin::Result<checks::EndpointEntry>& entry) {
  if (!entry) {
    fuzz::require_printable(entry.error().text.line());
    return;
  }
  fuzz::require(!entry->host.empty() && entry->port != 0, "an entry has a host and a port");
  fuzz::require_printable(entry->host);
  fuzz::require_printable(entry->address);
}

void check_url(std::string_view text) {
  std::string why;
  const std::optional<checks::HttpUrl> url = checks::parse_http_url(text, why);
  if (!url) {
    fuzz::require(!why.empty(), "a refusal has a reason");
  } else {
    const std::optional<checks::HttpUrl> again = checks::parse_http_url(url->text(), why);
    fuzz::require(again && *again == *url, "a URL reads the same again");
  }
  const checks::HttpUrl base{"ca.example", 80, "/a/b?c"};
  const std::optional<checks::HttpUrl> target = checks::follow_reference(base, text, why);
  fuzz::require(!target || !target->host.empty(), "a redirect leads somewhere");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  check(checks::parse_endpoint(text));
  check(checks::parse_endpoint_line(text));
  (void)checks::parse_host(text);
  (void)checks::parse_port(text);
  (void)checks::classify_address(text);
  check_url(text);
  (void)zabbix::discovery_json(zabbix::distinct(zabbix::rows_of_list(text)));
  (void)zabbix::discovery_json(zabbix::distinct(zabbix::rows_of_file(text)));
  return 0;
}
