// Answers of HTTP/1.1 (RFC 9112) from a Stream, by Boost.Beast, bounded in all their parts.

#pragma once

#include <cstddef>
#include <string>

#include "checks/evidence/bytes.h"
#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// Status line and header fields; most servers refuse more in requests, and answers of CAs have 0.5 kB.
inline constexpr std::size_t kMaxHttpHead = 8192;
// Interim answers (1xx) before the final one, which nobody sends to a plain request.
inline constexpr int kMaxInterim = 4;

struct HttpAnswer {
  unsigned status = 0;
  std::string reason;    // as the server put it
  std::string location;  // empty: none
  Bytes body;
  bool keeps_open = false;  // another request may follow on this connection
};

// The answer to one request; interim ones are passed over. Bytes behind it are a fault of the server where
// the connection is used again, and make `keeps_open` false. Throws NetworkError with stage `fetch`:
// too_large for a body above `limit` or a head above kMaxHttpHead, protocol, and what Stream throws.
Task<HttpAnswer> read_http_answer(Stream& stream, std::size_t limit);

}  // namespace checks
