// Java's own keystore (sun.security.provider.JavaKeyStore):
//
//   magic FEEDFEED, version, count;
//   each entry: 1 (key) or 2 (certificate), alias, milliseconds since 1970;
//     a key: its bytes, the number of certificates, each certificate
//   each certificate: from version 2 on its type ("X.509"), then its bytes
//   SHA-1 of: the password in UTF-16BE, "Mighty Aphrodite", all of the above.
//
// Numbers are big-endian, of 4 octets; strings have a length of 2 octets, bytes one of 4.

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"
#include "checks/pki/keystore_formats.h"

namespace checks {
namespace {

constexpr std::size_t kDigest = 20;
// Of one key: RSA of 16,384 bits has 10 kB.
constexpr std::size_t kMaxChain = 100;

// Reads numbers and bytes; after the first that is not there nothing more is.
class Cursor {
 public:
  explicit Cursor(ByteView bytes) : rest_(bytes) {}

  ByteView take(std::size_t size) {
    failed_ = failed_ || size > rest_.size();
    if (failed_) {
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::size_t number(std::size_t octets) {
    std::size_t value = 0;
    for (const std::uint8_t octet : take(octets)) {
      value = value << 8 | octet;
    }
    return value;
  }

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  void fail() { failed_ = true; }

 private:
  ByteView rest_;
  bool failed_ = false;
};

struct JksReader {
  Cursor cursor;
  std::size_t version = 0;
  std::size_t entry = 0;  // its number
  Keystore store = {.kind = KeystoreKind::jks};

  bool read_all();
  void read_entry();
  void read_key();
  void read_certificate();
};

void JksReader::read_certificate() {
  const ByteView type = version >= 2 ? cursor.take(cursor.number(2)) : ByteView();
  const ByteView bytes = cursor.take(cursor.number(4));
  if (cursor.failed()) {
    return;
  }
  constexpr std::string_view kType = "X.509";
  const bool is_known = version < 2 || std::equal(type.begin(), type.end(), kType.begin(), kType.end());
  Bytes der = is_known ? whole_certificate(bytes) : Bytes();
  if (der.empty()) {
    return add_problem(store, "entry " + std::to_string(entry) + " holds a certificate that does not decode");
  }
  store.certificates.push_back(std::move(der));
}

void JksReader::read_key() {
  cursor.take(cursor.number(4));
  const std::size_t count = cursor.number(4);
  if (count > kMaxChain) {
    cursor.fail();
  }
  store.keys.push_back({KeyState::not_checked});
  for (std::size_t i = 0; i < count && !cursor.failed(); ++i) {
    read_certificate();
  }
}

void JksReader::read_entry() {
  constexpr std::size_t kKey = 1;
  constexpr std::size_t kCertificate = 2;
  const std::size_t tag = cursor.number(4);
  cursor.take(cursor.number(2));  // alias
  cursor.take(8);                 // time
  if (tag == kKey) {
    read_key();
  } else if (tag == kCertificate) {
    read_certificate();
  } else {
    cursor.fail();
  }
}

bool JksReader::read_all() {
  cursor.take(4);  // magic
  version = cursor.number(4);
  const std::size_t count = cursor.number(4);
  if (version < 1 || version > 2 || count > kMaxKeystoreEntries) {
    return false;
  }
  for (entry = 1; entry <= count && !cursor.failed(); ++entry) {
    read_entry();
  }
  return !cursor.failed() && cursor.at_end();
}

struct FreeMemory {
  void operator()(unsigned char* bytes) const { OPENSSL_free(bytes); }
};

bool is_digest_right(ByteView content, ByteView digest, const std::string& password) {
  constexpr std::string_view kWhitener = "Mighty Aphrodite";
  unsigned char* encoded = nullptr;
  int size = 0;
  OPENSSL_utf82uni(password.c_str(), static_cast<int>(password.size()), &encoded, &size);
  const std::unique_ptr<unsigned char, FreeMemory> characters(encoded);
  const std::unique_ptr<EVP_MD_CTX, openssl::Deleter<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  const openssl::EvpMdPtr sha1(EVP_MD_fetch(nullptr, "SHA1", nullptr));
  std::array<unsigned char, EVP_MAX_MD_SIZE> own{};
  // OpenSSL ends the characters by a zero.
  const bool is_made = characters != nullptr && size >= 2 && sha1 != nullptr &&
                       EVP_DigestInit_ex(context.get(), sha1.get(), nullptr) == 1 &&
                       EVP_DigestUpdate(context.get(), encoded, static_cast<std::size_t>(size - 2)) == 1 &&
                       EVP_DigestUpdate(context.get(), kWhitener.data(), kWhitener.size()) == 1 &&
                       EVP_DigestUpdate(context.get(), content.data(), content.size()) == 1 &&
                       EVP_DigestFinal_ex(context.get(), own.data(), nullptr) == 1;
  openssl::clear_errors();
  return is_made && CRYPTO_memcmp(own.data(), digest.data(), kDigest) == 0;
}

}  // namespace

Keystore read_jks(ByteView file, Opening& opening) {
  if (file.size() < kDigest) {
    return failed(KeystoreKind::jks, KeystoreTrouble::malformed,
                  "it begins as a JKS keystore and does not parse: damaged or cut?");
  }
  const ByteView content = file.first(file.size() - kDigest);
  JksReader reader{Cursor(content)};
  if (!reader.read_all()) {
    return failed(KeystoreKind::jks, KeystoreTrouble::malformed,
                  "it begins as a JKS keystore and does not parse: damaged or cut?");
  }
  if (opening.password && !is_digest_right(content, file.last(kDigest), *opening.password)) {
    return failed(KeystoreKind::jks, KeystoreTrouble::password_wrong,
                  "the password does not fit, or the keystore is damaged");
  }
  if (reader.store.certificates.empty()) {
    reader.store.error = {KeystoreTrouble::no_certificate, plugin::Text("it holds no certificate")};
  }
  return std::move(reader.store);
}

}  // namespace checks
