#define BOOST_TEST_MODULE rfc5280_names
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: names and name constraints are well-formed"},
    {"wildcard", [](CaseBuilder& b) { b.leaf().dns_names = {"*.example.org"}; },
     "pass: names and name constraints are well-formed"},
    {"underscore", [](CaseBuilder& b) { b.leaf().dns_names = {"a_b.example.org"}; },
     "pass: names and name constraints are well-formed"},
    {"one label", [](CaseBuilder& b) { b.leaf().dns_names = {"localhost"}; },
     "pass: names and name constraints are well-formed"},
    {"punycode", [](CaseBuilder& b) { b.leaf().dns_names = {"xn--bcher-kva.example"}; },
     "pass: names and name constraints are well-formed"},
    {"label of 63", [](CaseBuilder& b) { b.leaf().dns_names = {std::string(63, 'a') + ".org"}; },
     "pass: names and name constraints are well-formed"},
    {"label of 64", [](CaseBuilder& b) { b.leaf().dns_names = {std::string(64, 'a') + ".org"}; },
     "WARNING: certificate has the malformed DNS name "
     "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.org': have it reissued"},
    {"name of 253",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {std::string(50, 'a') + "." + std::string(50, 'a') + "." + std::string(50, 'a') +
                             "." + std::string(50, 'a') + "." + std::string(49, 'a')};
     },
     "pass: names and name constraints are well-formed"},
    {"empty", [](CaseBuilder& b) { b.leaf().dns_names = {""}; },
     "WARNING: certificate has the malformed DNS name '': have it reissued"},
    {"empty label", [](CaseBuilder& b) { b.leaf().dns_names = {"a..org"}; },
     "WARNING: certificate has the malformed DNS name 'a..org': have it reissued"},
    {"dot in front", [](CaseBuilder& b) { b.leaf().dns_names = {".example.org"}; },
     "WARNING: certificate has the malformed DNS name '.example.org': have it reissued"},
    {"dot at the end", [](CaseBuilder& b) { b.leaf().dns_names = {"example.org."}; },
     "WARNING: certificate has the malformed DNS name 'example.org.': have it reissued"},
    {"hyphen in front", [](CaseBuilder& b) { b.leaf().dns_names = {"-a.org"}; },
     "WARNING: certificate has the malformed DNS name '-a.org': have it reissued"},
    {"hyphen at the end", [](CaseBuilder& b) { b.leaf().dns_names = {"a-.org"}; },
     "WARNING: certificate has the malformed DNS name 'a-.org': have it reissued"},
    {"part of a label", [](CaseBuilder& b) { b.leaf().dns_names = {"f*.example.org"}; },
     "WARNING: certificate has the malformed DNS name 'f*.example.org': have it reissued"},
    {"wildcard alone", [](CaseBuilder& b) { b.leaf().dns_names = {"*"}; },
     "WARNING: certificate has the malformed DNS name '*': have it reissued"},
    {"wildcard inside", [](CaseBuilder& b) { b.leaf().dns_names = {"a.*.org"}; },
     "WARNING: certificate has the malformed DNS name 'a.*.org': have it reissued"},
    {"blank", [](CaseBuilder& b) { b.leaf().dns_names = {" "}; },
     "WARNING: certificate has the malformed DNS name ' ': have it reissued"},
    {"address", [](CaseBuilder& b) { b.leaf().dns_names = {"192.0.2.1"}; },
     "WARNING: certificate has the malformed DNS name '192.0.2.1': have it reissued"},
    {"unreadable",
     [](CaseBuilder& b) {
       b.leaf().malformed_extensions.add(checks::ExtensionKind::subject_alternative_name);
     },
     "WARNING: certificate has alternative names that cannot be read: have it reissued"},
    {"mailbox",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::email, "a@example.org"}};
     },
     "pass: names and name constraints are well-formed"},
    {"no mailbox",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::email, "example.org"}};
     },
     "WARNING: certificate has a malformed alternative name 'example.org': have it reissued"},
    {"mailbox with two at signs",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::email, "a@b@example.org"}};
     },
     "WARNING: certificate has a malformed alternative name 'a@b@example.org': have it reissued"},
    {"mailbox with a quoted at sign",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::email, "\"a@b\"@example.org"}};
     },
     "pass: names and name constraints are well-formed"},
    {"URI",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::uri, "urn:x"}};
     },
     "pass: names and name constraints are well-formed"},
    {"no URI",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::uri, "/path"}};
     },
     "WARNING: certificate has a malformed alternative name '/path': have it reissued"},
    {"URI without a rest",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::uri, "http:"}};
     },
     "WARNING: certificate has a malformed alternative name 'http:': have it reissued"},
    {"IP",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::ip, "1234"}};
     },
     "pass: names and name constraints are well-formed"},
    {"no IP",
     [](CaseBuilder& b) {
       b.leaf().general_names = {{checks::NameKind::ip, "123"}};
     },
     "WARNING: certificate has a malformed alternative name for an IP address: have it reissued"},
    {"constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::dns, "example.org"}};
     },
     "pass: names and name constraints are well-formed"},
    {"constraint on all",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::dns, ""}};
     },
     "pass: names and name constraints are well-formed"},
    {"constraint with a dot in front",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::dns, ".example.org"}};
     },
     "WARNING: intermediate 'Lab CA 1' has a malformed name constraint '.example.org': ask the CA for a "
     "newer one"},
    {"constraint with a wildcard",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::dns, "*.example.org"}};
     },
     "WARNING: intermediate 'Lab CA 1' has a malformed name constraint '*.example.org': ask the CA for a "
     "newer one"},
    {"mail constraints",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::email, ".example.org"}};
     },
     "pass: names and name constraints are well-formed"},
    {"mailbox constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::email, "a@example.org"}};
     },
     "pass: names and name constraints are well-formed"},
    {"no mail constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::email, "a b"}};
     },
     "WARNING: intermediate 'Lab CA 1' has a malformed name constraint 'a b': ask the CA for a newer one"},
    {"URI constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::uri, ".example.org"}};
     },
     "pass: names and name constraints are well-formed"},
    {"no URI constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {
           {checks::NameKind::uri, "http://example.org"}};
     },
     "WARNING: intermediate 'Lab CA 1' has a malformed name constraint 'http://example.org': ask the CA for "
     "a newer one"},
    {"IP constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {
           {checks::NameKind::ip, std::string("\xc0\x00\x02\x00\xff\xff\xff\x80", 8)}};
     },
     "pass: names and name constraints are well-formed"},
    {"a mask with holes",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {
           {checks::NameKind::ip, std::string("\xc0\x00\x02\x00\xff\x00\xff\x00", 8)}};
     },
     "WARNING: intermediate 'Lab CA 1' has a malformed name constraint for an IP address: ask the CA for a "
     "newer one"},
    {"no mask",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().excluded = {{checks::NameKind::ip, "1234"}};
     },
     "WARNING: intermediate 'Lab CA 1' has a malformed name constraint for an IP address: ask the CA for a "
     "newer one"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_names, kRows); }

}  // namespace
}  // namespace tests
