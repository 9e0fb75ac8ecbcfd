// Certificates that were fetched because a chain lacks them (AIA caIssuers; RFC 5280, 4.2.2.1).
//
// Nothing is decoded by OpenSSL here, and later only what the search for paths asks for by name.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/evidence/evidence.h"
#include "checks/pki/facts.h"

namespace checks {

// Fetch::purpose of certificates.
inline constexpr std::string_view kAiaPurpose = "aia";

// Kept of one answer, and of all answers of a run: the largest known (of the US Federal PKI) have 60.
inline constexpr std::size_t kMaxFetchedCertificates = 100;

// The certificates, DER, in a document: one certificate in DER; a "certs-only" message (PKCS#7 SignedData
// without signers, RFC 5652) in DER or BER; either as PEM, with text around it. At most `most`, the first
// ones. Empty: it is none of these. That a certificate parses is not promised.
std::vector<Bytes> certificates_in(ByteView document, std::size_t most = kMaxFetchedCertificates);

class FetchedCertificates {
 public:
  // Takes what a fetch for certificates brought.
  FetchFacts add(const Fetch& fetch);

  bool empty() const { return entries_.empty(); }
  // Those of this subject (Name, DER; compared as RFC 5280, 7.1 says). Valid until the next add().
  std::vector<const Bytes*> find(ByteView subject) const;

 private:
  struct Entry {
    std::string subject;  // normalised
    Bytes der;
  };
  std::vector<Entry> entries_;
};

}  // namespace checks
