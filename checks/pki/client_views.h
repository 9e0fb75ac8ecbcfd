// What each kind of client sees in the certificates sent: the paths to the anchors of its own store, and for
// those that use OpenSSL its own answer.

#pragma once

#include <map>
#include <memory>
#include <vector>

#include "checks/pki/certificate_table.h"
#include "checks/pki/facts.h"
#include "checks/pki/fetched_certificates.h"
#include "checks/pki/paths.h"
#include "checks/pki/understand.h"

namespace checks {

class ClientViews {
 public:
  // All must outlive the views.
  ClientViews(CertificateTable& table, const std::vector<ClientQuestion>& clients)
      : table_(table), clients_(clients) {}

  // Fills `clients` of `seen`, whose `sent` must be there.
  void add_to(ObservationFacts& seen, const FetchedCertificates& fetched, Time now);

 private:
  // What was found in one store, with or without fetched certificates.
  struct View {
    const TrustAnchors* anchors = nullptr;
    bool is_with_fetched = false;
    ObservationFacts found;
  };
  const ObservationFacts& view(const ClientQuestion& client, const ObservationFacts& seen,
                               const FetchedCertificates& fetched, Time now);
  ClientFacts facts_of(const ClientQuestion& client, const ObservationFacts& seen,
                       const FetchedCertificates& fetched, Time now);
  void ask_for_issuers(const ObservationFacts& seen, Store& store);
  Store& store_of(TrustAnchors& anchors);

  CertificateTable& table_;
  const std::vector<ClientQuestion>& clients_;
  std::map<const TrustAnchors*, Store> stores_;
  std::vector<std::unique_ptr<View>> views_;  // of one observation
  SignatureBudget signatures_;                // of all clients and observations
};

}  // namespace checks
