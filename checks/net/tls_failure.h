// Why a handshake failed, in words for an administrator.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "checks/evidence/failure.h"

namespace checks {

// A TLS alert (RFC 8446, 6).
struct Alert {
  std::uint8_t level = 0;
  std::uint8_t description = 0;

  // True for all that end the session: every one but warnings and, under TLS 1.3, those that only announce
  // the end.
  bool is_fatal() const;
  // "handshake failure".
  std::string words() const;
};

// "the server sent the alert 'handshake failure'"
Failure alert_failure(const Alert& alert);

// What OpenSSL found wrong with the server's messages. `version` and `dh_bits` as far as known ("" and 0).
// Takes the reasons from OpenSSL's error queue and empties it: to be called right after the call that failed.
Failure local_failure(const std::string& version, std::size_t dh_bits);

}  // namespace checks
