#include <string>
#include <string_view>
#include <utility>

#include "checks/net/wire_reader.h"
#include "checks/starttls/binary_dialogue.h"
#include "checks/starttls/dialogues.h"

namespace checks {
namespace {

constexpr BinaryProtocol kRdp{"RDP", "rdp", ""};

// RFC 1006, 6 (TPKT): version 3, reserved, the length with these four bytes.
constexpr std::uint32_t kTpkt = 3;
constexpr std::size_t kTpktHeader = 4;
// A Connection Confirm has 11 bytes, or 19 with its negotiation. X.224, 13.2.1: at most 254 behind the first.
constexpr std::size_t kMaxConfirm = 255;

// X.224 Connection Request with RDP_NEG_REQ ([MS-RDPBCGR], 2.2.1.1): PROTOCOL_SSL and PROTOCOL_HYBRID, which
// is the same TLS with Network Level Authentication to follow; servers that demand that refuse the former
// alone.
constexpr std::string_view kRequest = sized(
    "\x03\x00\x00\x13"
    "\x0e\xe0\x00\x00\x00\x00\x00"
    "\x01\x00\x08\x00\x03\x00\x00\x00");

constexpr std::uint32_t kConnectionConfirm = 0xd0;  // X.224, 13.4
constexpr std::uint32_t kNegotiationResponse = 2;   // [MS-RDPBCGR], 2.2.1.2.1
constexpr std::uint32_t kNegotiationFailure = 3;    // 2.2.1.2.2

// 2.2.1.1.1.
constexpr std::uint32_t kStandardSecurity = 0;  // PROTOCOL_RDP: no TLS
constexpr std::uint32_t kTls = 1;               // PROTOCOL_SSL
constexpr std::uint32_t kTlsAndLevel = 2;       // PROTOCOL_HYBRID

// [MS-RDPBCGR], 2.2.1.2.2.
struct Refusal {
  std::uint32_t code;
  FailureKind kind;
  const char* words;
};

constexpr Refusal kRefusals[] = {
    {1, FailureKind::rejected, "it demands TLS, which was asked for (SSL_REQUIRED_BY_SERVER)"},
    {2, FailureKind::not_offered,
     "its settings allow only the standard RDP security without TLS (SSL_NOT_ALLOWED_BY_SERVER)"},
    {3, FailureKind::rejected, "it has no usable certificate (SSL_CERT_NOT_ON_SERVER)"},
    {4, FailureKind::rejected, "it finds the request inconsistent (INCONSISTENT_FLAGS)"},
    {5, FailureKind::rejected, "it demands Network Level Authentication (HYBRID_REQUIRED_BY_SERVER)"},
    {6, FailureKind::rejected, "it demands a client certificate (SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER)"},
};

NetworkError refusal(const Stream& stream, std::uint32_t code) {
  for (const Refusal& row : kRefusals) {
    if (row.code == code) {
      return stream.failure(row.kind, std::string("the server refuses TLS: ") + row.words);
    }
  }
  return stream.failure(FailureKind::rejected, "the server refuses TLS: code " + std::to_string(code));
}

// What follows the TPKT header.
Task<Bytes> read_confirm(Stream& stream) {
  co_await await_greeting(stream, kRdp, FirstWord::ours);
  const std::uint8_t first = co_await stream.peek();
  if (first != kTpkt) {
    co_await fail_as_other_protocol(stream, kRdp);
  }
  const Bytes head = co_await stream.read_exactly(kTpktHeader);
  WireReader reader(head);
  reader.take(2);
  const std::size_t length = reader.number(2);
  if (length <= kTpktHeader || length > kTpktHeader + kMaxConfirm) {
    throw stream.failure(FailureKind::protocol,
                         "the answer is not RDP: a packet of " + std::to_string(length) + " bytes");
  }
  Bytes confirm = co_await stream.read_exactly(length - kTpktHeader);
  co_return confirm;
}

}  // namespace

Task<Framing> start_rdp(Stream& stream, DialogueContext) {
  stream.set_stage(Stage::starttls, "before the answer to the connection request");
  co_await stream.write(kRequest);
  const Bytes confirm = co_await read_confirm(stream);
  WireReader reader(confirm);
  reader.number(1);  // length
  const std::uint32_t code = reader.number(1);
  reader.take(2 + 2 + 1);  // references, class
  if (!reader.is_good() || code != kConnectionConfirm) {
    throw stream.failure(FailureKind::protocol, "the answer is no connection confirm of X.224");
  }
  // Without a negotiation the server is older than it: Windows XP, Server 2003 without a service pack.
  const bool has_negotiation = reader.has_more();
  const std::uint32_t type = reader.number(1);
  reader.take(1 + 2);  // flags, length
  const std::uint32_t value = reader.little_number(4);
  if (has_negotiation && !reader.is_good()) {
    throw stream.failure(FailureKind::protocol, "the answer's negotiation is cut off");
  }
  if (type == kNegotiationFailure) {
    throw refusal(stream, value);
  }
  if (type != kNegotiationResponse || value == kStandardSecurity) {
    throw stream.failure(FailureKind::not_offered,
                         "the server does not offer TLS but the standard RDP security only");
  }
  if (value != kTls && value != kTlsAndLevel) {
    throw stream.failure(FailureKind::protocol, "the server chose security protocol " +
                                                    std::to_string(value) + ", which was not asked for");
  }
  co_return Framing::plain;
}

}  // namespace checks
