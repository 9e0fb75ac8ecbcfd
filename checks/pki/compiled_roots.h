// Root certificates that are compiled into a program as PEM: Node.js, and what is built on it.

#pragma once

#include <cstddef>
#include <string>

#include "plugin/result.h"

namespace checks {

// The largest program looked into: Node.js 22 has 120 MB.
inline constexpr std::size_t kMaxProgram = 512 << 20;
// Compilers put constants together: when this much follows a certificate and there is no other, that was all.
inline constexpr std::size_t kMaxGap = 8 << 20;
// Mozilla's 150 roots are 0.3 MB of PEM.
inline constexpr std::size_t kMaxCompiled = 4 << 20;

struct CompiledRoots {
  std::string pem;  // block after block; empty: there is none
  // Node's option --use-openssl-ca is this build's default (configure --openssl-use-def-ca-store, as Debian
  // and Fedora build it): what is compiled in is not used. Told by the words of its --help.
  bool is_openssl_default = false;
};

// Reads the program by blocks, never whole. The error names the file.
plugin::Result<CompiledRoots> read_compiled_roots(const std::string& path);

}  // namespace checks
