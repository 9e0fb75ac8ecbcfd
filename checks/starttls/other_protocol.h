// What is said of a peer that speaks something else than was asked for: TLS at once, or another protocol.

#pragma once

#include <string>
#include <string_view>

#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// What was asked for. Literals.
struct TextProtocol {
  const char* name;           // "SMTP"
  const char* option;         // the row in table.cc, which knows its sibling: "smtp"
  std::string_view farewell;  // how to leave in plain text: "QUIT\r\n"; empty for none
};

// The same is told of both.
using BinaryProtocol = TextProtocol;

// "TLS begins at once on this port: use -P smtps"; "-P tls" where the protocol has no sibling.
NetworkError tls_at_once(const Stream& stream, TextProtocol protocol);

// The same failure with " (if TLS begins at once on this port, use -P smtps)" behind its words: for a server
// from which nothing came.
NetworkError maybe_tls_at_once(const Stream& stream, TextProtocol protocol, const Failure& failure);

// The failure for a line that is none of the protocol's:
//
//   "the server speaks IMAP, not SMTP: try -P imap ('* OK ready')"
//   "the server speaks HTTP, not SMTP: 'HTTP/1.1 400 Bad Request'"
//   "the answer is not SMTP: '22o'"
NetworkError not_spoken(const Stream& stream, TextProtocol protocol, std::string_view line);

// True if that greeting tells another protocol for certain. For servers that share their first number, when
// they say no to what they should know.
bool is_greeting_of_other(TextProtocol protocol, std::string_view greeting);

// Throws `protocol`, always. For what does not begin as the protocol's messages do: `head` was read of it, or
// at least one byte is there. The rest of its first line is waited for, at most kLinePatience
// (other_protocol.cc). Beside those of not_spoken:
//
//   "the server speaks MySQL, not LDAP: try -P mysql"
//   "the answer is not LDAP: its first byte is 0x05"
Task<> fail_as_other_protocol(Stream& stream, TextProtocol protocol, Bytes head);
Task<> fail_as_other_protocol(Stream& stream, TextProtocol protocol);

}  // namespace checks
