#include "checks/pki/client_views.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace checks {
namespace {

bool fetches(ClientId client) { return client == ClientId::browser; }

// curl sets X509_V_FLAG_PARTIAL_CHAIN, Python before 3.13 and Node.js do not. Node.js brings an OpenSSL of
// its own, built without Debian's level 2.
std::optional<OpensslTerms> openssl_terms(ClientId client) {
  switch (client) {
    case ClientId::openssl:
      return OpensslTerms{.security_level = 2, .partial_chain = true};
    case ClientId::python:
    case ClientId::certifi:
      return OpensslTerms{.security_level = 2, .partial_chain = false};
    case ClientId::node:
      return OpensslTerms{.security_level = 1, .partial_chain = false};
    default:
      return std::nullopt;
  }
}

}  // namespace

Store& ClientViews::store_of(TrustAnchors& anchors) {
  if (&anchors == &main_) {
    return main_store_;
  }
  return stores_.try_emplace(&anchors, anchors, table_).first->second;
}

const ObservationFacts& ClientViews::view(const ClientQuestion& client, const ObservationFacts& seen,
                                          const FetchedCertificates& fetched, Time now) {
  const bool is_with_fetched = fetches(client.client) && !fetched.empty();
  for (const auto& known : views_) {
    if (known->anchors == client.anchors && known->is_with_fetched == is_with_fetched) {
      return known->found;
    }
  }
  views_.push_back(std::make_unique<View>());
  View& made = *views_.back();
  made.anchors = client.anchors;
  made.is_with_fetched = is_with_fetched;
  made.found.sent = seen.sent;
  find_client_paths(table_, store_of(*client.anchors), is_with_fetched ? &fetched : nullptr, now, signatures_,
                    made.found);
  return made.found;
}

// What a search that gave up did not come to ask; OpenSSL follows longer chains.
void ClientViews::ask_for_issuers(const ObservationFacts& seen, Store& store) {
  for (std::size_t i = 0; i < seen.sent.size() && i <= std::size_t{kMaxOpensslDepth}; ++i) {
    if (seen.sent[i].certificate) {
      const Bytes issuer = table_.at(*seen.sent[i].certificate).issuer_der;
      store.find(issuer);
    }
  }
}

std::optional<OpensslVerdict> ClientViews::ask_openssl(TrustAnchors& anchors, const OpensslTerms& terms,
                                                       const ObservationFacts& seen, Time now) {
  for (const Said& known : said_) {
    if (known.anchors == &anchors && known.terms == terms) {
      return known.verdict;
    }
  }
  said_.push_back(
      {&anchors, terms, openssl_verdict(table_, store_of(anchors).seen(), seen.sent, now, terms)});
  return said_.back().verdict;
}

ClientFacts ClientViews::facts_of(const ClientQuestion& client, const ObservationFacts& seen,
                                  const FetchedCertificates& fetched, Time now) {
  ClientFacts facts{client.client, client.place, client.trouble, client.has_distrust, {}, {}, {}, {}, {}};
  if (client.anchors == nullptr) {
    return facts;
  }
  const ObservationFacts& found = view(client, seen, fetched, now);
  facts.paths = found.paths;
  facts.dead_ends = found.dead_ends;
  facts.gave_up = found.gave_up;
  facts.distrust = store_of(*client.anchors).distrust();
  if (const auto terms = openssl_terms(client.client)) {
    if (found.gave_up) {
      ask_for_issuers(seen, store_of(*client.anchors));
    }
    facts.openssl = ask_openssl(*client.anchors, *terms, seen, now);
  }
  return facts;
}

void ClientViews::add_to(ObservationFacts& seen, const FetchedCertificates& fetched, Time now) {
  views_.clear();
  said_.clear();
  const auto is_main = [this](const ClientQuestion& client) { return client.anchors == &main_; };
  if (std::any_of(clients_.begin(), clients_.end(), is_main)) {
    views_.push_back(std::make_unique<View>(View{&main_, false, seen}));
    std::erase_if(views_.back()->found.paths, [](const Path& path) { return path.uses_fetched; });
  }
  for (const ClientQuestion& client : clients_) {
    seen.clients.push_back(facts_of(client, seen, fetched, now));
  }
}

}  // namespace checks
