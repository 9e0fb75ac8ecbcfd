// What opening an encrypted file costs. The file itself says how many iterations its password takes, so the
// number is looked at before OpenSSL begins to count.

#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <optional>

#include "checks/pki/keystore.h"

namespace checks {

// Iterations of PBES1, PKCS#12's own or PBKDF2 (RFC 8018), or N * r * p of scrypt (RFC 7914), which take
// about as long. None: parameters that are not understood.
std::optional<std::uint64_t> derivation_work(const X509_ALGOR* algorithm);

// What is left of kMaxKeystoreWork.
class WorkBudget {
 public:
  // False, and nothing is spent: more than there is left, or not known how much.
  bool spend(std::optional<std::uint64_t> work) {
    const bool is_enough = work && *work <= left_;
    left_ -= is_enough ? *work : 0;
    return is_enough;
  }

 private:
  std::uint64_t left_ = kMaxKeystoreWork;
};

}  // namespace checks
