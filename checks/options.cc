#include "checks/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "checks/host.h"
#include "checks/pki/names.h"
#include "checks/starttls/protocol.h"
#include "plugin/duration.h"
#include "plugin/threshold.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr auto kMaxTimeout = std::chrono::hours(1);

Error expected(const char* what) { return Error{Text("expected ") + Text(what)}; }

template <class Member>
Result<Done> assign(Member& member, std::string_view value) {
  member = std::string(value);
  return Done{};
}

Result<Done> set_host(Settings& s, std::string_view value) {
  Result<Host> host = parse_host(value);
  if (!host) {
    return host.error();
  }
  if (!host->protocol.empty() && !find_protocol(host->protocol)) {
    return expected("a URL whose scheme is a protocol of --list-protocols");
  }
  s.host = std::move(host->name);
  s.url_port = host->port;
  s.url_protocol = std::move(host->protocol);
  return Done{};
}

Result<Done> set_address(Settings& s, std::string_view value) {
  Result<Host> host = parse_host(value);
  if (!host) {
    return host.error();
  }
  if (!host->protocol.empty()) {
    return expected("an address, not a URL");
  }
  s.address = std::move(host->name);
  return Done{};
}

Result<Done> set_port(Settings& s, std::string_view value) {
  s.port = parse_port(value);
  return s.port ? Result<Done>(Done{}) : expected("a port from 1 to 65535");
}

Result<Done> set_protocol(Settings& s, std::string_view value) {
  if (!find_protocol(value)) {
    return expected("a protocol of --list-protocols");
  }
  return assign(s.protocol, value);
}

Result<Done> set_ipv4(Settings& s, std::string_view) {
  s.family = AddressFamily::ipv4;
  return Done{};
}

Result<Done> set_ipv6(Settings& s, std::string_view) {
  s.family = AddressFamily::ipv6;
  return Done{};
}

Result<Done> set_sni(Settings& s, std::string_view value) {
  Result<Host> host = parse_host(value);
  if (!host) {
    return host.error();
  }
  return assign(s.server_name, value);
}

Result<Done> set_no_sni(Settings& s, std::string_view) {
  s.no_server_name = true;
  return Done{};
}

Result<Done> add_name(Settings& s, std::string_view value) {
  Result<Host> host = parse_host(value);
  if (!host) {
    return host.error();
  }
  if (!host->protocol.empty()) {
    return expected("a name or an address, not a URL");
  }
  s.names.push_back(std::move(host->name));
  return Done{};
}

Result<Done> set_threshold(plugin::Threshold& threshold, std::string_view value) {
  Result<plugin::Threshold> parsed = plugin::Threshold::parse(value);
  if (!parsed) {
    return parsed.error();
  }
  threshold = *std::move(parsed);
  return Done{};
}

// --chain-warning alone leaves the chain's critical threshold as the leaf's: `finish` fills it in.
plugin::Thresholds& chain_thresholds(Settings& s) {
  if (!s.policy.chain) {
    s.policy.chain = plugin::Thresholds{};
  }
  return *s.policy.chain;
}

Result<Done> set_warning(Settings& s, std::string_view value) { return set_threshold(s.policy.leaf.warning, value); }

Result<Done> set_critical(Settings& s, std::string_view value) { return set_threshold(s.policy.leaf.critical, value); }

Result<Done> set_chain_warning(Settings& s, std::string_view value) {
  s.chain_warning_given = true;
  return set_threshold(chain_thresholds(s).warning, value);
}

Result<Done> set_chain_critical(Settings& s, std::string_view value) {
  s.chain_critical_given = true;
  return set_threshold(chain_thresholds(s).critical, value);
}

Result<Done> add_ca_file(Settings& s, std::string_view value) {
  s.ca_files.emplace_back(value);
  return Done{};
}

Result<Done> add_ca_path(Settings& s, std::string_view value) {
  s.ca_paths.emplace_back(value);
  return Done{};
}

Result<Done> allow_self_signed(Settings& s, std::string_view) {
  s.policy.allow_self_signed = true;
  return Done{};
}

Result<Done> add_issuer(Settings& s, std::string_view value) {
  s.policy.issuers.emplace_back(value);
  return Done{};
}

