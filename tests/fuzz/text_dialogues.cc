// The dialogues in text: replies of numbers, tags, lists, XML.

#include "tests/fuzz/fuzz.h"

namespace {

constexpr const char* kNames[] = {"smtp", "lmtp", "imap", "pop3", "sieve", "ftp", "nntp", "irc"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::run_dialogue(kNames, data, size);
  return 0;
}
