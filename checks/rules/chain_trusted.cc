#include "checks/rules/chain.h"
#include "checks/rules/name_constraints.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

Finding untrusted(const Text& why) { return problem(Status::critical, Text("not trusted: ") + why); }

const CertificateFacts& last_of(const Case& c, const Chain& chain) {
  return c.certificate(chain.steps.back().certificate);
}

Finding trusted(const Case& c, const Chain& chain) {
  if (chain.steps.size() == 1) {
    return pass(Text("the certificate is itself a trust anchor in ") + store_name(c));
  }
  return pass(Text("trusted by ") + name_in_chain(c, chain, chain.steps.size() - 1));
}

std::size_t position_of(const Chain& chain, CertificateIndex index) {
  std::size_t position = 0;
  while (position + 1 < chain.steps.size() && chain.steps[position].certificate != index) {
    ++position;
  }
  return position;
}

// "'X' issued the certificate" or "'X' issued 'Y'".
Text name_of_issued(const Case& c, const Chain& chain, std::size_t position) {
  return position <= 1 ? Text("the certificate")
                       : quoted(c.certificate(chain.steps[position - 1].certificate));
}

Text purpose_in_words(const Case& c, const Chain& chain, std::size_t position) {
  return position == 0
             ? Text("the certificate is not for servers, its extended key usage lacks serverAuth: reissue it")
             : name_in_chain(c, chain, position) +
                   " may not issue for servers, its extended key usage lacks serverAuth: move to "
                   "an issuer that may";
}

Text critical_extension_in_words(const Case& c, const Chain& chain, std::size_t position,
                                 const CertificateFacts& certificate) {
  return (position == 0 ? Text("the certificate") : name_in_chain(c, chain, position)) +
         " has the critical extension " + quoted_list(certificate.unknown_critical_extensions, 1) +
         ", which clients do not know and so must refuse: reissue it without";
}

// Of an issuer with too many below it.
Text allowed_below(const CertificateFacts& issuer) {
  const int allowed = issuer.basic_constraints->path_length.value_or(0);
  return allowed == 0
             ? Text(" allows no intermediate below it, and there is one")
             : Text(" allows " + std::to_string(allowed) +
                    (allowed == 1 ? " intermediate" : " intermediates") + " below it, and there are more");
}

// "the certificate" or "intermediate 'X'".
Text subject_in_words(const Case& c, const Chain& chain, CertificateIndex index) {
  const std::size_t position = position_of(chain, index);
  return position == 0 ? Text("the certificate") : name_in_chain(c, chain, position);
}

Text name_constraint_in_words(const Case& c, const Chain& chain, const PathProblem& problem) {
  const Text ca = subject_in_words(c, chain, problem.by.value_or(problem.certificate));
  if (problem.name.empty()) {
    return ca + " has name constraints that clients cannot apply: move to another issuer";
  }
  return Text("the name constraints of ") + ca + " forbid " + quoted(problem.name) + ", a name of " +
         subject_in_words(c, chain, problem.certificate) + ": leave it out or move to another issuer";
}

Text too_many_names_in_words(const Case& c, const Chain& chain, const PathProblem& problem) {
  return Text("gave up after ") + std::to_string(kMaxNameComparisons) + " comparisons of the names of " +
         subject_in_words(c, chain, problem.certificate) + " with the name constraints of " +
         subject_in_words(c, chain, problem.by.value_or(problem.certificate));
}

Text depth_in_words(const Case& c, const Chain& chain) {
  const std::size_t count = chain.steps.size() - 2;
  return Text("the path has ") + std::to_string(count) + (count == 1 ? " intermediate" : " intermediates") +
         ", --max-depth allows " + std::to_string(c.policy.max_depth.value_or(0));
}

Text malformed_extension_in_words(const Case& c, const Chain& chain, const PathProblem& problem) {
  const bool is_repeated = c.certificate(problem.certificate).repeats_extension;
  return subject_in_words(c, chain, problem.certificate) +
         (is_repeated ? " has an extension twice" : " has an extension that cannot be read") +
         ", which clients refuse: have it reissued";
}