// Hex in lower case without colons and blanks; empty if it is something else.
std::string hex_digits(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c == ':' || c == ' ') {
      continue;
    }
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f'))) {
      return {};
    }
    digits += lower;
  }
  return digits;
}

Result<Done> add_serial(Settings& s, std::string_view value) {
  if (value.starts_with("0x") || value.starts_with("0X")) {
    value.remove_prefix(2);
  }
  std::string digits = hex_digits(value);
  constexpr std::size_t kMaxDigits = 128;
  if (digits.empty() || digits.size() > kMaxDigits) {
    return expected("a serial number in hexadecimal");
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  s.policy.serials.push_back(std::move(digits));
  return Done{};
}

Result<Done> add_fingerprint(Settings& s, std::string_view value) {
  constexpr std::size_t kSha1Digits = 40;
  constexpr std::size_t kSha256Digits = 64;
  std::string digits = hex_digits(value);
  if (digits.size() != kSha1Digits && digits.size() != kSha256Digits) {
    return expected("a SHA-1 or SHA-256 fingerprint: 40 or 64 hexadecimal digits");
  }
  s.policy.fingerprints.push_back(std::move(digits));
  return Done{};
}

bool is_base64_digest(std::string_view text) {
  constexpr std::size_t kDigestInBase64 = 44;  // 32 bytes and one `=`
  return text.size() == kDigestInBase64 && text.find('=') == kDigestInBase64 - 1 &&
         std::all_of(text.begin(), text.end() - 1, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
         });
}

Result<Done> add_pin(Settings& s, std::string_view value) {
  constexpr std::string_view kPrefix = "sha256//";
  if (!value.starts_with(kPrefix) || !is_base64_digest(value.substr(kPrefix.size()))) {
    return expected("sha256// and the base64 of the SHA-256 of the public key, as curl's --pinnedpubkey");
  }
  s.policy.pins.emplace_back(value.substr(kPrefix.size()));
  return Done{};
}

Result<Done> set_min_tls(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, TlsVersion>, 4> kVersions{{{"1.0", TlsVersion::tls1_0},
                                                                              {"1.1", TlsVersion::tls1_1},
                                                                              {"1.2", TlsVersion::tls1_2},
                                                                              {"1.3", TlsVersion::tls1_3}}};
  for (std::string_view prefix : {"TLSv", "tlsv", "tls", "TLS"}) {
    if (value.starts_with(prefix)) {
      value.remove_prefix(prefix.size());
      break;
    }
  }
  for (const auto& [name, version] : kVersions) {
    if (value == name) {
      s.policy.min_tls = version;
      return Done{};
    }
  }
  return expected("a TLS version: 1.0, 1.1, 1.2 or 1.3");
}

Result<Done> set_max_validity(Settings& s, std::string_view value) {
  using Kind = MaxValidity::Kind;
  if (value == "auto" || value == "off") {
    s.policy.max_validity = {value == "auto" ? Kind::automatic : Kind::off, 0};
    return Done{};
  }
  int days = 0;
  const char* end = value.data() + value.size();
  const auto [rest, code] = std::from_chars(value.data(), end, days);
  if (code != std::errc() || rest != end || days < 1 || days > 100'000) {
    return expected("auto, off or a number of days");
  }
  s.policy.max_validity = {Kind::days, days};
  return Done{};
}

Result<Done> add_globs(std::vector<std::string>& globs, std::string_view value) {
  std::vector<std::string> parts = split_list(value);
  std::move(parts.begin(), parts.end(), std::back_inserter(globs));
  return Done{};
}

Result<Done> add_only(Settings& s, std::string_view value) { return add_globs(s.grading.only, value); }

Result<Done> add_ignore(Settings& s, std::string_view value) { return add_globs(s.grading.ignore, value); }

Result<Done> add_severity(Settings& s, std::string_view value) {
  for (const std::string& part : split_list(value)) {
    Result<Severity> severity = parse_severity(part);
    if (!severity) {
      return severity.error();
    }
    s.grading.severities.push_back(*std::move(severity));
  }
  return Done{};
}

Result<Done> set_timeout(Settings& s, std::string_view value) {
  const std::optional<std::chrono::milliseconds> timeout = plugin::parse_duration(value, std::chrono::seconds(1));
  if (!timeout || timeout->count() < 1 || *timeout > kMaxTimeout) {
    return expected("seconds, such as 10 or 2.5, at most one hour");
  }
  s.timeout = *timeout;
  return Done{};
}

