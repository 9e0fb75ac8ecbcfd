// The parameters of an item's key -> Settings:
//
//   tls.get[host,<port>,<protocol>,<address>,<sni>,<warning>,<critical>,<section>]
//
// Each is the option of zabbix_tls of that meaning and is checked like it; an empty one counts as not given.
// `section` names a section of /etc/zabbix/zabbix_tls.conf, the only way to options that name files; a
// parameter wins over the same option there.

#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>

#include "checks/settings.h"
#include "plugin/options.h"
#include "plugin/result.h"

namespace zabbix {

inline constexpr std::size_t kMostParameters = 8;

// "host,<port>,...": for messages.
inline constexpr const char* kParameterNames =
    "host,<port>,<protocol>,<address>,<sni>,<warning>,<critical>,<section>";

// At most kMostParameters. `limit` is the longest time that the check may take: the option `timeout` of the
// section can only lower it.
plugin::Result<checks::Settings> read_parameters(std::span<const std::string_view> parameters,
                                                 const plugin::ConfigSource& config,
                                                 std::chrono::milliseconds limit);

}  // namespace zabbix
