#define BOOST_TEST_MODULE name_constraints
#include "checks/rules/name_constraints.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/case_builder.h"

namespace tests {
namespace {

using checks::GeneralName;
using checks::NameBudget;
using checks::NameConstraints;
using checks::NameVerdict;
using enum checks::NameKind;

std::string said(const checks::NameAnswer& answer) {
  switch (answer.verdict) {
    case NameVerdict::permitted:
      return "permitted";
    case NameVerdict::forbidden:
      return "forbidden: " + answer.name;
    case NameVerdict::gave_up:
      break;
  }
  return "gave up";
}

// A certificate with one name and no subject.
CertificateFacts named(const GeneralName& name) {
  CertificateFacts facts;
  if (name.kind == dns) {
    facts.dns_names = {name.value};
  } else {
    facts.general_names = {name};
  }
  return facts;
}

bool is_allowed(const GeneralName& name, const NameConstraints& constraints) {
  NameBudget budget;
  return judge_names(named(name), constraints, budget).verdict == NameVerdict::permitted;
}

struct Row {
  checks::NameKind kind;
  std::string name;
  std::string constraint;
  bool is_allowed_by_permission;
  bool is_allowed_by_exclusion;
};

const std::string kV4("\xc0\x00\x02\x01", 4);                     // 192.0.2.1
const std::string kV4Net("\xc0\x00\x02\x00\xff\xff\xff\x00", 8);  // 192.0.2.0/24
const std::string kV4Other("\xc0\x00\x03\x00\xff\xff\xff\x00", 8);
const std::string kV6 = std::string("\x20\x01\x0d\xb8", 4) + std::string(12, '\x01');
const std::string kV6Net = std::string("\x20\x01\x0d\xb8", 4) + std::string(12, '\0') +
                           std::string(4, '\xff') + std::string(12, '\0');

BOOST_AUTO_TEST_CASE(one_name_and_one_constraint) {
  const Row rows[] = {
      {dns, "example.org", "example.org", true, false},
      {dns, "www.Example.org", "eXample.ORG", true, false},
      {dns, "a.b.example.org", "example.org", true, false},
      {dns, "badexample.org", "example.org", false, true},
      {dns, "org", "example.org", false, true},
      {dns, "example.org.evil", "example.org", false, true},
      {dns, "www.example.org", ".example.org", true, false},
      {dns, "example.org", ".example.org", false, true},
      {dns, "www.example.org", "", true, false},
      {dns, "*.example.org", "example.org", true, false},
      {dns, "*.example.org", "www.example.org", false, false},  // stands for a name in and names outside
      {dns, "*.example.org", "a.b.example.org", false, true},
      {dns, "*.example.org", "example.net", false, true},
      {dns, "*", "example.org", false, true},
      {ip, kV4, kV4Net, true, false},
      {ip, kV4, kV4Other, false, true},
      {ip, kV4, kV6Net, false, true},
      {ip, kV6, kV6Net, true, false},
      {ip, kV6, kV4Net, false, true},
      {ip, kV4, std::string(8, '\0'), true, false},
      {ip, kV4, kV4, false, false},               // a constraint without a mask
      {ip, kV4.substr(1), kV4Net, false, false},  // an address of three octets
      {ip, kV4, kV4Net + "0", false, false},
      {email, "a@example.org", "example.org", true, false},
      {email, "a@EXAMPLE.org", "example.org", true, false},
      {email, "a@www.example.org", "example.org", false, true},
      {email, "a@www.example.org", ".example.org", true, false},
      {email, "a@example.org", ".example.org", false, true},
      {email, "a@example.org", "a@Example.org", true, false},
      {email, "A@example.org", "a@example.org", false, true},
      {email, "a@example.org", "", true, false},
      {email, "nobody", "example.org", false, false},
      {email, "@example.org", "example.org", false, false},
      {uri, "https://www.example.org/a@b", "www.example.org", true, false},
      {uri, "https://me:x@www.example.org:8443?q", "www.example.org", true, false},
      {uri, "https://www.example.org", "example.org", false, true},
      {uri, "https://www.example.org", ".example.org", true, false},
      {uri, "https://192.0.2.1/", "example.org", false, false},
      {uri, "https://[2001:db8::1]/", "example.org", false, false},
      {uri, "urn:example", "example.org", false, false},
      {registered_id, "\x2a\x03", "\x2a\x03", false, false},
      {other_name, "x", "y", false, false},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(static_cast<int>(row.kind) << " '" << row.name << "' '" << row.constraint << "'") {
      const GeneralName constraint{row.kind, row.constraint};
      BOOST_TEST(is_allowed({row.kind, row.name}, {.permitted = {constraint}}) ==
                 row.is_allowed_by_permission);
      BOOST_TEST(is_allowed({row.kind, row.name}, {.excluded = {constraint}}) == row.is_allowed_by_exclusion);
    }
  }
}

// As normalised_name() makes it: level, type, value.
std::string rdn(char level, const std::string& type, const std::string& value) {
  const auto sized = [](const std::string& part) {
    return std::string(2, '\0') + static_cast<char>(part.size()) + part;
  };
  return level + sized(type) + sized(value);
}

BOOST_AUTO_TEST_CASE(directory_names) {
  const std::string country = rdn(0, "C", "jp");
  const std::string company = country + rdn(1, "O", "example");
  const std::string two_values = company + rdn(1, "OU", "x");
  const struct {
    std::string name;
    std::string constraint;
    bool is_inside;
  } rows[] = {
      {company, company, true},
      {company, country, true},
      {country, company, false},
      {two_values, company, false},
      {two_values, country, true},
      {company, "", true},
      {company, rdn(0, "C", "us"), false},
  };
  for (const auto& row : rows) {
    CertificateFacts facts;
    facts.subject = "O=Example,C=JP";
    facts.subject_key = row.name;
    NameBudget budget;
    const NameConstraints permitted{.permitted = {{directory, row.constraint}}};
    BOOST_TEST(said(judge_names(facts, permitted, budget)) ==
               (row.is_inside ? "permitted" : "forbidden: O=Example,C=JP"));
    facts.subject.clear();  // an empty subject is no name
    BOOST_TEST(said(judge_names(facts, permitted, budget)) == "permitted");
    facts.general_names = {{directory, row.name}};
    BOOST_TEST(said(judge_names(facts, permitted, budget)) ==
               (row.is_inside ? "permitted" : "forbidden: a directory name"));
  }
}

BOOST_AUTO_TEST_CASE(several_names_and_constraints) {
  CertificateFacts facts;
  facts.dns_names = {"a.example.org", "b.example.org"};
  facts.subject_emails = {"a@example.org"};
  const struct {
    const char* name;
    NameConstraints constraints;
    const char* told;
  } rows[] = {
      {"none", {}, "permitted"},
      {"any of the permitted ones", {.permitted = {{dns, "x.test"}, {dns, "example.org"}}}, "permitted"},
      {"all names", {.permitted = {{dns, "a.example.org"}}}, "forbidden: b.example.org"},
      {"permitted and excluded",
       {.permitted = {{dns, "example.org"}}, .excluded = {{dns, "b.example.org"}}},
       "forbidden: b.example.org"},
      {"of another kind", {.permitted = {{ip, kV4Net}}}, "permitted"},
      {"mail address in the subject", {.permitted = {{email, "example.net"}}}, "forbidden: a@example.org"},
      {"unusable", {.permitted = {}, .excluded = {}, .is_unusable = true}, "forbidden: "},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      NameBudget budget;
      BOOST_TEST(said(judge_names(facts, row.constraints, budget)) == row.told);
    }
  }
}

BOOST_AUTO_TEST_CASE(names_as_told) {
  NameBudget budget;
  const NameConstraints all{.permitted = {},
                            .excluded = {{ip, std::string(8, '\0')}, {uri, ""}, {registered_id, "x"}}};
  BOOST_TEST(said(judge_names(named({ip, kV4}), all, budget)) == "forbidden: 192.0.2.1");
  BOOST_TEST(said(judge_names(named({ip, "abc"}), all, budget)) == "forbidden: malformed address");
  BOOST_TEST(said(judge_names(named({uri, "x://y.test"}), all, budget)) == "forbidden: x://y.test");
  BOOST_TEST(said(judge_names(named({registered_id, "x"}), all, budget)) ==
             "forbidden: a name of a rare kind");
}

BOOST_AUTO_TEST_CASE(budget_is_used_up) {
  NameConstraints constraints;
  constraints.excluded.assign(1000, {dns, "example.net"});
  CertificateFacts facts;
  facts.dns_names.assign(checks::kMaxNameComparisons / 1000, "a.test");
  NameBudget budget;
  BOOST_TEST(said(judge_names(facts, constraints, budget)) == "permitted");
  BOOST_TEST(budget.left == 0U);
  facts.dns_names.emplace_back("b.test");
  budget = {};
  BOOST_TEST(said(judge_names(facts, constraints, budget)) == "gave up");
}

// Long names cost as much as they take.
BOOST_AUTO_TEST_CASE(long_names) {
  CertificateFacts facts;
  facts.dns_names.assign(100, std::string(100'000, 'a'));
  NameBudget budget;
  BOOST_TEST(said(judge_names(facts, {.permitted = {}, .excluded = {{dns, std::string(100'000, 'b')}}},
                              budget)) == "gave up");
}

}  // namespace
}  // namespace tests
