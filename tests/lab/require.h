// The lab's only failure at start: something that must work did not.

#pragma once

namespace lab {

// Throws std::runtime_error("cannot WHAT: REASON") unless `done`. The reason is OpenSSL's where its error
// queue has one, else errno's. Main prints it and ends with status 1. Not for what peers do: that ends their
// connection only.
void require(bool done, const char* what);

}  // namespace lab
