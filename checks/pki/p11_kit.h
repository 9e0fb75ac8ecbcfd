// Files of p11-kit (*.p11-kit), in which Red Hat and SUSE ship Mozilla's roots with what Mozilla says of
// them.
//
//   [p11-kit-object-v1]
//   trusted: true
//   nss-server-distrust-after: "%32%30..."
//   -----BEGIN CERTIFICATE-----
//
// One object after the other, each with attributes and PEM. Read are certificates (in PEM, or in a `value`)
// that are `trusted` or `x-distrusted`, and the extension objects that limit a certificate's key to purposes
// other than TLS servers: such a certificate is rejected. Others are no anchors and are left out.

#pragma once

#include <string_view>
#include <vector>

#include "checks/pki/anchor_sources.h"

namespace checks {

// True if there is the header of an object.
bool is_p11_kit(std::string_view text);

// In the file's order; empty: it is no such file, or holds no anchor.
std::vector<StoredCertificate> read_p11_kit(std::string_view text);

}  // namespace checks