Result<Done> set_at(Settings& s, std::string_view value) {
  Result<plugin::Time> time = plugin::parse_time(value, plugin::Time{});
  if (!time) {
    return time.error();
  }
  return assign(s.at, value);
}

Result<Done> set_save_evidence(Settings& s, std::string_view value) { return assign(s.save_evidence, value); }

Result<Done> set_replay(Settings& s, std::string_view value) { return assign(s.replay, value); }

Result<Done> set_output(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, OutputForm>, 3> kForms{
      {{"nagios", OutputForm::nagios}, {"json", OutputForm::json}, {"text", OutputForm::text}}};
  for (const auto& [name, form] : kForms) {
    if (value == name) {
      s.output = form;
      return Done{};
    }
  }
  return expected("nagios, json or text");
}

Result<Done> set_max_output(Settings& s, std::string_view value) {
  std::size_t bytes = 0;
  const char* end = value.data() + value.size();
  const auto [rest, code] = std::from_chars(value.data(), end, bytes);
  constexpr std::size_t kLeast = 256;
  constexpr std::size_t kMost = 1 << 20;
  if (code != std::errc() || rest != end || bytes < kLeast || bytes > kMost) {
    return expected("bytes, from 256 to 1048576");
  }
  s.max_output = bytes;
  return Done{};
}

Result<Done> add_verbosity(Settings& s, std::string_view) {
  ++s.verbosity;
  return Done{};
}

template <Instead what>
Result<Done> do_instead(Settings& s, std::string_view) {
  // --help wins over what else was asked for.
  if (s.instead != Instead::help) {
    s.instead = what;
  }
  return Done{};
}

// --config is acted upon by plugin::parse_options; the row is here for the help.
Result<Done> config_was_read(Settings&, std::string_view) { return Done{}; }

constexpr const char* kEndpoint = "What to check";
constexpr const char* kJudgement = "What is good";
constexpr const char* kStates = "What counts, and how much";
constexpr const char* kRun = "The run";
constexpr const char* kOutput = "The output";

