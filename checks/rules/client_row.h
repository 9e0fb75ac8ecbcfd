// A row of the client table: what one kind of client on this machine does with what the server sends.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/pki/client_id.h"
#include "checks/pki/facts.h"
#include "plugin/text.h"

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
  // It was led astray by what is sent beside a path that is good for it.
  bool is_astray = false;
};

}  // namespace checks
