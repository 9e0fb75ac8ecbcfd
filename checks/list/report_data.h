// What the script of the HTML report reads: a whole run as one compact JSON document.
//
//   {"version": 1, "now": seconds, "made": "2026-11-21 12:00 JST",
//    "strings": ["www.example.org", ...],          each once; all else names them by their index
//    "chains": [[LINK, ...], ...], "leaves": [LEAF, ...], "rows": [ROW, ...]}
//
//   LINK  [name, key, end, end's words, 1 sent + 2 anchor, fingerprint]
//   LEAF  [name, subject, issuer, issuer's name, serial, fingerprint, key, signature, begin, begin's words,
//          end, end's words, names not shown, name, name, ...]
//   ROW   [status 0-3, label, host, port, protocol, headline, leaf or -1, chain or -1,
//          end of the chain or null, its words, 1 reached + 2 valid, address, TLS version, file, line,
//          contact, judged at (words), [microseconds or null of resolve, connect, proxy, starttls, tls,
//          total], findings not kept, [rule, status, sentence, rule, status, sentence, ...], [remedy, ...]]
//
// Chains and certificates that several endpoints have stand there once. Instants are seconds since the epoch,
// and in words as the calendar writes them, so that a page shows the monitor's time zone wherever it is
// opened. Every string is escaped as plugin::Text::line does it, and the document by script_json.
//
// 10,000 endpoints of which each has a certificate of its own: less than 5 MB.

#pragma once

#include <string>

#include "checks/list/list_result.h"
#include "plugin/calendar.h"

namespace checks {

std::string report_data(const ListRun& run, plugin::Time now, const plugin::Calendar& calendar);

}  // namespace checks
