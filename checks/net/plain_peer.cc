#include "checks/net/plain_peer.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "checks/net/stream.h"

namespace checks {
namespace {

struct Speech {
  std::string_view begins;  // the first line does
  std::string_view holds;   // and has this in it, in capitals; in any case there
  Recognised who;
};

constexpr Speech kSpeeches[] = {
    {"220", "SMTP", {"SMTP", "smtp"}},
    {"554", "SMTP", {"SMTP", "smtp"}},
    {"421", "SMTP", {"SMTP", "smtp"}},
    {"220", "LMTP", {"LMTP", "lmtp"}},
    {"220", "FTP", {"FTP", "ftp"}},
    {"220", "", {"SMTP or FTP", ""}},
    {"200", "NNTP", {"NNTP", "nntp"}},
    {"201", "NNTP", {"NNTP", "nntp"}},
    {"200", "NNRP", {"NNTP", "nntp"}},  // the readers' server of INN
    {"201", "NNRP", {"NNTP", "nntp"}},
    {"HTTP/", "", {"HTTP", ""}},
    {"<!DOCTYPE HTML", "", {"HTTP", ""}},
    {"<HTML", "", {"HTTP", ""}},
    {"<?XML", "", {"XMPP", "xmpp"}},
    {"<STREAM:STREAM", "", {"XMPP", "xmpp"}},
    {"* OK", "", {"IMAP", "imap"}},
    {"* PREAUTH", "", {"IMAP", "imap"}},
    {"* BYE", "", {"IMAP", "imap"}},
    {"+OK", "", {"POP3", "pop3"}},
    {"-ERR UNKNOWN COMMAND", "", {"Redis", ""}},
    {"-ERR", "", {"POP3", "pop3"}},
    {"SSH-", "", {"SSH", ""}},
    {"RFB ", "", {"VNC", "vnc"}},
    {"\"IMPLEMENTATION\"", "", {"ManageSieve", "sieve"}},
    {"NOTICE AUTH ", "", {"IRC", "irc"}},
    {":", " NOTICE ", {"IRC", "irc"}},
    {"ERROR :", "", {"IRC", "irc"}},
    {"AMQP", "", {"AMQP", ""}},
};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string_view first_line(ByteView bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.substr(0, text.find_first_of("\r\n"));
}

std::string advice(const Recognised& who) {
  if (*who.protocol != 0) {
    return std::string(": TLS begins by STARTTLS, try -P ") + who.protocol;
  }
  return std::string_view(who.name) == "SMTP or FTP" ? ": TLS begins by STARTTLS, try -P smtp or -P ftp" : "";
}

// Protocol version 9 or 10, or an error, in a packet numbered 0: MySQL's "Protocol::HandshakeV10" and
// "ERR_Packet".
bool is_mysql(ByteView bytes) {
  return bytes.size() > 4 && bytes[2] == 0 && bytes[3] == 0 &&
         (bytes[4] == 9 || bytes[4] == 10 || bytes[4] == 0xff);
}

// A command with an option: RFC 854.
bool is_telnet(ByteView bytes) {
  return bytes.size() > 2 && bytes[0] == 0xff && bytes[1] >= 0xfa && bytes[1] < 0xff;
}

// ErrorResponse, whose first field is the severity: "Message Formats" of PostgreSQL's manual.
bool is_postgres(ByteView bytes) {
  return bytes.size() > 5 && bytes[0] == 'E' && bytes[1] == 0 && bytes[2] == 0 && bytes[5] == 'S';
}

// LDAPMessage {messageID 0}, as only a Notice of Disconnection has it: RFC 4511, 4.4.1. The length has one
// byte, or as many as the first one says.
bool is_ldap(ByteView bytes) {
  if (bytes.size() < 2 || bytes[0] != 0x30) {
    return false;
  }
  const std::size_t more = bytes[1] >= 0x80 ? bytes[1] - 0x80U : 0;
  const std::array<std::uint8_t, 4> message = {0x02, 0x01, 0x00, 0x78};
  return more <= 4 && bytes.size() >= 2 + more + message.size() &&
         std::ranges::equal(bytes.subspan(2 + more, message.size()), message);
}

bool is_text(std::string_view line) {
  return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

std::string hex(ByteView bytes) {
  constexpr std::size_t kMost = 16;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes.first(std::min(kMost, bytes.size()))) {
    text += {' ', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text + (bytes.size() > kMost ? " ..." : "");
}

}  // namespace

bool may_be_tls(ByteView first) {
  constexpr std::uint8_t kAlert = 21;
  constexpr std::uint8_t kHandshake = 22;
  return !first.empty() && (first[0] == kAlert || first[0] == kHandshake) &&
         (first.size() < 2 || first[1] == 3);
}

const Recognised* recognise(std::string_view line) {
  std::string capitals(line);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), upper);
  for (const Speech& speech : kSpeeches) {
    if (capitals.starts_with(speech.begins) && capitals.find(speech.holds) != std::string::npos) {
      return &speech.who;
    }
  }
  return nullptr;
}

const Recognised* recognise_binary(ByteView first) {
  static constexpr struct {
    bool (*is)(ByteView);
    Recognised who;
  } kRows[] = {
      {is_mysql, {"MySQL", "mysql"}},
      {is_postgres, {"PostgreSQL", "postgres"}},
      {is_ldap, {"LDAP", "ldap"}},
      {is_telnet, {"Telnet", "telnet"}},
  };
  const auto* row = std::ranges::find_if(kRows, [first](const auto& one) { return one.is(first); });
  return row == std::end(kRows) ? nullptr : &row->who;
}

std::string describe_plain_peer(ByteView first) {
  const std::string_view line = first_line(first.first(std::min(first.size(), kMaxRecognised)));
  if (const Recognised* who = recognise(line)) {
    return std::string("the server speaks plain ") + who->name + " here (" + quote(line) + ")" + advice(*who);
  }
  if (const Recognised* who = recognise_binary(first)) {
    return std::string("the server speaks plain ") + who->name + " here: TLS begins inside it, try -P " +
           who->protocol;
  }
  return is_text(line) ? "what came is no TLS: " + quote(line) : "what came is no TLS:" + hex(first);
}

}  // namespace checks
