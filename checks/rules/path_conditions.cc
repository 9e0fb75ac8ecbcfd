#include "checks/rules/path_conditions.h"

#include <algorithm>
#include <string_view>

#include "checks/rules/path_policies.h"
#include "checks/rules/path_terms.h"

namespace checks {

namespace {

constexpr std::string_view kServerAuth = "1.3.6.1.5.5.7.3.1";  // RFC 5280, 4.2.1.12: id-kp-serverAuth
constexpr std::string_view kAnyPurpose = "2.5.29.37.0";        // RFC 5280, 4.2.1.12: anyExtendedKeyUsage

using MaybeKind = std::optional<PathProblemKind>;

// "If the extension is present, then the certificate MUST only be used for one of the purposes indicated"
// (RFC 5280, 4.2.1.12). In a CA, most clients take it as a limit on what the CA may issue for.
bool is_for_servers(const CertificateFacts& certificate, bool takes_any) {
  const std::vector<std::string>& purposes = certificate.extended_key_usage;
  return purposes.empty() ||
         std::any_of(purposes.begin(), purposes.end(), [takes_any](const std::string& purpose) {
           return purpose == kServerAuth || (takes_any && purpose == kAnyPurpose);
         });
}

// Those that OpenSSL, Go and GnuTLS all refuse to read past.
bool has_malformed_extension(const CertificateFacts& certificate) {
  using enum ExtensionKind;
  if (certificate.repeats_extension) {
    return true;
  }
  return !certificate.malformed_extensions.empty() &&
         std::ranges::any_of(
             std::initializer_list<ExtensionKind>{subject_key_id, key_usage, subject_alternative_name,
                                                  basic_constraints, name_constraints, authority_key_id,
                                                  extended_key_usage},
             [&certificate](ExtensionKind kind) { return certificate.malformed_extensions.has(kind); });
}

// RFC 5280, 4.2.1.3: a key that may neither sign, nor encrypt or agree on keys, makes no TLS session; all but
// Go look.
bool allows_handshake(const CertificateFacts& leaf) {
  constexpr unsigned kDigitalSignature = 1U << 0;
  constexpr unsigned kKeyEncipherment = 1U << 2;
  constexpr unsigned kKeyAgreement = 1U << 4;
  return !leaf.key_usage ||
         (leaf.key_usage->bits & (kDigitalSignature | kKeyEncipherment | kKeyAgreement)) != 0;
}

// Extensions that some clients do not know, though they are of RFC 5280.
bool has_unknown_extension(const CertificateFacts& certificate, const PathHabits& habits) {
  using enum ExtensionKind;
  const ExtensionSet& critical = certificate.critical_extensions;
  if (!habits.knows_policies && (critical.has(policy_constraints) || critical.has(inhibit_any_policy))) {
    return true;
  }
  if (habits.knows_directory_constraints || !certificate.name_constraints ||
      !critical.has(name_constraints)) {
    return false;
  }
  const auto is_directory = [](const GeneralName& name) { return name.kind == NameKind::directory; };
  const NameConstraints& names = *certificate.name_constraints;
  return std::any_of(names.permitted.begin(), names.permitted.end(), is_directory) ||
         std::any_of(names.excluded.begin(), names.excluded.end(), is_directory);
}

MaybeKind problem_of_extensions(const CertificateFacts& certificate, const PathHabits& habits) {
  // First, because what cannot be read counts as unknown too where it is critical.
  if (has_malformed_extension(certificate)) {
    return PathProblemKind::malformed_extension;
  }
  // 6.1.4 (o) and 6.1.5 (f): "Recognize and process any other critical extension"; 4.2: "MUST reject the
  // certificate if it encounters a critical extension it does not recognize".
  if (!certificate.unknown_critical_extensions.empty() || has_unknown_extension(certificate, habits)) {
    return PathProblemKind::critical_extension;
  }
  return std::nullopt;
}

// 6.1.3 (a) (2): "The certificate validity period includes the current time."
MaybeKind problem_of_dates(const CertificateFacts& certificate, Time now) {
  if (now > certificate.not_after) {
    return PathProblemKind::expired;
  }
  if (now < certificate.not_before) {
    return PathProblemKind::not_yet_valid;
  }
  return std::nullopt;
}

bool is_taken(const CertificateFacts& certificate, const PathHabits& habits) {
  switch (certificate.signature_digest) {
    case SignatureDigest::md5_or_older:
      return false;
    case SignatureDigest::sha1:
      return habits.takes_sha1;
    default:
      return habits.takes_sha224 || certificate.signature_algorithm.find("SHA224") == std::string::npos;
  }
}

// What no client relies on in an anchor.
MaybeKind problem_of_strength(const CertificateFacts& certificate, const PathHabits& habits) {
  if (!is_taken(certificate, habits)) {
    return PathProblemKind::signature;
  }
  const KeyFacts& key = certificate.key;
  const bool is_unusable = key.bits < habits.min_rsa_bits || key.bits > kMaxUsableRsaBits;
  if (key.type == KeyType::rsa && key.bits > 0 && is_unusable) {
    return PathProblemKind::key;
  }
  return std::nullopt;
}

MaybeKind problem_as_issuer(const CertificateFacts& certificate, int cas_below, bool is_anchor,
                            const PathHabits& habits) {
  constexpr int kVersionWithExtensions = 3;
  const bool has_extensions = certificate.version >= kVersionWithExtensions;
  // 6.1.4 (k): "If certificate i is a version 3 certificate, verify that the basicConstraints extension is
  // present and that cA is set to TRUE"; others are no CAs here.
  const bool may_say_nothing =
      is_anchor && !certificate.basic_constraints && (!habits.anchor_needs_constraints || !has_extensions);
  if (!may_say_nothing && (!certificate.is_ca() || !has_extensions)) {
    return PathProblemKind::not_a_ca;
  }
  // 4.2.1.9: "the maximum number of non-self-issued intermediate certificates that may follow this
  // certificate"
  const bool is_limited = certificate.basic_constraints && (!is_anchor || habits.anchor_limits);
  if (is_limited && certificate.basic_constraints->path_length.value_or(cas_below) < cas_below) {
    return PathProblemKind::path_length;
  }
  // 6.1.4 (n): "If a key usage extension is present, verify that the keyCertSign bit is set."
  if (certificate.key_usage && !certificate.key_usage->cert_sign()) {
    return PathProblemKind::key_usage;
  }
  return std::nullopt;
}

class PathJudge {
 public:
  PathJudge(const Facts& facts, const Path& path, PathTerms& terms)
      : facts_(facts), path_(path), terms_(terms), habits_(terms.habits) {}

