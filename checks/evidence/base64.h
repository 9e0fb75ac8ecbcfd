// Base64, RFC 4648 section 4: with padding, without line breaks.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "checks/evidence/bytes.h"

namespace checks {

std::string to_base64(ByteView bytes);

// Strict: no blanks, complete padding, unused bits zero (RFC 4648, 3.5). So that text which is accepted is
// exactly what to_base64 makes. Nothing for anything else.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace checks
