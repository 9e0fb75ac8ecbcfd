#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/net/wire_reader.h"
#include "checks/starttls/binary_dialogue.h"
#include "checks/starttls/dialogues.h"

namespace checks {
namespace {

constexpr BinaryProtocol kVnc{"VNC", "vnc", ""};

// "RFB 003.008\n": RFC 6143, 7.1.1.
constexpr std::size_t kVersionSize = 12;
// Bytes of the reason why a server turns us away. RFC 6143 has no bound.
constexpr std::size_t kMaxReason = 4096;

// Security types: RFC 6143, 7.1.2 and 8.1.2 (IANA, "Remote Framebuffer Security Types").
constexpr std::uint8_t kVeNCrypt = 19;

// TigerVNC and its relatives, to an address that came several times and did not log in.
constexpr std::string_view kTooManyFailures = "Too many security failures";
constexpr const char* kWhyBlocked =
    " (it counts checks as failed log-ins; TigerVNC does not with UseBlacklist=0, or if it offers X509None)";

struct Named {
  std::uint32_t number;
  const char* name;
};

constexpr Named kSecurityTypes[] = {
    {1, "none"},   {2, "VNC authentication"}, {5, "RA2"},   {6, "RA2ne"}, {16, "Tight"},
    {17, "Ultra"}, {18, "anonymous TLS"},     {20, "SASL"}, {21, "MD5"},  {22, "xvp"},
    {30, "Apple"},
};

constexpr Named kSubtypes[] = {
    {256, "Plain"},   {257, "TLSNone"},   {258, "TLSVnc"},  {259, "TLSPlain"}, {260, "X509None"},
    {261, "X509Vnc"}, {262, "X509Plain"}, {263, "TLSSASL"}, {264, "X509SASL"},
};

// The VeNCrypt sub-types that bring a certificate, best first: a server counts a connection that ends before
// its user is known among the failed ones, and with "none" the user is known at once.
constexpr std::uint32_t kWithCertificate[] = {260, 261, 262, 264};

template <std::size_t size>
std::string name_in(const Named (&table)[size], std::uint32_t number) {
  for (const Named& row : table) {
    if (row.number == number) {
      return row.name;
    }
  }
  return "type " + std::to_string(number);
}

bool is_version(std::string_view text) {
  const auto digits = [text](std::size_t from) {
    return std::all_of(text.begin() + from, text.begin() + from + 3,
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  return text.size() == kVersionSize && text.starts_with("RFB ") && text[7] == '.' && text[11] == '\n' &&
         digits(4) && digits(8);
}

// A length of four bytes and so many bytes of text: RFC 6143, 7.1.2.
Task<std::string> read_reason(Stream& stream) {
  const Bytes head = co_await stream.read_exactly(4);
  const std::size_t length = WireReader(head).number(4);
  if (length > kMaxReason) {
    throw stream.failure(FailureKind::too_large,
                         "a reason of more than " + std::to_string(kMaxReason) + " bytes");
  }
  const Bytes text = co_await stream.read_exactly(length);
  co_return std::string(characters(text));
}

Task<> turned_away(Stream& stream) {
  const std::string reason = co_await read_reason(stream);
  const bool is_blocked = reason.find(kTooManyFailures) != std::string::npos;
  throw stream.failure(FailureKind::rejected,
                       "the server turns us away: " + quote(reason) + (is_blocked ? kWhyBlocked : ""));
}

// Answers with the version that we speak, at most 3.8.
Task<> agree_on_version(Stream& stream) {
  co_await await_greeting(stream, kVnc);
  const std::uint8_t first = co_await stream.peek();
  if (first != 'R') {
    co_await fail_as_other_protocol(stream, kVnc);
  }
  Bytes theirs = co_await stream.read_exactly(kVersionSize);
  const std::string version(characters(theirs));
  if (!is_version(version)) {
    co_await fail_as_other_protocol(stream, kVnc, std::move(theirs));
  }
  stream.set_stage(Stage::starttls, "before the security types");
  if (version < "RFB 003.007\n") {  // RFC 6143, appendix A: the server decides, and VeNCrypt is not known
    co_await stream.write("RFB 003.003\n");
    const Bytes type = co_await stream.read_exactly(4);
    if (WireReader(type).number(4) == 0) {
      co_await turned_away(stream);
    }
    throw stream.failure(FailureKind::not_offered,
                         "the server speaks " + quote(version.substr(0, 11)) + ", which knows no TLS");
  }
  co_await stream.write(version < "RFB 003.008\n" ? "RFB 003.007\n" : "RFB 003.008\n");
}

// The security types; none is a reason instead. [RFC 6143, 7.1.2]
Task<Bytes> read_security_types(Stream& stream) {
  const Bytes count = co_await stream.read_exactly(1);
  if (count[0] == 0) {
    co_await turned_away(stream);
  }
  Bytes types = co_await stream.read_exactly(count[0]);
  co_return types;
}

template <std::size_t size>
std::string list(const Named (&table)[size], const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (const std::uint32_t number : numbers) {
    text += (text.empty() ? "" : ", ") + name_in(table, number);
  }
  return text.empty() ? "nothing" : text;
}

// Both say 0.2, in which the sub-types are numbers of four bytes; "The VeNCrypt security type" of the
// community's RFB specification.
Task<> agree_on_vencrypt(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the version of VeNCrypt");
  const std::string_view choice("\x13", 1);
  co_await stream.write(choice);
  const Bytes version = co_await stream.read_exactly(2);
  if (version[0] == 0 && version[1] < 2) {
    throw stream.failure(
        FailureKind::not_offered,
        "the server's VeNCrypt is version 0." + std::to_string(version[1]) + ", which knows no certificates");
  }
  stream.set_stage(Stage::starttls, "before the sub-types of VeNCrypt");
  co_await stream.write(sized("\x00\x02"));
  const Bytes answer = co_await stream.read_exactly(1);
  if (answer[0] != 0) {
    throw stream.failure(FailureKind::rejected, "the server refuses version 0.2 of VeNCrypt");
  }
}

Task<std::vector<std::uint32_t>> read_subtypes(Stream& stream) {
  const Bytes count = co_await stream.read_exactly(1);
  const Bytes numbers = co_await stream.read_exactly(std::size_t{4} * count[0]);
  std::vector<std::uint32_t> subtypes;
  for (WireReader reader(numbers); reader.has_more();) {
    subtypes.push_back(reader.number(4));
  }
  co_return subtypes;
}

std::optional<std::uint32_t> choose(const std::vector<std::uint32_t>& offered) {
  for (const std::uint32_t subtype : kWithCertificate) {
    if (std::find(offered.begin(), offered.end(), subtype) != offered.end()) {
      return subtype;
    }
  }
  return std::nullopt;
}

}  // namespace

Task<Framing> start_vnc(Stream& stream, DialogueContext) {
  co_await agree_on_version(stream);
  const Bytes types = co_await read_security_types(stream);
  if (std::find(types.begin(), types.end(), kVeNCrypt) == types.end()) {
    const std::vector<std::uint32_t> numbers(types.begin(), types.end());
    throw stream.failure(FailureKind::not_offered,
                         "the server does not offer VeNCrypt, but " + list(kSecurityTypes, numbers));
  }
  co_await agree_on_vencrypt(stream);
  const std::vector<std::uint32_t> subtypes = co_await read_subtypes(stream);
  const std::optional<std::uint32_t> chosen = choose(subtypes);
  if (!chosen) {
    throw stream.failure(FailureKind::not_offered, "the server offers VeNCrypt without a certificate, only " +
                                                       list(kSubtypes, subtypes));
  }
  stream.set_stage(Stage::starttls, "before the answer to the sub-type");
  const std::array<std::uint8_t, 4> choice = {0, 0, static_cast<std::uint8_t>(*chosen >> 8),
                                              static_cast<std::uint8_t>(*chosen & 0xff)};
  co_await stream.write(ByteView(choice));
  const Bytes consent = co_await stream.read_exactly(1);
  if (consent[0] == 0) {
    throw stream.failure(FailureKind::rejected,
                         "the server offers " + name_in(kSubtypes, *chosen) + " and refuses it");
  }
  co_return Framing::plain;
}

}  // namespace checks
