// OpenSSL's error queue, drained at the call that failed.

#pragma once

#include <cstddef>
#include <string>

namespace checks::openssl {

// Nothing is added to a text that is longer: the queue holds 16 reasons of a few words.
inline constexpr std::size_t kMaxErrorText = 300;

// The reasons in the queue, the oldest first, joined by ", ": "wrong version number". One that repeats itself
// is told once. Empties the queue. "unknown error" if it was empty.
std::string drain_errors();

// True if one of the reasons in the queue is that no loaded provider has the algorithm. Empties the queue.
bool was_unsupported();

// Empties the queue; before each call whose failure is read from it.
void clear_errors();

}  // namespace checks::openssl
