// Certificates made at run time.
//
//   const Key ca_key, key;
//   const Bytes root = make_certificate({.subject = {{"CN", "Root"}}, .key = ca_key, .is_ca = true});
//   const Bytes leaf = make_certificate({.subject = {{"CN", "www"}}, .issuer = {{"CN", "Root"}}, .key = key,
//   .signer = &ca_key});
//
// Whatever fails throws std::runtime_error: a test that cannot make its certificates has failed.

#pragma once

#include <openssl/evp.h>

#include <string>
#include <utility>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/openssl/handles.h"

namespace tests {

using checks::Bytes;

// A fresh key pair. `kind`: a curve ("P-256", "P-384", "brainpoolP256r1"), "RSA:2048", "Ed25519", "Ed448".
class Key {
 public:
  explicit Key(const std::string& kind = "P-256");
  EVP_PKEY* get() const { return handle_.get(); }

 private:
  checks::openssl::EvpPkeyPtr handle_;
};

// {"CN", "Root"}, the least specific first, as in the certificate; values are UTF-8.
using Name = std::vector<std::pair<std::string, std::string>>;

struct Extension {
  std::string oid;  // dotted
  Bytes value;      // DER
  bool is_critical = false;
};

struct CertificateSpec {
  Name subject = {};
  Name issuer = {};        // empty: the subject
  Bytes subject_der = {};  // instead of `subject`
  Bytes issuer_der = {};   // instead of `issuer`
  const Key& key;
  const Key* signer = nullptr;    // null: self-signed
  std::string digest = "SHA256";  // empty for Ed25519 and Ed448
  bool is_pss = false;
  std::string not_before = "20250101000000Z";  // UTCTime if it has 13 characters; anything may be written
  std::string not_after = "20350101000000Z";
  std::string serial = "1";  // hexadecimal, perhaps with "-"
  int version = 3;
  bool is_ca = false;        // basicConstraints and key usage
  bool has_key_ids = false;  // both; the authority's is the signer's
  // As in openssl.cnf: {"subjectAltName", "critical,DNS:a.example,IP:::1"}.
  std::vector<std::pair<std::string, std::string>> extensions = {};
  std::vector<Extension> raw_extensions = {};
};

Bytes make_certificate(const CertificateSpec& spec);

// A DER Name.
Bytes make_name(const Name& name);

// "-----BEGIN LABEL-----", base64 in lines of 64.
std::string to_pem(const Bytes& der, const std::string& label = "CERTIFICATE");

}  // namespace tests
