// Which certificate of a file is the server's: a file need not begin with it.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checks/pki/certificate_table.h"
#include "checks/pki/facts.h"

namespace checks {

// The place in `certificates` of the one whose key is among `keys` (KeyFacts::spki_sha256); else of the first
// that is no CA of another one there, by names and key identifiers. One that does not parse counts as such: a
// file that begins with it has no leaf that could be judged.
std::size_t leaf_of_file(const CertificateTable& table, const std::vector<SentCertificate>& certificates,
                         const std::vector<std::string>& keys);

}  // namespace checks
