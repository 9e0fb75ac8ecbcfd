#define BOOST_TEST_MODULE self_signed
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_self_signed;

void make_self_signed(CaseBuilder& b) {
  b = dead_end_case(checks::DeadEndKind::untrusted_root);
  b.leaf() = certificate("www.example.org", "www.example.org");
}

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: certificate is issued by 'Lab CA 1'"},
    {"issuer without a common name", [](CaseBuilder& b) { b.leaf().issuer_common_name.clear(); },
     "pass: certificate is issued by 'CN=Lab CA 1,O=Lab'"},
    {"issuer without a name",
     [](CaseBuilder& b) {
       b.leaf().issuer_common_name.clear();
       b.leaf().issuer.clear();
     },
     "pass: certificate is issued by an issuer without a name"},
    {"self-issued, not self-signed", [](CaseBuilder& b) { b.leaf().self_issued = true; },
     "pass: certificate is issued by 'Lab CA 1'"},
    {"self-signed", make_self_signed,
     "CRITICAL: certificate is self-signed and not in /etc/ssl/certs: replace it by one from a CA, or allow "
     "it "
     "with --allow-self-signed"},
    {"allowed",
     [](CaseBuilder& b) {
       make_self_signed(b);
       b.policy.allow_self_signed = true;
     },
     "remark: certificate is self-signed, as allowed"},
    {"in the store",
     [](CaseBuilder& b) {
       make_self_signed(b);
       b.seen.dead_ends.clear();
       b.path({kLeaf});
     },
     "remark: certificate is self-signed, and trusted by /etc/ssl/certs"},
    {"in the store, signature not looked at",
     [](CaseBuilder& b) {
       make_self_signed(b);
       b.seen.dead_ends.clear();
       b.leaf().self_signed = false;
       b.path({kLeaf});
     },
     "remark: certificate is self-signed, and trusted by /etc/ssl/certs"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_self_signed, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  make_self_signed(b);
  const checks::Findings findings = judge_self_signed(b.build());
  BOOST_TEST(values_of(findings.front()) == "sha256_fingerprint=" + std::string(64, '2'));
}
}  // namespace
}  // namespace tests
