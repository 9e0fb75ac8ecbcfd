#define BOOST_TEST_MODULE collect_files
#include "checks/collect_files.h"

#include <openssl/pem.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/pki.h"

namespace {

namespace fs = std::filesystem;
using checks::CertificateFile;
using checks::Evidence;
using checks::FileQuestion;
using checks::Observation;

std::string key_pem(const tests::Key& key, const char* password) {
  BIO* bio = BIO_new(BIO_s_mem());
  const EVP_CIPHER* cipher = password != nullptr ? EVP_aes_128_cbc() : nullptr;
  const int size = password != nullptr ? static_cast<int>(std::string_view(password).size()) : 0;
  PEM_write_bio_PKCS8PrivateKey(bio, key.get(), cipher, password, size, nullptr, nullptr);
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(length));
  BIO_free(bio);
  return pem;
}

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "collect_files_test.XXXXXX").string();
    BOOST_TEST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string put(const char* name, const std::string& contents) const {
    std::ofstream(path / name) << contents;
    return (path / name).string();
  }
  Evidence collect(FileQuestion question) const {
    Evidence evidence;
    checks::collect_files(question, evidence);
    return evidence;
  }
  // "KIND certificates=N keys=N unread=N: failure", of the only file.
  std::string told(FileQuestion question) const {
    const Observation one = collect(std::move(question)).observations.front();
    const CertificateFile& file = *one.file;
    const std::size_t count = one.handshake ? one.handshake->certificates.size() : 0;
    const auto& failure = file.failure ? file.failure : file.key_failure;
    return file.container + " " + std::to_string(count) + " certificates, " +
           std::to_string(file.keys.size()) + " keys, " + std::to_string(file.unread_keys) + " unread" +
           (failure ? std::string(", ") + word(failure->kind) : std::string());
  }

  fs::path path;
  tests::Key key;
  const checks::Bytes der = tests::make_certificate({.subject = {{"CN", "www"}}, .key = key});
  const std::string pem = tests::to_pem(der);
};

BOOST_FIXTURE_TEST_CASE(one_file, Folder) {
  const std::string good = put("www.pem", pem);
  BOOST_TEST(told({.files = {good}}) == "PEM 1 certificates, 0 keys, 0 unread");
  BOOST_TEST(told({.files = {put("www.der", std::string(der.begin(), der.end()))}}) ==
             "DER 1 certificates, 0 keys, 0 unread");
  BOOST_TEST(told({.files = {(path / "nothere").string()}}) == " 0 certificates, 0 keys, 0 unread, missing");
  BOOST_TEST(told({.files = {put("text", "hello\n")}}) ==
             " 0 certificates, 0 keys, 0 unread, no_certificate");
  BOOST_TEST(told({.files = {put("cut.pem", pem.substr(0, 100))}}) ==
             "PEM 0 certificates, 0 keys, 0 unread, malformed");
  BOOST_TEST(told({.files = {path.string() + "/www.pem/x"}}) == " 0 certificates, 0 keys, 0 unread, missing");
  BOOST_TEST(told({.files = {"/dev/null"}}) == " 0 certificates, 0 keys, 0 unread, unreadable");
}

BOOST_FIXTURE_TEST_CASE(keys, Folder) {
  const std::string plain = key_pem(key, nullptr);
  const std::string locked = key_pem(key, "secret");
  const std::string file = put("www.pem", pem);
  const auto with_key = [&](const char* name, const std::string& contents,
                            std::optional<std::string> password) {
    return told({.files = {file}, .key = put(name, contents), .key_password = std::move(password)});
  };
  BOOST_TEST(told({.files = {put("both.pem", pem + plain)}}) == "PEM 1 certificates, 1 keys, 0 unread");
  BOOST_TEST(told({.files = {put("locked.pem", locked + pem)}}) == "PEM 1 certificates, 0 keys, 1 unread");
  BOOST_TEST(told({.files = {(path / "locked.pem").string()}, .key_password = "secret"}) ==
             "PEM 1 certificates, 1 keys, 0 unread");
  BOOST_TEST(with_key("k1", plain, {}) == "PEM 1 certificates, 1 keys, 0 unread");
  BOOST_TEST(with_key("k2", locked, "secret") == "PEM 1 certificates, 1 keys, 0 unread");
  BOOST_TEST(with_key("k3", locked, {}) == "PEM 1 certificates, 0 keys, 0 unread, password");
  BOOST_TEST(with_key("k4", locked, "wrong") == "PEM 1 certificates, 0 keys, 0 unread, password");
  BOOST_TEST(with_key("k5", pem, {}) == "PEM 1 certificates, 0 keys, 0 unread, no_certificate");
  BOOST_TEST(with_key("k6", "", {}) == "PEM 1 certificates, 0 keys, 0 unread, no_certificate");
  BOOST_TEST(told({.files = {file}, .key = "/nothere"}) == "PEM 1 certificates, 0 keys, 0 unread, missing");
}

BOOST_FIXTURE_TEST_CASE(folder, Folder) {
  put("a.pem", pem);
  put("b.txt", "hello\n");
  put("c.key", key_pem(key, nullptr));
  put("d.pem", pem.substr(0, 100));
  put("e.crl", "0 begins like DER");
  const Evidence evidence = collect({.files = {path.string()}});
  BOOST_TEST_REQUIRE(evidence.observations.size() == 3U);
  BOOST_TEST(evidence.observations[0].file->path == (path / "a.pem").string());
  BOOST_TEST(evidence.observations[1].file->path == (path / "d.pem").string());
  const checks::FileSearch& search = *evidence.observations[2].search;
  BOOST_TEST(search.path == path.string());
  BOOST_TEST(search.with_certificates == 2U);
  BOOST_TEST(search.without_certificates == 3U);
  BOOST_TEST(search.not_read == 0U);
  BOOST_TEST(!search.gave_up);
}

}  // namespace
