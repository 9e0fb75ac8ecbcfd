#define BOOST_TEST_MODULE webpki_signature
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: all signatures are of an allowed algorithm"},
    {"RSA", [](CaseBuilder& b) { b.leaf().signature_algorithm = "SHA256-RSA"; },
     "pass: all signatures are of an allowed algorithm"},
    {"PSS", [](CaseBuilder& b) { b.leaf().signature_algorithm = "SHA512-RSAPSS"; },
     "pass: all signatures are of an allowed algorithm"},
    {"SHA-1", [](CaseBuilder& b) { b.at(kIntermediate).signature_algorithm = "SHA1-RSA"; },
     "WARNING: intermediate 'Lab CA 1' is signed with SHA1-RSA, which public certificates may not be: ask "
     "the CA for a newer one"},
    {"SHA-224", [](CaseBuilder& b) { b.leaf().signature_algorithm = "ECDSA-SHA224"; },
     "WARNING: certificate is signed with ECDSA-SHA224, which public certificates may not be: have it "
     "reissued"},
    {"Ed25519", [](CaseBuilder& b) { b.leaf().signature_algorithm = "Ed25519"; },
     "WARNING: certificate is signed with Ed25519, which public certificates may not be: have it reissued"},
    {"root",
     [](CaseBuilder& b) {
       b.at(kRoot).signature_digest = checks::SignatureDigest::sha1;
       b.at(kRoot).not_before = std::chrono::sys_days(std::chrono::year(2016) / 1 / 1);
       b.at(kRoot).signature_algorithm = "SHA1-RSA";
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is signed with SHA1-RSA, which public certificates may not "
     "be"},
    {"root of the time of SHA-1",
     [](CaseBuilder& b) {
       b.at(kRoot).signature_digest = checks::SignatureDigest::sha1;
       b.at(kRoot).not_before = std::chrono::sys_days(std::chrono::year(2015) / 12 / 31);
       b.at(kRoot).signature_algorithm = "SHA1-RSA";
     },
     "pass: all signatures are of an allowed algorithm"},
    {"root before all roots",
     [](CaseBuilder& b) {
       b.at(kRoot).signature_digest = checks::SignatureDigest::sha1;
       b.at(kRoot).not_before = std::chrono::sys_days(std::chrono::year(1995) / 12 / 31);
       b.at(kRoot).signature_algorithm = "SHA1-RSA";
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is signed with SHA1-RSA, which public certificates may not "
     "be"},
    {"root with MD5",
     [](CaseBuilder& b) {
       b.at(kRoot).not_before = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);
       b.at(kRoot).signature_algorithm = "MD5-RSA";
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is signed with MD5-RSA, which public certificates may not "
     "be"},
    {"another hash than the curve's", [](CaseBuilder& b) { b.leaf().signature_algorithm = "ECDSA-SHA384"; },
     "WARNING: certificate is signed with ECDSA-SHA384 by a key on P-256, which must sign with ECDSA-SHA256: "
     "have it reissued"},
    {"the curve's hash",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = {checks::KeyType::ec, 384, "P-384", "ECDSA P-384", ""};
       b.leaf().signature_algorithm = "ECDSA-SHA384";
     },
     "pass: all signatures are of an allowed algorithm"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_signature, kRows); }

}  // namespace
}  // namespace tests
