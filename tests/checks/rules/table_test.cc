#define BOOST_TEST_MODULE table
#include "checks/rules/table.h"

#include <set>
#include <string_view>

#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::Rule;

// The folder's rules in the order of telling. A rule is added here, in table.cc and as a file.
constexpr std::string_view kIds[] = {
    "reachable",
    "leaf-expiry",
    "not-yet-valid",
    "name-match",
    "self-signed",
    "chain-complete",
    "chain-trusted",
    "chain-expiry",
    "expected-fingerprint",
    "pin",
    "expected-serial",
    "expected-issuer",
    "client-certificate",
    "addresses-agree",
    "signature-algorithm",
    "key-strength",
    "starttls-injection",
    "tls-version",
    "versions-refused",
    "both-keys",
    "validity-length",
    "chain-order",
    "root-sent",
    "clients-agree",
    "rfc5280-authority-key-id",
    "rfc5280-subject-key-id",
    "rfc5280-basic-constraints",
    "rfc5280-key-usage",
    "rfc5280-name-constraints",
    "rfc5280-serial-number",
    "rfc5280-critical-extensions",
    "rfc5280-empty-subject",
    "rfc5280-names",
    "rfc5280-version",
    "webpki-extended-key-usage",
    "webpki-root-eku",
    "webpki-san-critical",
    "webpki-key-type",
    "webpki-signature",
    "webpki-authority-key-id",
    "webpki-aia",
    "webpki-end-entity-ca",
    "webpki-common-name",
    "webpki-alternative-names",
};

BOOST_AUTO_TEST_CASE(order_of_telling) {
  std::vector<std::string_view> ids;
  for (const Rule& rule : checks::rule_table()) {
    ids.push_back(rule.id);
  }
  BOOST_TEST(ids == std::vector<std::string_view>(std::begin(kIds), std::end(kIds)),
             boost::test_tools::per_element());
  BOOST_TEST(std::set<std::string_view>(ids.begin(), ids.end()).size() == ids.size());
}

bool is_kebab_case(std::string_view id) {
  return id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos &&
         !id.starts_with('-') && !id.ends_with('-') && id.find("--") == std::string_view::npos;
}

BOOST_AUTO_TEST_CASE(rows) {
  for (const Rule& rule : checks::rule_table()) {
    BOOST_TEST_CONTEXT(rule.id) {
      BOOST_TEST(is_kebab_case(rule.id));
      BOOST_TEST(!std::string_view(rule.sentence).empty());
      BOOST_TEST(!std::string_view(rule.sentence).ends_with('.'));
      BOOST_TEST(!std::string_view(rule.citation).empty());
      // OK: the rule has remarks only.
      BOOST_TEST((rule.state != plugin::Status::unknown));
      BOOST_TEST((rule.undetermined == plugin::Status::ok || rule.undetermined == plugin::Status::unknown));
      BOOST_TEST((rule.judge != nullptr));
    }
  }
}

// Every rule answers on a good server, and none finds a fault.
BOOST_AUTO_TEST_CASE(good_server) {
  CaseBuilder b = good_case();
  const checks::Case c = b.build();
  for (const Rule& rule : checks::rule_table()) {
    BOOST_TEST_CONTEXT(rule.id) {
      const checks::Findings findings = rule.judge(c);
      BOOST_TEST_REQUIRE(!findings.empty());
      for (const plugin::Finding& finding : findings) {
        BOOST_TEST(
            (finding.outcome == plugin::Outcome::pass || finding.outcome == plugin::Outcome::not_applicable));
        BOOST_TEST((finding.status == plugin::Status::ok));
        BOOST_TEST(!finding.text.empty());
      }
    }
  }
}

bool has_teller(std::string_view id) {
  for (const Rule& rule : checks::rule_table()) {
    if (rule.id == id) {
      return true;
    }
  }
  return false;
}

// A server of which nothing could be parsed or found, and one that sends a leaf alone: every answer stands,
// and who steps back names a rule that there is.
BOOST_AUTO_TEST_CASE(poor_servers) {
  CaseBuilder nothing_found = good_case();
  nothing_found.seen.paths.clear();
  CaseBuilder servers[] = {nothing_found, dead_end_case(checks::DeadEndKind::issuer_unknown),
                           dead_end_case(checks::DeadEndKind::untrusted_root)};
  for (CaseBuilder& server : servers) {
    const checks::Case c = server.build();
    for (const Rule& rule : checks::rule_table()) {
      BOOST_TEST_CONTEXT(rule.id) {
        const checks::Findings findings = rule.judge(c);
        BOOST_TEST_REQUIRE(!findings.empty());
        for (const plugin::Finding& finding : findings) {
          BOOST_TEST((checks::teller(finding).empty() || has_teller(checks::teller(finding))));
        }
      }
    }
  }
}

}  // namespace
}  // namespace tests
