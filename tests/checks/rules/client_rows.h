// Clients before the server of a case, for the rules that compare them.

#pragma once

#include <string>
#include <utility>

#include "tests/support/case_builder.h"

namespace tests {

using checks::ClientFacts;
using checks::ClientId;

// A client with this store, to whose anchors the paths lead that the case has now.
inline ClientFacts& add_client(CaseBuilder& b, ClientId client, std::string store = "/etc/ssl/certs") {
  ClientFacts& made = b.seen.clients.emplace_back();
  made.client = client;
  made.store = std::move(store);
  made.paths = b.seen.paths;
  made.dead_ends = b.seen.dead_ends;
  made.gave_up = b.seen.gave_up;
  return made;
}

// A client whose store lacks the root, which the server does not send.
inline ClientFacts& add_client_without_root(CaseBuilder& b, ClientId client, std::string store) {
  ClientFacts& made = add_client(b, client, std::move(store));
  made.paths.clear();
  made.dead_ends = {{{{kLeaf, checks::Origin::sent}, {kIntermediate, checks::Origin::sent}},
                     checks::DeadEndKind::issuer_unknown}};
  return made;
}

inline void add_not_installed(CaseBuilder& b, ClientId client) {
  b.seen.clients.emplace_back().client = client;
}

}  // namespace tests
