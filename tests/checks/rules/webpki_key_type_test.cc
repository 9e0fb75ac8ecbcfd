#define BOOST_TEST_MODULE webpki_key_type
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: all keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521"},
    {"RSA 2048",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 2048, "", "RSA 2048 bits", ""};
     },
     "pass: all keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521"},
    {"RSA 2047",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 2047, "", "RSA 2047 bits", ""};
     },
     "WARNING: certificate has a key of a kind that public certificates may not have (RSA 2047 bits): have "
     "it reissued"},
    {"RSA 2049",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 2049, "", "RSA 2049 bits", ""};
     },
     "WARNING: certificate has a key of a kind that public certificates may not have (RSA 2049 bits): have "
     "it reissued"},
    {"RSA 2056",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 2056, "", "RSA 2056 bits", ""};
     },
     "pass: all keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521"},
    {"P-384",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::ec, 384, "P-384", "ECDSA P-384", ""};
     },
     "pass: all keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521"},
    {"P-521",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::ec, 521, "P-521", "ECDSA P-521", ""};
     },
     "pass: all keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521"},
    {"P-192",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::ec, 192, "P-192", "ECDSA P-192", ""};
     },
     "WARNING: certificate has a key of a kind that public certificates may not have (ECDSA P-192): have it "
     "reissued"},
    {"Ed25519",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::ed25519, 256, "", "Ed25519", ""};
     },
     "WARNING: certificate has a key of a kind that public certificates may not have (Ed25519): have it "
     "reissued"},
    {"DSA of the root",
     [](CaseBuilder& b) {
       b.at(kRoot).key = {checks::KeyType::dsa, 2048, "", "DSA 2048 bits", ""};
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has a key of a kind that public certificates may not have "
     "(DSA 2048 bits)"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_key_type, kRows); }

}  // namespace
}  // namespace tests