// What other rules tell (see `broken`) never comes here.
Text problem_in_words(const Case& c, const Chain& chain, const PathProblem& problem) {
  const std::size_t position = position_of(chain, problem.certificate);
  const CertificateFacts& certificate = c.certificate(problem.certificate);
  switch (problem.kind) {
    case PathProblemKind::not_a_ca:
      return quoted(certificate) + " is not a CA but issued " + name_of_issued(c, chain, position) +
             ": have it issued by a CA";
    case PathProblemKind::path_length:
      return name_in_chain(c, chain, position) + allowed_below(certificate) +
             ": move to an issuer that it allows";
    case PathProblemKind::key_usage:
      return name_in_chain(c, chain, position) + " issued " + name_of_issued(c, chain, position) +
             " but its key usage does not let it sign certificates: move to "
             "an issuer that may";
    case PathProblemKind::leaf_key_usage:
      return Text(
          "the certificate's key usage allows no TLS handshake, digitalSignature is missing: reissue it");
    case PathProblemKind::purpose:
      return purpose_in_words(c, chain, position);
    case PathProblemKind::critical_extension:
      return critical_extension_in_words(c, chain, position, certificate);
    case PathProblemKind::malformed_extension:
      return malformed_extension_in_words(c, chain, problem);
    case PathProblemKind::name_constraint:
      return name_constraint_in_words(c, chain, problem);
    case PathProblemKind::too_many_names:
      return too_many_names_in_words(c, chain, problem);
    case PathProblemKind::policy:
      return subject_in_words(c, chain, problem.by.value_or(problem.certificate)) +
             " requires a certificate policy that the path does not have: move to another issuer";
    case PathProblemKind::depth:
      return depth_in_words(c, chain);
    case PathProblemKind::expired:
    case PathProblemKind::not_yet_valid:
    case PathProblemKind::signature:
    case PathProblemKind::key:
    case PathProblemKind::key_id:  // a habit of some clients, never of ours
      break;
  }
  return name_in_chain(c, chain, position) + " is out of date";
}

// A signature or key that no client accepts is told by the rule on it.
Finding too_weak(const Case& c, const Chain& chain, const char* teller_id, const char* what) {
  const PathProblem& first = *c.paths.front().problem;
  return told_by(teller_id, about(c.certificate(first.certificate),
                                  undetermined(Text("not trusted: ") +
                                               subject_in_words(c, chain, first.certificate) + what)));
}

Finding broken(const Case& c, const Chain& chain) {
  const PathProblem& first = *c.paths.front().problem;
  if (first.kind == PathProblemKind::signature) {
    return too_weak(c, chain, "signature-algorithm",
                    " is signed with MD5, which no client accepts: have it reissued");
  }
  if (first.kind == PathProblemKind::key) {
    return too_weak(c, chain, "key-strength",
                    " has a key of a size that no client accepts: have it reissued with another");
  }
  return about(c.certificate(first.certificate), untrusted(problem_in_words(c, chain, first)));
}

// The date is told by the rule on dates.
Finding out_of_date(const Case& c, const Chain& chain, const char* teller_id, const char* what) {
  const PathProblem& first = *c.paths.front().problem;
  const Text name = name_in_chain(c, chain, position_of(chain, first.certificate));
  return told_by(teller_id, about(c.certificate(first.certificate),
                                  undetermined(Text("not trusted while ") + name + what)));
}

Finding self_signed(const Case& c) {
  Finding finding = not_applicable(Text("the certificate is self-signed"));
  return c.policy.allow_self_signed ? finding : told_by("self-signed", std::move(finding));
}

Finding leaf_issuer_missing(const Case& c) {
  return told_by("chain-complete", undetermined(Text("cannot be told while the issuer ") +
                                                quoted_issuer(*c.leaf()) + " of the certificate is missing"));
}

Finding circle(const Case& c, const Chain& chain) {
  const CertificateFacts& last = last_of(c, chain);
  return about(last,
               untrusted(Text("the chain goes in a circle, from ") + quoted(last) + " back to " +
                         quoted_issuer(last) + ": send the certificate that a root issued to one of them" +
                         issuer_url_in_parentheses(last)));
}

