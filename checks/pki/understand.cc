#include "checks/pki/understand.h"

#include <algorithm>
#include <cstddef>

#include "checks/pki/certificate_table.h"
#include "checks/pki/client_views.h"
#include "checks/pki/fetched_certificates.h"
#include "checks/pki/leaf_of_file.h"
#include "checks/pki/names.h"
#include "checks/pki/paths.h"

namespace checks {
namespace {

using Sent = std::vector<Bytes>;

const Sent& sent_in(const Observation& observation) {
  static const Sent kNone;
  return observation.handshake ? observation.handshake->certificates : kNone;
}

void read_sent(const Sent& sent, CertificateTable& table, ObservationFacts& seen) {
  const std::size_t count = std::min(sent.size(), kMaxSentCertificates);
  seen.sent_left_out = sent.size() - count;
  for (std::size_t i = 0; i < count; ++i) {
    SentCertificate one;
    one.certificate = table.add(sent[i], &one.parse_error);
    seen.sent.push_back(std::move(one));
  }
}

// A file's leaf comes first, as a server would send it; the others stay in their order.
void put_leaf_first(const CertificateTable& table, const CertificateFile& file, ObservationFacts& seen) {
  seen.leaf_position = leaf_of_file(table, seen.sent, file.keys);
  const auto leaf = seen.sent.begin() + static_cast<std::ptrdiff_t>(seen.leaf_position);
  std::rotate(seen.sent.begin(), leaf, seen.sent.empty() ? leaf : leaf + 1);
}

NameFact name_fact(std::string name, const CertificateFacts* leaf) {
  if (name.ends_with('.')) {
    name.pop_back();
  }
  NameFact fact{std::move(name), {}};
  if (leaf != nullptr) {
    fact.covered_by = covering_name(*leaf, fact.name);
  }
  return fact;
}

// The first observation of a list that saw the same certificates: the addresses of one endpoint mostly do.
const ObservationFacts* same_as(const std::vector<Observation>& all, std::size_t own,
                                const std::vector<ObservationFacts>& understood) {
  for (std::size_t i = 0; i < own; ++i) {
    if (sent_in(all[i]) == sent_in(all[own]) && all[i].file == all[own].file &&
        (all[i].purpose == Purpose::served) == (all[own].purpose == Purpose::served)) {
      return &understood[i];
    }
  }
  return nullptr;
}

class Understanding {
 public:
  Understanding(TrustAnchors& anchors, const Question& question, openssl::CertificatePool& pool)
      : anchor_store_(anchors),
        question_(question),
        table_(pool),
        store_(anchors, table_),
        clients_(table_, question.clients, anchors, store_) {}

  Facts facts_of(const Evidence& evidence);

 private:
  ObservationFacts facts_of(const Observation& observation);

  TrustAnchors& anchor_store_;
  const Question& question_;
  CertificateTable table_;
  Store store_;
  ClientViews clients_;
  FetchedCertificates fetched_;
};

ObservationFacts Understanding::facts_of(const Observation& observation) {
  ObservationFacts seen;
  read_sent(sent_in(observation), table_, seen);
  if (observation.purpose == Purpose::served) {
    return seen;
  }
  if (observation.file) {
    put_leaf_first(table_, *observation.file, seen);
  }
  const CertificateFacts* const leaf = seen.leaf() ? &table_.at(*seen.leaf()) : nullptr;
  for (const std::string& name : question_.names) {
    seen.names.push_back(name_fact(name, leaf));
  }
  find_paths(table_, store_, question_.now, seen);
  find_fetched_paths(table_, store_, fetched_, question_.now, seen);
  clients_.add_to(seen, fetched_, question_.now);
  return seen;
}

Facts Understanding::facts_of(const Evidence& evidence) {
  const std::vector<Observation>& observations = evidence.observations;
  Facts facts;
  for (const Fetch& fetch : evidence.fetches) {
    if (fetch.purpose == kAiaPurpose) {
      facts.fetches.push_back(fetched_.add(fetch));
    }
  }
  facts.observations.reserve(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const ObservationFacts* const same = same_as(observations, i, facts.observations);
    facts.observations.push_back(same != nullptr ? *same : facts_of(observations[i]));
  }
  // Only now is it known which of its places the store used.
  for (ObservationFacts& seen : facts.observations) {
    seen.anchor_store = anchor_store_.name();
  }
  facts.certificates = table_.take();
  return facts;
}

}  // namespace

Facts understand(const Evidence& evidence, TrustAnchors& anchors, const Question& question,
                 openssl::CertificatePool& pool) {
  return Understanding(anchors, question, pool).facts_of(evidence);
}

}  // namespace checks
