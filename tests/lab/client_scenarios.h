// Scenarios in which clients differ, or in which all of them must agree: measured in tests/clients.
//
// They are served only where the lab is asked for them (--clients), because they are many. Their anchors lie
// in DIR/clients.pem.

#pragma once

#include <span>

#include "tests/lab/client_pki.h"
#include "tests/lab/scenario.h"
#include "tests/lab/tls_service.h"

namespace lab::clients {

// Exit statuses of check_tls.
inline constexpr int kOk = 0;
inline constexpr int kWarning = 1;
inline constexpr int kCritical = 2;

// TLS from the first byte.
constexpr Scenario row(const char* name, int expected, const char* sentence, Identity (*identity)(Pki& pki),
                       const char* host = kWww,
                       void (*configure)(SSL_CTX*, const Identity&, Pki&) = nullptr) {
  return {name, expected, sentence, host, "", identity, configure, serve_tls};
}

std::span<const Scenario> name_scenarios();
std::span<const Scenario> chain_scenarios();
std::span<const Scenario> anchor_scenarios();
std::span<const Scenario> branch_scenarios();      // several paths, the first or the last of them broken
std::span<const Scenario> constraint_scenarios();  // extensions of certificates in the path
std::span<const Scenario> key_scenarios();         // keys, signatures, versions

}  // namespace lab::clients
