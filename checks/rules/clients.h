// The client table: what each kind of client on this machine does with what the server sends.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/pki/client_id.h"
#include "checks/rules/rule.h"

namespace checks {

enum class ClientVerdict { accepts, rejects, not_installed };
// "accepts", "rejects", "not-installed".
const char* word(ClientVerdict verdict);

struct ClientRow {
  ClientId client = ClientId::openssl;
  const char* name = "";  // for people: "Python requests (certifi)"
  std::string store;      // where its anchors lie, unescaped; empty: not installed
  ClientVerdict verdict = ClientVerdict::not_installed;
  std::vector<PathStep> path = {};  // that it uses, leaf first; empty unless it accepts
  plugin::Text reason = {};         // why not; of one that accepts, what could not be told
  // The certificate whose issuer is in no place where the client looks; the remedy depends on it.
  std::optional<CertificateIndex> lacks_issuer_of = {};
  // It ends in this root, which is not in the client's store.
  std::optional<CertificateIndex> unknown_root = {};
};

// In the order of ClientId. Empty if nobody asked for clients, or no certificate came.
std::vector<ClientRow> client_table(const Case& c);

}  // namespace checks
