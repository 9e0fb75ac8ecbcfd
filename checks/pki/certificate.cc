#include "checks/pki/certificate.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "checks/openssl/asn1_time.h"
#include "checks/openssl/error.h"
#include "checks/pki/algorithms.h"
#include "checks/pki/distinguished_name.h"
#include "checks/pki/extensions.h"

namespace checks {
namespace {

// Fetched once: a look-up by EVP_sha256() costs as much as hashing a certificate.
struct Digests {
  openssl::EvpMdPtr sha1{EVP_MD_fetch(nullptr, "SHA1", nullptr)};
  openssl::EvpMdPtr sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
};

const Digests& digests() {
  static const Digests& all = *new Digests;  // never freed: its process may end in any order
  return all;
}

// Empty if this OpenSSL lacks the algorithm.
Bytes digest(ByteView bytes, const EVP_MD* algorithm) {
  Bytes result(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (algorithm == nullptr ||
      EVP_Digest(bytes.data(), bytes.size(), result.data(), &size, algorithm, nullptr) != 1) {
    openssl::clear_errors();
    size = 0;
  }
  result.resize(size);
  return result;
}

std::string base64(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string spki_sha256(X509* handle) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(handle), &encoded);
  if (size <= 0) {
    openssl::clear_errors();
    return {};
  }
  std::string text = base64(digest({encoded, static_cast<std::size_t>(size)}, digests().sha256.get()));
  OPENSSL_free(encoded);
  return text;
}

Bytes der_of(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (X509_NAME_get0_der(name, &bytes, &size) != 1) {
    return {};
  }
  return {bytes, bytes + size};
}

std::string serial_of(const ASN1_INTEGER* serial) {
  std::string digits =
      hex({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) {
    return "0";
  }
  const bool is_negative = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER;
  return (is_negative ? "-" : "") + digits.substr(0, kMaxSerial);
}

void read_names_of(X509* handle, CertificateFacts& facts) {
  const X509_NAME* const subject = X509_get_subject_name(handle);
  const X509_NAME* const issuer = X509_get_issuer_name(handle);
  facts.subject_der = der_of(subject);
  facts.issuer_der = der_of(issuer);
  facts.subject = rfc4514(facts.subject_der);
  facts.issuer = rfc4514(facts.issuer_der);
  facts.common_name = common_name_of(facts.subject_der);
  facts.issuer_common_name = common_name_of(facts.issuer_der);
  facts.subject_key = normalised_name(facts.subject_der);
  facts.subject_emails = emails_of(facts.subject_der);
  facts.self_issued = X509_NAME_cmp(subject, issuer) == 0;
}

ByteView content_of(const ASN1_OBJECT* object) { return {OBJ_get0_data(object), OBJ_length(object)}; }

// Whether an extension before the one at `index` has its identifier.
bool is_repeated(const X509* handle, int index) {
  const ASN1_OBJECT* const own = X509_EXTENSION_get_object(X509_get_ext(handle, index));
  for (int i = 0; i < index; ++i) {
    if (std::ranges::equal(content_of(X509_EXTENSION_get_object(X509_get_ext(handle, i))), content_of(own))) {
      return true;
    }
  }
  return false;
}

void read_extensions(const X509* handle, CertificateFacts& facts) {
  // Real certificates have up to 20.
  constexpr int kMaxExtensions = 200;
  const int count = std::min(X509_get_ext_count(handle), kMaxExtensions);
  for (int i = 0; i < count; ++i) {
    X509_EXTENSION* const extension = X509_get_ext(handle, i);
    facts.repeats_extension = facts.repeats_extension || is_repeated(handle, i);
    const ASN1_OCTET_STRING* const value = X509_EXTENSION_get_data(extension);
    read_extension(
        content_of(X509_EXTENSION_get_object(extension)), X509_EXTENSION_get_critical(extension) == 1,
        {ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))}, facts);
  }
}

}  // namespace

std::string hex(ByteView bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t octet : bytes) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

CertificateFacts certificate_facts(X509* handle, ByteView der) {
  CertificateFacts facts;
  facts.der.assign(der.begin(), der.end());
  facts.version = static_cast<int>(X509_get_version(handle)) + 1;
  read_names_of(handle, facts);
  facts.serial = serial_of(X509_get0_serialNumber(handle));
  facts.not_before = openssl::to_time(X509_get0_notBefore(handle)).value_or(Time{});
  facts.not_after = openssl::to_time(X509_get0_notAfter(handle)).value_or(Time{});
  facts.key = key_facts(handle);
  facts.key.spki_sha256 = spki_sha256(handle);
  read_signature_algorithm(handle, facts);
  facts.sha1_fingerprint = hex(digest(der, digests().sha1.get()));
  facts.sha256_fingerprint = hex(digest(der, digests().sha256.get()));
  read_extensions(handle, facts);
  openssl::clear_errors();
  return facts;
}

}  // namespace checks
