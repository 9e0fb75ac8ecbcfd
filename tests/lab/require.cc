#include "tests/lab/require.h"

#include <openssl/err.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace lab {

void require(bool done, const char* what) {
  if (done) {
    return;
  }
  const int system_error = errno;
  const unsigned long error = ERR_get_error();
  const char* reason = error != 0 ? ERR_reason_error_string(error) : std::strerror(system_error);
  throw std::runtime_error(std::string("cannot ") + what + ": " + (reason ? reason : "unknown error"));
}

}  // namespace lab
