// Keys and certificates, good and bad, made from a recipe.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "checks/openssl/handles.h"

namespace lab {

using checks::openssl::EvpPkeyPtr;
using checks::openssl::X509Ptr;

enum class KeyKind { ec /* P-256 */, ec_384, rsa_1024, ed25519 };

// None takes longer than 20 ms; for RSA keys of 2048 bits see rsa_keys.h.
EvpPkeyPtr make_key(KeyKind kind);

// Another owner of the same certificate or key.
X509Ptr share(X509* certificate);
EvpPkeyPtr share(EVP_PKEY* key);

// One attribute of a name. The bytes are encoded as they are, whether they suit `type` or not.
// OpenSSL cannot write a UTF8String that is not UTF-8, nor read one: see raw_tls.h for that.
struct Attribute {
  int nid = 0;  // NID_commonName, ...
  std::string value{};
  int type = V_ASN1_UTF8STRING;
};

// In the order of encoding: the most general first.
using Name = std::vector<Attribute>;

// "O=TLS Lab, CN=`common_name`".
Name lab_name(std::string common_name);

enum class Role {
  server,     // digitalSignature, serverAuth
  client,     // digitalSignature, clientAuth
  authority,  // CA, keyCertSign and cRLSign
  impostor,   // signs like an authority, but its basic constraints say that it is none
};

enum class Hash { sha256, sha1, md5 /* with RSA only */ };

// An extension as in openssl.cnf, in place of the one that would be there: {"keyUsage", "critical,cRLSign"}.
// An empty value: none. A name that begins with '+': beside the one that is there.
struct Setting {
  std::string name{};
  std::string value{};
};
using Settings = std::vector<Setting>;

// Everything that makes one certificate different from another. Key identifiers (a root names none of an
// issuer), a random positive serial number of 127 bits, critical basic constraints and the key usage of the
// role are there unless `settings` says otherwise.
struct Recipe {
  Name subject{};
  Role role = Role::server;
  std::vector<std::string>
      dns_names{};  // raw bytes; with `addresses` empty too: no subject alternative name at all
  std::vector<std::string> addresses{};                  // numeric
  std::chrono::seconds ends_in = std::chrono::days(60);  // from now, less a minute; negative: it is over
  std::chrono::seconds life = std::chrono::days(90);     // both ends included (RFC 5280, 4.1.2.5)
  Hash hash = Hash::sha256;                              // in its signature
  std::string issuer_url{};                              // AIA caIssuers; empty: none (Pki: the default)
  std::string policy{};                                  // dotted OID; empty: none
  Settings settings{};
  std::string serial{};       // hexadecimal, perhaps with '-'; empty: as above
  bool is_version_1 = false;  // and so without any extension
};

// A certificate for `key`, signed by `issuer`'s key; null `issuer`: by `issuer_key` itself, for itself.
X509Ptr issue(const Recipe& recipe, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key);

std::string der(X509* certificate);

}  // namespace lab
