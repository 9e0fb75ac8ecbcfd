#include "checks/rules/path_conditions.h"

#include <algorithm>
#include <string_view>

namespace checks {

namespace {

constexpr std::string_view kServerAuth = "1.3.6.1.5.5.7.3.1";  // RFC 5280, 4.2.1.12: id-kp-serverAuth
constexpr std::string_view kAnyPurpose = "2.5.29.37.0";        // RFC 5280, 4.2.1.12: anyExtendedKeyUsage

using MaybeProblem = std::optional<PathProblemKind>;

// "If the extension is present, then the certificate MUST only be used for one of the purposes indicated"
// (RFC 5280, 4.2.1.12). In an intermediate, every client takes it as a limit on what the intermediate may
// issue for.
bool is_for_servers(const CertificateFacts& certificate) {
  const std::vector<std::string>& purposes = certificate.extended_key_usage;
  return purposes.empty() || std::any_of(purposes.begin(), purposes.end(), [](const std::string& purpose) {
           return purpose == kServerAuth || purpose == kAnyPurpose;
         });
}

MaybeProblem problem_of_use(const CertificateFacts& certificate) {
  if (!is_for_servers(certificate)) {
    return PathProblemKind::purpose;
  }
  // 6.1.5 (f): "If any unrecognized critical extensions are present, path validation fails"; for CAs 6.1.4
  // (o).
  if (!certificate.unknown_critical_extensions.empty()) {
    return PathProblemKind::critical_extension;
  }
  return std::nullopt;
}

// 6.1.3 (a) (2): "The certificate validity period includes the current time."
MaybeProblem problem_of_dates(const CertificateFacts& certificate, Time now) {
  if (now > certificate.not_after) {
    return PathProblemKind::expired;
  }
  if (now < certificate.not_before) {
    return PathProblemKind::not_yet_valid;
  }
  return std::nullopt;
}

MaybeProblem problem_as_issuer(const CertificateFacts& certificate, int cas_below) {
  // 6.1.4 (k): "verify that the basicConstraints extension is present and that cA is set to TRUE"
  if (!certificate.is_ca()) {
    return PathProblemKind::not_a_ca;
  }
  // 4.2.1.9: "the maximum number of non-self-issued intermediate certificates that may follow this
  // certificate"
  if (certificate.basic_constraints->path_length.value_or(cas_below) < cas_below) {
    return PathProblemKind::path_length;
  }
  // 6.1.4 (n): "If a key usage extension is present, verify that the keyCertSign bit is set."
  if (certificate.key_usage && !certificate.key_usage->cert_sign()) {
    return PathProblemKind::key_usage;
  }
  return std::nullopt;
}

MaybeProblem problem_of_intermediate(const CertificateFacts& certificate, int cas_below, Time now) {
  if (const MaybeProblem kind = problem_of_dates(certificate, now)) {
    return kind;
  }
  if (const MaybeProblem kind = problem_as_issuer(certificate, cas_below)) {
    return kind;
  }
  return problem_of_use(certificate);
}

int rank(const JudgedPath& judged) { return judged.problem ? 2 : judged.path->by_anchors_alone ? 0 : 1; }

bool is_better_path(const JudgedPath& a, const JudgedPath& b) {
  return rank(a) != rank(b) ? rank(a) < rank(b) : a.end > b.end;
}

JudgedPath judge_path(const Facts& facts, const Path& path, Time now) {
  JudgedPath judged;
  judged.path = &path;
  judged.problem = first_problem(facts, path, now);
  if (path.steps.empty()) {
    return judged;
  }
  const bool has_chain = path.steps.size() > 1;
  judged.chain_end_certificate = path.steps[has_chain ? 1 : 0].certificate;
  for (std::size_t i = has_chain ? 1 : 0; i < path.steps.size(); ++i) {
    const CertificateIndex index = path.steps[i].certificate;
    if (facts.certificates[index].not_after < facts.certificates[judged.chain_end_certificate].not_after) {
      judged.chain_end_certificate = index;
    }
  }
  judged.chain_end = facts.certificates[judged.chain_end_certificate].not_after;
  judged.end = std::min(judged.chain_end, facts.certificates[path.steps.front().certificate].not_after);
  return judged;
}

}  // namespace

std::optional<PathProblem> first_problem(const Facts& facts, const Path& path, Time now) {
  int cas_below = 0;
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const CertificateIndex index = path.steps[i].certificate;
    const CertificateFacts& certificate = facts.certificates[index];
    const bool is_anchor = i + 1 == path.steps.size();
    const MaybeProblem kind = i == 0      ? problem_of_use(certificate)
                              : is_anchor ? problem_of_dates(certificate, now)
                                          : problem_of_intermediate(certificate, cas_below, now);
    if (kind) {
      return PathProblem{*kind, index};
    }
    if (i > 0 && !certificate.self_issued) {
      ++cas_below;
    }
  }
  return std::nullopt;
}

std::vector<JudgedPath> judge_paths(const Facts& facts, const ObservationFacts& seen, Time now) {
  std::vector<JudgedPath> judged;
  judged.reserve(seen.paths.size());
  for (const Path& path : seen.paths) {
    judged.push_back(judge_path(facts, path, now));
  }
  std::stable_sort(judged.begin(), judged.end(), is_better_path);
  return judged;
}

}  // namespace checks
