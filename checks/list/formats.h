// A run in the formats of other programs. Each escapes by its own rules what came from a list or a peer.

#pragma once

#include <string>

#include "checks/list/list_result.h"
#include "plugin/calendar.h"

namespace checks {

inline constexpr int kListSchema = 1;

// One document, ended by a newline: `schema` 1, `status`, `state`, `summary`, `started`, `run_time`,
// `counts`, `endpoints` (each as by json_line), `faults`, `remarks`. Names and values keep their characters,
// JSON-escaped; sentences are one line each, escaped as in every output of lines.
std::string json_document(const ListRun& run, plugin::Time now);

// One endpoint, ended by a newline: `name`, `host`, `port`, `protocol`, `address`, `status`, `state`,
// `summary`, `findings`, `remedies`, `reached`, `valid`, `not_after` ... of the certificate, `checked_at`,
// `place`.
std::string json_line(const ListEntry& entry, const ListResult& result);

// The last line of -o jsonl: what json_document has beside the endpoints.
std::string json_end(const ListRun& run, plugin::Time now);

// RFC 4180 with a header, lines ended by CRLF, the worst first. A cell that a spreadsheet would take for a
// formula (OWASP: it begins with = + - @ or a tab) has an apostrophe before it. Lines of the list that cannot
// be used are rows too.
std::string csv_text(const ListRun& run, plugin::Time now);

// Prometheus' text format, for node_exporter's textfile collector. Names as blackbox_exporter's where they
// mean the same: probe_success, probe_duration_seconds, probe_ssl_earliest_cert_expiry,
// probe_ssl_last_chain_expiry_timestamp_seconds, probe_ssl_last_chain_info, probe_tls_version_info; then
// tls_check_status of each endpoint, and tls_list_... of the run.
std::string prometheus_text(const ListRun& run);

}  // namespace checks
