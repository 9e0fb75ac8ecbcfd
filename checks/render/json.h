// A finished check as one JSON document, for `-o json` and Zabbix. The contract is design section 5:
//
// `x509`, `result`, `sha1_fingerprint`, `sha256_fingerprint` have the shape that Zabbix agent 2's
// web.certificate.get returns, and are absent when no certificate was seen. Beside them `schema` 1, `status`
// 0-3, `state`, `summary`, `rules`, `findings`, `metrics` (seconds), `chain`, `paths`, `connection`. Strings
// keep their characters, JSON-escaped; bytes that are not UTF-8 become U+FFFD.

#pragma once

#include <string>

#include "checks/check.h"
#include "plugin/calendar.h"

namespace checks {

inline constexpr int kJsonSchema = 1;

// One line, ended by a newline.
std::string json_text(const Checked& checked, const Program& program, const plugin::Calendar& calendar);

// For what never became a check: a usage error, an internal error. `status` 3, `summary` the line.
std::string json_error(const plugin::Text& line);

}  // namespace checks
