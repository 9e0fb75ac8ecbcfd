// One function for each kind of keystore. Used by checks/pki/keystore.cc, which knows them apart.

#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <optional>
#include <string>

#include "checks/evidence/bytes.h"
#include "checks/openssl/legacy_context.h"
#include "checks/pki/key_derivation.h"
#include "checks/pki/keystore.h"

namespace checks {

// What reading one file goes on with.
struct Opening {
  const std::optional<std::string>& password;
  WorkBudget work = {};
  openssl::LegacyContext legacy = {};
};

Keystore read_pem_keystore(ByteView file, Opening& opening);
Keystore read_pkcs12(ByteView file, Opening& opening);
Keystore read_jks(ByteView file, Opening& opening);

// A keystore of this kind that is nothing but an error.
Keystore failed(KeystoreKind kind, KeystoreTrouble trouble, std::string text);

void add_problem(Keystore& store, std::string text);

// A key that was read: the digest of its public half.
KeystoreKey key_of(EVP_PKEY* key);

// The certificate at the beginning of `bytes`, framed well as far as its subject; empty: there is none.
Bytes whole_certificate(ByteView bytes);

// Reading keys costs up to a millisecond each; no real file has more than a few.
inline constexpr std::size_t kMaxKeys = 100;

}  // namespace checks
