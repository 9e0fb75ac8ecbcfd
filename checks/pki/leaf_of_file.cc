#include "checks/pki/leaf_of_file.h"

#include <algorithm>

namespace checks {
namespace {

bool may_have_issued(const CertificateFacts& parent, const CertificateFacts& child) {
  return parent.is_ca() && parent.subject_der == child.issuer_der && parent.der != child.der &&
         (parent.subject_key_id.empty() || child.authority_key_id.empty() ||
          parent.subject_key_id == child.authority_key_id);
}

}  // namespace

std::size_t leaf_of_file(const CertificateTable& table, const std::vector<SentCertificate>& certificates,
                         const std::vector<std::string>& keys) {
  const auto facts_of = [&table](const SentCertificate& one) {
    return one.certificate ? &table.at(*one.certificate) : nullptr;
  };
  const auto has_key = [&](const SentCertificate& one) {
    const CertificateFacts* facts = facts_of(one);
    return facts != nullptr && std::ranges::find(keys, facts->key.spki_sha256) != keys.end();
  };
  const auto issued_none = [&](const SentCertificate& one) {
    const CertificateFacts* parent = facts_of(one);
    return parent == nullptr || std::ranges::none_of(certificates, [&](const SentCertificate& other) {
             const CertificateFacts* child = facts_of(other);
             return child != nullptr && may_have_issued(*parent, *child);
           });
  };
  auto leaf = std::ranges::find_if(certificates, has_key);
  if (leaf == certificates.end()) {
    leaf = std::ranges::find_if(certificates, issued_none);
  }
  return leaf == certificates.end() ? 0 : static_cast<std::size_t>(leaf - certificates.begin());
}

}  // namespace checks
