#define BOOST_TEST_MODULE key_strength
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_key_strength;

using checks::KeyFacts;
using checks::KeyType;

struct Key {
  const char* name;
  KeyType type;
  int bits;
  const char* told;
};

constexpr Key kKeys[] = {
    {"RSA 16385 bits", KeyType::rsa, 16385,
     "CRITICAL: certificate has a key too large for clients (RSA 16385 bits): have it reissued with RSA 2048 "
     "bits or ECDSA P-256"},
    {"RSA 16384 bits", KeyType::rsa, 16384, "pass: certificate has a strong key (RSA 16384 bits)"},
    {"RSA 4096 bits", KeyType::rsa, 4096, "pass: certificate has a strong key (RSA 4096 bits)"},
    {"RSA 2048 bits", KeyType::rsa, 2048, "pass: certificate has a strong key (RSA 2048 bits)"},
    {"RSA 2047 bits", KeyType::rsa, 2047,
     "WARNING: certificate has a weak key (RSA 2047 bits): reissue it with a new key of RSA 2048 bits or "
     "ECDSA "
     "P-256"},
    {"RSA 1024 bits", KeyType::rsa, 1024,
     "WARNING: certificate has a weak key (RSA 1024 bits): reissue it with a new key of RSA 2048 bits or "
     "ECDSA "
     "P-256"},
    {"RSA 1023 bits", KeyType::rsa, 1023,
     "CRITICAL: certificate has a weak key (RSA 1023 bits): reissue it with a new key of RSA 2048 bits or "
     "ECDSA "
     "P-256"},
    {"RSA", KeyType::rsa, 0, "undetermined: certificate has a key whose strength is not known (RSA)"},
    {"ECDSA P-224", KeyType::ec, 224, "pass: certificate has a strong key (ECDSA P-224)"},
    {"ECDSA P-192", KeyType::ec, 192,
     "WARNING: certificate has a weak key (ECDSA P-192): reissue it with a new key of RSA 2048 bits or ECDSA "
     "P-256"},
    {"ECDSA", KeyType::ec, 0, "undetermined: certificate has a key whose strength is not known (ECDSA)"},
    {"Ed25519", KeyType::ed25519, 0, "pass: certificate has a strong key (Ed25519)"},
    {"Ed448", KeyType::ed448, 0, "pass: certificate has a strong key (Ed448)"},
    {"DSA 2048 bits", KeyType::dsa, 2048,
     "WARNING: certificate has a weak key (DSA 2048 bits): reissue it with a new key of RSA 2048 bits or "
     "ECDSA "
     "P-256"},
    {"ML-DSA-65", KeyType::other, 0,
     "undetermined: certificate has a key whose strength is not known (ML-DSA-65)"},
};

BOOST_AUTO_TEST_CASE(keys) {
  for (const Key& row : kKeys) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = good_case();
      b.leaf().key = {row.type, row.bits, "", row.name, ""};
      BOOST_TEST(told(judge_key_strength(b.build())) == row.told);
    }
  }
}

const KeyFacts kWeak{KeyType::rsa, 1024, "", "RSA 1024 bits", ""};

constexpr Row kRows[] = {
    {"intermediate", [](CaseBuilder& b) { b.at(kIntermediate).key = kWeak; },
     "WARNING: intermediate 'Lab CA 1' has a weak key (RSA 1024 bits): ask the CA for a newer chain"},
    {"anchors are not judged", [](CaseBuilder& b) { b.at(kRoot).key = kWeak; },
     "pass: certificate has a strong key (ECDSA P-256)"},
    {"a self-signed leaf is",
     [](CaseBuilder& b) {
       b.leaf().self_signed = true;
       b.leaf().key = kWeak;
       b.seen.paths.clear();
       b.path({kLeaf});
     },
     "WARNING: certificate has a weak key (RSA 1024 bits): reissue it with a new key of RSA 2048 bits or "
     "ECDSA "
     "P-256"},
    {"no path",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = kWeak;
       b.seen.paths.clear();
       b.dead_end(checks::DeadEndKind::issuer_unknown, {kLeaf, kIntermediate});
     },
     "WARNING: intermediate 'Lab CA 1' has a weak key (RSA 1024 bits): ask the CA for a newer chain"},
    {"intermediate of an unknown kind",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = {KeyType::other, 0, "", "GOST", ""};
     },
     "undetermined: intermediate 'Lab CA 1' has a key whose strength is not known (GOST)"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_key_strength, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.leaf().key = kWeak;
  BOOST_TEST(values_of(judge_key_strength(b.build()).front()) == "key=RSA 1024 bits bits=1024");
}
}  // namespace
}  // namespace tests
