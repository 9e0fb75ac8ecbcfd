#define BOOST_TEST_MODULE chain_order
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_chain_order;

// 'Lab Root' and, above it, 'Old Root', which issued another certificate of 'Lab Root'.
void send_cross_signed_root(CaseBuilder& b) { b.send(authority("Lab Root", "Old Root")); }

void send_in_order(CaseBuilder& b, const std::vector<CertificateIndex>& indexes) {
  b.seen.sent.clear();
  for (const CertificateIndex index : indexes) {
    b.send_again(index);
  }
}

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: 2 certificates are sent in order"},
    {"leaf only", [](CaseBuilder& b) { b.seen.sent.pop_back(); },
     "not-applicable: only one certificate is sent"},
    {"with the root", [](CaseBuilder& b) { b.send_again(kRoot); }, "pass: 3 certificates are sent in order"},
    {"root before intermediate",
     [](CaseBuilder& b) {
       send_in_order(b, {kLeaf, kRoot, kIntermediate});
     },
     "WARNING: certificates are sent in the wrong order ('Lab Root' before 'Lab CA 1'): in the chain file, "
     "put each "
     "one's issuer right after it"},
    {"wrong order of a dead end",
     [](CaseBuilder& b) {
       send_in_order(b, {kLeaf, kRoot, kIntermediate});
       b.seen.paths.clear();
       b.dead_end(checks::DeadEndKind::untrusted_root, {kLeaf, kIntermediate, kRoot});
     },
     "WARNING: certificates are sent in the wrong order ('Lab Root' before 'Lab CA 1'): in the chain file, "
     "put each "
     "one's issuer right after it"},
    {"above the anchor, by name", send_cross_signed_root, "pass: 3 certificates are sent in order"},
    {"above the anchor, before its child",
     [](CaseBuilder& b) {
       send_cross_signed_root(b);
       send_in_order(b, {kLeaf, 3, kIntermediate});
     },
     "WARNING: certificates are sent in the wrong order ('Lab Root' before 'Lab CA 1'): in the chain file, "
     "put each "
     "one's issuer right after it"},
    {"two above the anchor",
     [](CaseBuilder& b) {
       send_cross_signed_root(b);
       b.send(authority("Old Root", "Old Root"));
     },
     "pass: 4 certificates are sent in order"},
    {"cross-signs side by side",
     [](CaseBuilder& b) {
       const CertificateIndex cross = b.send(authority("Lab CA 1", "Old Root"));
       b.dead_end(checks::DeadEndKind::issuer_unknown, {kLeaf, cross});
     },
     "pass: 3 certificates are sent in order"},
    {"duplicate", [](CaseBuilder& b) { b.send_again(kIntermediate); },
     "remark: sent more than once: 'Lab CA 1'; remove the copies from the server's chain file"},
    {"thrice",
     [](CaseBuilder& b) {
       send_in_order(b, {kLeaf, kIntermediate, kIntermediate, kIntermediate});
     },
     "remark: sent more than once: 'Lab CA 1'; remove the copies from the server's chain file"},
    {"leaf twice",
     [](CaseBuilder& b) {
       send_in_order(b, {kLeaf, kLeaf, kIntermediate});
     },
     "remark: sent more than once: 'www.example.org'; remove the copies from the server's chain file"},
    {"stray", [](CaseBuilder& b) { b.send(authority("Stranger", "Far Away")); },
     "remark: sent but not part of the certificate's chain: 'Stranger'; remove from the server's chain file"},
    {"right name, other key",
     [](CaseBuilder& b) {
       const CertificateIndex other = b.send(authority("Lab CA 1", "Lab Root"));
       b.leaf().authority_key_id = {1};
       b.at(other).subject_key_id = {2};
     },
     "remark: sent but not part of the certificate's chain: 'Lab CA 1'; remove from the server's chain file"},
    {"many strays",
     [](CaseBuilder& b) {
       for (const char* name : {"a", "b", "c", "d", "e"}) {
         b.send(authority(name, "Far Away"));
       }
     },
     "remark: sent but not part of the certificate's chain: 'a', 'b', 'c' and 2 more; remove from the "
     "server's "
     "chain file"},
    {"does not parse", [](CaseBuilder& b) { b.send_unparsable("wrong tag"); },
     "WARNING: certificate 3 of the 3 sent cannot be parsed: wrong tag"},
    {"all at once",
     [](CaseBuilder& b) {
       const CertificateIndex stray = b.send(authority("Stranger", "Far Away"));
       send_in_order(b, {kLeaf, stray, kRoot, kIntermediate, kRoot});
       b.send_unparsable("wrong tag");
     },
     "WARNING: certificates are sent in the wrong order ('Lab Root' before 'Lab CA 1'): in the chain file, "
     "put each "
     "one's issuer right after it\n"
     "WARNING: certificate 6 of the 6 sent cannot be parsed: wrong tag\n"
     "remark: sent more than once: 'Lab Root'; remove the copies from the server's chain file\n"
     "remark: sent but not part of the certificate's chain: 'Stranger'; remove from the server's chain file"},
};

// Of a file: remarks, in its words.
constexpr Row kFileRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: 2 certificates stand in order"},
    {"leaf only", [](CaseBuilder& b) { b.seen.sent.pop_back(); },
     "not-applicable: only one certificate is in the file"},
    {"root before intermediate",
     [](CaseBuilder& b) {
       send_in_order(b, {kLeaf, kRoot, kIntermediate});
     },
     "remark: certificates stand in the wrong order ('Lab Root' before 'Lab CA 1'): in the chain file, put "
     "each one's issuer right after it"},
    {"leaf behind", [](CaseBuilder& b) { b.seen.leaf_position = 1; },
     "remark: the certificate is number 2 of the file: put it first, servers take the first as theirs"},
    {"twice", [](CaseBuilder& b) { b.send_again(kIntermediate); },
     "remark: in the file more than once: 'Lab CA 1'; remove the copies from the file"},
    {"stray", [](CaseBuilder& b) { b.send(certificate("Stranger", "Elsewhere")); },
     "remark: in the file but not part of the certificate's chain: 'Stranger'; remove from the file"},
    {"unparsable, before the leaf",
     [](CaseBuilder& b) {
       send_in_order(b, {kLeaf});
       b.send_unparsable("wrong tag");
       b.send_again(kIntermediate);
       b.seen.leaf_position = 1;
     },
     "remark: the certificate is number 2 of the file: put it first, servers take the first as theirs\n"
     "WARNING: certificate 1 of the 3 in the file cannot be parsed: wrong tag"},
};

BOOST_AUTO_TEST_CASE(rows_of_files) { check_file_rows(judge_chain_order, kFileRows); }

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_chain_order, kRows); }
}  // namespace
}  // namespace tests
