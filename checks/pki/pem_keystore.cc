#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"
#include "checks/pki/certificate_files.h"
#include "checks/pki/fetched_certificates.h"
#include "checks/pki/keystore_formats.h"

namespace checks {
namespace {

using SigPtr = std::unique_ptr<X509_SIG, openssl::Deleter<X509_SIG_free>>;
using KeyInfoPtr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, openssl::Deleter<PKCS8_PRIV_KEY_INFO_free>>;

// pem_password_cb: never asks on the terminal.
int give_password(char* buffer, int size, int, void* password) {
  const std::string* const given = static_cast<const std::string*>(password);
  if (given == nullptr || given->size() > static_cast<std::size_t>(size)) {
    return -1;
  }
  std::memcpy(buffer, given->data(), given->size());
  return static_cast<int>(given->size());
}

// "PRIVATE KEY", "RSA PRIVATE KEY", ..., perhaps encrypted by the old headers (RFC 1421).
KeystoreKey read_plain_key(const PemBlock& block, const std::optional<std::string>& password) {
  const bool is_encrypted = block.body.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos;
  if (is_encrypted && !password) {
    return {KeyState::encrypted};
  }
  const openssl::BioPtr bio(BIO_new_mem_buf(block.whole.data(), static_cast<int>(block.whole.size())));
  std::string copy = password.value_or("");
  const openssl::EvpPkeyPtr key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, &give_password, password ? &copy : nullptr));
  openssl::clear_errors();
  return key != nullptr ? key_of(key.get())
                        : KeystoreKey{is_encrypted ? KeyState::password_wrong : KeyState::unreadable};
}

KeyInfoPtr decrypt(const X509_SIG* sealed, const std::string& password, Opening& opening) {
  const int size = static_cast<int>(password.size());
  KeyInfoPtr key(PKCS8_decrypt(sealed, password.c_str(), size));
  if (key == nullptr && openssl::was_unsupported()) {
    if (OSSL_LIB_CTX* const context = opening.legacy.get()) {
      key.reset(PKCS8_decrypt_ex(sealed, password.c_str(), size, context, nullptr));
    }
  }
  openssl::clear_errors();
  return key;
}

// "ENCRYPTED PRIVATE KEY" (RFC 5958).
KeystoreKey read_sealed_key(const PemBlock& block, Opening& opening) {
  Bytes bytes;
  decode_base64(block.body, kMaxCertificateFile, bytes);
  const unsigned char* at = bytes.data();
  const SigPtr sealed(d2i_X509_SIG(nullptr, &at, static_cast<long>(bytes.size())));
  openssl::clear_errors();
  if (sealed == nullptr) {
    return {KeyState::unreadable};
  }
  if (!opening.password) {
    return {KeyState::encrypted};
  }
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(sealed.get(), &algorithm, nullptr);
  if (!opening.work.spend(derivation_work(algorithm))) {
    return {KeyState::unreadable};
  }
  const KeyInfoPtr info = decrypt(sealed.get(), *opening.password, opening);
  if (info == nullptr) {
    return {KeyState::password_wrong};
  }
  const openssl::EvpPkeyPtr key(EVP_PKCS82PKEY(info.get()));
  openssl::clear_errors();
  return key != nullptr ? key_of(key.get()) : KeystoreKey{};
}

struct PemReader {
  Opening& opening;
  Keystore store = {.kind = KeystoreKind::pem};
  std::size_t number = 0;  // of the block

  void read(const PemBlock& block);
  void read_certificate(const PemBlock& block);
  void read_message(const PemBlock& block);
  void read_key(const PemBlock& block);
  void tell(const PemBlock& block, const char* what);
};

void PemReader::tell(const PemBlock& block, const char* what) {
  constexpr std::size_t kMaxLabel = 40;
  add_problem(store, "block " + std::to_string(number) + " (" +
                         std::string(block.label.substr(0, kMaxLabel)) + ") " + what);
}

void PemReader::read_certificate(const PemBlock& block) {
  Bytes der = block.has_end ? whole_certificate(pem_certificate(block.body)) : Bytes();
  der.empty() ? tell(block, "does not decode") : store.certificates.push_back(std::move(der));
}

void PemReader::read_message(const PemBlock& block) {
  Bytes bytes;
  decode_base64(block.body, kMaxBundle, bytes);
  std::vector<Bytes> found = certificates_in(bytes, kMaxKeystoreEntries);
  if (found.empty() || !block.has_end) {
    return tell(block, "holds no certificate");
  }
  std::ranges::move(found, std::back_inserter(store.certificates));
}

void PemReader::read_key(const PemBlock& block) {
  const bool is_sealed = block.label == "ENCRYPTED PRIVATE KEY";
  store.keys.push_back(!block.has_end || store.keys.size() >= kMaxKeys ? KeystoreKey{}
                       : is_sealed                                     ? read_sealed_key(block, opening)
                                   : read_plain_key(block, opening.password));
  if (store.keys.back().state == KeyState::unreadable) {
    tell(block, "is a key that cannot be read");
  }
}

void PemReader::read(const PemBlock& block) {
  ++number;
  if (is_certificate_label(block.label)) {
    read_certificate(block);
  } else if (block.label == "PKCS7" || block.label == "CMS") {
    read_message(block);
  } else if (block.label.ends_with("PRIVATE KEY")) {
    read_key(block);
  }
}

}  // namespace

Keystore read_pem_keystore(ByteView file, Opening& opening) {
  PemReader reader{opening};
  std::string_view rest(reinterpret_cast<const char*>(file.data()), file.size());
  while (const auto block = next_pem_block(rest)) {
    if (reader.number == kMaxKeystoreEntries) {
      return failed(KeystoreKind::pem, KeystoreTrouble::unsupported,
                    "it holds more than " + std::to_string(kMaxKeystoreEntries) + " blocks");
    }
    reader.read(*block);
  }
  Keystore& store = reader.store;
  if (!store.certificates.empty()) {
    return std::move(store);
  }
  const bool is_only_key = !store.keys.empty() && store.problems.empty();
  if (store.problems.empty()) {
    store.error = {
        KeystoreTrouble::no_certificate,
        plugin::Text(is_only_key ? "it holds a private key and no certificate" : "it holds no certificate")};
  } else {
    store.error = {KeystoreTrouble::malformed,
                   plugin::Text("it begins as PEM and does not parse: ") + store.problems.front()};
  }
  return std::move(store);
}

}  // namespace checks
