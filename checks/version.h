// The version that -V prints.

#pragma once

namespace checks {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace checks
