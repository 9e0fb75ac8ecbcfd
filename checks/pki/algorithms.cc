#include "checks/pki/algorithms.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "checks/pki/der.h"
#include "checks/pki/distinguished_name.h"

namespace checks {
namespace {

constexpr std::size_t kMaxAlgorithmName = 100;

// OpenSSL's name of an object, else its number.
std::string long_name(const ASN1_OBJECT* object) {
  const int nid = OBJ_obj2nid(object);
  if (nid != NID_undef) {
    return OBJ_nid2ln(nid);
  }
  const std::string id = der::dotted({OBJ_get0_data(object), OBJ_length(object)});
  return id.empty() ? "unknown" : bounded_text(id, kMaxAlgorithmName);
}

// The DER of an algorithm's parameters if they are a SEQUENCE, else empty.
ByteView parameters(const X509_ALGOR* algorithm) {
  int type = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE || value == nullptr) {
    return {};
  }
  const auto* const text = static_cast<const ASN1_STRING*>(value);
  return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string curve_name(const X509_ALGOR* algorithm) {
  int type = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_OBJECT || value == nullptr) {
    return "of its own parameters";
  }
  const auto* const curve = static_cast<const ASN1_OBJECT*>(value);
  const int nid = OBJ_obj2nid(curve);
  if (const char* nist = EC_curve_nid2nist(nid); nist != nullptr) {
    return nist;
  }
  return nid != NID_undef ? OBJ_nid2sn(nid) : long_name(curve);
}

KeyType type_of(int nid) {
  switch (nid) {
    case NID_rsaEncryption:
    case NID_rsassaPss:
      return KeyType::rsa;
    case NID_X9_62_id_ecPublicKey:
      return KeyType::ec;
    case NID_ED25519:
      return KeyType::ed25519;
    case NID_ED448:
      return KeyType::ed448;
    case NID_dsa:
      return KeyType::dsa;
    default:
      return KeyType::other;
  }
}

std::string with_bits(std::string name, int bits) {
  return bits > 0 ? name + ' ' + std::to_string(bits) + " bits" : name + " of unknown size";
}

std::string key_name(const KeyFacts& key, const ASN1_OBJECT* algorithm) {
  switch (key.type) {
    case KeyType::rsa:
      return with_bits(key.is_pss ? "RSA-PSS" : "RSA", key.bits);
    case KeyType::ec:
      return "ECDSA " + key.curve;
    case KeyType::ed25519:
      return "Ed25519";
    case KeyType::ed448:
      return "Ed448";
    case KeyType::dsa:
      return with_bits("DSA", key.bits);
    case KeyType::other:
      break;
  }
  return long_name(algorithm);
}

struct SignatureAlgorithm {
  int nid;
  const char*
      name;  // as Go's crypto/x509 writes it, so that Zabbix' templates read ours and its own agent's alike
  SignatureDigest digest;
};

using enum SignatureDigest;

constexpr SignatureAlgorithm kSignatureAlgorithms[] = {
    {NID_sha256WithRSAEncryption, "SHA256-RSA", sha2_or_newer},
    {NID_ecdsa_with_SHA256, "ECDSA-SHA256", sha2_or_newer},
    {NID_ecdsa_with_SHA384, "ECDSA-SHA384", sha2_or_newer},
    {NID_sha384WithRSAEncryption, "SHA384-RSA", sha2_or_newer},
    {NID_sha512WithRSAEncryption, "SHA512-RSA", sha2_or_newer},
    {NID_ecdsa_with_SHA512, "ECDSA-SHA512", sha2_or_newer},
    {NID_ED25519, "Ed25519", intrinsic},
    {NID_ED448, "Ed448", intrinsic},
    {NID_sha1WithRSAEncryption, "SHA1-RSA", sha1},
    {NID_sha1WithRSA, "SHA1-RSA", sha1},
    {NID_md5WithRSAEncryption, "MD5-RSA", md5_or_older},
    {NID_md5WithRSA, "MD5-RSA", md5_or_older},
    {NID_md4WithRSAEncryption, "MD4-RSA", md5_or_older},
    {NID_md2WithRSAEncryption, "MD2-RSA", md5_or_older},
    {NID_sha224WithRSAEncryption, "SHA224-RSA", sha2_or_newer},
    {NID_ecdsa_with_SHA1, "ECDSA-SHA1", sha1},
    {NID_ecdsa_with_SHA224, "ECDSA-SHA224", sha2_or_newer},
    {NID_dsaWithSHA1, "DSA-SHA1", sha1},
    {NID_dsaWithSHA1_2, "DSA-SHA1", sha1},
    {NID_dsa_with_SHA224, "DSA-SHA224", sha2_or_newer},
    {NID_dsa_with_SHA256, "DSA-SHA256", sha2_or_newer},
    {NID_ecdsa_with_SHA3_256, "ECDSA-SHA3-256", sha2_or_newer},
    {NID_ecdsa_with_SHA3_384, "ECDSA-SHA3-384", sha2_or_newer},
    {NID_ecdsa_with_SHA3_512, "ECDSA-SHA3-512", sha2_or_newer},
    {NID_RSA_SHA3_256, "SHA3-256-RSA", sha2_or_newer},
    {NID_RSA_SHA3_384, "SHA3-384-RSA", sha2_or_newer},
    {NID_RSA_SHA3_512, "SHA3-512-RSA", sha2_or_newer},
};

struct Digest {
  int nid;
  const char* name;
  SignatureDigest strength;
};

constexpr Digest kDigests[] = {
    {NID_sha256, "SHA256", sha2_or_newer},
    {NID_sha384, "SHA384", sha2_or_newer},
    {NID_sha512, "SHA512", sha2_or_newer},
    {NID_sha224, "SHA224", sha2_or_newer},
    {NID_sha512_256, "SHA512/256", sha2_or_newer},
    {NID_sha512_224, "SHA512/224", sha2_or_newer},
    {NID_sha3_224, "SHA3-224", sha2_or_newer},
    {NID_sha3_256, "SHA3-256", sha2_or_newer},
    {NID_sha3_384, "SHA3-384", sha2_or_newer},
    {NID_sha3_512, "SHA3-512", sha2_or_newer},
    {NID_sha1, "SHA1", sha1},
    {NID_sha, "SHA0", sha1},
    {NID_md5, "MD5", md5_or_older},
    {NID_md4, "MD4", md5_or_older},
    {NID_md2, "MD2", md5_or_older},
};

const Digest* digest_of(int nid) {
  const auto* const found = std::ranges::find(kDigests, nid, &Digest::nid);
  return found == std::end(kDigests) ? nullptr : found;
}

// The hash named in RSASSA-PSS-params; SHA-1 when it is left out. NID_undef: malformed.
int pss_digest(const X509_ALGOR* algorithm) {
  const auto sequence = der::only(parameters(algorithm), der::kSequence);
  if (!sequence) {
    return NID_undef;
  }
  der::Reader reader(*sequence);
  const auto hash = reader.next(der::constructed(0));
  if (!hash) {
    return reader.failed() ? NID_undef : NID_sha1;
  }
  const auto identifier = der::only(hash->value, der::kSequence);
  const auto oid = identifier ? der::Reader(*identifier).next(der::kOid) : std::nullopt;
  if (!oid) {
    return NID_undef;
  }
  const unsigned char* at = oid->whole.data();
  ASN1_OBJECT* const object = d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(oid->whole.size()));
  const int nid = OBJ_obj2nid(object);
  ASN1_OBJECT_free(object);
  return nid;
}

