#include "checks/option_setters.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/host.h"
#include "checks/setters.h"
#include "checks/starttls/protocol.h"
#include "plugin/calendar.h"
#include "plugin/duration.h"
#include "plugin/threshold.h"

namespace checks {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

namespace {

constexpr auto kMinTimeout = std::chrono::milliseconds(1);
constexpr auto kMaxTimeout = std::chrono::hours(1);

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

// A name or an address; `what` says it in the error.
Result<Done> set_name(std::string& member, std::string_view value, const char* what) {
  Result<Host> host = parse_host(value);
  if (!host) {
    return host.error();
  }
  if (!host->protocol.empty()) {
    return Error{Text("expected ") + what + ", not a URL"};
  }
  member = std::move(host->name);
  return Done{};
}

Result<Done> add_globs(std::vector<std::string>& globs, std::string_view value) {
  std::vector<std::string> parts = split_list(value);
  std::move(parts.begin(), parts.end(), std::back_inserter(globs));
  return Done{};
}

}  // namespace

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
  return set_name(s.address, value, "an address");
}

Result<Done> set_port(Settings& s, std::string_view value) {
  s.port = parse_port(value);
  return s.port ? Result<Done>(Done{}) : expected("a port from 1 to 65535");
}

Result<Done> set_protocol(Settings& s, std::string_view value) {
  if (!find_protocol(value)) {
    return expected("a protocol of --list-protocols");
  }
  s.protocol = value;
  return Done{};
}

Result<Done> set_ipv4(Settings& s, std::string_view) {
  s.family = AddressFamily::ipv4;
  return Done{};
}

Result<Done> set_ipv6(Settings& s, std::string_view) {
  s.family = AddressFamily::ipv6;
  return Done{};
}

Result<Done> set_sni(Settings& s, std::string_view value) { return set_name(s.server_name, value, "a name"); }

Result<Done> add_name(Settings& s, std::string_view value) {
  return set_name(s.names.emplace_back(), value, "a name or an address");
}

Result<Done> set_warning(Settings& s, std::string_view value) {
  return set_threshold(s.policy.leaf.warning, value);
}

Result<Done> set_critical(Settings& s, std::string_view value) {
  return set_threshold(s.policy.leaf.critical, value);
}

Result<Done> set_chain_warning(Settings& s, std::string_view value) {
  s.chain_warning_given = true;
  return set_threshold(chain_thresholds(s).warning, value);
}

Result<Done> set_chain_critical(Settings& s, std::string_view value) {
  s.chain_critical_given = true;
  return set_threshold(chain_thresholds(s).critical, value);
}

Result<Done> set_max_validity(Settings& s, std::string_view value) {
  using Kind = MaxValidity::Kind;
  if (value == "auto" || value == "off") {
    s.policy.max_validity = {value == "auto" ? Kind::automatic : Kind::off, 0};
    return Done{};
  }
  const std::optional<int> days = number(value, 1, 100'000);
  if (!days) {
    return expected("auto, off or a number of days");
  }
  s.policy.max_validity = {Kind::days, *days};
  return Done{};
}

Result<Done> set_profile(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, Profile>, 4> kProfiles{{{"none", Profile::none},
                                                                           {"rfc5280", Profile::rfc5280},
                                                                           {"webpki", Profile::webpki},
                                                                           {"auto", Profile::automatic}}};
  return set_word(s.policy.profile, value, kProfiles, "none, rfc5280, webpki or auto");
}

Result<Done> set_max_depth(Settings& s, std::string_view value) {
  s.policy.max_depth = number(value, 0, 100);
  return s.policy.max_depth ? Result<Done>(Done{}) : expected("a number of intermediates, from 0 to 100");
}

Result<Done> set_aia(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, AiaMode>, 3> kModes{
      {{"never", AiaMode::never}, {"auto", AiaMode::automatic}, {"always", AiaMode::always}}};
  return set_word(s.policy.aia, value, kModes, "never, auto or always");
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
  const std::optional<std::chrono::milliseconds> timeout =
      plugin::parse_duration(value, std::chrono::seconds(1));
  if (!timeout || *timeout < kMinTimeout || *timeout > kMaxTimeout) {
    return expected("seconds, such as 10 or 2.5, from 0.001 to 3600");
  }
  s.timeout = *timeout;
  return Done{};
}

Result<Done> set_at(Settings& s, std::string_view value) {
  Result<plugin::Time> time = plugin::parse_time(value, plugin::Time{});
  if (!time) {
    return time.error();
  }
  s.at = value;
  return Done{};
}

Result<Done> set_output(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, OutputForm>, 3> kForms{
      {{"nagios", OutputForm::nagios}, {"json", OutputForm::json}, {"text", OutputForm::text}}};
  return set_word(s.output, value, kForms, "nagios, json or text");
}

Result<Done> set_max_output(Settings& s, std::string_view value) {
  constexpr std::size_t kLeast = 256;
  constexpr std::size_t kMost = 1 << 20;
  const std::optional<std::size_t> bytes = number(value, kLeast, kMost);
  if (!bytes) {
    return expected("bytes, from 256 to 1048576");
  }
  s.max_output = *bytes;
  return Done{};
}

Result<Done> add_verbosity(Settings& s, std::string_view) {
  ++s.verbosity;
  return Done{};
}

}  // namespace checks
