#define BOOST_TEST_MODULE chain_expiry
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using namespace std::chrono_literals;
using checks::judge_chain_expiry;

using checks::DeadEndKind;
using std::chrono::days;

plugin::Threshold threshold(const char* text) { return *plugin::Threshold::parse(text); }

void expire(CaseBuilder& b, CertificateIndex index) { b.at(index).not_after = kNow - days(3); }

// 'Lab CA 1' of the same key, issued by 'Old Root', whose certificate has expired.
void add_expired_cross_sign(CaseBuilder& b) {
  const CertificateIndex cross = b.send(authority("Lab CA 1", "Old Root"));
  const CertificateIndex old_root = b.store(authority("Old Root", "Old Root"));
  expire(b, old_root);
  b.path({kLeaf, cross, old_root});
}

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {},
     "pass: intermediate 'Lab CA 1' expires in 2000 days (2032-05-12 00:00 UTC)"},
    {"the anchor ends first", [](CaseBuilder& b) { b.at(kRoot).not_after = kNow + days(1500); },
     "pass: root 'Lab Root' in /etc/ssl/certs expires in 1500 days (2030-12-29 00:00 UTC)"},
    {"the leaf's thresholds",
     [](CaseBuilder& b) {
       b.policy.leaf.critical = threshold("1500");
       b.policy.leaf.warning = threshold("2000");
       b.at(kRoot).not_after = kNow + days(1500);
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs expires in 1500 days (2030-12-29 00:00 UTC)"},
    {"thresholds of its own, at the boundary",
     [](CaseBuilder& b) {
       b.policy.chain.emplace();
       b.policy.chain->warning = threshold("2000");
     },
     "pass: intermediate 'Lab CA 1' expires in 2000 days (2032-05-12 00:00 UTC)"},
    {"thresholds of its own, a second below",
     [](CaseBuilder& b) {
       b.policy.chain.emplace();
       b.policy.chain->warning = threshold("2000");
       b.at(kIntermediate).not_after -= 1s;
     },
     "WARNING: intermediate 'Lab CA 1' expires in 1999 days (2032-05-11 23:59 UTC)"},
    {"critical by default", [](CaseBuilder& b) { b.at(kIntermediate).not_after = kNow + days(3); },
     "CRITICAL: intermediate 'Lab CA 1' expires in 3 days (2026-11-23 00:00 UTC)"},
    {"a percentage of each one's own lifetime: the worse state is told, not the earlier end",
     [](CaseBuilder& b) {
       b.policy.chain.emplace();
       b.policy.chain->warning = threshold("50%");
       b.policy.chain->critical = threshold("1");
       b.at(kRoot).not_before = kNow - days(9000);
       b.at(kIntermediate).not_after = kNow + days(1500);
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs expires in 2000 days (2032-05-12 00:00 UTC)"},
    {"the last second", [](CaseBuilder& b) { b.at(kIntermediate).not_after = kNow; },
     "CRITICAL: intermediate 'Lab CA 1' expires in 0 seconds (2026-11-20 00:00 UTC)"},
    {"intermediate expired", [](CaseBuilder& b) { expire(b, kIntermediate); },
     "CRITICAL: intermediate 'Lab CA 1' expired 3 days ago (2026-11-17 00:00 UTC): replace it in the "
     "server's "
     "chain"},
    {"root expired", [](CaseBuilder& b) { expire(b, kRoot); },
     "CRITICAL: root 'Lab Root' in /etc/ssl/certs expired 3 days ago (2026-11-17 00:00 UTC): update that "
     "store, "
     "or move the server to a CA with a current root"},
    {"intermediate of the store expired",
     [](CaseBuilder& b) {
       b.seen.sent.pop_back();
       b.seen.paths.clear();
       b.path({kLeaf, kIntermediate, kRoot});
       expire(b, kIntermediate);
     },
     "CRITICAL: intermediate 'Lab CA 1' in /etc/ssl/certs expired 3 days ago (2026-11-17 00:00 UTC): replace "
     "it "
     "in /etc/ssl/certs"},
    {"an expired cross-sign beside a good path", add_expired_cross_sign,
     "pass: intermediate 'Lab CA 1' expires in 2000 days (2032-05-12 00:00 UTC)\n"
     "remark: another path through 'Old Root' expired 3 days ago (2026-11-17 00:00 UTC): harmless, clients "
     "use "
     "the path to 'Lab Root'"},
    {"... which this machine alone can build",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.seen.sent.pop_back();
       b.path({kLeaf, kIntermediate, kRoot});
       add_expired_cross_sign(b);
     },
     "pass: intermediate 'Lab CA 1' in /etc/ssl/certs expires in 2000 days (2032-05-12 00:00 UTC)\n"
     "remark: another path through 'Old Root' expired 3 days ago (2026-11-17 00:00 UTC): clients without the "
     "missing intermediate take that one"},
    {"no path: what was sent",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.dead_end(DeadEndKind::issuer_unknown, {kLeaf, kIntermediate});
       expire(b, kIntermediate);
     },
     "CRITICAL: intermediate 'Lab CA 1' expired 3 days ago (2026-11-17 00:00 UTC): replace it in the "
     "server's "
     "chain"},
    {"no path, nothing sent", [](CaseBuilder& b) { b = dead_end_case(DeadEndKind::issuer_unknown); },
     "undetermined: expiry of the chain cannot be told, none could be built"},
    {"nothing found", [](CaseBuilder& b) { b.seen.paths.clear(); },
     "undetermined: expiry of the chain cannot be told, none could be built"},
    {"the leaf is an anchor",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.path({kLeaf});
     },
     "not-applicable: the certificate is itself a trust anchor"},
    {"self-signed",
     [](CaseBuilder& b) {
       b = dead_end_case(DeadEndKind::untrusted_root);
       b.leaf().self_signed = true;
     },
     "not-applicable: the certificate is self-signed"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_chain_expiry, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  const checks::Findings findings = judge_chain_expiry(b.build());
  BOOST_TEST(values_of(findings.front()) == "not_after=2032-05-12T00:00:00Z days=2000");
  BOOST_TEST(findings.front().subject.line() == "CN=Lab CA 1,O=Lab");
}
}  // namespace
}  // namespace tests
