// What was tried beside the ordinary connection, in the document. For this folder's sources.

#pragma once

#include <boost/json/object.hpp>

#include "checks/check.h"

namespace checks {

// `keys` of --both-keys: {address, key "RSA" or "ECDSA", sha256_fingerprint or null, failure}; `versions` of
// --refuse: {address, offered, chosen "" if there was no ServerHello, failure}. Empty lists if not asked.
void add_probes(const Checked& checked, boost::json::object& document);

}  // namespace checks
