// zabbix_tls.so: the keys tls.get, tls.left and tls.status inside of a Zabbix agent, server or proxy.
//
//   tls.get[...]     text: the JSON document of the program zabbix_tls, in every case
//   tls.left[...]    seconds left of the certificate, negative once it is expired; not supported, with the
//                    summary as reason, where no certificate was seen
//   tls.status[...]  0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN: the document's `status`
//
// The parameters are in item_parameters.h; more of them than there are make the item not supported. A check
// ends kMargin before the daemon's Timeout. Nothing happens when the module is loaded; what a check needs is
// made in the process that is asked, and stays there: the library context of OpenSSL
// (checks/openssl/guest.h), and look-up threads that libc does not give back (checks/net/lookup.h).
//
// Whatever goes wrong is a message. Not touched: signals and their handlers, locale, environment, descriptors
// that are not ours, OpenSSL's state.

#pragma once

#include <chrono>

#include "zabbix/module_abi.h"

namespace zabbix {

// What is left of the daemon's Timeout for the answer's way.
inline constexpr std::chrono::milliseconds kMargin{300};

// The time of a check under a daemon with this Timeout, in seconds; 3, the daemons' default, for one that is
// not positive.
std::chrono::milliseconds check_time(int daemon_timeout);

}  // namespace zabbix
