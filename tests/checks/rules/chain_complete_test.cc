#define BOOST_TEST_MODULE chain_complete
#include "tests/checks/rules/chains.h"
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_chain_complete;

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: the server sends every intermediate"},
    {"directly below the anchor",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.path({kLeaf, kRoot});
     },
     "pass: no intermediate is needed"},
    {"leaf is an anchor", anchored_leaf, "pass: no intermediate is needed"},
    {"leaf only", leaf_only,
     "CRITICAL: the server does not send its intermediate 'Lab CA 1': append it to the chain file "
     "(http://ca.example/1.crt)"},
    {"leaf only, no address of the issuer",
     [](CaseBuilder& b) { b = dead_end_case(DeadEndKind::issuer_unknown); },
     "CRITICAL: 'Lab CA 1', which issued the certificate, is neither sent nor in /etc/ssl/certs: add it "
     "there if it is your root, else append it to the chain file"},
    {"leaf and a stray: the issuer is missing all the same",
     [](CaseBuilder& b) {
       leaf_only(b);
       b.send(authority("Stranger", "Far Away"));
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1': append it to the chain file "
     "(http://ca.example/1.crt)"},
    {"leaf only, the fetched one completes the chain",
     [](CaseBuilder& b) {
       leaf_only(b);
       b.path({kLeaf, b.fetch(authority("Lab CA 1", "Lab Root"), "http://ca.example/1.crt"),
               b.store(authority("Lab Root", "Lab Root"))});
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1': append it to the chain file, "
     "which completes the chain (http://ca.example/1.crt)"},
    {"leaf only, the fetched one leads nowhere",
     [](CaseBuilder& b) {
       leaf_only(b);
       b.fetch(authority("Lab CA 1", "Far Away"), "http://ca.example/1.crt");
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1': append it to the chain file; "
     "what lies at its address does not complete it (http://ca.example/1.crt)"},
    {"leaf only, the fetched one has expired",
     [](CaseBuilder& b) {
       leaf_only(b);
       const CertificateIndex fetched = b.fetch(authority("Lab CA 1", "Lab Root"), "http://ca.example/1.crt");
       b.at(fetched).not_after = b.now - std::chrono::days(1);
       b.path({kLeaf, fetched, b.store(authority("Lab Root", "Lab Root"))});
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1': append it to the chain file; "
     "what lies at its address does not complete it (http://ca.example/1.crt)"},
    {"leaf only, nothing could be fetched",
     [](CaseBuilder& b) {
       leaf_only(b);
       b.facts.fetches.push_back({"http://ca.example/1.crt", 0, "connection refused"});
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1': append it to the chain file "
     "(http://ca.example/1.crt)"},
    {"good, and a fetched path beside it",
     [](CaseBuilder& b) {
       b.path({kLeaf, b.fetch(authority("Lab CA 1", "Lab Root"), "http://ca.example/1.crt"), kRoot});
     },
     "pass: the server sends every intermediate"},
    {"hidden by the store", hidden_by_store,
     "CRITICAL: the server does not send its intermediate 'Lab CA 1', only this machine has it (in "
     "/etc/ssl/certs): append it to the chain file"},
    {"hidden by the store, with its address",
     [](CaseBuilder& b) {
       hidden_by_store(b);
       b.leaf().ca_issuer_urls = {"http://ca.example/1.crt"};
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1', only this machine has it (in "
     "/etc/ssl/certs): append it to the chain file (http://ca.example/1.crt)"},
    {"the second intermediate hidden",
     [](CaseBuilder& b) {
       const CertificateIndex second = b.store(authority("Lab CA 0", "Lab Root"));
       b.seen.paths.clear();
       b.path({kLeaf, kIntermediate, second, kRoot});
     },
     "CRITICAL: the server does not send the intermediate 'Lab CA 0' that issued 'Lab CA 1', only this "
     "machine has it (in /etc/ssl/certs): append it to the chain file"},
    {"two hidden",
     [](CaseBuilder& b) {
       hidden_by_store(b);
       const CertificateIndex second = b.store(authority("Lab CA 0", "Lab Root"));
       b.seen.paths.clear();
       b.path({kLeaf, kIntermediate, second, kRoot});
     },
     "CRITICAL: the server does not send its intermediates 'Lab CA 1' and 'Lab CA 0', only this machine has "
     "them (in /etc/ssl/certs): append them to the chain file"},
    {"hidden, though a longer way by anchors alone exists",
     [](CaseBuilder& b) {
       const CertificateIndex from_store = b.store(authority("Lab CA 1", "Lab Root"));
       b.path({kLeaf, from_store, kRoot});
     },
     "pass: the server sends every intermediate"},
    {"hidden and expired",
     [](CaseBuilder& b) {
       hidden_by_store(b);
       expired_intermediate(b);
     },
     "CRITICAL: the server does not send its intermediate 'Lab CA 1', only this machine has it (in "
     "/etc/ssl/certs): append it to the chain file"},
    {"expired intermediate", expired_intermediate, "pass: the server sends every intermediate"},
    {"future intermediate", future_intermediate, "pass: the server sends every intermediate"},
    {"issuer not a CA", issuer_not_a_ca, "pass: the server sends every intermediate"},
    {"untrusted root", untrusted_root, "pass: the server sends its chain up to the root"},
    {"self-signed", self_signed_leaf, "not-applicable: the certificate is self-signed [told by self-signed]"},
    {"self-signed and allowed",
     [](CaseBuilder& b) {
       self_signed_leaf(b);
       b.policy.allow_self_signed = true;
     },
     "not-applicable: the certificate is self-signed"},
    {"issuer unknown", issuer_unknown,
     "undetermined: cannot be told without a path to a trust anchor [told by chain-trusted]"},
    {"signature mismatch", signature_mismatch,
     "undetermined: cannot be told without a path to a trust anchor [told by chain-trusted]"},
    {"nothing found", nothing_found,
     "undetermined: cannot be told without a path to a trust anchor [told by chain-trusted]"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_chain_complete, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  hidden_by_store(b);
  BOOST_TEST(values_of(judge_chain_complete(b.build()).front()) == "missing=Lab CA 1");
  leaf_only(b);
  BOOST_TEST(values_of(judge_chain_complete(b.build()).front()) == "missing=CN=Lab CA 1,O=Lab");
}
}  // namespace
}  // namespace tests