  std::optional<PathProblem> first_problem();

 private:
  const CertificateFacts& at(std::size_t position) const {
    return facts_.certificates[path_.steps[position].certificate];
  }
  bool is_anchor(std::size_t position) const { return position + 1 == path_.steps.size(); }
  MaybeKind problem_of_step(std::size_t position, int cas_below) const;
  MaybeKind problem_of_use(std::size_t position) const;
  bool contradicts_key_id(std::size_t position) const;
  std::optional<PathProblem> problem_of_names_below(std::size_t position);
  std::optional<PathProblem> problem_of_whole() const;

  const Facts& facts_;
  const Path& path_;
  PathTerms& terms_;
  const PathHabits& habits_;
};

MaybeKind PathJudge::problem_of_use(std::size_t position) const {
  const CertificateFacts& certificate = at(position);
  const bool is_intermediate = position > 0 && !is_anchor(position);
  const bool has_purpose = is_intermediate ? habits_.intermediate_purpose
                           : position == 0 ? true
                                           : habits_.anchor_purpose;
  if (has_purpose && !is_for_servers(certificate, !is_intermediate || habits_.intermediate_any_purpose)) {
    return PathProblemKind::purpose;
  }
  if (position == 0 && habits_.leaf_key_usage && !allows_handshake(certificate)) {
    return PathProblemKind::leaf_key_usage;
  }
  const bool has_limits = position == 0 || !is_anchor(position) || habits_.anchor_limits;
  return has_limits ? problem_of_extensions(certificate, habits_) : std::nullopt;
}

// Of a certificate and the next one. RFC 5280, 4.2.1.1: the identifier is for finding the issuer; few take it
// for a condition.
bool PathJudge::contradicts_key_id(std::size_t position) const {
  const bool counts =
      habits_.key_ids == KeyIds::all || (habits_.key_ids == KeyIds::of_anchor && is_anchor(position + 1));
  const Bytes& wanted = at(position).authority_key_id;
  const Bytes& has = at(position + 1).subject_key_id;
  return counts && !wanted.empty() && !has.empty() && wanted != has;
}

MaybeKind PathJudge::problem_of_step(std::size_t position, int cas_below) const {
  const CertificateFacts& certificate = at(position);
  if (position > 0) {
    const MaybeKind date = problem_of_dates(certificate, terms_.now);
    if (date && (!is_anchor(position) || habits_.anchor_dates)) {
      return date;
    }
    if (const MaybeKind kind = problem_as_issuer(certificate, cas_below, is_anchor(position), habits_)) {
      return kind;
    }
  }
  if (const MaybeKind kind = problem_of_use(position)) {
    return kind;
  }
  if (!is_anchor(position) && contradicts_key_id(position)) {
    return PathProblemKind::key_id;
  }
  return is_anchor(position) ? std::nullopt : problem_of_strength(certificate, habits_);
}

NameTerms name_terms(const PathHabits& habits, const CertificateFacts& certificate, bool is_leaf) {
  return {habits.wildcards_hold_excluded, habits.ignores_directory_constraints,
          is_leaf && names_host_by_common_name(certificate, habits.constrained_common_name)};
}

// 6.1.3 (b) and (c): "If certificate i is self-issued and it is not the final certificate in the path, skip
// this step".
std::optional<PathProblem> PathJudge::problem_of_names_below(std::size_t position) {
  const CertificateFacts& ca = at(position);
  if (!ca.name_constraints || (is_anchor(position) && !habits_.anchor_limits)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < position; ++i) {
    if (i > 0 && at(i).self_issued) {
      continue;
    }
    NameAnswer answer =
        judge_names(at(i), *ca.name_constraints, terms_.names, name_terms(habits_, at(i), i == 0));
    if (answer.verdict != NameVerdict::permitted) {
      const PathProblemKind kind = answer.verdict == NameVerdict::gave_up ? PathProblemKind::too_many_names
                                                                          : PathProblemKind::name_constraint;
      return PathProblem{kind, path_.steps[i].certificate, path_.steps[position].certificate,
                         std::move(answer.name)};
    }
  }
  return std::nullopt;
}

std::optional<PathProblem> PathJudge::problem_of_whole() const {
  const CertificateIndex leaf = path_.steps.front().certificate;
  if (const std::optional<CertificateIndex> ca = unmet_policy_requirement(facts_, path_)) {
    return PathProblem{PathProblemKind::policy, leaf, ca, {}};
  }
  const int intermediates = static_cast<int>(path_.steps.size()) - 2;
  if (terms_.max_depth && intermediates > *terms_.max_depth) {
    return PathProblem{PathProblemKind::depth, leaf, {}, {}};
  }
  return std::nullopt;
}

std::optional<PathProblem> PathJudge::first_problem() {
  int cas_below = 0;
  for (std::size_t i = 0; i < path_.steps.size(); ++i) {
    if (const MaybeKind kind = problem_of_step(i, cas_below)) {
      return PathProblem{*kind, path_.steps[i].certificate, {}, {}};
    }
    if (std::optional<PathProblem> problem = problem_of_names_below(i)) {
      return problem;
    }
    if (i > 0 && (habits_.counts_self_issued || !at(i).self_issued)) {
      ++cas_below;
    }
  }
  return path_.steps.empty() ? std::nullopt : problem_of_whole();
}

bool is_weak(const Facts& facts, const Path& path) {
  constexpr int kUsualRsaBits = 2048;  // OpenSSL's security level 2, Debian's default
  for (std::size_t i = 0; i + 1 < path.steps.size(); ++i) {
    const CertificateFacts& certificate = facts.certificates[path.steps[i].certificate];
    const bool is_small = certificate.key.type == KeyType::rsa && certificate.key.bits < kUsualRsaBits;
    if (certificate.signature_digest == SignatureDigest::sha1 || is_small) {
      return true;
    }
  }
  return false;
}

int rank(const JudgedPath& judged) {
  const int fetched = judged.path->uses_fetched ? 5 : 0;
  if (judged.problem) {
    return fetched + 4;
  }
  return fetched + (judged.is_weak ? 2 : 0) + (judged.path->by_anchors_alone ? 0 : 1);
}

bool is_better_path(const JudgedPath& a, const JudgedPath& b) {
  return rank(a) != rank(b) ? rank(a) < rank(b) : a.end > b.end;
}

JudgedPath judge_path(const Facts& facts, const Path& path, PathTerms& terms) {
  JudgedPath judged;
  judged.path = &path;
  judged.problem = first_problem(facts, path, terms);
  if (path.steps.empty()) {
    return judged;
  }
  judged.is_weak = is_weak(facts, path);
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

bool names_host_by_common_name(const CertificateFacts& certificate, CommonName when) {
  switch (when) {
    case CommonName::never:
      return false;
    case CommonName::without_san:
      return !certificate.has_san;
    case CommonName::without_host:
      return certificate.dns_names.empty() && certificate.ip_addresses.empty();
    case CommonName::without_dns:
      break;
  }
  return certificate.dns_names.empty();
}

std::optional<PathProblem> first_problem(const Facts& facts, const Path& path, PathTerms& terms) {
  return PathJudge(facts, path, terms).first_problem();
}

std::vector<JudgedPath> judge_paths(const Facts& facts, const std::vector<Path>& paths,
                                    const PathTerms& terms) {
  std::vector<JudgedPath> judged;
  judged.reserve(paths.size());
  std::size_t comparisons_left = terms.names.left;
  for (const Path& path : paths) {
    const std::size_t share = std::min(comparisons_left, kMaxNameComparisons);
    PathTerms own = terms;
    own.names.left = share;
    judged.push_back(judge_path(facts, path, own));
    comparisons_left -= share - own.names.left;
  }
  std::stable_sort(judged.begin(), judged.end(), is_better_path);
  return judged;
}

std::vector<JudgedPath> judge_paths(const Facts& facts, const ObservationFacts& seen, Time now,
                                    std::optional<int> max_depth) {
  return judge_paths(facts, seen.paths, {now, max_depth, {kMaxAllNameComparisons}, {}});
}

}  // namespace checks
