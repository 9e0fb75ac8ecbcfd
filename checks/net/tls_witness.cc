#include "checks/net/tls_witness.h"

#include <bit>
#include <string>

#include "checks/net/wire_reader.h"

namespace checks {
namespace {

// HandshakeType: RFC 8446, B.3; RFC 5246, A.4; RFC 6066, 8.
enum MessageType : std::uint32_t {
  kServerHello = 2,
  kNewSessionTicket = 4,
  kCertificate = 11,
  kServerKeyExchange = 12,
  kCertificateRequest = 13,
  kCertificateStatus = 22,
};

// ExtensionType: RFC 8446, 4.2.
enum ExtensionType : std::uint32_t {
  kStatusRequest = 5,
  kSignedCertificateTimestamp = 18,
  kSupportedVersions = 43,
  kKeyShare = 51,
};

constexpr std::uint32_t kTls13 = 0x0304;
constexpr std::uint32_t kNamedCurve = 3;  // ECCurveType: RFC 8422, 5.4
constexpr std::uint32_t kOcsp = 1;        // CertificateStatusType: RFC 6066, 8

struct Named {
  std::uint32_t number;
  const char* name;
};

constexpr Named kVersions[] = {
    {0x0300, "SSLv3"}, {0x0301, "TLSv1"}, {0x0302, "TLSv1.1"}, {0x0303, "TLSv1.2"}, {kTls13, "TLSv1.3"},
};

// IANA's "TLS Supported Groups", under the names that OpenSSL and NIST use.
constexpr Named kGroups[] = {
    {19, "P-192"},
    {21, "P-224"},
    {22, "secp256k1"},
    {23, "P-256"},
    {24, "P-384"},
    {25, "P-521"},
    {26, "brainpoolP256r1"},
    {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"},
    {29, "x25519"},
    {30, "x448"},
    {256, "ffdhe2048"},
    {257, "ffdhe3072"},
    {258, "ffdhe4096"},
    {4587, "SecP256r1MLKEM768"},
    {4588, "X25519MLKEM768"},
};

template <std::size_t size>
std::string name_in(const Named (&table)[size], std::uint32_t number, const char* otherwise) {
  for (const Named& row : table) {
    if (row.number == number) {
      return row.name;
    }
  }
  return otherwise + std::to_string(number);
}

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

// Of an unsigned number, the highest byte first.
std::size_t bits_of(ByteView number) {
  while (!number.empty() && number.front() == 0) {
    number = number.subspan(1);
  }
  return number.empty() ? 0
                        : (number.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(number.front()));
}

}  // namespace

void TlsWitness::read_message(ByteView message, KeyExchange exchange) {
  WireReader reader(message);
  const std::uint32_t type = reader.number(1);
  const ByteView body = reader.vector(3);
  if (!reader.is_good()) {
    return;
  }
  switch (type) {
    case kServerHello:
      return read_server_hello(body);
    case kCertificate:
      return read_certificates(body);
    case kCertificateStatus:
      return read_status(body);
    case kServerKeyExchange:
      return read_key_exchange(body, exchange);
    case kCertificateRequest:
      seen_.certificate_request.emplace();
      return;
    case kNewSessionTicket:
      has_ticket_ = true;
      return;
    default:
      return;
  }
}

void TlsWitness::read_server_hello(ByteView body) {
  WireReader reader(body);
  version_ = reader.number(2);
  reader.take(32);   // random
  reader.vector(1);  // session id
  cipher_ = static_cast<std::uint16_t>(reader.number(2));
  reader.number(1);  // compression
  if (!reader.is_good()) {
    return;
  }
  WireReader extensions(reader.vector(2));
  while (extensions.has_more()) {
    const std::uint32_t type = extensions.number(2);
    const ByteView data = extensions.vector(2);
    if (extensions.is_good()) {
      read_hello_extension(type, data);
    }
  }
  seen_.version = name_in(kVersions, version_, "version ");
}

void TlsWitness::read_hello_extension(std::uint32_t type, ByteView data) {
  WireReader reader(data);
  if (type == kSupportedVersions) {
    version_ = reader.number(2);
  } else if (type == kKeyShare) {
    seen_.group = name_in(kGroups, reader.number(2), "group ");
  } else if (type == kSignedCertificateTimestamp) {
    seen_.scts = copy(data);
  }
}

void TlsWitness::read_certificates(ByteView body) {
  WireReader reader(body);
  const bool has_extensions = version_ == kTls13;
  if (has_extensions) {
    reader.vector(1);  // certificate_request_context
  }
  seen_.certificates.clear();
  WireReader list(reader.vector(3));
  while (list.has_more() && seen_.certificates.size() < kMaxCertificates) {
    const ByteView certificate = list.vector(3);
    if (!list.is_good()) {
      return;
    }
    seen_.certificates.push_back(copy(certificate));
    const ByteView extensions = has_extensions ? list.vector(2) : ByteView();
    if (seen_.certificates.size() == 1) {
      read_entry_extensions(extensions);
    }
  }
}

void TlsWitness::read_entry_extensions(ByteView extensions) {
  WireReader reader(extensions);
  while (reader.has_more()) {
    const std::uint32_t type = reader.number(2);
    const ByteView data = reader.vector(2);
    if (!reader.is_good()) {
      return;
    }
    if (type == kStatusRequest) {
      read_status(data);
    } else if (type == kSignedCertificateTimestamp) {
      seen_.scts = copy(data);
    }
  }
}

void TlsWitness::read_status(ByteView status) {
  WireReader reader(status);
  const bool is_ocsp = reader.number(1) == kOcsp;
  const ByteView response = reader.vector(3);
  if (is_ocsp && reader.is_good()) {
    seen_.staple = copy(response);
  }
}

void TlsWitness::read_key_exchange(ByteView body, KeyExchange exchange) {
  WireReader reader(body);
  if (exchange == KeyExchange::ecdhe) {
    const bool is_named = reader.number(1) == kNamedCurve;
    const std::uint32_t group = reader.number(2);
    if (is_named && reader.is_good()) {
      seen_.group = name_in(kGroups, group, "group ");
    }
  } else if (exchange == KeyExchange::dhe) {
    dh_bits_ = bits_of(reader.vector(2));
    seen_.group = "DH " + std::to_string(dh_bits_) + " bits";
  }
}

}  // namespace checks
