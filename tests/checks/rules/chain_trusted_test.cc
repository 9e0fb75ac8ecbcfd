#define BOOST_TEST_MODULE chain_trusted
#include "checks/rules/name_constraints.h"
#include "tests/checks/rules/chains.h"
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_chain_trusted;

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: trusted by root 'Lab Root' in /etc/ssl/certs"},
    {"an anchor that is no root",
     [](CaseBuilder& b) {
       b.at(kRoot) = authority("Lab CA 0", "Lab Root");
       b.seen.paths.front().anchor_source = "ca.pem";
     },
     "pass: trusted by trust anchor 'Lab CA 0' in ca.pem"},
    {"leaf is an anchor", anchored_leaf, "pass: the certificate is itself a trust anchor in /etc/ssl/certs"},
    {"hidden by the store", hidden_by_store, "pass: trusted by root 'Lab Root' in /etc/ssl/certs"},
    {"one path of two is good",
     [](CaseBuilder& b) {
       const CertificateIndex cross = b.send(authority("Lab CA 1", "Old Root"));
       const CertificateIndex old_root = b.store(authority("Old Root", "Old Root"));
       b.at(old_root).not_after = kNow - std::chrono::days(1);
       b.seen.paths.clear();
       b.path({kLeaf, cross, old_root});
       b.path({kLeaf, kIntermediate, kRoot});
     },
     "pass: trusted by root 'Lab Root' in /etc/ssl/certs"},
    {"untrusted root", untrusted_root,
     "CRITICAL: not trusted: root 'Lab Root' is not in /etc/ssl/certs: add it there (or give it by "
     "--ca-file) if it is yours"},
    {"issuer unknown, and the fetched one completes the chain",
     [](CaseBuilder& b) {
       issuer_unknown(b);
       b.at(kIntermediate).ca_issuer_urls = {"http://ca.example/2.crt"};
       b.at(kIntermediate).issuer_common_name = "Lab CA 2";
       b.path({kLeaf, kIntermediate, b.fetch(authority("Lab CA 2", "Lab Root"), "http://ca.example/2.crt"),
               kRoot});
     },
     "CRITICAL: not trusted: 'Lab CA 2', which issued 'Lab CA 1', is neither sent nor in /etc/ssl/certs: add "
     "it there if it is your root, else send it, which completes the chain "
     "(http://ca.example/2.crt)"},
    {"issuer unknown", issuer_unknown,
     "CRITICAL: not trusted: 'Lab Root', which issued 'Lab CA 1', is neither sent nor in /etc/ssl/certs: add "
     "it there if it is your root, else send it"},
    {"issuer unknown, with its address",
     [](CaseBuilder& b) {
       issuer_unknown(b);
       b.at(kIntermediate).ca_issuer_urls = {"http://ca.example/r.crt"};
     },
     "CRITICAL: not trusted: 'Lab Root', which issued 'Lab CA 1', is neither sent nor in /etc/ssl/certs: add "
     "it there if it is your root, else send it (http://ca.example/r.crt)"},
    {"signature mismatch", signature_mismatch,
     "CRITICAL: not trusted: 'Lab Root' (sent or in /etc/ssl/certs) does not have the key that "
     "signed 'Lab CA 1': install the chain file that came with the certificate"},
    {"signature of the leaf does not match",
     [](CaseBuilder& b) { b = dead_end_case(DeadEndKind::signature_mismatch); },
     "CRITICAL: not trusted: 'Lab CA 1' (sent or in /etc/ssl/certs) does not have the key that "
     "signed the certificate: install the chain file that came with the certificate"},
    {"a circle",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.at(kIntermediate).issuer_common_name = "Lab CA 0";
       b.dead_end(DeadEndKind::circle, {kLeaf, kIntermediate});
     },
     "CRITICAL: not trusted: the chain goes in a circle, from 'Lab CA 1' back to 'Lab CA 0': send the "
     "certificate that a root issued to one of them"},
    {"nothing found", nothing_found,
     "CRITICAL: not trusted: gave up after 2057 steps: no path of up to 12 certificates to a trust anchor "
     "was found; the server sends 2 certificates"},
    {"gave up beside a good path", gave_up,
     "remark: trusted by root 'Lab Root' in /etc/ssl/certs; the search for more paths gave up after 2057 "
     "steps"},
    {"gave up without a path",
     [](CaseBuilder& b) {
       untrusted_root(b);
       gave_up(b);
     },
     "CRITICAL: not trusted: root 'Lab Root' is not in /etc/ssl/certs: add it there (or give it by "
     "--ca-file) if it is yours\n"
     "remark: the search for paths gave up after 2057 steps: there may be a good one that was not found"},
    {"issuer not a CA", issuer_not_a_ca,
     "CRITICAL: not trusted: 'Lab CA 1' is not a CA but issued the certificate: have it issued by a CA"},
    {"a second issuer not a CA",
     [](CaseBuilder& b) {
       const CertificateIndex second = b.send(authority("Lab CA 0", "Lab Root"));
       b.at(second).basic_constraints->ca = false;
       b.seen.paths.clear();
       b.path({kLeaf, kIntermediate, second, kRoot});
     },
     "CRITICAL: not trusted: 'Lab CA 0' is not a CA but issued 'Lab CA 1': have it issued by a CA"},
    {"path too long",
     [](CaseBuilder& b) {
       const CertificateIndex second = b.send(authority("Lab CA 0", "Lab Root"));
       b.at(second).basic_constraints->path_length = 0;
       b.seen.paths.clear();
       b.path({kLeaf, kIntermediate, second, kRoot});
     },
     "CRITICAL: not trusted: intermediate 'Lab CA 0' allows no intermediate below it, and there is one: "
     "move to an issuer that it allows"},
    {"key usage",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key_usage = checks::KeyUsage{true, 1};
     },
     "CRITICAL: not trusted: intermediate 'Lab CA 1' issued the certificate but its key usage does not let "
     "it sign certificates: move to an issuer that may"},
    {"leaf for clients only", [](CaseBuilder& b) { b.leaf().extended_key_usage = {"1.3.6.1.5.5.7.3.2"}; },
     "CRITICAL: not trusted: the certificate is not for servers, its extended key usage lacks serverAuth: "
     "reissue it"},
    {"intermediate for clients only",
     [](CaseBuilder& b) { b.at(kIntermediate).extended_key_usage = {"1.3.6.1.5.5.7.3.2"}; },
     "CRITICAL: not trusted: intermediate 'Lab CA 1' may not issue for servers, its extended key usage lacks "
     "serverAuth: move to an issuer that may"},
    {"critical extension of the leaf",
     [](CaseBuilder& b) { b.leaf().unknown_critical_extensions = {"1.2.3.4"}; },
     "CRITICAL: not trusted: the certificate has the critical extension '1.2.3.4', which clients do not know "
     "and so must refuse: reissue it without"},
    {"critical extensions of the intermediate",
     [](CaseBuilder& b) {
       b.at(kIntermediate).unknown_critical_extensions = {"1.2.3.4", "1.2.3.5"};
     },
     "CRITICAL: not trusted: intermediate 'Lab CA 1' has the critical extension '1.2.3.4' and 1 more, which "
     "clients do not know and so must refuse: reissue it without"},
    {"expired intermediate", expired_intermediate,
     "undetermined: not trusted while intermediate 'Lab CA 1' is expired [told by chain-expiry]"},
    {"expired root", expired_root,
     "undetermined: not trusted while root 'Lab Root' in /etc/ssl/certs is expired [told by "
     "chain-expiry]"},
    {"future intermediate", future_intermediate,
     "undetermined: not trusted while intermediate 'Lab CA 1' is not valid yet [told by "
     "not-yet-valid]"},
    {"leaf only", leaf_only,
     "undetermined: cannot be told while the issuer 'Lab CA 1' of the certificate is missing [told by "
     "chain-complete]"},
    {"self-signed", self_signed_leaf, "not-applicable: the certificate is self-signed [told by self-signed]"},
    {"self-signed and allowed",
     [](CaseBuilder& b) {
       self_signed_leaf(b);
       b.policy.allow_self_signed = true;
     },
     "not-applicable: the certificate is self-signed"},
    {"name constraint",
     [](CaseBuilder& b) {
       b.at(kIntermediate).name_constraints.emplace().permitted = {{checks::NameKind::dns, "example.net"}};
     },
     "CRITICAL: not trusted: the name constraints of intermediate 'Lab CA 1' forbid 'www.example.org', a "
     "name of the certificate: leave it out or move to another issuer"},
    {"unusable name constraints",
     [](CaseBuilder& b) { b.at(kRoot).name_constraints.emplace().is_unusable = true; },
     "CRITICAL: not trusted: root 'Lab Root' in /etc/ssl/certs has name constraints that clients cannot "
     "apply: move to another issuer"},
    {"name constraint bomb",
     [](CaseBuilder& b) {
       b.at(kIntermediate)
           .name_constraints.emplace()
           .excluded.assign(checks::kMaxNameComparisons + 1, {checks::NameKind::dns, "example.net"});
     },
     "CRITICAL: not trusted: gave up after 250000 comparisons of the names of the certificate with the name "
     "constraints of intermediate 'Lab CA 1'"},
    {"policy required", [](CaseBuilder& b) { b.at(kIntermediate).policy_constraints.require_explicit = 0; },
     "CRITICAL: not trusted: intermediate 'Lab CA 1' requires a certificate policy that the path does not "
     "have: move to another issuer"},
    {"depth", [](CaseBuilder& b) { b.policy.max_depth = 0; },
     "CRITICAL: not trusted: the path has 1 intermediate, --max-depth allows 0"},
    {"malformed extension",
     [](CaseBuilder& b) { b.leaf().malformed_extensions.add(checks::ExtensionKind::key_usage); },
     "CRITICAL: not trusted: the certificate has an extension that cannot be read, which clients refuse: "
     "have it reissued"},
    {"repeated extension", [](CaseBuilder& b) { b.at(kIntermediate).repeats_extension = true; },
     "CRITICAL: not trusted: intermediate 'Lab CA 1' has an extension twice, which clients refuse: have it "
     "reissued"},
    {"MD5", [](CaseBuilder& b) { b.leaf().signature_digest = checks::SignatureDigest::md5_or_older; },
     "undetermined: not trusted: the certificate is signed with MD5, which no client accepts: have it "
     "reissued "
     "[told by signature-algorithm]"},
    {"RSA 512",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = {checks::KeyType::rsa, 512, "", "RSA 512 bits", ""};
     },
     "undetermined: not trusted: intermediate 'Lab CA 1' has a key of a size that no client accepts: have it "
     "reissued with another [told by key-strength]"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_chain_trusted, kRows); }

