// Evidence + trust anchors -> Facts. The only door through which OpenSSL's view of certificates reaches
// judgement.

#pragma once

#include <string>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/openssl/certificate_pool.h"
#include "checks/pki/facts.h"
#include "checks/pki/trust_anchors.h"

namespace checks {

// A kind of client whose view is wanted.
struct ClientQuestion {
  ClientId client = ClientId::openssl;
  std::string place;  // as ClientFacts::store
  std::string trouble = {};
  bool has_distrust = false;
  // Null: not installed or not readable. Must outlive the call; several clients may share one, which is then
  // searched once.
  TrustAnchors* anchors = nullptr;
};

struct Question {
  Time now{};                      // which of many paths to try first; nothing is left out because of it
  std::vector<std::string> names;  // that the leaf must cover
  std::vector<ClientQuestion> clients = {};
};

// Decodes each certificate once (through `pool`), answers the questions on names, and searches paths to
// anchors. Certificates in the answers of `evidence.fetches` with the purpose "aia" make further paths, which
// are marked as such; without them the facts are the same.
Facts understand(const Evidence& evidence, TrustAnchors& anchors, const Question& question,
                 openssl::CertificatePool& pool);

}  // namespace checks
