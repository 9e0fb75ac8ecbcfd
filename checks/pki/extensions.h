// X.509 extensions into facts.

#pragma once

#include <string_view>

#include "checks/evidence/bytes.h"
#include "checks/pki/facts.h"

namespace checks {

// Puts what one extension says into `facts`. `oid` is the content of its identifier, `value` the content of
// its extnValue. A malformed extension leaves what came before the fault; if it, or one that nobody here
// handles, is critical it goes to `unknown_critical_extensions`. Call it once per extension, in the
// certificate's order: of one that comes twice (forbidden by RFC 5280, 4.2) the last counts, lists grow; the
// caller sets `repeats_extension`.
void read_extension(ByteView oid, bool is_critical, ByteView value, CertificateFacts& facts);

}  // namespace checks
