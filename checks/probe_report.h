// What is shown of what was tried beside the ordinary connection: certificates by kind of key, versions.

#pragma once

#include <vector>

#include "checks/check.h"
#include "plugin/calendar.h"
#include "plugin/text.h"

namespace checks {

// Nothing unless --both-keys or --refuse was given and a connection stood:
//
//   Certificates, by kind of key:
//     RSA: 'www.example.org' expires in 59 days (2027-01-19 23:31 JST)
//     ECDSA: not seen: the server sent the alert 'handshake failure'
//   Versions, tried one by one:
//     TLSv1: the server chose TLSv1
//     TLSv1.1: the server sent the alert 'protocol version'
//
// With the address behind the name where there are several.
void add_probes(const Checked& checked, const plugin::Calendar& calendar, std::vector<plugin::Text>& lines);

}  // namespace checks
