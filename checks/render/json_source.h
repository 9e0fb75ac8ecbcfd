// What was looked at, in a JSON document: the endpoint with its addresses, or files and what serves them. For
// this folder's sources.

#pragma once

#include <boost/json.hpp>

#include "checks/check.h"

namespace checks {

// Of an endpoint:
//
//   connection        the observation that is shown
//   addresses         with --all-addresses, if there are several: each that was judged, with its own
//   `status`,
//                     `metrics`, `sha256_fingerprint` and `failure`
//   failed_attempts   each address that failed and was not judged: before another one answered, or because
//                     this machine has no route to it
//
// Of files: `files`, and `served` for what --served saw.
void add_source(const Checked& checked, boost::json::object& document);

}  // namespace checks
