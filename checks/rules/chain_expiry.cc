#include "checks/rules/chain.h"
#include "checks/rules/expiry.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

bool is_more_telling(const Finding& a, Time a_end, const Finding& b, Time b_end) {
  return a.status != b.status ? plugin::is_better(b.status, a.status) : a_end < b_end;
}

// What to do about a certificate that has expired depends on who holds it.
Text advice(const Case& c, const Chain& chain, std::size_t position) {
  const PathStep& step = chain.steps[position];
  if (chain.is_anchor(position)) {
    return Text(": update that store, or move the server to a CA with a current root");
  }
  if (step.origin == Origin::store) {
    return Text(": replace it in ") + store_name(c);
  }
  return Text(": replace it in the server's chain");
}

Finding judge_step(const Case& c, const Chain& chain, std::size_t position) {
  const CertificateFacts& certificate = c.certificate(chain.steps[position].certificate);
  Finding finding =
      judge_expiry(c, certificate, name_in_chain(c, chain, position), c.policy.chain.value_or(c.policy.leaf));
  if (certificate.not_after < c.now) {
    finding.text += advice(c, chain, position);
  }
  return finding;
}

Finding worst_of_chain(const Case& c, const Chain& chain) {
  Finding worst;
  Time worst_end{};
  for (std::size_t i = 1; i < chain.steps.size(); ++i) {
    Finding finding = judge_step(c, chain, i);
    const Time end = c.certificate(chain.steps[i].certificate).not_after;
    if (i == 1 || is_more_telling(finding, end, worst, worst_end)) {
      worst = std::move(finding);
      worst_end = end;
    }
  }
  return worst;
}

bool is_in_path(const Path& path, CertificateIndex index) {
  for (const PathStep& step : path.steps) {
    if (step.certificate == index) {
      return true;
    }
  }
  return false;
}

Text other_path_expired(const Case& c, const Path& best, const CertificateFacts& expired) {
  const Text text = Text("another path through ") + quoted(expired) + " " +
                    expiry_in_words(expired.not_after, c.now, c.calendar);
  if (!best.by_anchors_alone) {
    return text + ": clients without the missing intermediate take that one";
  }
  return text + ": harmless, clients use the path to " + quoted(c.certificate(best.steps.back().certificate));
}

// A cross-sign that has expired beside a good path: the one remark, for the first such certificate.
void add_expired_alternative(const Case& c, Findings& findings) {
  const JudgedPath* best = c.valid_path();
  if (best == nullptr) {
    return;
  }
  for (const JudgedPath& other : c.paths) {
    if (!other.path->uses_fetched && other.problem && other.problem->kind == PathProblemKind::expired &&
        !is_in_path(*best->path, other.problem->certificate)) {
      const CertificateFacts& expired = c.certificate(other.problem->certificate);
      findings.push_back(about(expired, remark(other_path_expired(c, *best->path, expired))));
      return;
    }
  }
}

}  // namespace

Findings judge_chain_expiry(const Case& c) {
  const Chain chain = chain_in_use(c);
  if (chain.steps.size() > 1) {
    Findings findings = just(worst_of_chain(c, chain));
    add_expired_alternative(c, findings);
    return findings;
  }
  if (chain.path != nullptr) {
    return just(not_applicable(Text("the certificate is itself a trust anchor")));
  }
  if (chain_outcome(c) == ChainOutcome::self_signed_leaf) {
    return just(not_applicable(Text("the certificate is self-signed")));
  }
  return just(undetermined(Text("expiry of the chain cannot be told, none could be built")));
}

}  // namespace checks