constexpr plugin::Option<Settings> kTable[] = {
    {{.name = "hostname", .letter = 'H', .aliases = "host", .value = "HOST",
      .help = "name or address to check, or a URL such as smtp://mx.example.org:25", .group = kEndpoint},
     set_host},
    {{.name = "address", .letter = 'I', .aliases = "resolve", .value = "ADDR",
      .help = "connect here instead of resolving HOST", .group = kEndpoint},
     set_address},
    {{.name = "ipv4", .letter = '4', .help = "IPv4 only", .group = kEndpoint, .excludes = "ipv6"}, set_ipv4},
    {{.name = "ipv6", .letter = '6', .help = "IPv6 only", .group = kEndpoint, .excludes = "ipv4"}, set_ipv6},
    {{.name = "port", .letter = 'p', .value = "N", .help = "TCP port; default: the protocol's (tls: 443)",
      .group = kEndpoint},
     set_port},
    {{.name = "protocol", .letter = 'P', .aliases = "starttls", .value = "NAME",
      .help = "how TLS begins: tls (default), smtp, ...; see --list-protocols. A port never chooses a protocol",
      .group = kEndpoint},
     set_protocol},
    {{.name = "sni", .value = "NAME", .help = "server name to send; default: HOST when it is a name",
      .group = kEndpoint, .excludes = "no-sni"},
     set_sni},
    {{.name = "no-sni", .help = "send no server name", .group = kEndpoint, .excludes = "sni"}, set_no_sni},

    {{.name = "match", .letter = 'm', .value = "NAME",
      .help = "name that the certificate must cover; several: all of them; default: the server name",
      .group = kJudgement, .repeatable = true},
     add_name},
    {{.name = "warning", .letter = 'w', .value = "T",
      .help = "WARNING when less than T is left of the certificate: 20 (days), 36h, 25% (of its lifetime), 30,25% "
              "(the smallest), 10:20d (a range), auto (default: 20 days or 25 %, whatever is less)",
      .group = kJudgement},
     set_warning},
    {{.name = "critical", .letter = 'c', .value = "T",
      .help = "CRITICAL likewise; auto (default): 7 days or 10 %, whatever is less; expired is always CRITICAL",
      .group = kJudgement},
     set_critical},
    {{.name = "chain-warning", .value = "T", .help = "likewise for the rest of the path to the trust anchor; default: as --warning",
      .group = kJudgement},
     set_chain_warning},
    {{.name = "chain-critical", .value = "T", .help = "default: as --critical", .group = kJudgement},
     set_chain_critical},
    {{.name = "ca-file", .letter = 'r', .aliases = "rootcert", .value = "FILE",
      .help = "trust anchors in place of the system's: certificates in PEM or DER", .group = kJudgement,
      .repeatable = true, .names_file = true},
     add_ca_file},
    {{.name = "ca-path", .value = "DIR", .help = "trust anchors in place of the system's: a folder of certificates, hashed or not",
      .group = kJudgement, .repeatable = true, .names_file = true},
     add_ca_path},
    {{.name = "allow-self-signed", .letter = 's', .aliases = "selfsigned", .help = "a self-signed certificate is fine",
      .group = kJudgement},
     allow_self_signed},
    {{.name = "issuer", .letter = 'i', .value = "TEXT",
      .help = "part of the certificate's issuer (CN=...,O=...,C=...), in any case; several: any one suffices",
      .group = kJudgement, .repeatable = true},
     add_issuer},
    {{.name = "serial", .value = "HEX", .help = "the certificate's serial number; several: any one suffices",
      .group = kJudgement, .repeatable = true},
     add_serial},
    {{.name = "fingerprint", .value = "HEX", .help = "the certificate's SHA-1 or SHA-256; several: any one suffices",
      .group = kJudgement, .repeatable = true},
     add_fingerprint},
    {{.name = "pin", .value = "sha256//BASE64", .help = "SHA-256 of the certificate's public key; several: any one suffices",
      .group = kJudgement, .repeatable = true},
     add_pin},
    {{.name = "min-tls", .value = "VERSION", .help = "lowest TLS version that is fine: 1.0, 1.1, 1.2 (default), 1.3",
      .group = kJudgement},
     set_min_tls},
    {{.name = "max-validity", .value = "DAYS",
      .help = "longest life that a certificate may have; auto (default): what the Baseline Requirements allow, for "
              "public certificates; off",
      .group = kJudgement},
     set_max_validity},

    {{.name = "only", .value = "GLOBS", .help = "run these checks only, and reachable: comma list of ids of --list-checks",
      .group = kStates, .repeatable = true},
     add_only},
    {{.name = "ignore", .value = "GLOBS", .help = "drop what these checks find; numbers stay", .group = kStates,
      .repeatable = true},
     add_ignore},
    {{.name = "severity", .value = "ID=STATE",
      .help = "state of that check's problems: OK, WARNING, CRITICAL or UNKNOWN; ID:undetermined=STATE for what "
              "could not be determined",
      .group = kStates, .repeatable = true},
     add_severity},

    {{.name = "timeout", .letter = 't', .value = "SECONDS", .help = "for everything together; default 10", .group = kRun},
     set_timeout},
    {{.name = "at", .value = "TIME",
      .help = "judge as of then: 2027-01-19T14:31:48Z, seconds since the epoch, or +14d", .group = kRun},
     set_at},
    {{.name = "save-evidence", .value = "FILE", .help = "write what was seen, for a bug report or --replay",
      .group = kRun, .names_file = true},
     set_save_evidence},
    {{.name = "replay", .value = "FILE", .help = "judge saved evidence instead of connecting, as of when it was saved",
      .group = kRun, .excludes = "save-evidence", .names_file = true},
     set_replay},
    {{.name = "config", .value = "FILE", .help = "read options from FILE: lines `long-option = value`; the command line wins",
      .group = kRun, .names_file = true},
     config_was_read},

    {{.name = "output", .letter = 'o', .value = "FORM", .help = "nagios (default), json or text; the exit status is the same",
      .group = kOutput},
     set_output},
    {{.name = "max-output", .value = "BYTES", .help = "bound of the nagios form; default 8000", .group = kOutput},
     set_max_output},
    {{.name = "verbose", .letter = 'v', .help = "say more: once what is good too, twice what does not apply",
      .group = kOutput, .repeatable = true},
     add_verbosity},
    {{.name = "list-checks", .help = "print id, state, sentence and source of each check", .group = kOutput},
     do_instead<Instead::list_checks>},
    {{.name = "list-protocols", .help = "print name, kind, port and source of each protocol", .group = kOutput},
     do_instead<Instead::list_protocols>},
    {{.name = "version", .letter = 'V', .help = "print the version (exit status 3)", .group = kOutput},
     do_instead<Instead::version>},
    {{.name = "help", .letter = 'h', .help = "print this (exit status 3)", .group = kOutput}, do_instead<Instead::help>},
};

