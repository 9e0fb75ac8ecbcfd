#include "checks/list/list_result.h"

#include <utility>

namespace checks {

std::shared_ptr<const IssuerChain> ChainShelf::shared(IssuerChain chain) {
  std::string key;
  for (const ChainLink& link : chain) {
    key += link.sha256_fingerprint + (link.sent ? 's' : ' ') + (link.is_anchor ? 'a' : ' ');
  }
  std::shared_ptr<const IssuerChain>& kept = chains_[key];
  if (!kept) {
    kept = std::make_shared<const IssuerChain>(std::move(chain));
  }
  return kept;
}

}  // namespace checks
