#define BOOST_TEST_MODULE signature_algorithm
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_signature_algorithm;

using checks::SignatureDigest;

void sign(CaseBuilder& b, CertificateIndex index, SignatureDigest digest, const char* name) {
  b.at(index).signature_digest = digest;
  b.at(index).signature_algorithm = name;
}

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: certificate is signed with SHA256-RSA"},
    {"Ed25519", [](CaseBuilder& b) { sign(b, kLeaf, SignatureDigest::intrinsic, "Ed25519"); },
     "pass: certificate is signed with Ed25519"},
    {"SHA-1", [](CaseBuilder& b) { sign(b, kLeaf, SignatureDigest::sha1, "SHA1-RSA"); },
     "CRITICAL: certificate is signed with SHA1-RSA, which can be forged: have it reissued with SHA-256"},
    {"MD5 intermediate",
     [](CaseBuilder& b) { sign(b, kIntermediate, SignatureDigest::md5_or_older, "MD5-RSA"); },
     "CRITICAL: intermediate 'Lab CA 1' is signed with MD5-RSA, which can be forged: have it reissued with "
     "SHA-256"},
    {"both",
     [](CaseBuilder& b) {
       sign(b, kLeaf, SignatureDigest::sha1, "SHA1-RSA");
       sign(b, kIntermediate, SignatureDigest::sha1, "SHA1-RSA");
     },
     "CRITICAL: certificate is signed with SHA1-RSA, which can be forged: have it reissued with SHA-256\n"
     "CRITICAL: intermediate 'Lab CA 1' is signed with SHA1-RSA, which can be forged: have it reissued with "
     "SHA-256"},
    {"unknown", [](CaseBuilder& b) { sign(b, kLeaf, SignatureDigest::unknown, "1.2.3.4"); },
     "undetermined: certificate is signed with 1.2.3.4, whose strength is not known"},
    {"anchors are not judged", [](CaseBuilder& b) { sign(b, kRoot, SignatureDigest::sha1, "SHA1-RSA"); },
     "pass: certificate is signed with SHA256-RSA"},
    {"a root that is not trusted is not judged",
     [](CaseBuilder& b) {
       sign(b, kRoot, SignatureDigest::sha1, "SHA1-RSA");
       b.seen.paths.clear();
       b.dead_end(checks::DeadEndKind::untrusted_root, {kLeaf, kIntermediate, kRoot});
     },
     "pass: certificate is signed with SHA256-RSA"},
    {"without a path, what was sent is judged",
     [](CaseBuilder& b) {
       sign(b, kIntermediate, SignatureDigest::sha1, "SHA1-RSA");
       b.seen.paths.clear();
       b.dead_end(checks::DeadEndKind::issuer_unknown, {kLeaf, kIntermediate});
     },
     "CRITICAL: intermediate 'Lab CA 1' is signed with SHA1-RSA, which can be forged: have it reissued with "
     "SHA-256"},
    {"self-signed",
     [](CaseBuilder& b) {
       b = dead_end_case(checks::DeadEndKind::untrusted_root);
       b.leaf() = certificate("www.example.org", "www.example.org");
       sign(b, kLeaf, SignatureDigest::sha1, "SHA1-RSA");
     },
     "not-applicable: no client relies on the signature of this certificate"},
    {"leaf is an anchor",
     [](CaseBuilder& b) {
       sign(b, kLeaf, SignatureDigest::sha1, "SHA1-RSA");
       b.seen.paths.clear();
       b.path({kLeaf});
     },
     "not-applicable: no client relies on the signature of this certificate"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_signature_algorithm, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  sign(b, kLeaf, SignatureDigest::sha1, "SHA1-RSA");
  BOOST_TEST(values_of(judge_signature_algorithm(b.build()).front()) == "signature_algorithm=SHA1-RSA");
}
}  // namespace
}  // namespace tests
