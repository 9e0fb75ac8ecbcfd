#include "tests/lab/raw_tls.h"

#include <openssl/rand.h>

#include <algorithm>

#include "tests/lab/identities.h"

namespace lab {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::size_t kMaxFragment = 16384;  // RFC 5246, 6.2.1
constexpr std::size_t kHuge = 10 << 20;
constexpr std::size_t kRecordHeader = 5;

constexpr char kHandshakeRecord = 22;
constexpr char kServerHello = 2;
constexpr char kCertificate = 11;

std::string number(std::size_t value, int width) {
  std::string bytes;
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
    bytes += static_cast<char>(value >> shift & 0xff);
  }
  return bytes;
}

std::string with_length(std::string_view content) { return number(content.size(), 3).append(content); }

bool read_hello(Connection& connection) {
  char header[kRecordHeader];
  for (char& byte : header) {
    if (connection.read({&byte, 1}) != 1) {
      return false;
    }
  }
  std::size_t left = (static_cast<std::size_t>(static_cast<unsigned char>(header[3])) << 8) |
                     static_cast<unsigned char>(header[4]);
  char body[kMaxFragment];
  while (left > 0) {
    const std::size_t got = connection.read({body, std::min(left, sizeof body)});
    if (got == 0) {
      return false;
    }
    left -= got;
  }
  return true;
}

bool send_record(Connection& connection, std::string_view fragment) {
  return connection.write(std::string({kHandshakeRecord, 3, 3}) +
                          number(fragment.size(), 2).append(fragment));
}

bool send_server_hello(Connection& connection) {
  std::string random(32, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(random.size()));
  random.back() = '\x7f';  // never the mark of a downgrade (RFC 8446, 4.1.3)
  // no session, cipher C02B, no compression, extensions: renegotiation_info (RFC 5746), empty
  const std::string hello =
      "\x03\x03"s + random + std::string("\x00\xc0\x2b\x00\x00\x05\xff\x01\x00\x01\x00"sv);
  return send_record(connection, kServerHello + with_length(hello));
}

// `announced`: how long the message says it is; what is missing of it follows as zeros.
void send_certificate_message(Connection& connection, std::string_view start, std::size_t announced) {
  std::string unsent = kCertificate + number(announced, 3).append(start);
  std::size_t missing = announced - start.size();
  do {
    const std::size_t filler = std::min(missing, kMaxFragment - std::min(kMaxFragment, unsent.size()));
    unsent.append(filler, '\0');
    missing -= filler;
    if (!send_record(connection, std::string_view(unsent).substr(0, kMaxFragment))) {
      return;
    }
    unsent.erase(0, kMaxFragment);
  } while (missing > 0 || !unsent.empty());
}

void send_certificates(Connection& connection, const std::vector<std::string>& certificates) {
  std::string list;
  for (const std::string& certificate : certificates) {
    list += with_length(certificate);
  }
  if (read_hello(connection) && send_server_hello(connection)) {
    const std::string message = with_length(list);
    send_certificate_message(connection, message, message.size());
    connection.hold();
  }
}

std::vector<std::string> encoded(const Service& service) {
  std::vector<std::string> certificates;
  for (const X509Ptr& certificate : service.identity.chain) {
    certificates.push_back(der(certificate.get()));
  }
  return certificates;
}

void damage(std::string& certificate) {
  certificate[4] = V_ASN1_UTF8STRING;  // behind the outer SEQUENCE's 30 82 xx xx
}

}  // namespace

void serve_unparsable_leaf(Connection& connection, const Service& service) {
  std::vector<std::string> certificates = encoded(service);
  damage(certificates.front());
  send_certificates(connection, certificates);
}

void serve_unparsable_intermediate(Connection& connection, const Service& service) {
  std::vector<std::string> certificates = encoded(service);
  damage(certificates.back());
  send_certificates(connection, certificates);
}

void serve_invalid_utf8(Connection& connection, const Service& service) {
  static constexpr std::string_view kNotUtf8 = "\xff\xfe\xc3(\x80|\n\xed"sv;
  static_assert(kNotUtf8.size() == identities::kPlaceholder.size());
  std::vector<std::string> certificates = encoded(service);
  const std::size_t place = certificates.front().find(identities::kPlaceholder);
  certificates.front().replace(place, kNotUtf8.size(), kNotUtf8);
  send_certificates(connection, certificates);
}

void serve_huge_certificate(Connection& connection, const Service&) {
  // list, certificate, and a SEQUENCE that fills it
  const std::string start = number(kHuge - 3, 3) + number(kHuge - 6, 3) + "\x30\x84" + number(kHuge - 12, 4);
  if (read_hello(connection) && send_server_hello(connection)) {
    send_certificate_message(connection, start, kHuge);
    connection.hold();
  }
}

}  // namespace lab
