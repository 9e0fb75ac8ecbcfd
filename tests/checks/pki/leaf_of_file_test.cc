#define BOOST_TEST_MODULE leaf_of_file
#include "checks/pki/leaf_of_file.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/pki.h"

namespace {

using checks::CertificateTable;
using checks::SentCertificate;
using tests::Key;

// 'Root' issued 'CA', that 'www' and 'mail'.
struct Certificates {
  Certificates() {
    add("root", {.subject = {{"CN", "Root"}}, .key = root, .is_ca = true});
    add("ca",
        {.subject = {{"CN", "CA"}}, .issuer = {{"CN", "Root"}}, .key = ca, .signer = &root, .is_ca = true});
    add("www", {.subject = {{"CN", "www"}}, .issuer = {{"CN", "CA"}}, .key = www, .signer = &ca});
    add("mail", {.subject = {{"CN", "mail"}}, .issuer = {{"CN", "CA"}}, .key = mail, .signer = &ca});
    add("self", {.subject = {{"CN", "self"}}, .key = self});
    // Of the name of an issuer, and no CA.
    add("false", {.subject = {{"CN", "CA"}}, .issuer = {{"CN", "Root"}}, .key = self, .signer = &root});
  }
  void add(const std::string& name, const tests::CertificateSpec& spec) {
    sent[name].certificate = table.add(tests::make_certificate(spec));
  }
  std::string key_of(const std::string& name) const {
    return table.at(*sent.at(name).certificate).key.spki_sha256;
  }

  Key root, ca, www, mail, self;
  checks::openssl::CertificatePool pool;
  CertificateTable table{pool};
  std::map<std::string, SentCertificate> sent = {{"garbage", {std::nullopt, "wrong tag"}}};
};

BOOST_FIXTURE_TEST_CASE(which, Certificates) {
  const struct {
    std::vector<std::string> file;
    std::string key;  // whose; empty: none is known
    const char* leaf;
  } kRows[] = {
      {{"www"}, "", "www"},
      {{"www", "ca", "root"}, "", "www"},
      {{"root", "ca", "www"}, "", "www"},
      {{"ca", "www", "mail"}, "", "www"},
      {{"ca", "www", "mail"}, "mail", "mail"},
      {{"www", "ca"}, "ca", "ca"},
      {{"www", "ca"}, "self", "www"},
      {{"self", "www", "ca"}, "", "self"},
      {{"root", "ca"}, "", "ca"},
      {{"false", "www"}, "", "false"},
      {{"garbage", "www", "ca"}, "", "garbage"},
      {{"garbage", "www", "ca"}, "www", "www"},
      {{"ca", "garbage", "www"}, "", "garbage"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.file.front() << " ... by the key of " << row.key) {
      std::vector<SentCertificate> certificates;
      for (const std::string& name : row.file) {
        certificates.push_back(sent[name]);
      }
      const std::vector<std::string> keys =
          row.key.empty() ? std::vector<std::string>() : std::vector<std::string>{key_of(row.key)};
      BOOST_TEST(row.file[checks::leaf_of_file(table, certificates, keys)] == row.leaf);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(of_nothing, Certificates) { BOOST_TEST(checks::leaf_of_file(table, {}, {}) == 0); }

}  // namespace
