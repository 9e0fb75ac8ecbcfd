// The client table: what each kind of client on this machine does with what the server sends.

#pragma once

#include <vector>

#include "checks/rules/rule.h"

namespace checks {

// In the order of ClientId. Empty if nobody asked for clients, or no certificate came. Does not look at
// Case::clients, which is made of it.
std::vector<ClientRow> client_table(const Case& c);

}  // namespace checks
