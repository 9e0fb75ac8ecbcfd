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
    {"one was renewed",
     [](CaseBuilder& b) {
       b.at(kOther).not_after += days(90);
       send_other(b, 1);
     },
     "WARNING: the addresses do not serve the same certificate (renewed or reloaded on some only?): "
     "192.0.2.7, 2001:db8::7 expires in 60 days (2027-01-19 00:00 UTC); 192.0.2.8 expires in 150 days "
     "(2027-04-19 00:00 UTC)"},
    {"one was not renewed: it is named first",
     [](CaseBuilder& b) {
       b.at(kOther).not_after -= days(59);
       send_other(b, 1);
     },
     "WARNING: the addresses do not serve the same certificate (renewed or reloaded on some only?): "
     "192.0.2.8 "
     "expires in 24 hours (2026-11-21 00:00 UTC); 192.0.2.7, 2001:db8::7 expires in 60 days (2027-01-19 "
     "00:00 "
     "UTC)"},
    {"one that cannot be parsed",
     [](CaseBuilder& b) {
       b.observations[0].handshake->certificates.front() = bytes_of("garbage");
       b.facts.observations[0].sent.front() = {std::nullopt, "wrong tag"};
     },
     "WARNING: the addresses do not serve the same certificate (renewed or reloaded on some only?): "
     "192.0.2.8, "
     "2001:db8::7 expires in 60 days (2027-01-19 00:00 UTC); 192.0.2.7 one that cannot be parsed"},
    {"one without the intermediate",
     [](CaseBuilder& b) { b.observations[1].handshake->certificates.pop_back(); },
     "WARNING: the addresses send different chains with the same certificate: 192.0.2.7, 2001:db8::7 2 "
     "certificates; 192.0.2.8 1 certificate"},
    {"an older version", [](CaseBuilder& b) { b.observations[2].handshake->version = "TLSv1.2"; },
     "WARNING: the addresses do not have the same TLS version: 192.0.2.7, 192.0.2.8 TLSv1.3; 2001:db8::7 "
     "TLSv1.2"},
    {"certificate and version",
     [](CaseBuilder& b) {
       send_other(b, 2);
       b.observations[2].handshake->version = "TLSv1.2";
     },
     "WARNING: the addresses do not serve the same certificate (renewed or reloaded on some only?): "
     "192.0.2.7, "
     "192.0.2.8 expires in 60 days (2027-01-19 00:00 UTC); 2001:db8::7 expires in 60 days (2027-01-19 00:00 "
     "UTC)\n"
     "WARNING: the addresses do not have the same TLS version: 192.0.2.7, 192.0.2.8 TLSv1.3; 2001:db8::7 "
     "TLSv1.2"},
    {"many addresses",
     [](CaseBuilder& b) {
       b.observations.resize(6, b.observations[0]);
       b.facts.observations.resize(6, b.seen);
       b.observations[1].handshake->version = "TLSv1.2";
     },
     "WARNING: the addresses do not have the same TLS version: 192.0.2.7, 2001:db8::7, 192.0.2.7 and 2 more "
     "TLSv1.3; 192.0.2.8 TLSv1.2"},
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
