// A finished check as one JSON document, for `-o json` and Zabbix. The contract is design section 5:
//
// `x509`, `result`, `sha1_fingerprint`, `sha256_fingerprint` have the shape that Zabbix agent 2's
// web.certificate.get returns, and are absent when no certificate was seen. Beside them `schema` 1, `status`
// 0-3, `state`, `summary`, `problems`, `judged`, `shown`, `rules`, `findings`, `metrics` (seconds), `chain`,
// `paths`, and what was looked at (json_source.h): `connection`, `addresses`, `failed_attempts`. Names and
// values keep their characters, JSON-escaped; bytes that are not UTF-8 become U+FFFD. Sentences, and what is
// `shown`, are one line each, escaped as in every output of lines: a monitor stores them and shows them as
// they are.
//
// `judged` has the status of each rule whose evidence was seen: {"reachable":2} of a server that is down.
// Where `rules` says 0 because no certificate came, a monitor keeps what it knew.

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
