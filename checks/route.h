// The way of a run to its endpoint, ready to be used: proxy, login, PROXY protocol.

#pragma once

#include "checks/net/routed_network.h"
#include "checks/proxy_choice.h"
#include "checks/settings.h"
#include "plugin/result.h"
#include "plugin/text.h"

namespace checks {

struct ChosenRoute {
  Route route;
  plugin::Text remark;  // that everybody may read the file of the login; else empty
};

// Puts into `target` what of the way is evidence; the login is not. It is user:password, or the password
// alone where the URL names the user, in the first line of --proxy-auth-file, else in the variable
// TLS_PROXY_AUTH, else in the URL of the environment. Nobody reads it where no proxy is used.
//
// An error is that of choose_proxy, or of a login that is missing or that the proxy's protocol cannot carry;
// it shows nothing of it.
plugin::Result<ChosenRoute> choose_route(const Settings& settings, Target& target, Environment environment);

}  // namespace checks