// The leaf's own dates are another rule's.
BOOST_AUTO_TEST_CASE(leaf_dates_do_not_count) {
  CaseBuilder b = good_case();
  b.leaf().not_after = kNow - std::chrono::days(3);
  BOOST_TEST(told(judge_chain_trusted(b.build())) == "pass: trusted by root 'Lab Root' in /etc/ssl/certs");
}

struct Chain {
  const char* name;
  void (*change)(CaseBuilder& b);
  int problems;
};

// Of the rules that share a chain, exactly one tells a fault; the others step back.
BOOST_AUTO_TEST_CASE(one_fault_is_told_once) {
  constexpr Chain kChains[] = {
      {"good", [](CaseBuilder&) {}, 0},
      {"leaf is an anchor", anchored_leaf, 0},
      {"leaf only", leaf_only, 1},
      {"hidden by the store", hidden_by_store, 1},
      {"untrusted root", untrusted_root, 1},
      {"issuer unknown", issuer_unknown, 1},
      {"signature mismatch", signature_mismatch, 1},
      {"nothing found", nothing_found, 1},
      {"self-signed", self_signed_leaf, 1},
      {"issuer not a CA", issuer_not_a_ca, 1},
      {"expired intermediate", expired_intermediate, 1},
      {"expired root", expired_root, 1},
      {"future intermediate", future_intermediate, 1},
  };
  constexpr checks::Findings (*kRules[])(const checks::Case&) = {
      checks::judge_leaf_expiry,    checks::judge_not_yet_valid, checks::judge_self_signed,
      checks::judge_chain_complete, checks::judge_chain_trusted, checks::judge_chain_expiry,
  };
  for (const Chain& chain : kChains) {
    BOOST_TEST_CONTEXT(chain.name) {
      CaseBuilder b = good_case();
      chain.change(b);
      const checks::Case c = b.build();
      int problems = 0;
      for (const auto judge : kRules) {
        for (const plugin::Finding& finding : judge(c)) {
          problems += finding.outcome == plugin::Outcome::problem;
        }
      }
      BOOST_TEST(problems == chain.problems);
    }
  }
}
}  // namespace
}  // namespace tests
