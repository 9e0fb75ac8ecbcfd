#define BOOST_TEST_MODULE addresses_agree
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using std::chrono::days;

constexpr CertificateIndex kOther = 3;

// Three addresses that send what good_case() sends; kOther is another certificate of that name.
CaseBuilder addresses_case() {
  CaseBuilder b = good_case();
  b.store(certificate("www.example.org", "Lab CA 2"));
  b.target.every_address = true;
  for (const char* address : {"192.0.2.7", "192.0.2.8", "2001:db8::7"}) {
    b.observations.push_back(b.observation);
    b.observations.back().address = address;
    b.facts.observations.push_back(b.seen);
  }
  return b;
}

void send_other(CaseBuilder& b, std::size_t index) {
  b.observations[index].handshake->certificates.front() = b.at(kOther).der;
  b.facts.observations[index].sent.front() = {kOther, ""};
}

constexpr Row kRows[] = {
    {"all alike", [](CaseBuilder&) {}, "pass: all 3 addresses send the same certificate and chain"},
    {"one address",
     [](CaseBuilder& b) {
       b.observations.resize(1);
       b.facts.observations.resize(1);
     },
     "not-applicable: no second address sent a certificate"},
    {"one that answers",
     [](CaseBuilder& b) {
       b.observations[0].handshake.reset();
       b.observations[1].handshake->certificates.clear();
     },
     "not-applicable: no second address sent a certificate"},
    {"one that is set aside",
     [](CaseBuilder& b) {
       send_other(b, 2);
       b.observations[2].superseded = true;
     },
     "pass: all 2 addresses send the same certificate and chain"},
    {"one was renewed: the others are named first",
     [](CaseBuilder& b) {
       b.at(kOther).not_after += days(90);
       send_other(b, 1);
     },
     "WARNING: renew or reload 192.0.2.7, 2001:db8::7: their certificate expires in 60 days (2027-01-19 "
     "00:00 "
     "UTC); 192.0.2.8 has another until 2027-04-19 00:00 UTC"},
    {"one was not renewed",
     [](CaseBuilder& b) {
       b.at(kOther).not_after -= days(59);
       send_other(b, 1);
     },
     "WARNING: renew or reload 192.0.2.8: its certificate expires in 24 hours (2026-11-21 00:00 UTC); "
     "192.0.2.7, 2001:db8::7 have another until 2027-01-19 00:00 UTC"},
    {"one that cannot be parsed",
     [](CaseBuilder& b) {
       b.observations[0].handshake->certificates.front() = bytes_of("garbage");
       b.facts.observations[0].sent.front() = {std::nullopt, "wrong tag"};
       b.leaf().sha256_fingerprint = "00112233445566778899aabbccddeeff";
     },
     "WARNING: give all addresses the same certificate: 192.0.2.8, 2001:db8::7 have SHA-256 "
     "0011223344556677..., which expires in 60 days (2027-01-19 00:00 UTC); 192.0.2.7 has one that cannot be "
     "parsed"},
    {"one without the intermediate",
     [](CaseBuilder& b) {
       b.observations[1].handshake->certificates.pop_back();
       b.facts.observations[1].sent.pop_back();
     },
     "WARNING: give all addresses the same chain file: 192.0.2.7, 2001:db8::7 send 2 certificates, up to "
     "'Lab CA 1'; 192.0.2.8 sends 1 certificate"},
    {"an older version", [](CaseBuilder& b) { b.observations[2].handshake->version = "TLSv1.2"; },
     "WARNING: give all addresses the same TLS settings: 192.0.2.7, 192.0.2.8 have TLSv1.3; 2001:db8::7 has "
     "TLSv1.2"},
    {"two that end together, and another version",
     [](CaseBuilder& b) {
       send_other(b, 2);
       b.leaf().sha256_fingerprint = "00112233445566778899aabbccddeeff";
       b.at(kOther).sha256_fingerprint = "ffeeddccbbaa99887766554433221100";
       b.observations[2].handshake->version = "TLSv1.2";
     },
     "WARNING: give all addresses the same certificate: 192.0.2.7, 192.0.2.8 have SHA-256 "
     "0011223344556677..., "
     "which expires in 60 days (2027-01-19 00:00 UTC); 2001:db8::7 has SHA-256 ffeeddccbbaa9988..., which "
     "expires in 60 days (2027-01-19 00:00 UTC)\n"
     "WARNING: give all addresses the same TLS settings: 192.0.2.7, 192.0.2.8 have TLSv1.3; 2001:db8::7 has "
     "TLSv1.2"},
    {"only one address was asked for", [](CaseBuilder& b) { b.target.every_address = false; },
     "not-applicable: one address is checked; -A checks all"},
    {"many addresses",
     [](CaseBuilder& b) {
       b.observations.resize(6, b.observations[0]);
       b.facts.observations.resize(6, b.seen);
       b.observations[1].handshake->version = "TLSv1.2";
     },
     "WARNING: give all addresses the same TLS settings: 192.0.2.7, 2001:db8::7, 192.0.2.7 and 2 more have "
     "TLSv1.3; 192.0.2.8 has TLSv1.2"},
};

BOOST_AUTO_TEST_CASE(rows) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = addresses_case();
      row.change(b);
      BOOST_TEST(told(checks::judge_addresses_agree(b.build())) == row.told);
    }
  }
}

}  // namespace
}  // namespace tests
