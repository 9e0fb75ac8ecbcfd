#include "checks/submit/submit_target.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "checks/net/http_url.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::string_view kForms =
    "nagios:COMMANDFILE, nagios-spool:DIR, icinga2:https://HOST[:PORT] or zabbix:HOST[:PORT]";
constexpr std::size_t kMaxShown = 200;  // bytes of a value in an error
constexpr std::string_view kHttps = "https://";

struct Scheme {
  std::string_view prefix;
  SubmitKind kind;
};

constexpr Scheme kSchemes[] = {
    {"nagios:", SubmitKind::nagios_command},
    {"nagios-spool:", SubmitKind::nagios_spool},
    {"icinga2:", SubmitKind::icinga2},
    {"zabbix:", SubmitKind::zabbix},
};

std::string_view prefix_of(SubmitKind kind) {
  return std::find_if(std::begin(kSchemes), std::end(kSchemes),
                      [kind](const Scheme& scheme) { return scheme.kind == kind; })
      ->prefix;
}

Error wrong(std::string_view value, std::string_view why) {
  return Error{Text("--submit ") + Text::bounded(value, kMaxShown) + ": " + why};
}

bool is_path(std::string_view path) { return !path.empty() && path.find('\0') == std::string_view::npos; }

// "host", "host:port", "[2001:db8::1]:port", "2001:db8::1": by the reader of URLs, which knows no other host.
bool read_authority(std::string_view text, std::uint16_t default_port, SubmitTarget& target) {
  const bool is_bare_v6 = std::count(text.begin(), text.end(), ':') > 1 && !text.starts_with('[');
  const std::string authority = is_bare_v6 ? '[' + std::string(text) + ']' : std::string(text);
  const std::size_t host_end = authority.starts_with('[') ? authority.find(']') : 0;
  const bool has_port = host_end != std::string::npos && authority.find(':', host_end) != std::string::npos;
  std::string why;
  const std::optional<HttpUrl> url =
      parse_http_url("http://" + authority + (has_port ? "" : ':' + std::to_string(default_port)), why);
  if (!url || url->target != "/") {
    return false;
  }
  target.host = url->host;
  target.port = url->port;
  return true;
}

Result<SubmitTarget> read_icinga(std::string_view value, std::string_view rest, SubmitTarget target) {
  if (!rest.starts_with(kHttps)) {
    return wrong(value, "expected a URL that begins with https://");
  }
  rest.remove_prefix(kHttps.size());
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view path = rest.substr(end);
  if (!path.empty() && path != "/" && path != "/v1" && !path.starts_with("/v1/")) {
    return wrong(value, "the API has no other path than /v1");
  }
  const std::string_view authority = rest.substr(0, end);
  if (authority.find('@') != std::string_view::npos) {
    return wrong(value, "a URL with a user is not taken: give --submit-user and --submit-password-file");
  }
  if (!read_authority(authority, kIcingaPort, target)) {
    return wrong(value, "expected https://HOST[:PORT]");
  }
  return target;
}

const char* fault_of_characters(std::string_view name) {
  const bool has_control = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
  return has_control ? "has control characters" : !plugin::is_utf8(name) ? "is not UTF-8" : nullptr;
}

std::optional<std::string> fault_of(std::string_view name, const char* what, std::size_t most,
                                    char forbidden) {
  const std::string begin = std::string("its ") + what + ' ';
  if (name.empty()) {
    return begin + "is empty";
  }
  if (name.size() > most) {
    return begin + "has more than " + std::to_string(most) + " bytes";
  }
  if (const char* fault = fault_of_characters(name)) {
    return begin + fault;
  }
  if (forbidden != '\0' && name.find(forbidden) != std::string_view::npos) {
    return begin + "has the character '" + forbidden + "'";
  }
  return std::nullopt;
}

}  // namespace

std::string SubmitTarget::text() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  const std::string authority = (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
  const std::string begin(prefix_of(kind));
  switch (kind) {
    case SubmitKind::icinga2:
      return begin + std::string(kHttps) + authority;
    case SubmitKind::zabbix:
      return begin + authority;
    default:
      return begin + path;
  }
}

Result<SubmitTarget> parse_submit_target(std::string_view text) {
  const auto* const scheme = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                          [text](const Scheme& one) { return text.starts_with(one.prefix); });
  if (scheme == std::end(kSchemes)) {
    return wrong(text, "expected " + std::string(kForms));
  }
  const std::string_view rest = text.substr(scheme->prefix.size());
  SubmitTarget target;
  target.kind = scheme->kind;
  if (scheme->kind == SubmitKind::icinga2) {
    return read_icinga(text, rest, std::move(target));
  }
  if (scheme->kind == SubmitKind::zabbix) {
    return read_authority(rest, kZabbixPort, target) ? Result<SubmitTarget>(std::move(target))
                                                     : wrong(text, "expected zabbix:HOST[:PORT]");
  }
  target.path = rest;
  return is_path(rest) ? Result<SubmitTarget>(std::move(target))
                       : wrong(text, "expected a path behind the colon");
}

Result<SummaryName> parse_summary_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return Error{Text("--submit-summary ") + Text::bounded(text, kMaxShown) +
                 ": expected HOST/SERVICE, for Zabbix HOST/KEY"};
  }
  return SummaryName{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

std::optional<std::string> fault_of_name(SubmitKind kind, const PassiveResult& result) {
  const char forbidden = kind == SubmitKind::icinga2 ? '!' : kind == SubmitKind::zabbix ? '\0' : ';';
  std::optional<std::string> fault = fault_of(result.host, "host name", kMaxMonitorName, forbidden);
  if (fault) {
    return fault;
  }
  return kind == SubmitKind::zabbix ? fault_of(result.item, "item key", kMaxItemKey, forbidden)
                                    : fault_of(result.service, "service name", kMaxMonitorName, forbidden);
}

std::string name_of(SubmitKind kind, const PassiveResult& result) {
  return kind == SubmitKind::zabbix ? result.host + ':' + result.item : result.host + '/' + result.service;
}

}  // namespace checks
