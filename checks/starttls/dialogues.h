// The coroutines that table.cc names. Each is one protocol and one file.

#pragma once

#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/starttls/protocol.h"

namespace checks {

// SMTP and submission: RFC 5321, RFC 3207.
//
// Greeting 220, EHLO, STARTTLS in its answer (any case), STARTTLS, 220. A reply has at most kMaxReplyLines
// lines (smtp.cc). Says which service speaks instead where it is TLS, HTTP or another one.
Task<Framing> start_smtp(Stream& stream, DialogueContext context);

}  // namespace checks
