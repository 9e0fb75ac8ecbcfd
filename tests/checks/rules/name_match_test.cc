#define BOOST_TEST_MODULE name_match
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_name_match;

void ask_for(CaseBuilder& b, const char* name) { b.seen.names = {{name, std::nullopt}}; }

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: certificate covers 'www.example.org'"},
    {"by a wildcard",
     [](CaseBuilder& b) {
       b.seen.names = {{"www.example.org", "*.example.org"}};
     },
     "pass: certificate covers 'www.example.org' by '*.example.org'"},
    {"other case only",
     [](CaseBuilder& b) {
       b.seen.names = {{"www.example.org", "WWW.example.org"}};
     },
     "pass: certificate covers 'www.example.org'"},
    {"all of several",
     [](CaseBuilder& b) {
       b.seen.names = {{"a.example", "a.example"}, {"b.example", "b.example"}};
     },
     "pass: certificate covers all 2 names"},
    {"none asked for", [](CaseBuilder& b) { b.seen.names.clear(); }, "not-applicable: no name to match"},
    {"another name", [](CaseBuilder& b) { ask_for(b, "mail.example.org"); },
     "CRITICAL: certificate is not for 'mail.example.org' but for 'www.example.org'"},
    {"two other names",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {"a.example", "b.example"};
       ask_for(b, "mail.example.org");
     },
     "CRITICAL: certificate is not for 'mail.example.org' but for 'a.example' and 'b.example'"},
    {"many other names and an address",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {"a.example", "b.example", "c.example"};
       b.leaf().ip_addresses = {"192.0.2.1", "2001:db8::1"};
       ask_for(b, "192.0.2.2");
     },
     "CRITICAL: certificate is not for '192.0.2.2' but for 'a.example', 'b.example' and 3 more"},
    {"one of two not covered",
     [](CaseBuilder& b) {
       b.seen.names = {{"a.example", "a.example"}, {"b.example", std::nullopt}};
     },
     "CRITICAL: certificate is not for 'b.example' but for 'www.example.org'"},
    {"common name only",
     [](CaseBuilder& b) {
       b.leaf().dns_names.clear();
       b.leaf().common_name = "WWW.example.org";
       ask_for(b, "www.example.org");
     },
     "CRITICAL: certificate names 'www.example.org' in its common name only, which no client accepts any "
     "more: "
     "reissue it with a subject alternative name"},
    {"wildcard in the common name only",
     [](CaseBuilder& b) {
       b.leaf().common_name = "*.example.org";
       ask_for(b, "mail.example.org");
     },
     "CRITICAL: certificate names 'mail.example.org' in its common name only, which no client accepts any "
     "more: "
     "reissue it with a subject alternative name"},
    {"wildcards stand for one label",
     [](CaseBuilder& b) {
       b.leaf().common_name = "*.example.org";
       ask_for(b, "a.mail.example.org");
     },
     "CRITICAL: certificate is not for 'a.mail.example.org' but for 'www.example.org'"},
    {"no alternative names",
     [](CaseBuilder& b) {
       b.leaf().dns_names.clear();
       b.leaf().common_name.clear();
       b.leaf().other_names = {"email:root@example.org"};
       ask_for(b, "localhost");
     },
     "CRITICAL: certificate has no subject alternative name for a host: no client accepts it for "
     "'localhost'"},
    {"hostile name",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {"a|b\n" + std::string(300, 'x')};
       ask_for(b, "mail.example.org");
     },
     "CRITICAL: certificate is not for 'mail.example.org' but for "
     "'a\\x7cb\\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_name_match, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.leaf().common_name = "other";
  b.seen.names = {{"a.example", std::nullopt}, {"b.example", std::nullopt}};
  const checks::Findings findings = judge_name_match(b.build());
  BOOST_TEST(told(findings) ==
             "CRITICAL: certificate is not for 'a.example' and 'b.example' but for 'www.example.org'");
  BOOST_TEST(values_of(findings.front()) == "not_covered=a.example not_covered=b.example");
}
}  // namespace
}  // namespace tests
