// Certificate policies along a path, as far as they can make it invalid. RFC 5280, 6.1, as RFC 9618 has it.

#pragma once

#include <optional>

#include "checks/pki/facts.h"

namespace checks {

// The certificate that requires an explicit policy ("requireExplicitPolicy" in policyConstraints) when the
// path, with any policy acceptable to the user, ends without a valid one; none: all is well, as in nearly
// every path, since nearly no CA requires one. The anchor's own policies do not count, but what it requires
// does, as with name constraints.
//
// Of real clients Go (since 1.24) and GnuTLS look at this, OpenSSL only when told to.
std::optional<CertificateIndex> unmet_policy_requirement(const Facts& facts, const Path& path);

}  // namespace checks
