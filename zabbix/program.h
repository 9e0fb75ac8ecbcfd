// What the external check and the loadable module have in common: the same rules, options and document.

#pragma once

#include "checks/check.h"

namespace zabbix {

inline constexpr checks::Program kProgram = {
    .name = "zabbix_tls",
    .does = "checks the TLS of one endpoint and prints one JSON document, for Zabbix",
    .rules = "*",
    .headline = "leaf-expiry,name-match,reachable",
    // Whoever may edit items writes the command line: files are named only in this one.
    .config = {.option = "use", .fixed_file = "/etc/zabbix/zabbix_tls.conf", .refuse_files = true},
    .without = "output max-output perf-addresses verbose",  // it always prints the same document
};

}  // namespace zabbix
