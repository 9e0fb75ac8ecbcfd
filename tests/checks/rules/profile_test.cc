#define BOOST_TEST_MODULE profile
#include <set>

#include "checks/rules/table.h"
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

using checks::Profile;

bool is_of_profile(const checks::Rule& rule) {
  return std::string_view(rule.id).starts_with("rfc5280-") ||
         std::string_view(rule.id).starts_with("webpki-");
}

// Everything that the rules of the profiles say, each text once.
std::set<std::string> all_told(CaseBuilder& b) {
  const checks::Case c = b.build();
  std::set<std::string> texts;
  for (const checks::Rule& rule : checks::rule_table()) {
    if (is_of_profile(rule)) {
      texts.insert(std::string(rule.id).substr(0, 7) + " " + told(rule.judge(c)).substr(0, 40));
    }
  }
  return texts;
}

BOOST_AUTO_TEST_CASE(which_rules_run) {
  const struct {
    Profile profile;
    bool is_public;
    bool is_rfc5280_judged;
    bool is_webpki_judged;
  } rows[] = {
      {Profile::none, true, false, false},    {Profile::rfc5280, true, true, false},
      {Profile::webpki, false, true, true},   {Profile::automatic, false, true, false},
      {Profile::automatic, true, true, true},
  };
  for (const auto& row : rows) {
    CaseBuilder b = well_formed_case();
    b.policy.profile = row.profile;
    b.leaf().has_embedded_scts = row.is_public;
    const checks::Case c = b.build();
    for (const checks::Rule& rule : checks::rule_table()) {
      if (is_of_profile(rule)) {
        const bool is_webpki = std::string_view(rule.id).starts_with("webpki-");
        const bool is_judged = is_webpki ? row.is_webpki_judged : row.is_rfc5280_judged;
        BOOST_TEST_CONTEXT(rule.id << " " << static_cast<int>(row.profile)) {
          BOOST_TEST(told(rule.judge(c)).starts_with(is_judged ? "pass: " : "not-applicable: "));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(not_public) {
  CaseBuilder b = well_formed_case();
  b.policy.profile = Profile::automatic;
  BOOST_TEST(all_told(b).contains("webpki- not-applicable: the certificate is not p"));
}

BOOST_AUTO_TEST_CASE(an_unparsable_leaf) {
  const struct {
    Profile profile;
    const char* rfc5280;
    const char* webpki;
  } rows[] = {
      {Profile::none, "not-applicable: needs --profile rfc5280", "not-applicable: needs --profile webpki"},
      {Profile::rfc5280,
       "undetermined: the server's certificate cannot be parsed: garbage [told by leaf-expiry]",
       "not-applicable: needs --profile webpki"},
      {Profile::automatic,
       "undetermined: the server's certificate cannot be parsed: garbage [told by leaf-expiry]",
       "undetermined: the server's certificate cannot be parsed: garbage [told by leaf-expiry]"},
  };
  for (const auto& row : rows) {
    CaseBuilder b;
    b.policy.profile = row.profile;
    b.send_unparsable("garbage");
    BOOST_TEST(told(checks::judge_rfc5280_serial_number(b.build())) == row.rfc5280);
    BOOST_TEST(told(checks::judge_webpki_aia(b.build())) == row.webpki);
  }
}

// Without a path the certificates sent are looked at, by place; what does not parse is skipped.
BOOST_AUTO_TEST_CASE(certificates_sent) {
  CaseBuilder b = well_formed_case();
  b.seen.paths.clear();
  b.send_unparsable("garbage");
  b.send_again(kRoot);
  b.leaf().serial = b.at(kIntermediate).serial = b.at(kRoot).serial = "0";
  BOOST_TEST(
      told(checks::judge_rfc5280_serial_number(b.build())) ==
      "WARNING: certificate has a serial number that is not positive: have it reissued\n"
      "WARNING: certificate 'Lab CA 1' has a serial number that is not positive: ask the CA for a newer "
      "one\n"
      "WARNING: certificate 'Lab Root' has a serial number that is not positive");
}

BOOST_AUTO_TEST_CASE(a_pinned_leaf) {
  CaseBuilder b = well_formed_case();
  b.seen.paths.clear();
  b.path({kLeaf});
  BOOST_TEST(told(checks::judge_webpki_root_eku(b.build())) == "pass: no root has an extended key usage");
  BOOST_TEST(told(checks::judge_webpki_end_entity_ca(b.build())) ==
             "pass: the server's certificate is no CA");
}

}  // namespace
}  // namespace tests
