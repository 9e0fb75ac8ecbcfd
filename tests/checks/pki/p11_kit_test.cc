#define BOOST_TEST_MODULE p11_kit
#include "checks/pki/p11_kit.h"

#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <string>

#include "checks/openssl/handles.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::to_pem;

namespace {

const std::string kHead = "[p11-kit-object-v1]\n";
constexpr std::uint8_t kServer = 1;
constexpr std::uint8_t kMail = 4;

std::string coded(const Bytes& bytes) {
  std::string text = "\"";
  for (const std::uint8_t octet : bytes) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02x", octet);
    text += code;
  }
  return text + "\"";
}

Bytes certificate(const tests::Key& key) {
  return tests::make_certificate({.subject = {{"CN", "A"}}, .key = key});
}

// An object that limits a key to one purpose.
std::string limit(const tests::Key& key, std::uint8_t purpose) {
  unsigned char* out = nullptr;
  const int size = i2d_PUBKEY(key.get(), &out);
  const Bytes spki(out, out + size);
  OPENSSL_free(out);
  const Bytes value = {0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, purpose};
  return kHead + "class: x-certificate-extension\nobject-id: 2.5.29.37\nvalue: " + coded(value) + "\n" +
         to_pem(spki, "PUBLIC KEY");
}

// "-": no certificate; "trusted", "rejected", with the date behind it.
std::string told(const std::string& text) {
  const auto found = read_p11_kit(text);
  if (found.size() != 1) {
    return found.empty() ? "-" : std::to_string(found.size());
  }
  std::string line = found.front().rejected ? "rejected" : "trusted";
  if (const auto date = found.front().distrust_after) {
    line += " " + std::to_string(date->time_since_epoch().count());
  }
  return line;
}

}  // namespace

BOOST_AUTO_TEST_CASE(objects) {
  const tests::Key key;
  const tests::Key other;
  const Bytes a = certificate(key);
  const std::string pem = to_pem(a);
  const struct {
    const char* name;
    std::string text;
    std::string expected;
  } rows[] = {
      {"trusted", kHead + "label: \"A\"\ntrusted: true\nnss-server-distrust-after: \"%00\"\n" + pem,
       "trusted"},
      {"by its value", kHead + "class: certificate\nvalue: " + coded(a) + "\ntrusted: true\n", "trusted"},
      {"line ends", kHead + "trusted: true \r\n" + pem, "trusted"},
      {"a date",
       kHead + "trusted: true\nnss-server-distrust-after: \"%32%30%30%36%31%37%30%30%30%30%30%30%5a\"\n" +
           pem,
       "trusted 1592352000"},
      {"a date that is not coded",
       kHead + "trusted: true\nnss-server-distrust-after: \"200617000000Z\"\n" + pem, "trusted 1592352000"},
      {"not a date", kHead + "trusted: true\nnss-server-distrust-after: \"%zz%3\"\n" + pem, "trusted"},
      {"distrusted", kHead + "x-distrusted: true\n" + pem, "rejected"},
      {"neither", kHead + "trusted: false\nx-distrusted: false\n" + pem, "-"},
      {"for mail only", kHead + "trusted: true\n" + pem + limit(key, kMail), "rejected"},
      {"for mail only, told before", limit(key, kMail) + kHead + "trusted: true\n" + pem, "rejected"},
      {"for servers", kHead + "trusted: true\n" + pem + limit(key, kServer), "trusted"},
      {"another for mail only", kHead + "trusted: true\n" + pem + limit(other, kMail), "trusted"},
      {"two", kHead + "trusted: true\n" + pem + kHead + "trusted: true\n" + pem, "2"},
      {"no header", "trusted: true\n" + pem, "-"},
      {"no certificate", kHead + "trusted: true\n", "-"},
      {"value of something else",
       kHead + "class: x-certificate-extension\nvalue: " + coded(a) + "\ntrusted: true\n", "-"},
      {"nothing", "", "-"},
      {"headers", kHead + kHead + kHead, "-"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(told(row.text) == row.expected);
      BOOST_TEST(is_p11_kit(row.text) == row.text.starts_with("[p11"));
    }
  }
  BOOST_TEST((read_p11_kit(rows[0].text).front().der == a));
  BOOST_TEST((read_p11_kit(rows[1].text).front().der == a));
}

BOOST_AUTO_TEST_CASE(every_cut_is_survived) {
  const tests::Key key;
  const std::string whole =
      limit(key, kMail) + kHead + "class: certificate\nvalue: " + coded(certificate(key)) + "\ntrusted: true";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(told(whole.substr(0, size)) == "-", size);
  }
  BOOST_TEST(told(whole) == "rejected");
}
