#include "checks/net/client_hello.h"

#include <algorithm>
#include <initializer_list>

namespace checks {
namespace {

constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kClientHello = 1;

// RFC 8446, B.4.
constexpr std::uint16_t kSuites13[] = {0x1302, 0x1303, 0x1301};

// IANA's registry: those that real servers have or had, what is in use first, then what no server should
// have: DSS, Camellia, SEED, IDEA, fixed ECDH, RC4, DES, anonymous ones, export, NULL. Last
// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746, 3.3).
constexpr std::uint16_t kSuites[] = {
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc0ac, 0xc0ad, 0xc009, 0xc013, 0xc00a, 0xc014, 0xc023,
    0xc027, 0xc024, 0xc028, 0x009e, 0x009f, 0xccaa, 0x0033, 0x0039, 0x0067, 0x006b, 0x009c, 0x009d, 0xc09c,
    0xc09d, 0x002f, 0x0035, 0x003c, 0x003d, 0x000a, 0x0016, 0xc012, 0xc008, 0x00a2, 0x00a3, 0x0032, 0x0038,
    0x0040, 0x006a, 0x0013, 0x0041, 0x0084, 0x0045, 0x0088, 0x0096, 0x009a, 0x0007, 0xc004, 0xc005, 0xc00e,
    0xc00f, 0x0005, 0x0004, 0xc011, 0xc007, 0x0009, 0x0015, 0x0012, 0x0034, 0x003a, 0xc018, 0xc019, 0x0018,
    0x001b, 0x0003, 0x0006, 0x0008, 0x0014, 0x0011, 0x0002, 0x0001, 0x003b, 0xc010, 0xc006, 0x00ff};

// The newest suite of RFC 6101's time; those of elliptic curves have numbers above.
constexpr std::uint16_t kLastOfSsl3 = 0x0096;
constexpr std::uint16_t kScsv = 0x00ff;

// As the ordinary handshake (tls_context.cc). A server of TLS 1.3 gets a share for the first one.
constexpr std::uint16_t kX25519 = 0x001d;
constexpr std::uint16_t kGroups[] = {kX25519, 0x0017, 0x0018, 0x0019, 0x001e, 0x001a, 0x001b,
                                     0x001c,  0x0016, 0x0015, 0x0013, 0x0100, 0x0101, 0x0102};

constexpr std::uint16_t kSignatures[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805,
                                         0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
                                         0x0303, 0x0203, 0x0301, 0x0201, 0x0402, 0x0302, 0x0202};

enum Extension : std::uint16_t {
  kServerName = 0,
  kSupportedGroups = 10,
  kPointFormats = 11,
  kSignatureAlgorithms = 13,
  kAlpn = 16,
  kPadding = 21,
  kSupportedVersions = 43,
  kKeyShare = 51,
};

void put(Bytes& to, std::size_t size, std::size_t number) {
  for (std::size_t i = size; i > 0; --i) {
    to.push_back(static_cast<std::uint8_t>(number >> (8 * (i - 1))));
  }
}

void put(Bytes& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

// `opaque<0..2^(8*size)-1>`.
Bytes vector_of(std::size_t size, ByteView bytes) {
  Bytes made;
  put(made, size, bytes.size());
  put(made, bytes);
  return made;
}

template <class Numbers>
Bytes list_of(const Numbers& numbers) {
  Bytes list;
  for (const std::uint16_t number : numbers) {
    put(list, 2, number);
  }
  return vector_of(2, list);
}

void put_extension(Bytes& to, Extension type, ByteView content) {
  put(to, 2, type);
  put(to, vector_of(2, content));
}

ByteView bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes suites_for(TlsVersion version) {
  if (version == TlsVersion::tls1_3) {
    return list_of(kSuites13);
  }
  Bytes list;
  for (const std::uint16_t suite : kSuites) {
    if (version != TlsVersion::ssl3 || suite <= kLastOfSsl3 || suite == kScsv) {
      put(list, 2, suite);
    }
  }
  return vector_of(2, list);
}

// RFC 6066, 3: a list of names, each with its type.
void put_server_name(Bytes& to, const std::string& name) {
  constexpr std::size_t kMaxName = 255;  // RFC 1035, 2.3.4
  if (!name.empty() && name.size() <= kMaxName) {
    Bytes entry{0};
    put(entry, vector_of(2, bytes_of(name)));
    put_extension(to, kServerName, vector_of(2, entry));
  }
}

void put_alpn(Bytes& to, const std::string& protocol) {
  constexpr std::size_t kMaxProtocol = 255;  // RFC 7301, 3.1
  if (!protocol.empty() && protocol.size() <= kMaxProtocol) {
    put_extension(to, kAlpn, vector_of(2, vector_of(1, bytes_of(protocol))));
  }
}

// RFC 8446, 4.2.1 and 4.2.8. Any 32 bytes are a public key of X25519 (RFC 7748, 5).
void put_version_13(Bytes& to, ByteView share) {
  Bytes versions{2};
  put(versions, 2, wire_number(TlsVersion::tls1_3));
  put_extension(to, kSupportedVersions, versions);
  Bytes entry;
  put(entry, 2, kX25519);
  put(entry, vector_of(2, share));
  put_extension(to, kKeyShare, vector_of(2, entry));
}

Bytes extensions_for(const HelloOffer& offer, ByteView share) {
  Bytes made;
  put_server_name(made, offer.server_name.value_or(""));
  put_extension(made, kSupportedGroups, list_of(kGroups));
  put_extension(made, kPointFormats, Bytes{1, 0});
  if (offer.version >= TlsVersion::tls1_2) {
    put_extension(made, kSignatureAlgorithms, list_of(kSignatures));
  }
  put_alpn(made, offer.alpn);
  if (offer.version == TlsVersion::tls1_3) {
    put_version_13(made, share);
  }
  return made;
}

// RFC 7685, 4: servers exist that hang at a ClientHello of 256 to 511 bytes.
void pad(Bytes& extensions, std::size_t rest) {
  constexpr std::size_t kExtensionHeader = 4;
  constexpr std::size_t kFrom = 256;
  constexpr std::size_t kTo = 512;
  const std::size_t size = rest + extensions.size();
  if (size >= kFrom && size < kTo) {
    const std::size_t missing = kTo - size;
    put_extension(extensions, kPadding, Bytes(missing - std::min(missing, kExtensionHeader)));
  }
}

Bytes record(std::uint8_t type, std::uint16_t version, ByteView content) {
  Bytes made{type};
  put(made, 2, version);
  put(made, vector_of(2, content));
  return made;
}

// RFC 5246, E.1: what old servers read first, the record's version, is 3.1 for all but SSL 3.0.
std::uint16_t record_version(TlsVersion version) { return version == TlsVersion::ssl3 ? 0x0300 : 0x0301; }

}  // namespace

std::uint16_t wire_number(TlsVersion version) {
  return static_cast<std::uint16_t>(0x0300 + static_cast<int>(version));
}

Bytes client_hello(const HelloOffer& offer, ByteView entropy) {
  const bool is_13 = offer.version == TlsVersion::tls1_3;
  Bytes body;
  // RFC 8446, 4.1.2: "legacy_version MUST be set to 0x0303".
  put(body, 2, wire_number(is_13 ? TlsVersion::tls1_2 : offer.version));
  put(body, entropy.first(32));
  // RFC 8446, D.4: a session identifier, so that middleboxes take it for a resumption.
  put(body, vector_of(1, entropy.subspan(32, is_13 ? 32 : 0)));
  put(body, suites_for(offer.version));
  put(body, Bytes{1, 0});  // no compression
  if (offer.version != TlsVersion::ssl3) {
    constexpr std::size_t kHeaders = 4 + 2;  // of the message and of the list of extensions
    Bytes extensions = extensions_for(offer, entropy.subspan(64, 32));
    pad(extensions, body.size() + kHeaders);
    put(body, vector_of(2, extensions));
  }
  Bytes message{kClientHello};
  put(message, vector_of(3, body));
  return record(kHandshakeRecord, record_version(offer.version), message);
}

Bytes cancelled_hello(TlsVersion version) {
  constexpr std::uint8_t kWarning = 1;
  constexpr std::uint8_t kUserCanceled = 90;
  constexpr std::uint8_t kCloseNotify = 0;
  const std::uint16_t number = std::min(wire_number(version), wire_number(TlsVersion::tls1_2));
  Bytes made = record(kAlertRecord, number, Bytes{kWarning, kUserCanceled});
  put(made, record(kAlertRecord, number, Bytes{kWarning, kCloseNotify}));
  return made;
}

}  // namespace checks
