#define BOOST_TEST_MODULE root_sent
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_root_sent;

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: no root is sent"},
    {"leaf only", [](CaseBuilder& b) { b.seen.sent.pop_back(); },
     "not-applicable: only one certificate is sent"},
    {"root",
     [](CaseBuilder& b) {
       b.at(kRoot).der.resize(1312);
       b.send_again(kRoot);
     },
     "remark: the root 'Lab Root' is sent: clients take their own copy, removing it saves 1312 bytes per "
     "connection"},
    {"root whose signature was not looked at",
     [](CaseBuilder& b) {
       b.at(kRoot).der.resize(1312);
       b.at(kRoot).self_signed = false;
       b.send_again(kRoot);
     },
     "remark: the root 'Lab Root' is sent: clients take their own copy, removing it saves 1312 bytes per "
     "connection"},
    {"an anchor that is no root",
     [](CaseBuilder& b) {
       b.at(kRoot) = authority("Lab CA 0", "Lab Root");
       b.send_again(kRoot);
     },
     "pass: no root is sent"},
    {"a self-signed leaf, twice",
     [](CaseBuilder& b) {
       b.leaf() = certificate("www.example.org", "www.example.org");
       b.seen.sent.clear();
       b.send_again(kLeaf);
       b.send_again(kLeaf);
     },
     "pass: no root is sent"},
    {"beside one that does not parse", [](CaseBuilder& b) { b.send_unparsable("wrong tag"); },
     "pass: no root is sent"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_root_sent, kRows); }
}  // namespace
}  // namespace tests
