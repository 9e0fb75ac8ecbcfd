// Bytes as they were on the wire.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace checks {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

}  // namespace checks
