#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "checks/net/wire_reader.h"
#include "checks/starttls/binary_dialogue.h"
#include "checks/starttls/dialogues.h"

namespace checks {
namespace {

constexpr BinaryProtocol kLdap{"LDAP", "ldap", kLdapUnbind};

// Bytes of a message that is an answer to us: a result code and a sentence or two. RFC 4511 has no bound;
// OpenLDAP's own for peers that it does not know is 256 KiB.
constexpr std::size_t kMaxMessage = 16U << 10;

// Tags: X.690, 8.1.2; RFC 4511, 4.2 to 4.12. All are one byte.
enum Tag : std::uint32_t {
  kInteger = 0x02,
  kOctetString = 0x04,
  kEnumerated = 0x0a,
  kSequence = 0x30,
  kExtendedResponse = 0x78,  // [APPLICATION 24]
};

// LDAPMessage {messageID 1, extendedReq {requestName}}: RFC 4511, 4.12 and 4.14.1.
constexpr std::string_view kStartTls = sized(
    "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
    "1.3.6.1.4.1.1466.20037");
constexpr std::uint32_t kOurMessage = 1;
constexpr std::uint32_t kUnsolicited = 0;  // messageID of what nobody asked for: RFC 4511, 4.4

// RFC 4511, 4.1.9. What a server may say to StartTLS, and what any operation may get.
enum ResultCode : std::uint32_t {
  kSuccess = 0,
  kProtocolError = 2,
  kStrongerAuthRequired = 8,
  kInappropriateAuthentication = 48,
  kInsufficientAccessRights = 50,
};

struct Named {
  std::uint32_t code;
  const char* name;
};

constexpr Named kResults[] = {
    {1, "operationsError"},
    {2, "protocolError"},
    {3, "timeLimitExceeded"},
    {7, "authMethodNotSupported"},
    {8, "strongerAuthRequired"},
    {10, "referral"},
    {11, "adminLimitExceeded"},
    {12, "unavailableCriticalExtension"},
    {13, "confidentialityRequired"},
    {48, "inappropriateAuthentication"},
    {49, "invalidCredentials"},
    {50, "insufficientAccessRights"},
    {51, "busy"},
    {52, "unavailable"},
    {53, "unwillingToPerform"},
    {80, "other"},
};

struct Response {
  std::uint32_t message = 0;
  std::uint32_t code = 0;
  std::string diagnostic;

  // "unavailable (52), 'no certificate'".
  std::string words() const;
};

std::string Response::words() const {
  const char* name = "result";
  for (const Named& row : kResults) {
    name = row.code == code ? row.name : name;
  }
  std::string text = std::string(name) + " (" + std::to_string(code) + ")";
  return diagnostic.empty() ? text : text + ", " + quote(diagnostic);
}

// The length of an element whose first length byte was `first`: as it is below 0x80, else of so many bytes
// more. RFC 4511, 5.1: "Only the definite form of length encoding is used."
std::optional<std::size_t> length_bytes(std::uint8_t first) {
  const std::size_t count = first & 0x7f;
  return first < 0x80 ? 0 : count >= 1 && count <= 4 ? std::optional<std::size_t>(count) : std::nullopt;
}

// The content of the next element if it has that tag; else the reader is good no more.
ByteView element(WireReader& reader, std::uint32_t tag) {
  const std::uint32_t found = reader.number(1);
  const std::uint8_t first = static_cast<std::uint8_t>(reader.number(1));
  const std::optional<std::size_t> more = length_bytes(first);
  const std::size_t length = !more ? static_cast<std::size_t>(-1) : *more == 0 ? first : reader.number(*more);
  return reader.take(found == tag ? length : static_cast<std::size_t>(-1));
}

// Result codes and message numbers are not negative and fit in 31 bits: RFC 4511, 4.1.1.1.
std::uint32_t integer(WireReader& reader, std::uint32_t tag) {
  const ByteView content = element(reader, tag);
  if (content.empty() || content.size() > 4) {
    reader.take(static_cast<std::size_t>(-1));
  }
  WireReader digits(content);
  return content.size() <= 4 ? digits.number(content.size()) : 0;
}

// ExtendedResponse of RFC 4511, 4.12 without its optional parts.
std::optional<Response> parse_response(ByteView message) {
  Response response;
  WireReader reader(message);
  response.message = integer(reader, kInteger);
  WireReader operation(element(reader, kExtendedResponse));
  response.code = integer(operation, kEnumerated);
  element(operation, kOctetString);  // matchedDN
  response.diagnostic = characters(element(operation, kOctetString));
  return reader.is_good() && operation.is_good() ? std::optional<Response>(std::move(response))
                                                 : std::nullopt;
}

// The content of the next LDAPMessage, whose tag was seen.
Task<Bytes> read_message(Stream& stream) {
  const Bytes head = co_await stream.read_exactly(2);
  const std::optional<std::size_t> more = length_bytes(head[1]);
  if (!more) {
    throw stream.failure(FailureKind::protocol, "the answer is not LDAP: its length cannot be read");
  }
  std::size_t length = head[1];
  if (*more > 0) {
    const Bytes bytes = co_await stream.read_exactly(*more);
    WireReader reader(bytes);
    length = reader.number(*more);
  }
  if (length > kMaxMessage) {
    throw stream.failure(FailureKind::too_large,
                         "an answer of more than " + std::to_string(kMaxMessage >> 10) + " KiB");
  }
  Bytes content = co_await stream.read_exactly(length);
  co_return content;
}

Task<Response> read_response(Stream& stream) {
  co_await await_greeting(stream, kLdap, FirstWord::ours);
  const std::uint8_t first = co_await stream.peek();
  if (first != kSequence) {
    co_await fail_as_other_protocol(stream, kLdap);
  }
  const Bytes message = co_await read_message(stream);
  std::optional<Response> response = parse_response(message);
  if (!response || (response->message != kOurMessage && response->message != kUnsolicited)) {
    throw stream.failure(FailureKind::protocol, "the answer is no LDAP response to StartTLS");
  }
  co_return std::move(*response);
}

// Of one that is not success.
Task<> fail_as_refused(Stream& stream, Response response) {
  switch (response.code) {
    case kProtocolError:  // RFC 4511, 4.14.2: StartTLS is not supported
      return refuse(stream, kLdap, FailureKind::not_offered,
                    "the server does not offer StartTLS: " + response.words());
    case kStrongerAuthRequired:
    case kInappropriateAuthentication:
    case kInsufficientAccessRights:
      return refuse(stream, kLdap, FailureKind::rejected,
                    "the server allows StartTLS only after authentication: " + response.words());
    default:
      return refuse(stream, kLdap, FailureKind::rejected, "the server refuses StartTLS: " + response.words());
  }
}

}  // namespace

Task<Framing> start_ldap(Stream& stream, DialogueContext) {
  stream.set_stage(Stage::starttls, "before the answer to StartTLS");
  co_await stream.write(kStartTls);
  const Response response = co_await read_response(stream);
  if (response.message == kUnsolicited) {  // RFC 4511, 4.4.1: Notice of Disconnection
    throw stream.failure(FailureKind::rejected, "the server turns us away: " + response.words());
  }
  if (response.code != kSuccess) {
    co_await fail_as_refused(stream, response);
  }
  co_return Framing::plain;
}

}  // namespace checks
