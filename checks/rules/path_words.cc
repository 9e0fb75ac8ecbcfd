#include "checks/rules/path_words.h"

#include "checks/rules/rule.h"

namespace checks {
namespace {

const char* words(PathProblemKind kind) {
  switch (kind) {
    case PathProblemKind::expired:
      return " has expired";
    case PathProblemKind::not_yet_valid:
      return " is not valid yet";
    case PathProblemKind::not_a_ca:
      return " is not a CA";
    case PathProblemKind::path_length:
      return " allows fewer intermediates below it";
    case PathProblemKind::key_usage:
      return " may not sign certificates";
    case PathProblemKind::purpose:
      return " is not for servers";
    case PathProblemKind::critical_extension:
      return " has an unknown critical extension";
    case PathProblemKind::malformed_extension:
      return " has a malformed or repeated extension";
    case PathProblemKind::key_id:
      return " names another key of its issuer";
    case PathProblemKind::name_constraint:
      return " has a name that a CA above it forbids";
    case PathProblemKind::too_many_names:
      return " has too many names for the name constraints above it: gave up";
    case PathProblemKind::policy:
      return " lacks the certificate policy that a CA above it requires";
    case PathProblemKind::leaf_key_usage:
      return " has a key usage that allows no TLS handshake";
    case PathProblemKind::signature:
    case PathProblemKind::key:
      break;
    case PathProblemKind::depth:
      return " has more intermediates above it than --max-depth allows";
  }
  return " is not good";
}

}  // namespace

plugin::Text problem_in_words(const Facts& facts, const PathProblem& problem) {
  const CertificateFacts& certificate = facts.certificates[problem.certificate];
  const plugin::Text name = quoted(certificate);
  switch (problem.kind) {
    case PathProblemKind::signature:
      return name + " is signed with " + plugin::Text::bounded(certificate.signature_algorithm, kMaxQuoted) +
             ", which is not accepted";
    case PathProblemKind::key:
      return name + " has a key of " + plugin::Text::bounded(certificate.key.name, kMaxQuoted) +
             ", which is not accepted";
    default:
      return name + words(problem.kind);
  }
}

}  // namespace checks
