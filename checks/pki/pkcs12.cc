#include <openssl/pkcs12.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"
#include "checks/pki/keystore_formats.h"

namespace checks {
namespace {

using Pkcs12Ptr = std::unique_ptr<PKCS12, openssl::Deleter<PKCS12_free>>;
using KeyInfoPtr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, openssl::Deleter<PKCS8_PRIV_KEY_INFO_free>>;

struct FreeParts {
  void operator()(STACK_OF(PKCS7) * parts) const { sk_PKCS7_pop_free(parts, PKCS7_free); }
  void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const {
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  }
};
using PartsPtr = std::unique_ptr<STACK_OF(PKCS7), FreeParts>;
using BagsPtr = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), FreeParts>;

// SafeContents in SafeContents (RFC 7292, 4.2.6); nobody nests them.
constexpr int kMaxDepth = 4;

// What one library context makes of a file.
class Pkcs12Reader {
 public:
  Pkcs12Reader(ByteView file, Opening& opening, OSSL_LIB_CTX* context);

  // Nothing more is read after the first error.
  Keystore read();
  bool is_legacy_needed() const { return is_legacy_needed_; }

 private:
  // A password as OpenSSL takes it: none at all is not the empty one.
  struct Password {
    const char* characters = nullptr;
    int size = 0;
  };

  void fail(KeystoreTrouble trouble, std::string text);
  void fail_to_open();
  bool spend(std::optional<std::uint64_t> work);
  std::optional<std::uint64_t> mac_work() const;
  std::vector<Password> candidates() const;
  void find_password();
  void read_part(PKCS7* part);
  void read_encrypted_part(PKCS7* part);
  void read_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth);
  void read_bag(const PKCS12_SAFEBAG* bag, int depth);
  void read_certificate(const PKCS12_SAFEBAG* bag);
  void read_sealed_key(const PKCS12_SAFEBAG* bag);
  void add_key(const PKCS12_SAFEBAG* bag, const PKCS8_PRIV_KEY_INFO* info);
  void put_own_certificate_first();

  Opening& opening_;
  OSSL_LIB_CTX* context_;
  Pkcs12Ptr file_;
  Password password_;
  Keystore store_ = {.kind = KeystoreKind::pkcs12};
  std::size_t bags_ = 0;
  std::vector<Bytes> certificate_ids_;  // localKeyID of each certificate; empty: none
  Bytes key_id_;                        // of the first key
  bool is_legacy_needed_ = false;
};

Pkcs12Reader::Pkcs12Reader(ByteView file, Opening& opening, OSSL_LIB_CTX* context)
    : opening_(opening), context_(context) {
  PKCS12* made = PKCS12_init_ex(NID_pkcs7_data, context, nullptr);
  const unsigned char* at = file.data();
  d2i_PKCS12(&made, &at, static_cast<long>(file.size()));  // frees and clears `made` when it fails
  file_.reset(made);
  openssl::clear_errors();
}

void Pkcs12Reader::fail(KeystoreTrouble trouble, std::string text) {
  if (!store_.error) {
    store_.error = {trouble, plugin::Text(std::move(text))};
  }
}

// By OpenSSL's errors: an algorithm is missing, or the password does not fit.
void Pkcs12Reader::fail_to_open() {
  if (openssl::was_unsupported()) {
    is_legacy_needed_ = true;
    return fail(KeystoreTrouble::unsupported,
                "it is encrypted by an algorithm that this OpenSSL does not have");
  }
  opening_.password ? fail(KeystoreTrouble::password_wrong, "the password does not open it")
                    : fail(KeystoreTrouble::password_missing, "it is encrypted, and no password was given");
}

bool Pkcs12Reader::spend(std::optional<std::uint64_t> work) {
  const bool is_affordable = opening_.work.spend(work);
  if (!is_affordable) {
    fail(KeystoreTrouble::unsupported, work ? "to open it takes more than " +
                                                  std::to_string(kMaxKeystoreWork) +
                                                  " iterations of key derivation"
                                            : "its password-based encryption is of an unknown kind");
  }
  return is_affordable;
}

