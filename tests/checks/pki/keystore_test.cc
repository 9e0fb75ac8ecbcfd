#define BOOST_TEST_MODULE keystore
#include "checks/pki/keystore.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <memory>
#include <string>

#include "checks/evidence/base64.h"
#include "checks/openssl/handles.h"
#include "checks/openssl/legacy_context.h"
#include "checks/pki/certificate.h"
#include "checks/pki/key_derivation.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;
using tests::to_pem;

using List = std::vector<Bytes>;
using Password = std::optional<std::string>;
constexpr std::nullopt_t none = std::nullopt;

namespace {

const Key& key() {
  static const Key only;
  return only;
}

const Key& other_key() {
  static const Key only;
  return only;
}

Bytes certificate(const std::string& name, const Key& own = key()) {
  return make_certificate({.subject = {{"CN", name}}, .key = own});
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

openssl::X509Ptr handle_of(const Bytes& der) {
  const unsigned char* at = der.data();
  return openssl::X509Ptr(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

std::string spki(const Key& own) {
  const auto handle = handle_of(certificate("x", own));
  return certificate_facts(handle.get(), {}).key.spki_sha256;
}

std::string error_of(const Keystore& store) { return store.error ? store.error->text.line() : ""; }

std::string problems_of(const Keystore& store) {
  std::string all;
  for (const plugin::Text& one : store.problems) {
    all += one.line() + "\n";
  }
  return all;
}

std::string states_of(const Keystore& store) {
  constexpr const char* kWords[] = {"read", "encrypted", "wrong", "not checked", "unreadable"};
  std::string all;
  for (const KeystoreKey& one : store.keys) {
    all += (all.empty() ? "" : ",") + std::string(kWords[static_cast<int>(one.state)]);
  }
  return all;
}

// In PEM, by OpenSSL; with a password encrypted: traditionally or as PKCS#8.
std::string key_pem(const std::string& password = {}, bool is_traditional = false, int pbe = 0) {
  const openssl::BioPtr bio(BIO_new(BIO_s_mem()));
  const EVP_CIPHER* const cipher = password.empty() ? nullptr : EVP_aes_128_cbc();
  const auto size = static_cast<int>(password.size());
  if (is_traditional) {
    PEM_write_bio_PrivateKey_traditional(bio.get(), key().get(), cipher,
                                         reinterpret_cast<const unsigned char*>(password.data()), size,
                                         nullptr, nullptr);
  } else if (pbe != 0) {
    PEM_write_bio_PKCS8PrivateKey_nid(bio.get(), key().get(), pbe, password.data(), size, nullptr, nullptr);
  } else {
    PEM_write_bio_PKCS8PrivateKey(bio.get(), key().get(), cipher, password.data(), size, nullptr, nullptr);
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

struct Pkcs12Spec {
  const char* password = "secret";
  bool has_key = true;
  int key_pbe = NID_aes_256_cbc;
  int certificate_pbe = NID_aes_256_cbc;
  int iterations = 10;
  int mac_iterations = 10;  // -1: no MAC
  std::vector<Bytes> more = {};
  OSSL_LIB_CTX* context = nullptr;
};

Bytes pkcs12(const Bytes& own, const Pkcs12Spec& spec = {}) {
  STACK_OF(X509)* const others = sk_X509_new_null();
  for (const Bytes& one : spec.more) {
    sk_X509_push(others, handle_of(one).release());
  }
  const std::unique_ptr<PKCS12, openssl::Deleter<PKCS12_free>> made(PKCS12_create_ex(
      spec.password, "name", spec.has_key ? key().get() : nullptr, handle_of(own).get(), others, spec.key_pbe,
      spec.certificate_pbe, spec.iterations, spec.mac_iterations, 0, spec.context, nullptr));
  sk_X509_pop_free(others, X509_free);
  BOOST_REQUIRE(made != nullptr);
  const int size = i2d_PKCS12(made.get(), nullptr);
  Bytes der(static_cast<std::size_t>(size));
  unsigned char* at = der.data();
  i2d_PKCS12(made.get(), &at);
  return der;
}

}  // namespace

BOOST_AUTO_TEST_CASE(pem_and_der) {
  const Bytes a = certificate("A");
  const Bytes b = certificate("B");
  const std::string crlf =
      "-----BEGIN CERTIFICATE-----\r\n" + to_base64(a) + "\r\n-----END CERTIFICATE-----\r\n";
  const struct {
    const char* name;
    Bytes file;
    KeystoreKind kind;
    List expected;
    std::string error = {};
    std::string problems = {};
  } rows[] = {
      {"PEM", bytes_of("text\n" + to_pem(a) + "more" + to_pem(b)), KeystoreKind::pem, {a, b}},
      {"CRLF", bytes_of(crlf + crlf), KeystoreKind::pem, {a, a}},
      {"old label", bytes_of(to_pem(a, "X509 CERTIFICATE")), KeystoreKind::pem, {a}},
      {"trust settings", bytes_of(to_pem(a + Bytes{0x30, 0}, "TRUSTED CERTIFICATE")), KeystoreKind::pem, {a}},
      {"a damaged block",
       bytes_of(to_pem(a) + to_pem({1, 2}) + to_pem(b)),
       KeystoreKind::pem,
       {a, b},
       "",
       "block 2 (CERTIFICATE) does not decode\n"},
      {"a block without end",
       bytes_of(to_pem(a) + "-----BEGIN CERTIFICATE-----\nAAAA"),
       KeystoreKind::pem,
       {a},
       "",
       "block 2 (CERTIFICATE) does not decode\n"},
      {"only damage",
       bytes_of(to_pem({1, 2})),
       KeystoreKind::pem,
       {},
       "it begins as PEM and does not parse: block 1 (CERTIFICATE) does not decode",
       "block 1 (CERTIFICATE) does not decode\n"},
      {"a request",
       bytes_of(to_pem(a, "CERTIFICATE REQUEST")),
       KeystoreKind::pem,
       {},
       "it holds no certificate"},
      {"DER", a, KeystoreKind::der, {a}},
      {"DER and a line end", a + Bytes{'\r', '\n'}, KeystoreKind::der, {a}},
      {"DER and more",
       a + b,
       KeystoreKind::der,
       {a},
       "",
       std::to_string(b.size()) + " bytes behind the certificate are not looked at\n"},
      {"cut DER",
       Bytes(a.begin(), a.end() - 1),
       KeystoreKind::der,
       {},
       "it begins as DER and does not parse: damaged or cut?"},
      {"other DER",
       Bytes{0x30, 0x81, 0x03, 0x02, 0x01, 0x05},
       KeystoreKind::der,
       {},
       "it holds no certificate"},
      {"PKCS#7 that is cut",
       Bytes{0x30, 0x80, 0x06, 0x03, 0x2a, 0x03},
       KeystoreKind::pkcs7,
       {},
       "it begins as PKCS#7 and does not parse: damaged or cut?"},
      {"nothing", {}, KeystoreKind::unknown, {}, "it holds no certificate"},
      {"text", bytes_of("0 hello"), KeystoreKind::unknown, {}, "it holds no certificate"},
      {"JCEKS",
       Bytes{0xce, 0xce, 0xce, 0xce, 0, 0},
       KeystoreKind::jceks,
       {},
       "it is a JCEKS keystore, which is not supported: convert it by keytool -importkeystore -deststoretype "
       "pkcs12"},
      {"BKS",
       Bytes{0, 0, 0, 2, 0, 0, 0, 20, 1},
       KeystoreKind::bks,
       {},
       "it is a BKS keystore, which is not supported: convert it by keytool -importkeystore -deststoretype "
       "pkcs12"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Keystore store = read_keystore(row.file);
      BOOST_TEST(word(store.kind) == word(row.kind));
      BOOST_TEST((store.certificates == row.expected));
      BOOST_TEST(error_of(store) == row.error);
      BOOST_TEST(problems_of(store) == row.problems);
      BOOST_TEST(store.keys.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(pem_keys) {
  const Bytes a = certificate("A");
  const struct {
    const char* name;
    std::string pem;
    Password password;
    std::string states;
  } rows[] = {
      {"PKCS#8", key_pem(), none, "read"},
      {"traditional", key_pem({}, true), none, "read"},
      {"a password too many", key_pem(), "secret", "read"},
      {"encrypted", key_pem("secret"), "secret", "read"},
      {"encrypted, no password", key_pem("secret"), none, "encrypted"},
      {"encrypted, wrong password", key_pem("secret"), "other", "wrong"},
      {"encrypted, empty password", key_pem("secret"), "", "wrong"},
      {"encrypted traditionally", key_pem("secret", true), "secret", "read"},
      {"encrypted traditionally, no password", key_pem("secret", true), none, "encrypted"},
      {"encrypted traditionally, wrong password", key_pem("secret", true), "other", "wrong"},
      {"an old algorithm", key_pem("secret", false, NID_pbe_WithSHA1And3_Key_TripleDES_CBC), "secret",
       "read"},
      {"of OpenSSH", to_pem({1, 2, 3}, "OPENSSH PRIVATE KEY"), none, "unreadable"},
      {"damaged", to_pem({1, 2, 3}, "PRIVATE KEY"), none, "unreadable"},
      {"damaged and encrypted", to_pem({1, 2, 3}, "ENCRYPTED PRIVATE KEY"), "secret", "unreadable"},
      {"two", key_pem() + key_pem("secret"), none, "read,encrypted"},
      {"parameters", to_pem({6, 1, 1}, "EC PARAMETERS") + key_pem(), none, "read"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Keystore store = read_keystore(bytes_of(row.pem + to_pem(a)), row.password);
      BOOST_TEST(states_of(store) == row.states);
      BOOST_TEST((store.certificates == List{a}));
      BOOST_TEST(store.problems.empty() == (row.states != "unreadable"));
      for (const KeystoreKey& one : store.keys) {
        BOOST_TEST(one.spki_sha256 == (one.state == KeyState::read ? spki(key()) : ""));
      }
      const Keystore alone = read_keystore(bytes_of(row.pem), row.password);
      BOOST_TEST(states_of(alone) == row.states);
      BOOST_REQUIRE(alone.error);
    }
  }
  BOOST_TEST(error_of(read_keystore(bytes_of(key_pem()))) == "it holds a private key and no certificate");
}

BOOST_AUTO_TEST_CASE(pkcs12_files) {
  const Bytes own = certificate("own");
  const Bytes ca = certificate("CA", other_key());
  constexpr int kTripleDes = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
  constexpr int kClear = -1;
  openssl::LegacyContext legacy;
  BOOST_REQUIRE(legacy.get() != nullptr);
  const Pkcs12Spec old = {.key_pbe = kTripleDes,
                          .certificate_pbe = NID_pbe_WithSHA1And40BitRC2_CBC,
                          .more = {ca},
                          .context = legacy.get()};
  const Pkcs12Spec older = {
      .key_pbe = NID_pbeWithMD5AndDES_CBC, .certificate_pbe = kTripleDes, .context = legacy.get()};
  const struct {
    const char* name;
    Bytes file;
    Password password;
    List expected;
    std::string states;
    std::string error = {};
  } rows[] = {
      {"usual", pkcs12(own, {.more = {ca}}), "secret", {own, ca}, "read"},
      {"no password", pkcs12(own), none, {}, "", "it is encrypted, and no password was given"},
      {"wrong password", pkcs12(own), "other", {}, "", "the password does not open it"},
      {"RC2", pkcs12(own, old), "secret", {own, ca}, "read"},
      {"RC2, wrong password", pkcs12(own, old), "other", {}, "", "the password does not open it"},
      {"DES", pkcs12(own, older), "secret", {own}, "read"},
      {"3DES", pkcs12(own, {.key_pbe = kTripleDes, .certificate_pbe = kTripleDes}), "secret", {own}, "read"},
      {"empty password", pkcs12(own, {.password = ""}), none, {own}, "read"},
      {"empty password, given", pkcs12(own, {.password = ""}), "", {own}, "read"},
      {"absent password", pkcs12(own, {.password = nullptr}), none, {own}, "read"},
      {"no MAC", pkcs12(own, {.mac_iterations = -1}), "secret", {own}, "read"},
      {"no MAC, wrong password",
       pkcs12(own, {.mac_iterations = -1}),
       "other",
       {},
       "",
       "the password does not open it"},
      {"no MAC, no password",
       pkcs12(own, {.mac_iterations = -1}),
       none,
       {},
       "",
       "it is encrypted, and no password was given"},
      {"certificates in the clear, no password",
       pkcs12(own, {.certificate_pbe = kClear, .mac_iterations = -1}),
       none,
       {own},
       "encrypted"},
      {"certificates in the clear, wrong password",
       pkcs12(own, {.certificate_pbe = kClear, .mac_iterations = -1}),
       "other",
       {own},
       "wrong"},
      {"all in the clear",
       pkcs12(own, {.key_pbe = kClear, .certificate_pbe = kClear, .mac_iterations = -1}),
       none,
       {own},
       "read"},
      {"no key", pkcs12(own, {.has_key = false, .more = {ca}}), "secret", {own, ca}, ""},
      {"many iterations", pkcs12(own, {.iterations = 300'000}), "secret", {own}, "read"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Keystore store = read_keystore(row.file, row.password);
      BOOST_TEST((store.kind == KeystoreKind::pkcs12));
      BOOST_TEST((store.certificates == row.expected));
      BOOST_TEST(states_of(store) == row.states);
      BOOST_TEST(error_of(store) == row.error);
      if (row.states == "read") {
        BOOST_TEST(store.keys.front().spki_sha256 == spki(key()));
      }
    }
  }
}

// Another certificate before the key's own, nothing encrypted but perhaps the key. `id` is the localKeyID
// that ties the key to its certificate.
Bytes pkcs12_in_other_order(const Bytes& other, const Bytes& own, const std::string& id, int key_pbe) {
  STACK_OF(PKCS12_SAFEBAG)* certificates = nullptr;
  STACK_OF(PKCS12_SAFEBAG)* keys = nullptr;
  STACK_OF(PKCS7)* safes = nullptr;
  Bytes name = bytes_of(id);
  PKCS12_add_cert(&certificates, handle_of(other).get());
  PKCS12_SAFEBAG* const bag = PKCS12_add_cert(&certificates, handle_of(own).get());
  PKCS12_SAFEBAG* const key_bag = PKCS12_add_key(&keys, key().get(), 0, 10, key_pbe, "secret");
  if (!id.empty()) {
    PKCS12_add_localkeyid(bag, name.data(), static_cast<int>(name.size()));
    PKCS12_add_localkeyid(key_bag, name.data(), static_cast<int>(name.size()));
  }
  PKCS12_add_safe(&safes, certificates, -1, 0, nullptr);
  PKCS12_add_safe(&safes, keys, -1, 0, nullptr);
  const std::unique_ptr<PKCS12, openssl::Deleter<PKCS12_free>> made(PKCS12_add_safes(safes, 0));
  sk_PKCS12_SAFEBAG_pop_free(certificates, PKCS12_SAFEBAG_free);
  sk_PKCS12_SAFEBAG_pop_free(keys, PKCS12_SAFEBAG_free);
  sk_PKCS7_pop_free(safes, PKCS7_free);
  unsigned char* out = nullptr;
  const int size = i2d_PKCS12(made.get(), &out);
  const Bytes der(out, out + size);
  OPENSSL_free(out);
  return der;
}

BOOST_AUTO_TEST_CASE(the_keys_own_certificate_comes_first) {
  const Bytes own = certificate("own");
  const Bytes ca = certificate("CA", other_key());
  const struct {
    const char* name;
    std::string id;
    int key_pbe;
    Password password;
    List expected;
  } rows[] = {
      {"by the key", "", -1, none, {own, ca}},
      {"by the key's name", "1", NID_aes_256_cbc, none, {own, ca}},
      {"nothing tells", "", NID_aes_256_cbc, none, {ca, own}},
      {"by the opened key", "", NID_aes_256_cbc, "secret", {own, ca}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Keystore store = read_keystore(pkcs12_in_other_order(ca, own, row.id, row.key_pbe), row.password);
      BOOST_TEST(error_of(store) == "");
      BOOST_TEST((store.certificates == row.expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_the_legacy_provider) {
  openssl::LegacyContext legacy;
  BOOST_REQUIRE(legacy.get() != nullptr);
  const Bytes a = certificate("own");
  const Bytes old_certificates =
      pkcs12(a, {.certificate_pbe = NID_pbe_WithSHA1And40BitRC2_CBC, .context = legacy.get()});
  const Bytes old_key = pkcs12(a, {.key_pbe = NID_pbeWithMD5AndDES_CBC, .context = legacy.get()});
  const std::string missing =
      "it is encrypted by an old algorithm, and OpenSSL's legacy provider is not installed";
  setenv("OPENSSL_MODULES", "/nowhere", 1);
  const Keystore one = read_keystore(old_certificates, "secret");
  const Keystore two = read_keystore(old_key, "secret");
  unsetenv("OPENSSL_MODULES");
  BOOST_TEST(error_of(one) == missing);
  BOOST_REQUIRE(one.error);
  BOOST_TEST((one.error->trouble == KeystoreTrouble::unsupported));
  BOOST_TEST((two.certificates == List{a}));
  BOOST_TEST(states_of(two) == "unreadable");
  BOOST_TEST(problems_of(two) == missing + "\n");
}

BOOST_AUTO_TEST_CASE(no_more_than_the_bounds) {
  const std::string block = to_pem({1}, "X509 CRL");
  std::string many;
  for (std::size_t i = 0; i < kMaxKeystoreEntries; ++i) {
    many += block;
  }
  BOOST_TEST(error_of(read_keystore(bytes_of(many))) == "it holds no certificate");
  BOOST_TEST(error_of(read_keystore(bytes_of(many + block))) == "it holds more than 10000 blocks");
  std::string keys;
  for (int i = 0; i < 101; ++i) {
    keys += key_pem({}, true);
  }
  const Keystore store = read_keystore(bytes_of(keys));
  BOOST_TEST((store.keys[99].state == KeyState::read));
  BOOST_TEST((store.keys[100].state == KeyState::unreadable));
  std::string damaged;
  for (std::size_t i = 0; i < 2 * kMaxProblems; ++i) {
    damaged += to_pem({1});
  }
  BOOST_TEST(read_keystore(bytes_of(damaged)).problems.size() == kMaxProblems);
}

// 100,000 iterations become 8,388,607, of which none is made.
Bytes made_costly(const Bytes& file) {
  constexpr std::uint8_t kFrom[] = {2, 3, 0x01, 0x86, 0xa0};
  constexpr std::uint8_t kTo[] = {2, 3, 0x7f, 0xff, 0xff};
  Bytes changed = file;
  const auto at = std::search(changed.begin(), changed.end(), std::begin(kFrom), std::end(kFrom));
  BOOST_REQUIRE(at != changed.end());
  std::copy(std::begin(kTo), std::end(kTo), at);
  return changed;
}

BOOST_AUTO_TEST_CASE(hostile_iterations) {
  const Bytes own = certificate("own");
  const struct {
    const char* name;
    Pkcs12Spec spec;
  } rows[] = {
      {"MAC", {.mac_iterations = 100'000}},
      {"certificates", {.has_key = false, .iterations = 100'000, .mac_iterations = -1}},
      {"key", {.certificate_pbe = -1, .iterations = 100'000, .mac_iterations = -1}},
      {"PKCS#12's own",
       {.certificate_pbe = NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
        .iterations = 100'000,
        .mac_iterations = -1}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Bytes file = pkcs12(own, row.spec);
      BOOST_TEST(error_of(read_keystore(file, "secret")) == "");
      const Keystore store = read_keystore(made_costly(file), "secret");
      BOOST_TEST(error_of(store) == "to open it takes more than 5000000 iterations of key derivation");
      BOOST_REQUIRE(store.error);
      BOOST_TEST((store.error->trouble == KeystoreTrouble::unsupported));
    }
  }
}

using AlgorithmPtr = std::unique_ptr<X509_ALGOR, openssl::Deleter<X509_ALGOR_free>>;

BOOST_AUTO_TEST_CASE(work) {
  const EVP_CIPHER* const aes = EVP_aes_128_cbc();
  unsigned char salt[8] = {};
  const auto of = [](X509_ALGOR* algorithm) { return derivation_work(AlgorithmPtr(algorithm).get()); };
  BOOST_TEST((of(PKCS5_pbe2_set(aes, 2048, salt, sizeof salt)) == 2048U));
  BOOST_TEST((of(PKCS5_pbe2_set(aes, 0x7fffffff, salt, sizeof salt)) == 0x7fffffffU));
  BOOST_TEST((of(PKCS5_pbe_set(NID_pbeWithMD5AndDES_CBC, 5, salt, sizeof salt)) == 5U));
  BOOST_TEST((of(PKCS5_pbe2_set_scrypt(aes, salt, sizeof salt, nullptr, 16384, 8, 1)) == 131072U));
  BOOST_TEST((of(PKCS5_pbe2_set_scrypt(aes, salt, sizeof salt, nullptr, 1 << 10, 8, 1 << 10)) == 0x800000U));
  const AlgorithmPtr empty(X509_ALGOR_new());
  BOOST_TEST(!derivation_work(empty.get()));
  WorkBudget budget;
  BOOST_TEST(!budget.spend(std::nullopt));
  BOOST_TEST(!budget.spend(kMaxKeystoreWork + 1));
  BOOST_TEST(budget.spend(kMaxKeystoreWork - 1));
  BOOST_TEST(!budget.spend(2));
  BOOST_TEST(budget.spend(1));
}

// Made by: keytool -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE
// -importcert -alias ca -file j1.der -keystore t.p12 -storetype PKCS12 (Java 17).
constexpr std::string_view kJavaTrust =
    "MIIByQIBAzCCAcIGCSqGSIb3DQEHAaCCAbMEggGvMIIBqzCCAacGCSqGSIb3DQEHAaCCAZgEggGUMIIBkDCCAYwGCyqGSIb3DQEM"
    "CgEDoIIBTDCCAUgGCiqGSIb3DQEJFgGgggE4BIIBNDCCATAwgdegAwIBAgIIGIQzWeDWe6IwCgYIKoZIzj0EAwIwDTELMAkGA1UE"
    "AxMCajEwHhcNMjYxMTIwMTkyODA3WhcNMjcwMjE4MTkyODA3WjANMQswCQYDVQQDEwJqMTBZMBMGByqGSM49AgEGCCqGSM49AwEH"
    "A0IABIKKb9/UuiETEenmkjdyOZ/u8c3XRd7kzcEoFqVzUqRIIq4bTL4P+19yqOcDFuyOFDpJkDFZ+8+6ybRcst7kpwmjITAfMB0G"
    "A1UdDgQWBBSbbznpsFCyDp6HnS2FFNBlILvajDAKBggqhkjOPQQDAgNIADBFAiEAhd6fbPeakrUYYAIij1tZ4hSqCDk5RVPameG2"
    "IEjfod8CIAhvDEgKWp+QXS3rx7RoIbXiSsIrpT1hYvzu/FKvbDZ4MS0wEwYJKoZIhvcNAQkUMQYeBABjAGEwFgYMYIZIAYb5Zq3K"
    "ewEBMQYGBFUdJQA=";

// Made by: keytool -genkeypair -alias k1 -keyalg EC -groupname secp256r1 -dname CN=j1 -storetype JKS
// -storepass changeit, and the same for j2.
constexpr std::string_view kJavaKeys =
    "/u3+7QAAAAIAAAACAAAAAQACazIAAAGh+m4yrgAAAH8wfTAOBgorBgEEASoCEQEBBQAEa5Ne7mwJa7alTbDTsewncisOI+3DlDFy"
    "MdTsyS91eA6Mzf1fyqql8JtcFU3Hgc/wPsUQYpuT5fWv8EQ3TJ8luuuYsVJk2Wa7nDEuba7eDFUCy9/phViGf7Mx+P5iEfWZqCym"
    "ypIAaLfMEraPAAAAAQAFWC41MDkAAAE2MIIBMjCB2KADAgECAgkA4afQv3GJVbcwCgYIKoZIzj0EAwIwDTELMAkGA1UEAxMCajIw"
    "HhcNMjYxMTIwMTkyODA4WhcNMjcwMjE4MTkyODA4WjANMQswCQYDVQQDEwJqMjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABA43"
    "/H/YTdqIVv7J8n5F0GoZM2y9pRUH3591pibPn/HPM/vNjk9dauLbGj2YWtXRX/OFxAuiJdEV0Mxjg+L1KIajITAfMB0GA1UdDgQW"
    "BBTdoUGBl4ojDlzIEPsVsYtANmmGmDAKBggqhkjOPQQDAgNJADBGAiEAwGy50kwEdmyGHa2B57YHfuw+/joLBeEnIuR748ARkzMC"
    "IQDIkZ4c2k/Ly/t2X09Bq8pDhDmAaarmMqimMvbMNV4g+gAAAAEAAmsxAAABofpuL1cAAAB/MH0wDgYKKwYBBAEqAhEBAQUABGux"
    "staRBrEadx7SuL+U+UC4mNjFAnEWcaoc16/uR47oj+SNubZgNwrF+tAOMpw3wckg+iVa2YC6Gjg1jv8PoKyWElcB1ViQPfNuxkGG"
    "N/pB24gtMoGKAfKdAUzDQ3Wi+6F3qPitOZTWVQohIgAAAAEABVguNTA5AAABNDCCATAwgdegAwIBAgIIGIQzWeDWe6IwCgYIKoZI"
    "zj0EAwIwDTELMAkGA1UEAxMCajEwHhcNMjYxMTIwMTkyODA3WhcNMjcwMjE4MTkyODA3WjANMQswCQYDVQQDEwJqMTBZMBMGByqG"
    "SM49AgEGCCqGSM49AwEHA0IABIKKb9/UuiETEenmkjdyOZ/u8c3XRd7kzcEoFqVzUqRIIq4bTL4P+19yqOcDFuyOFDpJkDFZ+8+6"
    "ybRcst7kpwmjITAfMB0GA1UdDgQWBBSbbznpsFCyDp6HnS2FFNBlILvajDAKBggqhkjOPQQDAgNIADBFAiEAhd6fbPeakrUYYAIi"
    "j1tZ4hSqCDk5RVPameG2IEjfod8CIAhvDEgKWp+QXS3rx7RoIbXiSsIrpT1hYvzu/FKvbDZ4jZq1FAUPrQOaVwZhJpLu7H5ljX0=";

BOOST_AUTO_TEST_CASE(by_java) {
  const Bytes trust = from_base64(kJavaTrust).value();
  const Bytes keys = from_base64(kJavaKeys).value();
  for (const Password& password : {Password(), Password("changeit")}) {
    const Keystore one = read_keystore(trust, password);
    BOOST_TEST(error_of(one) == "");
    BOOST_TEST(one.certificates.size() == 1U);
    const Keystore two = read_keystore(keys, password);
    BOOST_TEST(error_of(two) == "");
    BOOST_TEST((two.kind == KeystoreKind::jks));
    BOOST_TEST(two.certificates.size() == 2U);
    BOOST_TEST(states_of(two) == "not checked,not checked");
    BOOST_TEST((one.certificates.front() == two.certificates.front() ||
                one.certificates.front() == two.certificates.back()));
  }
  BOOST_TEST(error_of(read_keystore(keys, "other")) ==
             "the password does not fit, or the keystore is damaged");
}

Bytes number(std::size_t value, int octets) {
  Bytes made;
  for (int i = octets - 1; i >= 0; --i) {
    made.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  }
  return made;
}

Bytes jks_head(int version, std::size_t count) {
  return Bytes{0xfe, 0xed, 0xfe, 0xed} + number(static_cast<std::size_t>(version), 4) + number(count, 4);
}

Bytes jks_certificate(const Bytes& der, int version = 2) {
  return (version < 2 ? Bytes() : number(5, 2) + bytes_of("X.509")) + number(der.size(), 4) + der;
}

Bytes jks_entry(std::size_t tag) { return number(tag, 4) + number(2, 2) + bytes_of("ca") + number(0, 8); }

Bytes jks_trusted(const Bytes& der, int version = 2) { return jks_entry(2) + jks_certificate(der, version); }

Bytes with_digest(const Bytes& content) { return content + Bytes(20, 0); }

BOOST_AUTO_TEST_CASE(jks) {
  const Bytes a = certificate("A");
  const Bytes b = certificate("B");
  const Bytes a_key = jks_entry(1) + number(3, 4) + bytes_of("key") + number(2, 4);
  const std::string malformed = "it begins as a JKS keystore and does not parse: damaged or cut?";
  const struct {
    const char* name;
    Bytes content;
    List expected;
    std::string states = {};
    std::string error = {};
    std::string problems = {};
  } rows[] = {
      {"two", jks_head(2, 2) + jks_trusted(a) + jks_trusted(b), {a, b}},
      {"version 1", jks_head(1, 1) + jks_trusted(a, 1), {a}},
      {"key", jks_head(2, 1) + a_key + jks_certificate(a) + jks_certificate(b), {a, b}, "not checked"},
      {"empty", jks_head(2, 0), {}, "", "it holds no certificate"},
      {"version 3", jks_head(3, 1) + jks_trusted(a), {}, "", malformed},
      {"too few", jks_head(2, 2) + jks_trusted(a), {}, "", malformed},
      {"more behind the last", jks_head(2, 1) + jks_trusted(a) + Bytes{0}, {}, "", malformed},
      {"absurd count", jks_head(2, 0xffffffff) + jks_trusted(a), {}, "", malformed},
      {"absurd chain",
       jks_head(2, 1) + jks_entry(1) + number(0, 4) + number(0xffffffff, 4),
       {},
       "",
       malformed},
      {"absurd length",
       jks_head(2, 1) + jks_entry(2) + number(5, 2) + bytes_of("X.509") + number(0xffffffff, 4),
       {},
       "",
       malformed},
      {"absurd alias", jks_head(2, 1) + number(2, 4) + number(0xffff, 2), {}, "", malformed},
      {"entry of another kind", jks_head(2, 1) + jks_entry(3), {}, "", malformed},
      {"no certificate in an entry",
       jks_head(2, 2) + jks_trusted(a) + jks_trusted({1, 2, 3}),
       {a},
       "",
       "",
       "entry 2 holds a certificate that does not decode\n"},
      {"certificate of another kind",
       jks_head(2, 2) + jks_entry(2) + number(3, 2) + bytes_of("PGP") + number(0, 4) + jks_trusted(b),
       {b},
       "",
       "",
       "entry 1 holds a certificate that does not decode\n"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Keystore store = read_keystore(with_digest(row.content));
      BOOST_TEST((store.kind == KeystoreKind::jks));
      BOOST_TEST((store.certificates == row.expected));
      BOOST_TEST(states_of(store) == row.states);
      BOOST_TEST(error_of(store) == row.error);
      BOOST_TEST(problems_of(store) == row.problems);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_survived) {
  const Bytes a = certificate("A");
  const std::pair<const char*, Bytes> rows[] = {
      {"JKS", with_digest(jks_head(2, 2) + jks_trusted(a) + jks_trusted(a))},
      {"PKCS#12", pkcs12(a, {.more = {a}})},
      {"PKCS#12 in the clear", pkcs12(a, {.key_pbe = -1, .certificate_pbe = -1, .mac_iterations = -1})},
      {"PEM", bytes_of(key_pem("secret") + to_pem(a) + to_pem(a, "PKCS7"))},
      {"DER", a},
  };
  for (const auto& [name, file] : rows) {
    BOOST_TEST_CONTEXT(name) {
      for (std::size_t i = 0; i < file.size(); ++i) {
        const Keystore cut = read_keystore(ByteView(file).first(i), "secret");
        BOOST_TEST((cut.error.has_value() || cut.kind == KeystoreKind::pem), i);
        Bytes changed = file;
        changed[i] ^= 0xff;
        const Keystore store = read_keystore(changed, "secret");
        BOOST_TEST(store.certificates.empty() == store.error.has_value(), i);
      }
    }
  }
}
