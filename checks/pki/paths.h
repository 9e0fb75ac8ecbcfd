// The search for paths from a leaf to trust anchors.
//
// Breadth first, so that a short path is found before any bound is reached, whatever else the server sent.
// Issuers of a certificate are looked for by name among the certificates sent and in the store (which is
// asked once per name), those that look best first: key identifiers that do not differ, fit to issue (valid
// now, a CA that may sign for servers, with a signature that clients accept), anchors, key identifiers that
// match. Each signature is verified at most once. No path holds a certificate, or a
// subject with its key, twice. From each certificate the search goes on at most kMaxVisits times, for the
// shortest ways to it: else full cross-signing would use up all steps near the leaf.
//
// A certificate of the store is an anchor if it is self-issued or the store does not know its issuer's name.
// A branch ends at its first anchor. Dates, CA flags, key usage and name constraints are not looked at here
// (see checks/rules/path_conditions.h), nor revocation anywhere.

#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "checks/pki/certificate_table.h"
#include "checks/pki/facts.h"
#include "checks/pki/fetched_certificates.h"
#include "checks/pki/trust_anchors.h"

namespace checks {

// The store's answers of a run, decoded, each name asked for once.
class Store {
 public:
  struct Answer {
    std::vector<CertificateIndex> certificates;  // within the bounds; without those that do not parse
    bool is_complete = true;                     // no bound left any out, and nothing was rejected
    std::string source;
  };

  // Both must outlive the store.
  Store(TrustAnchors& anchors, CertificateTable& table) : anchors_(anchors), table_(table) {}

  // Certificates of this subject (Name, DER; read before the table grows). The reference stays valid.
  const Answer& find(ByteView subject);

  // Whether a certificate of the store is an anchor. May ask the store for its issuer's name.
  bool is_anchor(CertificateIndex certificate);

  // Every certificate that was an answer so far.
  std::vector<CertificateIndex> seen() const;

  // What the store says against those (AnchorNote::distrust_after). Rejected ones are never an answer.
  const std::vector<DistrustFact>& distrust() const { return distrust_; }

  // Certificates were left out because of a bound.
  bool gave_up() const { return gave_up_; }

 private:
  void add(const AnchorAnswer& found, std::size_t position, Answer& answer);

  TrustAnchors& anchors_;
  CertificateTable& table_;
  std::unordered_map<std::string, Answer> answers_;
  std::vector<DistrustFact> distrust_;
  std::size_t decoded_ = 0;
  bool gave_up_ = false;
};

// More certificates of one name, or of all names together, are not decoded (0.3 ms each); real stores have up
// to 4 of a name, and a run asks for up to 10.
inline constexpr std::size_t kMaxAnswer = 100;
inline constexpr std::size_t kMaxStoreDecoded = 150;
inline constexpr int kMaxVisits = 20;  // kMaxPathSteps / kMaxSentCertificates

// Fills `paths`, `dead_ends`, `gave_up` and `search_steps` of `seen`, whose `sent` must be there, and sets
// `self_signed` of certificates sent.
void find_paths(CertificateTable& table, Store& store, Time now, ObservationFacts& seen);

// A second search, with fetched certificates as candidates: adds the paths and dead ends that need one, and
// changes nothing else. After find_paths.
void find_fetched_paths(CertificateTable& table, Store& store, const FetchedCertificates& fetched, Time now,
                        ObservationFacts& seen);

// The same for the store of one client: paths, with fetched certificates too where `fetched` is not null,
// dead ends and `gave_up`. All clients of a run share the budget.
void find_client_paths(CertificateTable& table, Store& store, const FetchedCertificates* fetched, Time now,
                       SignatureBudget& signatures, ObservationFacts& seen);

}  // namespace checks