std::optional<std::uint64_t> Pkcs12Reader::mac_work() const {
  const ASN1_INTEGER* count = nullptr;
  PKCS12_get0_mac(nullptr, nullptr, nullptr, &count, file_.get());
  std::uint64_t iterations = 1;
  if (count != nullptr && ASN1_INTEGER_get_uint64(&iterations, count) != 1) {
    openssl::clear_errors();
    return kMaxKeystoreWork + 1;
  }
  return iterations;
}

std::vector<Pkcs12Reader::Password> Pkcs12Reader::candidates() const {
  if (opening_.password) {
    return {{opening_.password->c_str(), static_cast<int>(opening_.password->size())}};
  }
  return {{nullptr, 0}, {"", 0}};
}

void Pkcs12Reader::find_password() {
  const std::vector<Password> all = candidates();
  password_ = all.front();
  if (PKCS12_mac_present(file_.get()) != 1) {
    return;
  }
  for (const Password& one : all) {
    if (!spend(mac_work())) {
      return;
    }
    openssl::clear_errors();
    if (PKCS12_verify_mac(file_.get(), one.characters, one.size) == 1) {
      password_ = one;
      return;
    }
  }
  fail_to_open();
}

void Pkcs12Reader::read_certificate(const PKCS12_SAFEBAG* bag) {
  if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) {
    return;
  }
  const openssl::X509Ptr handle(PKCS12_SAFEBAG_get1_cert(bag));
  const int size = handle == nullptr ? 0 : i2d_X509(handle.get(), nullptr);
  openssl::clear_errors();
  if (size <= 0) {
    return add_problem(store_,
                       "entry " + std::to_string(bags_) + " holds a certificate that does not decode");
  }
  Bytes& der = store_.certificates.emplace_back(static_cast<std::size_t>(size));
  unsigned char* at = der.data();
  i2d_X509(handle.get(), &at);
  const ASN1_TYPE* const id = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  Bytes& key_id = certificate_ids_.emplace_back();
  if (id != nullptr && id->type == V_ASN1_OCTET_STRING) {
    const ASN1_STRING* const value = id->value.octet_string;
    key_id.assign(ASN1_STRING_get0_data(value), ASN1_STRING_get0_data(value) + ASN1_STRING_length(value));
  }
}

void Pkcs12Reader::add_key(const PKCS12_SAFEBAG* bag, const PKCS8_PRIV_KEY_INFO* info) {
  const ASN1_TYPE* const id = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (store_.keys.empty() && id != nullptr && id->type == V_ASN1_OCTET_STRING) {
    const ASN1_STRING* const value = id->value.octet_string;
    key_id_.assign(ASN1_STRING_get0_data(value), ASN1_STRING_get0_data(value) + ASN1_STRING_length(value));
  }
  const openssl::EvpPkeyPtr key(info == nullptr ? nullptr : EVP_PKCS82PKEY_ex(info, context_, nullptr));
  openssl::clear_errors();
  store_.keys.push_back(key != nullptr ? key_of(key.get()) : KeystoreKey{});
}

void Pkcs12Reader::read_sealed_key(const PKCS12_SAFEBAG* bag) {
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
  if (!spend(derivation_work(algorithm))) {
    return;
  }
  openssl::clear_errors();
  const KeyInfoPtr info(PKCS12_decrypt_skey_ex(bag, password_.characters, password_.size, context_, nullptr));
  const bool is_missing = info == nullptr && openssl::was_unsupported();
  is_legacy_needed_ = is_legacy_needed_ || is_missing;
  add_key(bag, info.get());
  if (info == nullptr &&
      !is_missing) {  // the certificates can be read: it is the key that has a password of its own
    store_.keys.back().state = opening_.password ? KeyState::password_wrong : KeyState::encrypted;
  }
}

void Pkcs12Reader::read_bag(const PKCS12_SAFEBAG* bag, int depth) {
  if (++bags_ > kMaxKeystoreEntries || store_.keys.size() > kMaxKeys) {
    return fail(KeystoreTrouble::unsupported, "it holds more entries than are looked at");
  }
  switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_certBag:
      return read_certificate(bag);
    case NID_keyBag:
      return add_key(bag, PKCS12_SAFEBAG_get0_p8inf(bag));
    case NID_pkcs8ShroudedKeyBag:
      return read_sealed_key(bag);
    case NID_safeContentsBag:
      return read_bags(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
    default:  // revocation lists and secrets
      return;
  }
}

