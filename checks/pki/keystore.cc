#include "checks/pki/keystore.h"

#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "checks/evidence/base64.h"
#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"
#include "checks/pki/certificate_files.h"
#include "checks/pki/der.h"
#include "checks/pki/fetched_certificates.h"
#include "checks/pki/keystore_formats.h"

namespace checks {
namespace {

bool begins(ByteView file, std::initializer_list<std::uint8_t> magic) {
  return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

// A SEQUENCE of more than 127 bytes or of indefinite length, which no text begins with.
bool is_der(ByteView file) {
  return file.size() > 2 && file[0] == der::kSequence && file[1] >= 0x80 && file[1] <= 0x84;
}

// What follows the outer tag and length.
ByteView inside_of(ByteView file) {
  const std::size_t length_octets = file[1] & 0x7fU;
  return file.subspan(std::min(file.size(), 2 + length_octets));
}

Keystore read_der(ByteView file) {
  Keystore store{.kind = KeystoreKind::der};
  Bytes certificate = whole_certificate(file);
  if (certificate.empty()) {
    return der::Reader(file).next()
               ? failed(store.kind, KeystoreTrouble::no_certificate, "it holds no certificate")
               : failed(store.kind, KeystoreTrouble::malformed,
                        "it begins as DER and does not parse: damaged or cut?");
  }
  const std::size_t more = file.size() - certificate.size();
  // Editors and transfers leave a line end.
  if (more > 2) {
    add_problem(store, std::to_string(more) + " bytes behind the certificate are not looked at");
  }
  store.certificates.push_back(std::move(certificate));
  return store;
}

Keystore read_pkcs7(ByteView file) {
  Keystore store{.kind = KeystoreKind::pkcs7, .certificates = certificates_in(file, kMaxKeystoreEntries)};
  if (!store.certificates.empty()) {
    return store;
  }
  const unsigned char* at = file.data();
  const std::unique_ptr<PKCS7, openssl::Deleter<PKCS7_free>> message(
      d2i_PKCS7(nullptr, &at, static_cast<long>(file.size())));
  openssl::clear_errors();
  return message == nullptr ? failed(store.kind, KeystoreTrouble::malformed,
                                     "it begins as PKCS#7 and does not parse: damaged or cut?")
                            : failed(store.kind, KeystoreTrouble::no_certificate, "it holds no certificate");
}

Keystore unsupported(KeystoreKind kind) {
  return failed(kind, KeystoreTrouble::unsupported,
                std::string("it is a ") + word(kind) +
                    " keystore, which is not supported: convert it by keytool -importkeystore "
                    "-deststoretype pkcs12");
}

Keystore read_by_kind(KeystoreKind kind, ByteView file, Opening& opening) {
  switch (kind) {
    case KeystoreKind::pem:
      return read_pem_keystore(file, opening);
    case KeystoreKind::der:
      return read_der(file);
    case KeystoreKind::pkcs7:
      return read_pkcs7(file);
    case KeystoreKind::pkcs12:
      return read_pkcs12(file, opening);
    case KeystoreKind::jks:
      return read_jks(file, opening);
    case KeystoreKind::jceks:
    case KeystoreKind::bks:
      return unsupported(kind);
    case KeystoreKind::unknown:
      break;
  }
  return failed(KeystoreKind::unknown, KeystoreTrouble::no_certificate, "it holds no certificate");
}

}  // namespace

const char* word(KeystoreKind kind) {
  constexpr std::array<const char*, 8> kWords = {"PEM", "DER",   "PKCS#7", "PKCS#12",
                                                 "JKS", "JCEKS", "BKS",    "unknown"};
  return kWords[static_cast<std::size_t>(kind)];
}

Keystore failed(KeystoreKind kind, KeystoreTrouble trouble, std::string text) {
  return {.kind = kind, .error = KeystoreError{trouble, plugin::Text(std::move(text))}};
}

KeystoreKind keystore_kind(ByteView file) {
  if (begins(file, {0xfe, 0xed, 0xfe, 0xed})) {
    return KeystoreKind::jks;
  }
  if (begins(file, {0xce, 0xce, 0xce, 0xce})) {
    return KeystoreKind::jceks;
  }
  // Version 1 or 2, then a salt of 20 octets (BouncyCastle's BcKeyStoreSpi).
  if (begins(file, {0, 0, 0, 1, 0, 0, 0, 20}) || begins(file, {0, 0, 0, 2, 0, 0, 0, 20})) {
    return KeystoreKind::bks;
  }
  if (is_der(file)) {
    const ByteView inside = inside_of(file);
    return begins(inside, {der::kInteger, 1, 3}) ? KeystoreKind::pkcs12
           : begins(inside, {der::kOid})         ? KeystoreKind::pkcs7
                                                 : KeystoreKind::der;
  }
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  return text.find("-----BEGIN ") != std::string_view::npos ? KeystoreKind::pem : KeystoreKind::unknown;
}

void add_problem(Keystore& store, std::string text) {
  if (store.problems.size() < kMaxProblems) {
    store.problems.emplace_back(std::move(text));
  }
}

KeystoreKey key_of(EVP_PKEY* key) {
  unsigned char* encoded = nullptr;
  const int size = i2d_PUBKEY(key, &encoded);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t digest_size = 0;
  const bool is_good =
      size > 0 && EVP_Q_digest(nullptr, "SHA256", nullptr, encoded, static_cast<std::size_t>(size),
                               digest.data(), &digest_size) == 1;
  OPENSSL_free(encoded);
  openssl::clear_errors();
  return is_good ? KeystoreKey{KeyState::read, to_base64(ByteView(digest).first(digest_size))}
                 : KeystoreKey{};
}

Bytes whole_certificate(ByteView bytes) {
  const auto element = der::Reader(bytes).next(der::kSequence);
  return element && der::subject_of(element->whole) ? Bytes(element->whole.begin(), element->whole.end())
                                                    : Bytes();
}

Keystore read_keystore(ByteView file, const std::optional<std::string>& password) {
  openssl::clear_errors();
  Opening opening{password};
  return read_by_kind(keystore_kind(file), file, opening);
}

}  // namespace checks
