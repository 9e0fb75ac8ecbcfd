// What speaks where TLS, or another protocol, was expected.

#pragma once

#include <string>
#include <string_view>

#include "checks/evidence/bytes.h"

namespace checks {

// Bytes by which a peer is recognised and shown.
inline constexpr std::size_t kMaxRecognised = 512;

// True if a server's first bytes can be TLS: an alert or handshake record (RFC 8446, 5.1).
bool may_be_tls(ByteView first);

// Who begins like that.
struct Recognised {
  const char* name;      // "IMAP"; "SMTP or FTP" where one line does not tell
  const char* protocol;  // what -P calls it before TLS, "" if it is not one of ours: "imap"
};

// By a server's first line, in any case; null if it is nobody known.
const Recognised* recognise(std::string_view line);

// By the first bytes of one that speaks no text: MySQL, PostgreSQL, LDAP, Telnet.
const Recognised* recognise_binary(ByteView first);

// A clause on a server whose first bytes are no TLS:
//
//   "the server speaks plain SMTP here ('220 mx.example.org ESMTP'): TLS begins by STARTTLS, try -P smtp"
//   "the server speaks plain HTTP here ('HTTP/1.1 400 Bad Request')"
//   "the server speaks plain MySQL here: TLS begins inside it, try -P mysql"
//   "what came is no TLS: 'some text'"
//   "what came is no TLS: 05 ff 00"
std::string describe_plain_peer(ByteView first);

}  // namespace checks