// A threshold of the chain that was not given is the leaf's.
void complete_chain_thresholds(Settings& s) {
  if (!s.policy.chain) {
    return;
  }
  if (!s.chain_warning_given) {
    s.policy.chain->warning = s.policy.leaf.warning;
  }
  if (!s.chain_critical_given) {
    s.policy.chain->critical = s.policy.leaf.critical;
  }
}

Result<Done> check_thresholds(const Settings& s) {
  if (Result<Done> order = s.policy.leaf.check_order(); !order) {
    return Error{Text("-w, --warning and -c, --critical: ") + order.error().text};
  }
  if (!s.policy.chain) {
    return Done{};
  }
  if (Result<Done> order = s.policy.chain->check_order(); !order) {
    return Error{Text("--chain-warning and --chain-critical: ") + order.error().text};
  }
  return Done{};
}

// What of the command line contradicts the URL given as host.
Result<Done> check_url(const Settings& s) {
  if (s.port && s.url_port && *s.port != *s.url_port) {
    return Error{Text("-p, --port: the URL given as host names another port")};
  }
  if (!s.protocol.empty() && !s.url_protocol.empty() && find_protocol(s.protocol) != find_protocol(s.url_protocol)) {
    return Error{Text("-P, --protocol: the URL given as host names another protocol")};
  }
  return Done{};
}

}  // namespace

std::span<const plugin::Option<Settings>> option_table() { return kTable; }

plugin::Result<Settings> read_settings(std::span<const std::string_view> arguments, const plugin::ConfigSource& config,
                                       Settings settings) {
  if (Result<Done> read = plugin::read_options<Settings>(kTable, arguments, config, settings); !read) {
    return read.error();
  }
  complete_chain_thresholds(settings);
  if (Result<Done> good = check_thresholds(settings); !good) {
    return good.error();
  }
  if (Result<Done> good = check_url(settings); !good) {
    return good.error();
  }
  return settings;
}

plugin::Result<Target> endpoint(const Settings& s) {
  if (s.host.empty()) {
    return Error{Text("-H, --hostname HOST is missing: the name or address to check (see --help)")};
  }
  const std::string& named = s.protocol.empty() ? s.url_protocol : s.protocol;
  const Protocol* protocol = find_protocol(named.empty() ? "tls" : named);
  Target target;
  target.host = s.host;
  target.address = s.address;
  target.protocol = protocol->name;
  target.port = s.port.value_or(s.url_port.value_or(protocol->port));
  target.family = s.family;
  const std::string& wanted = s.server_name.empty() ? s.host : s.server_name;
  if (s.no_server_name || (s.server_name.empty() && is_ip_address(s.host.substr(0, s.host.find('%'))))) {
    return target;
  }
  Result<std::string> name = ascii_name(wanted);
  if (!name) {
    return Error{Text("host name ") + Text::bounded(wanted, 100) + Text(": ") + name.error().text};
  }
  target.server_name = *std::move(name);
  return target;
}

plugin::Result<std::vector<std::string>> names_to_match(const Settings& s, const Target& target) {
  std::vector<std::string> wanted = s.names;
  if (wanted.empty()) {
    wanted.push_back(target.server_name.value_or(target.host.substr(0, target.host.find('%'))));
  }
  for (std::string& name : wanted) {
    Result<std::string> ascii = ascii_name(name);
    if (!ascii) {
      return Error{Text("-m, --match ") + Text::bounded(name, 100) + Text(": ") + ascii.error().text};
    }
    name = *std::move(ascii);
  }
  return wanted;
}

}  // namespace checks
