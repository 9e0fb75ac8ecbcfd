// What a dialogue with a proxy must withstand, by scripts without a socket.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "checks/net/proxy_dialogue.h"
#include "tests/support/scripted_transport.h"

namespace tests {

using ProxyDialogue = checks::Task<checks::Bytes> (*)(checks::Stream& stream, checks::ProxyRequest request);

struct ProxyRefusal {
  const char* name;
  Script script;
  checks::FailureKind kind;
  std::string text;
};

std::string repeated(std::string_view text, std::size_t count);

// Goes well, says and hears everything, and nothing came behind the consent.
void check_consent(ProxyDialogue dialogue, const checks::ProxyRequest& request, const Script& script);

// The same wherever the proxy's bytes are split, and byte by byte. Whatever byte the proxy ends, resets or
// falls silent after, it is a failure of that kind at stage proxy.
void check_good(ProxyDialogue dialogue, const checks::ProxyRequest& request, const Script& script);

// What comes behind the consent, which is the last that `script` says, is given back, wherever it is split.
void check_bytes_behind(ProxyDialogue dialogue, const checks::ProxyRequest& request, const Script& script,
                        std::string_view behind);

// Fails as the row says, wherever the bytes are split (within the first 100).
void check_refusals(ProxyDialogue dialogue, const checks::ProxyRequest& request,
                    std::span<const ProxyRefusal> rows);

}  // namespace tests
