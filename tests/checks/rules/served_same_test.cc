#define BOOST_TEST_MODULE served_same
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using std::chrono::days;

constexpr CertificateIndex kWire = 3;

// A file with the certificates of good_case(), and a server at 192.0.2.7 that sends another one of that name.
CaseBuilder served_case() {
  CaseBuilder b = file_case();
  b.store(certificate("www.example.org", "Lab CA 2"));
  b.observations = {b.observation, b.observation};
  b.facts.observations = {b.seen, b.seen};
  b.observations[1].file.reset();
  b.observations[1].purpose = checks::Purpose::served;
  b.observations[1].host = "www.example.org";
  b.observations[1].address = "192.0.2.7";
  b.observations[1].port = 443;
  b.observation = b.observations[1];
  b.observation.handshake->certificates = {b.at(kWire).der};
  b.seen.sent = {{kWire, ""}};
  return b;
}

constexpr Row kRows[] = {
    {"the same",
     [](CaseBuilder& b) {
       b.observation.handshake->certificates = {b.leaf().der};
       b.seen.sent = {{kLeaf, ""}};
     },
     "pass: 192.0.2.7:443 serves the certificate that is on disk"},
    {"renewed on disk", [](CaseBuilder& b) { b.at(kWire).not_before -= days(1); },
     "CRITICAL: renewed on disk but not reloaded by 192.0.2.7:443: what it serves expires in 60 days "
     "(2027-01-19 00:00 UTC), reload that server"},
    {"renewed on disk and over there",
     [](CaseBuilder& b) {
       b.at(kWire).not_before -= days(90);
       b.at(kWire).not_after = kNow - std::chrono::seconds(1);
     },
     "CRITICAL: renewed on disk but not reloaded by 192.0.2.7:443: what it serves expired 1 second ago "
     "(2026-11-19 23:59 UTC), reload that server"},
    {"renewed within a second", [](CaseBuilder& b) { b.at(kWire).not_after -= days(1); },
     "CRITICAL: renewed on disk but not reloaded by 192.0.2.7:443: what it serves expires in 59 days "
     "(2027-01-18 00:00 UTC), reload that server"},
    {"newer on the server", [](CaseBuilder& b) { b.at(kWire).not_before += days(1); },
     "CRITICAL: 192.0.2.7:443 serves a newer certificate (valid from 2026-10-22 00:00 UTC) than the one on "
     "disk (from 2026-10-21 00:00 UTC): the file is not what that server uses"},
    {"of the same time", [](CaseBuilder&) {},
     "CRITICAL: 192.0.2.7:443 serves another certificate than the one on disk, both valid at the same time "
     "(2026-10-21 00:00 UTC)"},
    {"of another name", [](CaseBuilder& b) { b.at(kWire) = certificate("shop.example.org", "Lab CA 2"); },
     "CRITICAL: 192.0.2.7:443 serves another certificate, 'shop.example.org', which has no name of the one "
     "on "
     "disk"},
    {"at an IPv6 address", [](CaseBuilder& b) { b.observation.address = "2001:db8::7"; },
     "CRITICAL: [2001:db8::7]:443 serves another certificate than the one on disk, both valid at the same "
     "time (2026-10-21 00:00 UTC)"},
    {"unparsable",
     [](CaseBuilder& b) {
       b.seen.sent = {{std::nullopt, "wrong tag"}};
     },
     "CRITICAL: 192.0.2.7:443 serves a certificate that cannot be parsed"},
    {"not reachable",
     [](CaseBuilder& b) {
       b.observation.handshake.reset();
       b.seen.sent.clear();
     },
     "not-applicable: no certificate was seen [told by reachable]"},
    {"nothing on disk", [](CaseBuilder& b) { b.facts.observations[0].sent.clear(); },
     "undetermined: no certificate on disk to compare with [told by file-readable]"},
};

BOOST_AUTO_TEST_CASE(rows) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = served_case();
      row.change(b);
      BOOST_TEST(told(checks::judge_served_same(b.build())) == row.told);
    }
  }
}

}  // namespace
}  // namespace tests
