// What every dialogue must withstand, by scripts without a socket.
//
// The server that is asked for is "mx.example.org", we are "monitor.example.net".

#pragma once

#include <boost/test/unit_test.hpp>
#include <span>
#include <string>
#include <string_view>

#include "checks/starttls/protocol.h"
#include "tests/support/scripted_transport.h"

namespace tests {

using checks::FailureKind;

// A dialogue that fails, and how.
struct Refusal {
  const char* name;
  Script script;
  FailureKind kind;
  std::string text;
};

// Goes well wherever the server's bytes are split, and byte by byte, and leaves nothing unread. Whatever byte
// the server ends, resets or falls silent after, it is a failure of that kind at stage starttls.
void check_good(const char* protocol, const Script& script, checks::Framing framing = checks::Framing::plain);

// Fails as the row says, wherever the bytes are split (within the first 100). Everything is said and heard,
// but for what no reader would wait for (`too_large`, `protocol`).
void check_refusals(const char* protocol, std::span<const Refusal> rows);

// What the server says behind its consent, which is the last that `script` says, stays unread.
void check_injection(const char* protocol, const Script& script, std::string_view injected);

// More of it than any reader takes.
std::string many(std::string_view line, int count = 1000);

}  // namespace tests
