// Endpoints for Zabbix's low-level discovery.
//
// The rows are an array as a discovery rule takes it:
//
//   [{"{#TLS.HOST}":"mx.example.org","{#TLS.PORT}":"25","{#TLS.PROTOCOL}":"smtp","{#TLS.ADDRESS}":"",
//     "{#TLS.LABEL}":"mx.example.org/smtp"}]
//
// An entry that makes no sense is neither lost nor does it stop the others: its row has "bad entry (WHY):
// ..." as host, which the check of that row refuses by an UNKNOWN that says so. Exact duplicates come once;
// two endpoints of one label keep apart, the later one has its own name in brackets behind it.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.h"
#include "plugin/run.h"

namespace zabbix {

struct Row {
  std::string host;
  std::string port;
  std::string protocol;
  std::string address;
  std::string label;
};

// More are not taken, and a last row says so. Each is a dozen items of one host, and the server takes no more
// than 512 KiB from an external check: with the longest names these are 430 KiB.
inline constexpr std::size_t kMaxEndpoints = 500;

// Of a label: it is part of item keys (2048 characters) and names (255).
inline constexpr std::size_t kMaxLabel = 80;

// A list: entries separated by blanks and line ends. A file: one entry a line (checks/endpoint_entry.h), `#`
// begins a comment at the start of a line or after a blank.
std::vector<Row> rows_of_list(std::string_view list);
std::vector<Row> rows_of_file(std::string_view contents);

// Duplicates once, labels unique, not too many.
std::vector<Row> distinct(std::vector<Row> rows);

std::string discovery_json(const std::vector<Row>& rows);

// True if the arguments ask for this: --discover or --endpoints, even if their values are empty.
bool asks_for_endpoints(std::span<const std::string_view> arguments);

// Endpoints of --endpoints LIST and of the endpoints-file of --discover SECTION. What cannot be read is an
// error document, exit status 3: Zabbix then keeps what it discovered before.
plugin::Output discover(std::span<const std::string_view> arguments, const checks::Program& program);

}  // namespace zabbix
