// Files that hold certificates and perhaps their keys: PEM, DER, PKCS#7, PKCS#12, JKS. The content decides,
// never the file's name.
//
//   const Keystore store = read_keystore(bytes, password);
//   if (store.error) { ... store.error->trouble, store.error->text ... }
//   for (const Bytes& der : store.certificates) ...
//
// Nothing here opens a file, asks for a password, or keeps a private key: of each key only the digest of its
// public half remains. Signatures, dates and names are not looked at; that a certificate parses beyond its
// subject is not promised (facts and rules tell it).
//
// PEM: any text around the blocks, any line ends, any number of blocks: "CERTIFICATE", "X509 CERTIFICATE",
// "TRUSTED CERTIFICATE" (its trust settings are cut off), "PKCS7" and "CMS" (their certificates), and private
// keys of every kind that OpenSSL reads. Other blocks (parameters, requests, revocation lists) are passed
// over.
// DER: one certificate, or one PKCS#7 message (RFC 5652; DER or BER).
// PKCS#12 (RFC 7292): the integrity code is verified before anything is decrypted. Without a password the
// empty and the absent one are tried. Old algorithms (RC2, single DES) need OpenSSL's legacy provider, which
// is loaded into a library context of its own. Java's trust stores (Java 9 and later) are read alike, with or
// without a password: their attribute "trusted" is not looked at.
// JKS (Java up to 8, Debian's /etc/ssl/certs/java/cacerts), versions 1 and 2: certificates are not encrypted.
// The integrity digest is verified when a password is given. Keys are counted, not opened.
// JCEKS and BKS are told as unsupported.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/bytes.h"
#include "plugin/text.h"

namespace checks {

enum class KeystoreKind { pem, der, pkcs7, pkcs12, jks, jceks, bks, unknown };
// "PEM", "DER", "PKCS#7", "PKCS#12", "JKS", "JCEKS", "BKS", "unknown".
const char* word(KeystoreKind kind);

// By the first bytes, and for PEM by the first block.
KeystoreKind keystore_kind(ByteView file);

// The largest known store has 150 entries, the largest collection of intermediates 3,000.
inline constexpr std::size_t kMaxKeystoreEntries = 10'000;
// Iterations of key derivation, of all that a file asks for, together. OpenSSL writes 2,048, Java 10,000 (8:
// 100,000), NSS and OWASP's advice 600,000, each up to three times; five millions take 2 to 4 s.
inline constexpr std::size_t kMaxKeystoreWork = 5'000'000;

enum class KeyState {
  read,
  encrypted,       // a password is needed and none was given
  password_wrong,  // the one given does not open it
  not_checked,     // JKS: present, and not opened
  unreadable,      // damaged, or of a kind that OpenSSL does not read
};

struct KeystoreKey {
  KeyState state = KeyState::unreadable;
  // When read: of its SubjectPublicKeyInfo, base64, as KeyFacts::spki_sha256 of the certificate it fits.
  std::string spki_sha256 = {};
};

enum class KeystoreTrouble {
  no_certificate,    // nothing in it is a certificate (keys may be there)
  malformed,         // it begins as PEM, DER, PKCS#12 or JKS and does not parse
  password_missing,  // it cannot be read without
  password_wrong,
  unsupported,  // JCEKS, BKS, an algorithm that this OpenSSL lacks, more entries or work than the bounds
                // above
};

struct KeystoreError {
  KeystoreTrouble trouble = KeystoreTrouble::malformed;
  // What is wrong, to be read behind the file's name and ": ": "it holds no certificate", "it is a JCEKS
  // keystore, which is not supported: ...".
  plugin::Text text = {};
};

struct Keystore {
  KeystoreKind kind = KeystoreKind::unknown;  // also when there is an error
  // DER, in the file's order. PKCS#12 with a key: the key's own certificate first.
  std::vector<Bytes> certificates = {};
  // In the file's order. May be there together with the error no_certificate: a file of a key alone.
  std::vector<KeystoreKey> keys = {};
  // Of single entries, which are left out: "block 2 (CERTIFICATE) does not decode". At most kMaxProblems.
  std::vector<plugin::Text> problems = {};
  // None: `certificates` is not empty.
  std::optional<KeystoreError> error = {};
};

// More say no more.
inline constexpr std::size_t kMaxProblems = 20;

// `password`: none when none was given, which is not the empty one.
Keystore read_keystore(ByteView file, const std::optional<std::string>& password = {});

}  // namespace checks
