// OpenSSL's error queue, drained at the call that failed.

#pragma once

#include <string>

namespace checks::openssl {

// The reasons in the queue, the oldest first, joined by ", ": "wrong version number". Empties the queue. "unknown error" if it was empty.
std::string drain_errors();

// Empties the queue; before each call whose failure is read from it.
void clear_errors();

}  // namespace checks::openssl
