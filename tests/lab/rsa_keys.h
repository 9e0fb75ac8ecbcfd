// Two RSA keys of 2048 bits that are always the same.
//
// Making one takes between 0.1 and 0.5 s, more than all else that the lab does before it is ready. Everybody
// knows these: they protect nothing and must never be used outside of tests.

#pragma once

#include "tests/lab/certificate.h"

namespace lab {

enum class RsaKey { leaf, authority };

EvpPkeyPtr fixed_rsa_key(RsaKey which);

}  // namespace lab