Finding issuer_unknown(const Case& c, const Chain& chain) {
  if (c.seen.dead_ends.front().kind == DeadEndKind::circle) {
    return circle(c, chain);
  }
  const CertificateFacts& last = last_of(c, chain);
  Finding finding =
      untrusted(quoted_issuer(last) + ", which issued " + quoted(last) + ", is neither " + bringer(c).there +
                " nor in " + store_name(c) + ": add it there if it is your root, else " + bringer(c).add +
                words(issuer_fetch(c, last)) + issuer_url_in_parentheses(last));
  finding.values.emplace_back("missing", Text(last.issuer));
  return about(last, std::move(finding));
}

Finding signature_mismatch(const Case& c, const Chain& chain) {
  const CertificateFacts& last = last_of(c, chain);
  const Text issued = chain.steps.size() == 1 ? Text("the certificate") : quoted(last);
  return about(last, untrusted(quoted_issuer(last) + " (" + bringer(c).there + " or in " + store_name(c) +
                               ") does not have the key that signed " + issued +
                               ": install the chain file that came with the certificate" +
                               issuer_url_in_parentheses(last)));
}

Finding untrusted_root(const Case& c, const Chain& chain) {
  const CertificateFacts& root = last_of(c, chain);
  return about(root, untrusted(Text("root ") + quoted(root) + " is not in " + store_name(c) +
                               ": add it there (or give it by --ca-file) if it is yours"));
}

Text gave_up_in_words(const Case& c) {
  return Text("gave up after ") + std::to_string(c.seen.search_steps) + " steps";
}

Finding nothing_found(const Case& c) {
  if (!c.seen.gave_up) {
    return untrusted(Text("an issuer of the chain is in ") + store_name(c) +
                     ", which says that it is not to be trusted for servers: move to another issuer");
  }
  const std::size_t sent = c.seen.sent.size() + c.seen.sent_left_out;
  return untrusted(gave_up_in_words(c) + ": no path of up to " + std::to_string(kMaxPathLength) +
                   " certificates to a trust anchor was found; " + bringer(c).brings + " " +
                   std::to_string(sent) + (sent == 1 ? " certificate" : " certificates"));
}

Finding judge_outcome(const Case& c, ChainOutcome outcome) {
  const Chain chain = chain_in_use(c);
  switch (outcome) {
    case ChainOutcome::trusted:
      return trusted(c, chain);
    case ChainOutcome::expired:
      return out_of_date(c, chain, "chain-expiry", " is expired");
    case ChainOutcome::not_yet_valid:
      return out_of_date(c, chain, "not-yet-valid", " is not valid yet");
    case ChainOutcome::broken:
      return broken(c, chain);
    case ChainOutcome::self_signed_leaf:
      return self_signed(c);
    case ChainOutcome::leaf_issuer_missing:
      return leaf_issuer_missing(c);
    case ChainOutcome::issuer_unknown:
      return issuer_unknown(c, chain);
    case ChainOutcome::signature_mismatch:
      return signature_mismatch(c, chain);
    case ChainOutcome::untrusted_root:
      return untrusted_root(c, chain);
    case ChainOutcome::nothing_found:
      break;
  }
  return nothing_found(c);
}

}  // namespace

Findings judge_chain_trusted(const Case& c) {
  const ChainOutcome outcome = chain_outcome(c);
  Finding finding = judge_outcome(c, outcome);
  if (!c.seen.gave_up || outcome == ChainOutcome::nothing_found) {
    return just(std::move(finding));
  }
  if (outcome == ChainOutcome::trusted) {
    return just(remark(finding.text + "; the search for more paths " + gave_up_in_words(c)));
  }
  Findings findings = just(std::move(finding));
  findings.push_back(remark(Text("the search for paths ") + gave_up_in_words(c) +
                            ": there may be a good one that was not found"));
  return findings;
}

}  // namespace checks