void Pkcs12Reader::read_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags) && depth < kMaxDepth && !store_.error; ++i) {
    read_bag(sk_PKCS12_SAFEBAG_value(bags, i), depth);
  }
}

void Pkcs12Reader::read_encrypted_part(PKCS7* part) {
  const PKCS7_ENCRYPT* const encrypted = part->d.encrypted;
  const X509_ALGOR* const algorithm =
      encrypted == nullptr || encrypted->enc_data == nullptr ? nullptr : encrypted->enc_data->algorithm;
  if (algorithm == nullptr) {
    return fail(KeystoreTrouble::malformed, "it begins as PKCS#12 and does not parse");
  }
  // Where no integrity code told which password it is, each is tried here.
  const bool is_known = PKCS12_mac_present(file_.get()) == 1;
  for (const Password& one : is_known ? std::vector<Password>{password_} : candidates()) {
    if (!spend(derivation_work(algorithm))) {
      return;
    }
    openssl::clear_errors();
    if (const BagsPtr bags{PKCS12_unpack_p7encdata(part, one.characters, one.size)}) {
      password_ = one;
      return read_bags(bags.get(), 0);
    }
  }
  fail_to_open();
}

void Pkcs12Reader::read_part(PKCS7* part) {
  if (PKCS7_type_is_encrypted(part)) {
    return read_encrypted_part(part);
  }
  if (!PKCS7_type_is_data(part)) {
    return fail(KeystoreTrouble::unsupported, "it is encrypted by a public key, which is not supported");
  }
  const BagsPtr bags(PKCS12_unpack_p7data(part));
  if (bags == nullptr) {
    return fail(KeystoreTrouble::malformed, "it begins as PKCS#12 and does not parse: damaged or cut?");
  }
  read_bags(bags.get(), 0);
}

void Pkcs12Reader::put_own_certificate_first() {
  if (store_.keys.empty()) {
    return;
  }
  const std::string& wanted = store_.keys.front().spki_sha256;
  std::vector<Bytes>& all = store_.certificates;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const unsigned char* at = all[i].data();
    const openssl::X509Ptr handle(d2i_X509(nullptr, &at, static_cast<long>(all[i].size())));
    EVP_PKEY* const key = handle == nullptr ? nullptr : X509_get0_pubkey(handle.get());
    const bool is_own = wanted.empty() ? !key_id_.empty() && certificate_ids_[i] == key_id_
                                       : key != nullptr && key_of(key).spki_sha256 == wanted;
    openssl::clear_errors();
    if (is_own) {
      const auto first = all.begin();
      const auto own = first + static_cast<std::ptrdiff_t>(i);
      std::rotate(first, own, own + 1);
      return;
    }
  }
}

Keystore Pkcs12Reader::read() {
  const PartsPtr parts(file_ == nullptr ? nullptr : PKCS12_unpack_authsafes(file_.get()));
  if (parts == nullptr) {
    fail(KeystoreTrouble::malformed, "it begins as PKCS#12 and does not parse: damaged or cut?");
  } else {
    find_password();
  }
  for (int i = 0; i < sk_PKCS7_num(parts.get()) && !store_.error; ++i) {
    read_part(sk_PKCS7_value(parts.get(), i));
  }
  openssl::clear_errors();
  if (store_.error) {
    return failed(store_.kind, store_.error->trouble, store_.error->text.characters());
  }
  if (store_.certificates.empty()) {
    fail(KeystoreTrouble::no_certificate,
         store_.keys.empty() ? "it holds no certificate" : "it holds a private key and no certificate");
  }
  put_own_certificate_first();
  return std::move(store_);
}

}  // namespace

Keystore read_pkcs12(ByteView file, Opening& opening) {
  Pkcs12Reader reader(file, opening, nullptr);
  Keystore store = reader.read();
  if (!reader.is_legacy_needed()) {
    return store;
  }
  OSSL_LIB_CTX* const context = opening.legacy.get();
  if (context == nullptr) {
    store.problems.emplace_back(
        "it is encrypted by an old algorithm, and OpenSSL's legacy provider is not installed");
    if (store.error) {
      store.error->text = store.problems.back();
    }
    return store;
  }
  opening.work = {};
  return Pkcs12Reader(file, opening, context).read();
}

}  // namespace checks
