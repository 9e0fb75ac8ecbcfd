// --write-chain: the chain file that the server should have.

#pragma once

#include <string>

#include "checks/judge.h"
#include "plugin/text.h"

namespace checks {

// Writes Verdict::right_chain as PEM to `path`. Says in words what came of it: "the chain was written to ...:
// 2 certificates", or why not.
plugin::Result<plugin::Text> write_chain(const std::string& path, const Facts& facts, const Verdict& verdict);

}  // namespace checks
