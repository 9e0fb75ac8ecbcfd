// The protocols: how each gets from a fresh connection to the point where TLS begins, and how it takes leave.
//
// A protocol is one file with one coroutine that reads from top to bottom, its declaration in dialogues.h,
// and one row in table.cc.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// How TLS records travel on the wire after a dialogue.
enum class Framing { plain, tds };

struct DialogueContext {
  std::string peer_name;   // the name of the server that is checked, for protocols that must say it
  std::string local_name;  // who we say we are (EHLO): a name that is no address, without blanks or control
                           // characters
};

enum class ProtocolKind { direct, starttls };

struct Protocol {
  const char* name;     // "smtp"
  const char* aliases;  // further names, separated by blanks
  ProtocolKind kind;
  // The same service the other way: imaps for imap, and imap for imaps. "" for none. For hints: what to ask
  // where a server begins TLS in the other way.
  const char* sibling;
  std::uint16_t port;  // default
  const char* rfc;     // "RFC 3207", or what else says it
  const char* alpn;    // protocol to offer, "" for none
  // Speaks until TLS may begin; null for direct TLS. Throws NetworkError{starttls, not_offered | rejected |
  // protocol | closed | ...} with the server's own words. Where the server says no and still listens, the
  // dialogue takes leave in plain text before it throws, so that the server logs no lost connection; the
  // caller has nothing to send then. What the server sent beyond its consent stays unread in the stream: the
  // caller takes it (Stream::take_unread) before the handshake.
  Task<Framing> (*start)(Stream& stream, DialogueContext context);
  // Sent encrypted in place of close_notify when all evidence is taken, not waited for: "QUIT\r\n". Empty for
  // none.
  std::string_view farewell;
  // Behind TLS the server greets before the client may speak: without a greeting there is no farewell, but
  // close_notify.
  bool server_greets = false;
  // The farewell's answer is heard, at most kFarewellPatience (collect.cc): servers of this protocol log a
  // broken connection if we are gone before.
  bool answers_farewell = false;
};

// In the order of --list-protocols.
std::span<const Protocol> protocol_table();

// By name or alias, in any case; null if there is none.
const Protocol* find_protocol(std::string_view name);

}  // namespace checks
