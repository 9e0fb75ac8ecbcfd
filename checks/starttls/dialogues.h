// The coroutines that table.cc names. Each is one protocol and one file.
//
// All of them say which service speaks instead where it is TLS, HTTP or another one, and bound what they
// read: lines by kMaxLine, answers by kMaxReplyLines (text_dialogue.h).

#pragma once

#include <string_view>

#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/starttls/protocol.h"

namespace checks {

// SMTP and submission: RFC 5321, RFC 3207.
//
// Greeting 220, EHLO, STARTTLS in its answer (any case), STARTTLS, 220.
Task<Framing> start_smtp(Stream& stream, DialogueContext context);

// LMTP: RFC 2033. As SMTP, with LHLO; both are in smtp.cc.
Task<Framing> start_lmtp(Stream& stream, DialogueContext context);

// IMAP: RFC 9051, 6.2.1.
//
// Greeting OK, CAPABILITY, STARTTLS among its words, STARTTLS, OK. Says so where the server lets everyone in
// (PREAUTH). Literals are not read: no answer here has one.
Task<Framing> start_imap(Stream& stream, DialogueContext context);

// POP3: RFC 2595, 4; RFC 2449.
//
// Greeting +OK, CAPA, STLS in its list, STLS, +OK. A server that does not know CAPA is asked for STLS all the
// same.
Task<Framing> start_pop3(Stream& stream, DialogueContext context);

// ManageSieve: RFC 5804, 2.2.
//
// The greeting is a list of capabilities and OK; "STARTTLS" among them, STARTTLS, OK. Strings come quoted or
// as literals, a line with its literals has at most kMaxLine bytes.
Task<Framing> start_sieve(Stream& stream, DialogueContext context);

// FTP: RFC 4217, 4.
//
// Greeting 220 (after 120, if it must), AUTH TLS, 234.
Task<Framing> start_ftp(Stream& stream, DialogueContext context);

// NNTP: RFC 4642; RFC 3977.
//
// Greeting 200 or 201, CAPABILITIES, STARTTLS in its list, STARTTLS, 382. Where the list has MODE-READER in
// its place, MODE READER and the list again. A server that does not know CAPABILITIES is asked for STARTTLS
// all the same.
Task<Framing> start_nntp(Stream& stream, DialogueContext context);

// IRC: the "tls" capability of IRCv3.
//
// CAP LS and STARTTLS at once, 670. Capabilities without tls are a no; a server that does not know CAP, or is
// silent on it, is judged by its answer to STARTTLS. Notices and numbers that are no answer are skipped.
Task<Framing> start_irc(Stream& stream, DialogueContext context);

// Telnet: the option START_TLS, draft-altman-telnet-starttls-02; RFC 854.
//
// WILL START_TLS from us, DO from the server in any order, FOLLOWS from both. Text is skipped, other options
// are declined, together at most kMaxBytes bytes (telnet.cc).
Task<Framing> start_telnet(Stream& stream, DialogueContext context);

// XMPP: RFC 6120, 5. The stream is for the domain `peer_name`, which need not be the name of the machine.
//
// Stream header, features, <starttls/> among them, <starttls/>, <proceed/>. What is read of XML is in
// xml_reader.h. An error of the stream is told by its condition and text; where the domain is not served, or
// the port is the other one, the sentence says so.
Task<Framing> start_xmpp(Stream& stream, DialogueContext context);         // a client
Task<Framing> start_xmpp_server(Stream& stream, DialogueContext context);  // a server that is not known yet

// LDAP: RFC 4511, 4.14 (StartTLS, an extended operation).
//
// Told apart: `protocolError`, by which a server says that it knows no StartTLS; the codes that demand a bind
// first; every other refusal, by name and with its diagnostic message; a Notice of Disconnection.
Task<Framing> start_ldap(Stream& stream, DialogueContext context);

// UnbindRequest {messageID 2}: RFC 4511, 4.3. Without it a server logs a lost connection.
inline constexpr std::string_view kLdapUnbind("\x30\x05\x02\x01\x02\x42\x00", 7);

// PostgreSQL: SSLRequest ("SSL Session Encryption" in its manual), which is answered by "S" or "N", by an
// error where the server turns everybody away, or by one where it is older than SSLRequest.
//
// No farewell: a server takes "Terminate" only after a start-up packet, and one that hears nothing at all
// behind its answer logs nothing.
Task<Framing> start_postgres(Stream& stream, DialogueContext context);

// MySQL and MariaDB: the greeting is read by its length, TLS is asked for by "Protocol::SSLRequest", which
// has no answer. An error may stand in place of the greeting ("Host is blocked", "Too many connections").
// Takes leave by a login that is refused, see mysql_login.h.
Task<Framing> start_mysql(Stream& stream, DialogueContext context);

// Microsoft SQL Server: [MS-TDS], PRELOGIN with encryption on. The handshake's records travel inside PRELOGIN
// packets (Framing::tds), what follows them does not.
//
// Servers that demand TDS 8 ("strict encryption") begin TLS at once: that is the protocol tds-strict.
Task<Framing> start_tds(Stream& stream, DialogueContext context);

// Remote Desktop: [MS-RDPBCGR], 2.2.1.1, a connection request of X.224 that asks for TLS, with or without
// Network Level Authentication behind it, which does not begin. The refusals are told in words.
//
// No farewell: the protocol knows none before a session is set up, so servers such as xrdp log that it was
// not.
Task<Framing> start_rdp(Stream& stream, DialogueContext context);

// VNC: RFC 6143 and its security type VeNCrypt with a sub-type that brings a certificate (X509None, X509Vnc,
// X509Plain, X509SASL). The others are TLS with an anonymous key exchange: there is nothing to check.
//
// TigerVNC blocks an address that came five times and did not log in. X509None, which is preferred, is a
// log-in; for a server that offers others only, see the words of the failure.
Task<Framing> start_vnc(Stream& stream, DialogueContext context);

// HTTP/2: RFC 9113, 3.4, 6.5 and 6.8. The preface, empty SETTINGS and GOAWAY without an error: a connection
// that asks for nothing. Without them servers log a bad request.
inline constexpr std::string_view kHttp2Goaway(
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    "\x00\x00\x08\x07\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00",
    50);

}  // namespace checks
