// Runs a fuzz target once on each file that is named: the corpus as an ordinary test.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i], std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    std::printf("%s: %zu bytes\n", names[i], input.size());
    if (!file || input.empty()) {
      return 1;
    }
    // A copy of its exact size, so that sanitizers see its end.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  return count > 1 ? 0 : 1;
}
