#define BOOST_TEST_MODULE store_files
#include "checks/pki/store_files.h"

#include <openssl/pkcs12.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "checks/openssl/handles.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::to_pem;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() { BOOST_REQUIRE(mkdtemp(path.data()) != nullptr); }
  ~Folder() { fs::remove_all(path); }
  std::string write(const std::string& file, const std::string& content) const {
    const std::string whole = path + '/' + file;
    fs::create_directories(fs::path(whole).parent_path());
    std::ofstream(whole) << content;
    return whole;
  }
  std::string path = (fs::temp_directory_path() / "files_testXXXXXX").string();
};

std::string as_string(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

// One trusted certificate, version 2; nothing verifies its digest without a password that fits.
std::string jks(const Bytes& der) {
  using std::string_literals::operator""s;
  const auto high = static_cast<char>(der.size() >> 8);
  const auto low = static_cast<char>(der.size());
  return "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\2\0\1a\0\0\0\0\0\0\0\0\0\5X.509\0\0"s + high + low +
         as_string(der) + std::string(20, '\0');
}

std::string pkcs12(const Bytes& der, const char* password) {
  const unsigned char* at = der.data();
  const openssl::X509Ptr handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  STACK_OF(X509)* const others = sk_X509_new_null();
  sk_X509_push(others, handle.get());
  const std::unique_ptr<PKCS12, openssl::Deleter<PKCS12_free>> made(
      PKCS12_create(password, nullptr, nullptr, nullptr, others, 0, 0, 10, 10, 0));
  sk_X509_free(others);
  unsigned char* out = nullptr;
  const int size = i2d_PKCS12(made.get(), &out);
  std::string text(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(formats, Folder) {
  const tests::Key key;
  const Bytes a = tests::make_certificate({.subject = {{"CN", "A"}}, .key = key});
  const std::string p11 = "[p11-kit-object-v1]\ntrusted: true\n" + to_pem(a);
  const std::string nothing =
      " holds no certificate: expected PEM, DER, PKCS#7, PKCS#12, JKS, a p11-kit file or a program with "
      "certificates "
      "in it";
  const struct {
    const char* name;
    std::string content;
    std::string error = {};
    bool knows_distrust = false;
  } rows[] = {
      {"pem", to_pem(a)},
      {"der", as_string(a)},
      {"jks", jks(a)},
      {"p12", pkcs12(a, "changeit")},
      {"open.p12", pkcs12(a, "")},
      {"other.p12", pkcs12(a, "secret"), ": it is encrypted, and no password was given"},
      {"p11-kit", p11, "", true},
      {"program",
       "\x7f"
       "ELF" +
           std::string(3'000'000, 'x') + to_pem(a)},
      {"empty program",
       "\x7f"
       "ELF",
       nothing},
      {"p11-kit without anchors", "[p11-kit-object-v1]\n" + to_pem(a), nothing},
      {"text", "text", nothing},
      {"empty", "", nothing},
      {"jceks", "\xce\xce\xce\xce",
       ": it is a JCEKS keystore, which is not supported: convert it by keytool -importkeystore "
       "-deststoretype "
       "pkcs12"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const std::string file = write(row.name, row.content);
      auto store = open_store(ClientId::java, file);
      BOOST_TEST((store ? "" : store.error().text.line()) == (row.error.empty() ? "" : file + row.error));
      if (!store) {
        continue;
      }
      const AnchorAnswer answer = store->anchors->find(tests::make_name({{"CN", "a"}}));
      BOOST_TEST((answer.certificates == std::vector<Bytes>{a}));
      BOOST_TEST(answer.source == file);
      BOOST_TEST(store->knows_distrust == row.knows_distrust);
      BOOST_TEST(store->anchors->find(tests::make_name({{"CN", "B"}})).certificates.empty());
    }
  }
}

BOOST_FIXTURE_TEST_CASE(places_that_are_none, Folder) {
  const auto error_of = [](const std::string& place) {
    return open_store(ClientId::go, place).error().text.line();
  };
  BOOST_TEST(error_of(path) == path + " holds no certificate");
  BOOST_TEST(error_of(path + "/none") == path + "/none: No such file or directory");
  BOOST_TEST(error_of("/dev/zero") == "/dev/zero: it is not a regular file");
}

BOOST_AUTO_TEST_CASE(opened_once) {
  int times = 0;
  SharedStore store([&times]() -> plugin::Result<OpenedStore> {
    ++times;
    return plugin::Error{plugin::Text("no")};
  });
  BOOST_TEST(times == 0);
  BOOST_TEST(store.find({}).certificates.empty());
  BOOST_TEST(store.trouble() == "no");
  BOOST_TEST(!store.knows_distrust());
  BOOST_TEST(times == 1);
}
