// Where results go: what --submit and --submit-summary say, and which names a monitor can take.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checks/submit/passive_result.h"
#include "plugin/result.h"

namespace checks {

enum class SubmitKind {
  nagios_command,  // "nagios:COMMANDFILE", Nagios' external command pipe
  nagios_spool,    // "nagios-spool:DIR", Nagios' check_result_path
  icinga2,         // "icinga2:URL", its REST API: https://HOST[:PORT], by default port 5665
  zabbix,          // "zabbix:HOST[:PORT]", a trapper of a server or proxy, by default port 10051
};

// IANA: zabbix-trapper. Icinga 2, manual: ApiListener, bind_port.
inline constexpr std::uint16_t kZabbixPort = 10051;
inline constexpr std::uint16_t kIcingaPort = 5665;

struct SubmitTarget {
  SubmitKind kind = SubmitKind::nagios_command;
  std::string path;        // of Nagios' pipe or folder
  std::string host;        // name or address, without brackets
  std::uint16_t port = 0;  // of the API or the trapper

  // What --submit was, in one form: what is kept for one target does not go to another.
  std::string text() const;

  friend bool operator==(const SubmitTarget&, const SubmitTarget&) = default;
};

// The error says what is expected: "--submit takes nagios:COMMANDFILE, ...". An Icinga URL is https://, has
// no user part and no path (one that begins with /v1 is dropped).
plugin::Result<SubmitTarget> parse_submit_target(std::string_view text);

// Who takes the run's own summary.
struct SummaryName {
  std::string host;
  std::string service;  // Zabbix: the item's key

  friend bool operator==(const SummaryName&, const SummaryName&) = default;
};

// "HOST/SERVICE", parted at the first slash.
plugin::Result<SummaryName> parse_summary_name(std::string_view text);

// Why the monitor cannot take a result by that name, a clause: "its host name has the character ';'".
// Nothing: it can. Names come from a list and so may be anything; they are refused rather than changed, since
// a changed name may be that of another service. Refused everywhere: empty and too long names, control
// characters, what is not UTF-8; `;` for Nagios, where it ends a name; `!` for Icinga, where it parts host
// and service.
std::optional<std::string> fault_of_name(SubmitKind kind, const PassiveResult& result);

// How people call it: "host/service", of Zabbix "host:key". Unescaped.
std::string name_of(SubmitKind kind, const PassiveResult& result);

}  // namespace checks
