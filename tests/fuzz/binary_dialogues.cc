// The dialogues in bytes: BER, packets, options.

#include "tests/fuzz/fuzz.h"

namespace {

constexpr const char* kNames[] = {"ldap", "postgres", "mysql", "tds", "rdp", "vnc", "telnet"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::run_dialogue(kNames, data, size);
  return 0;
}
