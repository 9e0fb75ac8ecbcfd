// The certificates of one run: each decoded once, put into facts once, and each signature verified once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checks/openssl/certificate_pool.h"
#include "checks/pki/facts.h"

namespace checks {

// How many signatures may still be verified, counted as at kMaxSignatureChecks.
struct SignatureBudget {
  std::size_t left = kMaxSignatureChecks;
};

class CertificateTable {
 public:
  // `pool` must outlive the table.
  explicit CertificateTable(openssl::CertificatePool& pool) : pool_(pool) {}

  // The index of a certificate, new or known. None if it does not parse; `error` (may be null) then says why.
  std::optional<CertificateIndex> add(ByteView der, std::string* error = nullptr);

  // Valid until the next add().
  const CertificateFacts& at(CertificateIndex index) const { return facts_[index]; }

  // OpenSSL's; the pool's own.
  X509* handle(CertificateIndex index) const { return handles_[index]; }
  // None: the handle is null or not of this table.
  std::optional<CertificateIndex> index_of(const X509* handle) const;

  // Equal for certificates of one subject and one key: to a path they are the same issuer.
  std::size_t identity(CertificateIndex index) const { return identities_[index]; }

  // True if the issuer's subject is the child's issuer name.
  bool has_issuer_name(CertificateIndex child, CertificateIndex issuer) const;

  // Whether the issuer's key made the child's signature; what cannot be verified (an unknown algorithm, an
  // RSA key above 16,384 bits) is false. None: the answer is not known yet and the budget is used up. What
  // the pool knows from an earlier run costs the budget all the same: else a search would end elsewhere.
  std::optional<bool> is_signed_by(CertificateIndex child, CertificateIndex issuer, SignatureBudget& budget);

  // Keeps whether a self-issued certificate is self-signed too.
  void set_self_signed(CertificateIndex index) { facts_[index].self_signed = true; }

  // All facts; the table is empty afterwards.
  std::vector<CertificateFacts> take() { return std::move(facts_); }

 private:
  std::size_t identity_of(const CertificateFacts& facts);

  openssl::CertificatePool& pool_;
  std::vector<CertificateFacts> facts_;
  std::vector<X509*> handles_;
  std::vector<std::size_t> identities_;
  std::unordered_map<const X509*, CertificateIndex> known_;
  std::unordered_map<std::string, std::size_t> identity_ids_;
  std::unordered_map<std::uint64_t, bool> signatures_;  // child and the issuer's identity
};

}  // namespace checks
