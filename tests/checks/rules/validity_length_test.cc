#define BOOST_TEST_MODULE validity_length
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_validity_length;

using checks::MaxValidity;

struct Life {
  const char* name;
  const char* begins;
  int days;
  int more_seconds;  // beyond whole days, both ends counted
  const char* told;
};

constexpr Life kPublic[] = {
    {"398 days", "2026-03-14T23:59:59Z", 398, 0, "pass: certificate is valid for 398 days, allowed are 398"},
    {"a second more", "2026-03-14T23:59:59Z", 398, 1,
     "WARNING: certificate is valid for 399 days, allowed are 398 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"200 days from 2026-03-15", "2026-03-15T00:00:00Z", 200, 0,
     "pass: certificate is valid for 200 days, allowed are 200"},
    {"a second more", "2026-03-15T00:00:00Z", 200, 1,
     "WARNING: certificate is valid for 201 days, allowed are 200 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"200 days before 2027-03-15", "2027-03-14T23:59:59Z", 200, 0,
     "pass: certificate is valid for 200 days, allowed are 200"},
    {"100 days from 2027-03-15", "2027-03-15T00:00:00Z", 100, 0,
     "pass: certificate is valid for 100 days, allowed are 100"},
    {"a second more", "2027-03-15T00:00:00Z", 100, 1,
     "WARNING: certificate is valid for 101 days, allowed are 100 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"100 days before 2029-03-15", "2029-03-14T23:59:59Z", 100, 0,
     "pass: certificate is valid for 100 days, allowed are 100"},
    {"47 days from 2029-03-15", "2029-03-15T00:00:00Z", 47, 0,
     "pass: certificate is valid for 47 days, allowed are 47"},
    {"a second more", "2029-03-15T00:00:00Z", 47, 1,
     "WARNING: certificate is valid for 48 days, allowed are 47 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"398 days from 2020-09-01", "2020-09-01T00:00:00Z", 399, 0,
     "WARNING: certificate is valid for 399 days, allowed are 398 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"825 days before 2020-09-01", "2020-08-31T23:59:59Z", 825, 0,
     "pass: certificate is valid for 825 days, allowed are 825"},
    {"a second more", "2020-08-31T23:59:59Z", 825, 1,
     "WARNING: certificate is valid for 826 days, allowed are 825 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"825 days from 2018-03-01", "2018-03-01T00:00:00Z", 826, 0,
     "WARNING: certificate is valid for 826 days, allowed are 825 for a public one of its date: browsers may "
     "refuse "
     "it, reissue it"},
    {"before 2018-03-01", "2018-02-28T23:59:59Z", 1100, 0,
     "not-applicable: certificate was issued before there were limits in days"},
    {"one second", "2026-11-20T00:00:00Z", 0, 1, "pass: certificate is valid for 1 day, allowed are 200"},
};

void live(CaseBuilder& b, const Life& life) {
  b.leaf().not_before = *plugin::parse_time(life.begins, kNow);
  b.leaf().not_after =
      b.leaf().not_before + std::chrono::days(life.days) + std::chrono::seconds(life.more_seconds - 1);
}

BOOST_AUTO_TEST_CASE(public_certificates) {
  for (const Life& life : kPublic) {
    BOOST_TEST_CONTEXT(life.name) {
      CaseBuilder b = good_case();
      b.leaf().has_embedded_scts = true;
      live(b, life);
      BOOST_TEST(told(judge_validity_length(b.build())) == life.told);
    }
  }
}

void allow_days(CaseBuilder& b, int days) { b.policy.max_validity = {MaxValidity::Kind::days, days}; }

constexpr Row kRows[] = {
    {"private", [](CaseBuilder&) {}, "not-applicable: certificate is not under the rules for public ones"},
    {"public by policy",
     [](CaseBuilder& b) {
       b.leaf().policies = {"2.23.140.1.2.1"};
       live(b, {"", "2026-11-01T00:00:00Z", 200, 0, ""});
     },
     "pass: certificate is valid for 200 days, allowed are 200"},
    {"off",
     [](CaseBuilder& b) {
       b.leaf().has_embedded_scts = true;
       b.policy.max_validity.kind = MaxValidity::Kind::off;
     },
     "not-applicable: switched off by --max-validity"},
    {"days, for private ones too",
     [](CaseBuilder& b) {
       allow_days(b, 90);
       live(b, {"", "2026-11-01T00:00:00Z", 90, 0, ""});
     },
     "pass: certificate is valid for 90 days, allowed are 90"},
    {"a second more than days",
     [](CaseBuilder& b) {
       allow_days(b, 90);
       live(b, {"", "2026-11-01T00:00:00Z", 90, 1, ""});
     },
     "WARNING: certificate is valid for 91 days, allowed are 90 by --max-validity"},
    {"ends before it begins",
     [](CaseBuilder& b) {
       b.leaf().has_embedded_scts = true;
       b.leaf().not_after = b.leaf().not_before - std::chrono::seconds(1);
     },
     "undetermined: certificate ends before it begins"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_validity_length, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  allow_days(b, 10);
  live(b, {"", "2026-11-01T00:00:00Z", 90, 0, ""});
  BOOST_TEST(values_of(judge_validity_length(b.build()).front()) == "days=90 allowed_days=10");
}
}  // namespace
}  // namespace tests
