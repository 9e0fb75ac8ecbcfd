#include "checks/rules/chain.h"

#include <algorithm>

namespace checks {

using plugin::Text;

namespace {

ChainOutcome outcome_of_problem(PathProblemKind kind) {
  switch (kind) {
    case PathProblemKind::expired:
      return ChainOutcome::expired;
    case PathProblemKind::not_yet_valid:
      return ChainOutcome::not_yet_valid;
    default:
      return ChainOutcome::broken;
  }
}

ChainOutcome outcome_of_dead_end(const DeadEnd& dead_end) {
  switch (dead_end.kind) {
    case DeadEndKind::untrusted_root:
      return ChainOutcome::untrusted_root;
    case DeadEndKind::signature_mismatch:
      return ChainOutcome::signature_mismatch;
    case DeadEndKind::issuer_unknown:
    case DeadEndKind::circle:
      break;
  }
  return dead_end.steps.size() <= 1 ? ChainOutcome::leaf_issuer_missing : ChainOutcome::issuer_unknown;
}

Text place(const std::string& name) { return Text::bounded(name, kMaxQuoted); }

}  // namespace

ChainOutcome chain_outcome(const Case& c) {
  if (c.valid_path() != nullptr) {
    return ChainOutcome::trusted;
  }
  if (const JudgedPath* best = c.best_path()) {
    return outcome_of_problem(best->problem->kind);
  }
  if (c.leaf() != nullptr && c.leaf()->self_signed) {
    return ChainOutcome::self_signed_leaf;
  }
  const Chain chain = chain_in_use(c);
  return chain.steps.empty() ? ChainOutcome::nothing_found : outcome_of_dead_end(c.seen.dead_ends.front());
}

Chain chain_in_use(const Case& c) {
  if (const JudgedPath* best = c.best_path()) {
    return {best->path->steps, best->path};
  }
  if (!c.seen.dead_ends.empty()) {
    return {c.seen.dead_ends.front().steps, nullptr};
  }
  return {};
}

std::vector<CertificateIndex> leaf_and_intermediates(const Case& c) {
  std::vector<CertificateIndex> indexes;
  if (const std::optional<CertificateIndex> leaf = c.seen.leaf()) {
    indexes.push_back(*leaf);
  }
  const Chain chain = chain_in_use(c);
  for (std::size_t i = 1; i < chain.steps.size(); ++i) {
    const CertificateIndex index = chain.steps[i].certificate;
    if (!chain.is_anchor(i) && !c.certificate(index).self_signed) {
      indexes.push_back(index);
    }
  }
  return indexes;
}

Text name_in_chain(const Case& c, const Chain& chain, std::size_t position) {
  if (position == 0) {
    return Text("certificate");
  }
  const PathStep& step = chain.steps[position];
  const CertificateFacts& certificate = c.certificate(step.certificate);
  if (chain.is_anchor(position)) {
    const std::string& source = chain.path->anchor_source;
    return Text(certificate.self_issued ? "root " : "trust anchor ") + quoted(certificate) + " in " +
           (source.empty() ? store_name(c) : place(source));
  }
  if (certificate.self_signed) {
    return Text("root ") + quoted(certificate);
  }
  const Text name = Text("intermediate ") + quoted(certificate);
  return step.origin == Origin::store ? name + " in " + store_name(c) : name;
}

const Bringer& bringer(const Case& c) {
  static constexpr Bringer kServer = {"the server sends", "the server does not send", "sent", "are sent",
                                      "send it",          "the server's chain file"};
  static constexpr Bringer kFile = {"the file holds", "the file lacks", "in the file",
                                    "stand",          "append it",      "the file"};
  return c.observation.file ? kFile : kServer;
}

Text store_name(const Case& c) {
  return c.seen.anchor_store.empty() ? Text("the trust store") : place(c.seen.anchor_store);
}

Text issuer_url_in_parentheses(const CertificateFacts& certificate) {
  if (certificate.ca_issuer_urls.empty()) {
    return Text();
  }
  return Text(" (") + Text::bounded(certificate.ca_issuer_urls.front(), kMaxQuoted) + ")";
}

IssuerFetch issuer_fetch(const Case& c, const CertificateFacts& certificate) {
  const auto completes = [](const JudgedPath& judged) {
    return judged.path->uses_fetched && !judged.problem;
  };
  if (std::any_of(c.paths.begin(), c.paths.end(), completes)) {
    return IssuerFetch::completes;
  }
  const std::vector<std::string>& urls = certificate.ca_issuer_urls;
  const auto brought = [&urls](const FetchFacts& fetch) {
    return fetch.certificates > 0 && std::find(urls.begin(), urls.end(), fetch.url) != urls.end();
  };
  return std::any_of(c.facts.fetches.begin(), c.facts.fetches.end(), brought) ? IssuerFetch::does_not_complete
                                                                              : IssuerFetch::nothing;
}

Text words(IssuerFetch fetch) {
  switch (fetch) {
    case IssuerFetch::completes:
      return Text(", which completes the chain");
    case IssuerFetch::does_not_complete:
      return Text("; what lies at its address does not complete it");
    case IssuerFetch::nothing:
      break;
  }
  return Text();
}

}  // namespace checks
