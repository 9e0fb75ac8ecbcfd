// What options do with their values that do more than setters.h. One function a row of option_table; errors
// say what was expected.

#pragma once

#include <string_view>

#include "checks/settings.h"
#include "plugin/result.h"

namespace checks {

plugin::Result<plugin::Done> set_host(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_address(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_port(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_protocol(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_refused_versions(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_ipv4(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_ipv6(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_sni(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_no_proxy(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_proxy_protocol(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_name(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_warning(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_critical(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_chain_warning(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_chain_critical(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_store(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_clients(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_no_clients(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_required_clients(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_serial(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_fingerprint(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_pin(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_min_tls(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_max_validity(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_profile(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_max_depth(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_aia(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_only(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_ignore(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_severity(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_timeout(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_at(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_output(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> set_max_output(Settings& settings, std::string_view value);
plugin::Result<plugin::Done> add_verbosity(Settings& settings, std::string_view value);

// Answers with something else than a check; --help wins over the others.
template <Instead what>
plugin::Result<plugin::Done> do_instead(Settings& settings, std::string_view) {
  if (settings.instead != Instead::help) {
    settings.instead = what;
  }
  return plugin::Done{};
}

// --config is acted upon by plugin::complete_options; the row is there for the help.
inline plugin::Result<plugin::Done> config_was_read(Settings&, std::string_view) { return plugin::Done{}; }

}  // namespace checks
