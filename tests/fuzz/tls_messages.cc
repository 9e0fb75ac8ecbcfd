// What a server sends around TLS: handshake messages as they are taken raw, packets of TDS, and what is no
// TLS at all. data[0] picks one of these.

#include <algorithm>

#include "checks/net/plain_peer.h"
#include "checks/net/tds_transport.h"
#include "checks/net/tls_witness.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/run_task.h"

namespace {

// Each message has its length in its header: RFC 8446, 4.
void witness(checks::ByteView bytes, checks::KeyExchange exchange) {
  checks::Handshake seen;
  checks::TlsWitness witness(seen);
  while (bytes.size() >= 4) {
    const std::size_t length =
        4 + (std::size_t{bytes[1]} << 16 | std::size_t{bytes[2]} << 8 | std::size_t{bytes[3]});
    const checks::ByteView message = bytes.first(std::min(length, bytes.size()));
    // A copy of its exact size, so that sanitizers see its end.
    const checks::Bytes copy(message.begin(), message.end());
    witness.read_message(copy, exchange);
    bytes = bytes.subspan(message.size());
  }
  fuzz::require(seen.certificates.size() <= checks::kMaxCertificates, "certificates are bounded");
}

checks::Task<> unwrap(checks::TdsTransport& wrapped, std::size_t most) {
  checks::Bytes into(most);
  std::size_t got = 1;
  while (got != 0) {
    got = co_await wrapped.read_some(into);
    fuzz::require(got <= into.size(), "a read stays within its room");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  const checks::ByteView rest(data + 2, size - 2);
  switch (data[0] % 3) {
    case 0:
      witness(rest, static_cast<checks::KeyExchange>(data[1] % 3));
      break;
    case 1: {
      fuzz::Peer peer(rest, data[1] % 32 + 1, true);
      checks::TdsTransport wrapped(peer);
      (void)tests::failure_of(unwrap(wrapped, data[1] / 32 * 64 + 1));
      break;
    }
    default:
      (void)checks::may_be_tls(rest);
      fuzz::require(checks::describe_plain_peer(rest).size() <= checks::kMaxFailureText, "it is bounded");
  }
  return 0;
}
