// TLS to a peer that is not verified: against those who only listen, where the peer offers it and has nothing
// to prove (RFC 7435). For mail relays, whose certificates are mostly self-signed or for another name.
//
// The session is set up as a check's (tls_context.h): it takes every server that a check can speak to.
// Nothing secret may be sent through it.

#pragma once

#include <memory>
#include <string>

#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// One session over `below`, which must outlive it.
class OpportunisticTls final : public Transport {
 public:
  // `name` is sent as SNI, unless it is an address.
  OpportunisticTls(Transport& below, std::string name);
  ~OpportunisticTls() override;
  OpportunisticTls(const OpportunisticTls&) = delete;
  OpportunisticTls& operator=(const OpportunisticTls&) = delete;

  // First of all. Throws NetworkError{handshake}.
  Task<> handshake();

  // The end of the stream is close_notify or the end of the connection: the protocol above must know the
  // length of its messages.
  Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  Task<> write_all(ByteView bytes) override;

 private:
  struct State;
  Task<> flush();
  Task<bool> feed();

  std::unique_ptr<State> state_;
};

}  // namespace checks
