// The kinds of clients that are told apart, each a trust store and a behaviour. No OpenSSL: rules use it.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace checks {

enum class ClientId {
  openssl,     // OpenSSL and curl: the system's store, its intermediates too
  roots_only,  // the system's roots alone: what every client can rely on
  python,      // Python's ssl
  certifi,     // Python's requests and pip: certifi's bundle
  java,
  node,
  go,
  gnutls,
  browser,
};

// In the enumerators' order; users write and read them.
inline constexpr std::array<std::string_view, 9> kClientWords = {
    "openssl", "roots-only", "python", "certifi", "java", "node", "go", "gnutls", "browser"};

constexpr std::string_view word(ClientId id) { return kClientWords[static_cast<std::size_t>(id)]; }

// None: no client has this name.
constexpr std::optional<ClientId> client_from_word(std::string_view text) {
  for (std::size_t i = 0; i < kClientWords.size(); ++i) {
    if (text == kClientWords[i]) {
      return static_cast<ClientId>(i);
    }
  }
  return std::nullopt;
}

}  // namespace checks
