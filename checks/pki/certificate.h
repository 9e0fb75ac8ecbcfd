// A decoded certificate in plain values.

#pragma once

#include "checks/openssl/handles.h"
#include "checks/pki/facts.h"

namespace checks {

// Reads everything that facts.h lists, but `self_signed`, which costs a signature check and is set by the
// path search. `der` is what `handle` was decoded from. What a certificate says wrongly or not at all stays
// empty; nothing throws. The dates must be readable, as openssl::CertificatePool sees to.
CertificateFacts certificate_facts(X509* handle, ByteView der);

// `bytes` in lower-case hexadecimal.
std::string hex(ByteView bytes);

}  // namespace checks