void read_pss(const X509_ALGOR* algorithm, CertificateFacts& facts) {
  const Digest* const digest = digest_of(pss_digest(algorithm));
  facts.signature_algorithm = digest != nullptr ? std::string(digest->name) + "-RSAPSS" : "RSAPSS";
  facts.signature_digest = digest != nullptr ? digest->strength : unknown;
}

}  // namespace

KeyFacts key_facts(X509* handle) {
  ASN1_OBJECT* identifier = nullptr;
  X509_ALGOR* algorithm = nullptr;
  KeyFacts key;
  if (X509_PUBKEY_get0_param(&identifier, nullptr, nullptr, &algorithm, X509_get_X509_PUBKEY(handle)) != 1) {
    return key;
  }
  key.type = type_of(OBJ_obj2nid(identifier));
  if (const EVP_PKEY* readable = X509_get0_pubkey(handle); readable != nullptr) {
    key.bits = std::max(0, EVP_PKEY_get_bits(readable));
  }
  if (key.type == KeyType::ec) {
    key.curve = curve_name(algorithm);
  }
  key.is_pss = OBJ_obj2nid(identifier) == NID_rsassaPss;
  key.name = key_name(key, identifier);
  return key;
}

void read_signature_algorithm(X509* handle, CertificateFacts& facts) {
  const X509_ALGOR* const algorithm = X509_get0_tbs_sigalg(handle);
  const ASN1_OBJECT* identifier = nullptr;
  X509_ALGOR_get0(&identifier, nullptr, nullptr, algorithm);
  const int nid = OBJ_obj2nid(identifier);
  if (nid == NID_rsassaPss) {
    return read_pss(algorithm, facts);
  }
  const auto* const known = std::ranges::find(kSignatureAlgorithms, nid, &SignatureAlgorithm::nid);
  if (known != std::end(kSignatureAlgorithms)) {
    facts.signature_algorithm = known->name;
    facts.signature_digest = known->digest;
    return;
  }
  facts.signature_algorithm = long_name(identifier);
  int digest = NID_undef;
  if (OBJ_find_sigid_algs(nid, &digest, nullptr) == 1 && digest_of(digest) != nullptr) {
    facts.signature_digest = digest_of(digest)->strength;
  }
}

}  // namespace checks
