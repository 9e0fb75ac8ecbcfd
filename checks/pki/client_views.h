// What each kind of client sees in the certificates sent: the paths to the anchors of its own store, and for
// those that use OpenSSL its own answer.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "checks/pki/certificate_table.h"
#include "checks/pki/facts.h"
#include "checks/pki/fetched_certificates.h"
#include "checks/pki/openssl_view.h"
#include "checks/pki/paths.h"
#include "checks/pki/understand.h"

namespace checks {

class ClientViews {
 public:
  // `main` and `store`: by which find_paths went; clients may have them for theirs too. All must outlive the
  // views.
  ClientViews(CertificateTable& table, const std::vector<ClientQuestion>& clients, const TrustAnchors& main,
              Store& store)
      : table_(table), clients_(clients), main_(main), main_store_(store) {}

  // Fills `clients` of `seen`. After find_paths.
  void add_to(ObservationFacts& seen, const FetchedCertificates& fetched, Time now);

 private:
  // What was found in one store, with or without fetched certificates.
  struct View {
    const TrustAnchors* anchors = nullptr;
    bool is_with_fetched = false;
    ObservationFacts found;
  };
  // What OpenSSL said of one store.
  struct Said {
    const TrustAnchors* anchors = nullptr;
    OpensslTerms terms;
    std::optional<OpensslVerdict> verdict;
  };
  const ObservationFacts& view(const ClientQuestion& client, const ObservationFacts& seen,
                               const FetchedCertificates& fetched, Time now);
  ClientFacts facts_of(const ClientQuestion& client, const ObservationFacts& seen,
                       const FetchedCertificates& fetched, Time now);
  std::optional<OpensslVerdict> ask_openssl(TrustAnchors& anchors, const OpensslTerms& terms,
                                            const ObservationFacts& seen, Time now);
  void ask_for_issuers(const ObservationFacts& seen, Store& store);
  Store& store_of(TrustAnchors& anchors);

  CertificateTable& table_;
  const std::vector<ClientQuestion>& clients_;
  const TrustAnchors& main_;
  Store& main_store_;
  std::map<const TrustAnchors*, Store> stores_;
  std::vector<std::unique_ptr<View>> views_;  // of one observation, as is the next
  std::vector<Said> said_;
  SignatureBudget signatures_;  // of all clients and observations
};

}  // namespace checks
