// What to do about a chain: which certificate to send, which root to add to which store, and how.
//
// The words are commands as administrators know them, with placeholders in capitals: nothing that a stranger
// chose stands where a shell would read it.

#pragma once

#include <vector>

#include "checks/rules/rule.h"

namespace checks {

// How a root is added to the store of a client that rejects, by the store's place: "copy ROOT.pem to ... and
// run update-ca-certificates".
plugin::Text how_to_add_root(const Case& c, const ClientRow& row);

// One line for each step; empty when nothing is wrong with the chain.
std::vector<plugin::Text> remedies(const Case& c);

// The chain file that the server should have: leaf first, its intermediates in order, no root. Made of what
// was sent and fetched; empty if that does not make a chain.
std::vector<CertificateIndex> right_chain(const Case& c);

}  // namespace checks
