// Which proxy leads to a target: the URL that the user gave, or the environment's, unless the target is among
// the exceptions.

#pragma once

#include <optional>

#include "checks/evidence/target.h"
#include "checks/proxy_url.h"
#include "checks/settings.h"
#include "plugin/result.h"

namespace checks {

// std::getenv, or a test's.
using Environment = const char* (*)(const char* name);

// The way to `target`; none: direct. --proxy, else with --proxy-from-env the first that is not empty of the
// variables https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, as curl has it: http_proxy is for URLs of http
// and not looked at. Exceptions are those of --no-proxy; if it is not given and --proxy-from-env is, those of
// no_proxy, else NO_PROXY. One that fits the host or the address to connect to suffices.
//
// An error names the option or the variable: a password on the command line, a URL that cannot be used; and
// what a proxy that looks up names cannot do: -A, -4, -6 with a name, an address with a scope.
plugin::Result<std::optional<ProxyUrl>> choose_proxy(const Settings& settings, const Target& target,
                                                     Environment environment);

}  // namespace checks
