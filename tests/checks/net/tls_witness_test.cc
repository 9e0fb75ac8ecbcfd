#include "checks/net/tls_witness.h"

#define BOOST_TEST_MODULE tls_witness
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "checks/net/wire_reader.h"

namespace {

using checks::Bytes;
using checks::Handshake;
using checks::KeyExchange;
using checks::TlsWitness;

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes number(std::size_t value, int size) {
  Bytes bytes;
  for (int i = size - 1; i >= 0; --i) {
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  return bytes;
}

Bytes vector(int size, const Bytes& body) { return number(body.size(), size) + body; }
Bytes message(std::uint8_t type, const Bytes& body) { return Bytes{type} + vector(3, body); }
Bytes extension(std::size_t type, const Bytes& body) { return number(type, 2) + vector(2, body); }

Bytes hello(std::size_t version, const Bytes& extensions) {
  return message(2, number(version, 2) + Bytes(32, 'r') + vector(1, {1, 2}) + number(0x1301, 2) + Bytes{0} +
                        vector(2, extensions));
}

const Bytes kLeaf{'l', 'e', 'a', 'f'};
const Bytes kIssuer{'i'};
const Bytes kStatus = Bytes{1} + vector(3, {'o', 'c', 's', 'p'});
const Bytes kHello13 =
    hello(0x303, extension(43, {3, 4}) + extension(51, number(29, 2) + vector(2, Bytes(32, 'k'))));
const Bytes kCertificate13 = message(
    11, Bytes{0} + vector(3, vector(3, kLeaf) + vector(2, extension(5, kStatus) + extension(18, {'s'})) +
                                 vector(3, kIssuer) + vector(2, extension(18, {'x'}))));
const Bytes kCertificate12 = message(11, vector(3, vector(3, kLeaf) + vector(3, kIssuer)));

BOOST_AUTO_TEST_CASE(a_handshake_of_tls_13) {
  Handshake seen;
  TlsWitness witness(seen);
  witness.read_message(kHello13, KeyExchange::other);
  witness.read_message(message(13, {0, 0, 0}), KeyExchange::other);
  witness.read_message(kCertificate13, KeyExchange::other);
  BOOST_TEST(seen.version == "TLSv1.3");
  BOOST_TEST(witness.cipher() == 0x1301);
  BOOST_TEST(seen.group == "x25519");
  BOOST_TEST((seen.certificates == std::vector<Bytes>{kLeaf, kIssuer}));
  BOOST_TEST((seen.staple == Bytes{'o', 'c', 's', 'p'}));
  BOOST_TEST((seen.scts == Bytes{'s'}));
  BOOST_TEST(seen.certificate_request.has_value());
  BOOST_TEST(!witness.has_ticket());
  witness.read_message(message(4, {}), KeyExchange::other);
  BOOST_TEST(witness.has_ticket());
}

BOOST_AUTO_TEST_CASE(a_handshake_of_tls_12) {
  Handshake seen;
  TlsWitness witness(seen);
  witness.read_message(hello(0x303, extension(18, {'s'})), KeyExchange::other);
  witness.read_message(kCertificate12, KeyExchange::ecdhe);
  witness.read_message(message(22, kStatus), KeyExchange::ecdhe);
  witness.read_message(message(12, {3, 0, 24, 1, 1}), KeyExchange::ecdhe);
  BOOST_TEST(seen.version == "TLSv1.2");
  BOOST_TEST(seen.group == "P-384");
  BOOST_TEST((seen.certificates == std::vector<Bytes>{kLeaf, kIssuer}));
  BOOST_TEST((seen.staple == Bytes{'o', 'c', 's', 'p'}));
  BOOST_TEST((seen.scts == Bytes{'s'}));
}

BOOST_AUTO_TEST_CASE(names_and_sizes) {
  const struct {
    Bytes sent;
    KeyExchange exchange;
    std::string version;
    std::string group;
  } rows[] = {
      {hello(0x300, {}), KeyExchange::other, "SSLv3", ""},
      {hello(0x301, {}), KeyExchange::other, "TLSv1", ""},
      {hello(0x302, {}), KeyExchange::other, "TLSv1.1", ""},
      {hello(0x7f1c, {}), KeyExchange::other, "version 32540", ""},
      {message(2, number(0x303, 2) + Bytes(32, 'r') + vector(1, {}) + number(0x2f, 2) + Bytes{0}),
       KeyExchange::other, "TLSv1.2", ""},
      {message(12, {3, 0x12, 0x34}), KeyExchange::ecdhe, "", "group 4660"},
      {message(12, {1, 0, 23}), KeyExchange::ecdhe, "", ""},
      {message(12, {3, 0}), KeyExchange::ecdhe, "", ""},
      {message(12, vector(2, Bytes{0, 0x80} + Bytes(127, 0))), KeyExchange::dhe, "", "DH 1024 bits"},
      {message(12, vector(2, Bytes{1} + Bytes(128, 0))), KeyExchange::dhe, "", "DH 1025 bits"},
      {message(12, vector(2, {})), KeyExchange::dhe, "", "DH 0 bits"},
      {message(12, {3, 0, 23}), KeyExchange::other, "", ""},
      {{}, KeyExchange::other, "", ""},
      {{2, 0, 0}, KeyExchange::other, "", ""},
      {{2, 0, 0, 9, 1}, KeyExchange::other, "", ""},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.version << row.group) {
      Handshake seen;
      TlsWitness witness(seen);
      witness.read_message(row.sent, row.exchange);
      BOOST_TEST(seen.version == row.version);
      BOOST_TEST(seen.group == row.group);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_comes_before_the_damage_is_kept) {
  Handshake seen;
  TlsWitness witness(seen);
  witness.read_message(message(11, vector(3, vector(3, kLeaf) + number(1000, 3) + kIssuer)),
                       KeyExchange::other);
  BOOST_TEST((seen.certificates == std::vector<Bytes>{kLeaf}));
  witness.read_message(message(22, Bytes{2} + vector(3, {'x'})), KeyExchange::other);
  BOOST_TEST(seen.staple.empty());
}

BOOST_AUTO_TEST_CASE(certificates_are_counted) {
  Handshake seen;
  TlsWitness witness(seen);
  witness.read_message(message(11, vector(3, Bytes(240000, 0))), KeyExchange::other);
  BOOST_TEST(seen.certificates.size() == checks::kMaxCertificates);
}

// Nothing that is sent may lead it out of its buffer: for the sanitizers.
BOOST_AUTO_TEST_CASE(damaged_messages) {
  std::minstd_rand random(1);
  for (const Bytes& sent :
       {kHello13, kCertificate13, kCertificate12, message(22, kStatus), message(12, {3, 0, 24, 1, 1})}) {
    for (int i = 0; i < 2000; ++i) {
      Bytes damaged = sent;
      damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
      damaged.resize(random() % 2 == 0 ? damaged.size() : random() % (damaged.size() + 1));
      Handshake seen;
      TlsWitness witness(seen);
      witness.read_message(kHello13, KeyExchange::other);
      witness.read_message(damaged, i % 2 == 0 ? KeyExchange::ecdhe : KeyExchange::dhe);
      BOOST_TEST_REQUIRE(seen.certificates.size() <= 256U);
    }
  }
}

}  // namespace
