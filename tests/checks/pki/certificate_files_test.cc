#define BOOST_TEST_MODULE certificate_files
#include "checks/pki/certificate_files.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/pki.h"

using namespace checks;
using namespace std::string_literals;
using tests::Key;
using tests::make_certificate;
using tests::make_name;
using tests::to_pem;

using List = std::vector<Bytes>;

namespace {

Bytes decoded(std::string_view text, std::size_t limit = 1000) {
  Bytes bytes = {1, 2, 3};
  decode_base64(text, limit, bytes);
  return bytes;
}

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

const Key& key() {
  static const Key only;
  return only;
}

Bytes root(const std::string& name) { return make_certificate({.subject = {{"CN", name}}, .key = key()}); }

FileContent content(const std::string& text) {
  FileContent made{std::make_unique<char[]>(text.size() + 1), text.size()};
  text.copy(made.bytes.get(), text.size());
  return made;
}

std::string as_string(const Bytes& der) { return {der.begin(), der.end()}; }

// -1: it cannot be read.
long size_of(const std::string& path, std::size_t limit) {
  const auto file = read_file(path, limit);
  return file ? static_cast<long>(file->text().size()) : -1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(base64) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"},
      {"Zm9vYmFy", "foobar"},
      {"Zm9\nvYm\r\nFy", "foobar"},
      {" Z m 9 v ", "foo"},
      {"Zm9vYmE", "fooba"},
      {"Zm9v*YmFy", "foo"},
      {"Zm9vY", "foo"},
      {"====", ""},
      {"Zm9v====Zm9v", "foo"},
  };
  for (const auto& [text, result] : rows) {
    BOOST_TEST((decoded(text) == bytes(result)), text);
  }
  BOOST_TEST((decoded("+/+/") == Bytes{0xfb, 0xff, 0xbf}));
  for (std::size_t limit = 0; limit < 8; ++limit) {
    const std::size_t size = decoded("Zm9vYmFy", limit).size();
    BOOST_TEST((size >= std::min<std::size_t>(limit, 6) && size <= limit + 2));
  }
}

BOOST_AUTO_TEST_CASE(blocks) {
  const std::string text =
      "Subject: -a- ---- -----BEGI\n"
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\r\n"
      "-----BEGIN X509 CERTIFICATE-----CCCC-----END X509 CERTIFICATE-----"
      "-----BEGIN TRUSTED CERTIFICATE-----\nDDDD\n-----END TRUSTED CERTIFICATE-----\n"
      "-----BEGIN CERTIFICATE-----\nEE-EE\n-----END CERTIFICATE-----\n"
      "-----BEGIN CERTIFICATE REQUEST-----\nFFFF\n-----END CERTIFICATE REQUEST-----\n"
      "-----BEGIN CERTIFICATE-----\nGGGG";
  std::string_view rest = text;
  std::string found;
  while (const auto body = next_pem_certificate(rest)) {
    found += *body;
  }
  BOOST_TEST(found == "\nAAAA\nCCCC\nDDDD\n");
  BOOST_TEST(rest.empty());
}

BOOST_AUTO_TEST_CASE(bundle_of_pem) {
  const Bytes a = root("A");
  const Bytes b = root("B");
  const Bytes b2 = root("b");
  Bytes trusted = root("T");
  const Bytes plain = trusted;
  trusted.insert(trusted.end(), {0x30, 0x00});
  const Bytes big = root(std::string(64, 'x'));
  const Bundle bundle(content("text\n" + to_pem(a) + to_pem(b) + to_pem(b) + to_pem(b2) +
                              to_pem(Bytes{1, 2, 3}) + to_pem(trusted, "TRUSTED CERTIFICATE") + to_pem(big)));
  BOOST_TEST(!bundle.empty());
  BOOST_TEST((bundle.find(make_name({{"CN", "A"}})) == List{a}));
  BOOST_TEST((bundle.find(make_name({{"CN", "B"}})) == List{b, b2}));
  BOOST_TEST((bundle.find(make_name({{"CN", " t "}})) == List{plain}));
  BOOST_TEST((bundle.find(make_name({{"CN", std::string(64, 'X')}})) == List{big}));
  BOOST_TEST(bundle.find(make_name({{"CN", "C"}})).empty());
  BOOST_TEST(bundle.find({}).empty());
}

BOOST_AUTO_TEST_CASE(bundle_of_der) {
  const Bytes a = root("A");
  BOOST_TEST((Bundle(content(as_string(a))).find(make_name({{"CN", "a"}})) == List{a}));
  BOOST_TEST(Bundle(content(as_string(a) + "x")).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_bundle) {
  for (const std::string& text : {""s, "hello"s, "0"s, "\x30\x82"s, "-----BEGIN CERTIFICATE-----"s, "-"s,
                                  "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"s}) {
    BOOST_TEST(Bundle(content(text)).empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(subject_behind_the_usual_prefix) {
  tests::Name issuer;
  for (int i = 0; i < 20; ++i) {
    issuer.emplace_back("OU", std::string(60, 'i'));
  }
  const Bytes one = make_certificate({.subject = {{"CN", "S"}}, .issuer = issuer, .key = key()});
  BOOST_TEST((Bundle(content(to_pem(one))).find(make_name({{"CN", "S"}})) == List{one}));
}

BOOST_AUTO_TEST_CASE(files) {
  std::string folder = (std::filesystem::temp_directory_path() / "files_testXXXXXX").string();
  BOOST_REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/a";
  std::ofstream(path) << std::string(70000, 'x');
  std::ofstream(folder + "/empty");
  BOOST_REQUIRE(mkfifo((folder + "/fifo").c_str(), 0600) == 0);
  std::string why;
  BOOST_TEST(size_of(path, kMaxBundle) == 70000);
  BOOST_TEST(size_of(path, 70000) == 70000);
  BOOST_TEST(size_of(folder + "/empty", 10) == 0);
  BOOST_TEST(!read_file(path, 69999));
  std::filesystem::resize_file(path, kMaxCertificateFile + 1);
  BOOST_TEST(!read_file(path, kMaxCertificateFile, &why));
  BOOST_TEST(why == "it is larger than 1 MiB");
  BOOST_TEST(!read_file(folder + "/none", 10, &why));
  BOOST_TEST(why == "No such file or directory");
  BOOST_TEST(!read_file(folder, 10, &why));
  BOOST_TEST(why == "it is a folder");
  BOOST_TEST(!read_file(folder + "/fifo", 10, &why));
  BOOST_TEST(why == "it is not a regular file");
  BOOST_TEST(!read_file("/dev/zero", 10));
  std::filesystem::remove_all(folder);
}
