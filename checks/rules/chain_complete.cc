#include "checks/rules/chain.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

constexpr std::size_t kNamesShown = 3;

// Neither sent nor in the store: with an AIA address it is an intermediate, without one nobody can tell.
Finding leaf_issuer_missing(const Case& c) {
  const CertificateFacts& leaf = *c.leaf();
  const Text issuer = quoted_issuer(leaf);
  const Text text =
      leaf.ca_issuer_urls.empty()
          ? issuer + ", which issued the certificate, is neither " + bringer(c).there + " nor in " +
                store_name(c) + ": add it there if it is your root, else append it to the chain file"
          : Text(bringer(c).lacks) + " its intermediate " + issuer + ": append it to the chain file" +
                words(issuer_fetch(c, leaf)) + issuer_url_in_parentheses(leaf);
  Finding finding = problem(Status::critical, text);
  finding.values.emplace_back("missing", Text(leaf.issuer));
  return finding;
}

// Intermediates of the path that only this machine's store had, and the position of the first.
struct Hidden {
  std::vector<std::string> names;
  std::size_t first = 0;
};

Hidden hidden_intermediates(const Case& c, const Chain& chain) {
  Hidden hidden;
  for (std::size_t i = 1; i + 1 < chain.steps.size(); ++i) {
    if (chain.steps[i].origin == Origin::store) {
      hidden.first = hidden.names.empty() ? i : hidden.first;
      hidden.names.push_back(c.certificate(chain.steps[i].certificate).display_name());
    }
  }
  return hidden;
}

// RFC 8446, 4.4.2: only "a certificate that specifies a trust anchor MAY be omitted". A store that happens to
// hold the intermediate hides the fault from this machine alone.
Finding hidden_by_store(const Case& c, const Chain& chain) {
  const Hidden hidden = hidden_intermediates(c, chain);
  if (hidden.names.empty()) {
    return undetermined(Text("the path needs more than what is ") + bringer(c).there);
  }
  const CertificateFacts& child = c.certificate(chain.steps[hidden.first - 1].certificate);
  Text missing = Text("its intermediates ") + quoted_list(hidden.names, kNamesShown);
  if (hidden.names.size() == 1) {
    missing = Text(hidden.first == 1 ? "its intermediate " : "the intermediate ") +
              quoted(hidden.names.front()) +
              (hidden.first == 1 ? Text() : Text(" that issued ") + quoted(child));
  }
  const std::string them = hidden.names.size() == 1 ? "it" : "them";
  Finding finding =
      problem(Status::critical, Text(bringer(c).lacks) + " " + missing + ", only this machine has " + them +
                                    " (in " + store_name(c) + "): append " + them + " to the chain file" +
                                    issuer_url_in_parentheses(child));
  for (const std::string& name : hidden.names) {
    finding.values.emplace_back("missing", Text(name));
  }
  return finding;
}

Finding judge_path(const Case& c, const Chain& chain) {
  if (!chain.path->by_anchors_alone) {
    return hidden_by_store(c, chain);
  }
  return pass(chain.steps.size() > 2 ? Text(bringer(c).brings) + " every intermediate"
                                     : Text("no intermediate is needed"));
}

}  // namespace

Findings judge_chain_complete(const Case& c) {
  const Chain chain = chain_in_use(c);
  switch (chain_outcome(c)) {
    case ChainOutcome::trusted:
    case ChainOutcome::expired:
    case ChainOutcome::not_yet_valid:
    case ChainOutcome::broken:
      return just(judge_path(c, chain));
    case ChainOutcome::self_signed_leaf: {
      Finding finding = not_applicable(Text("the certificate is self-signed"));
      return just(c.policy.allow_self_signed ? std::move(finding)
                                             : told_by("self-signed", std::move(finding)));
    }
    case ChainOutcome::leaf_issuer_missing:
      return just(leaf_issuer_missing(c));
    case ChainOutcome::untrusted_root:
      return just(pass(Text(bringer(c).brings) + " its chain up to the root"));
    case ChainOutcome::issuer_unknown:
    case ChainOutcome::signature_mismatch:
    case ChainOutcome::nothing_found:
      break;
  }
  return just(
      told_by("chain-trusted", undetermined(Text("cannot be told without a path to a trust anchor"))));
}

}  // namespace checks
