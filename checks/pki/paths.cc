#include "checks/pki/paths.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace checks {

const Store::Answer& Store::find(ByteView subject) {
  const auto [entry, is_new] = answers_.try_emplace(std::string(subject.begin(), subject.end()));
  Answer& answer = entry->second;
  if (is_new) {
    AnchorAnswer found = anchors_.find(subject);
    answer.source = std::move(found.source);
    const std::size_t count = std::min({found.certificates.size(), kMaxAnswer, kMaxStoreDecoded - decoded_});
    answer.is_complete = count == found.certificates.size();
    gave_up_ |= !answer.is_complete;
    decoded_ += count;
    found.certificates.resize(count);
    for (std::size_t i = 0; i < found.certificates.size(); ++i) {
      add(found, i, answer);
    }
  }
  return answer;
}

void Store::add(const AnchorAnswer& found, std::size_t position, Answer& answer) {
  const auto note = std::find_if(found.notes.begin(), found.notes.end(),
                                 [position](const AnchorNote& one) { return one.certificate == position; });
  const bool has_note = note != found.notes.end();
  if (has_note && note->rejected) {
    answer.is_complete = false;
    return;
  }
  const auto index = table_.add(found.certificates[position]);
  if (!index || std::ranges::find(answer.certificates, *index) != answer.certificates.end()) {
    return;
  }
  answer.certificates.push_back(*index);
  if (has_note && note->distrust_after) {
    distrust_.push_back({*index, *note->distrust_after});
  }
}

std::vector<CertificateIndex> Store::seen() const {
  std::vector<CertificateIndex> all;
  for (const auto& [subject, answer] : answers_) {
    for (const CertificateIndex one : answer.certificates) {
      if (std::ranges::find(all, one) == all.end()) {
        all.push_back(one);
      }
    }
  }
  std::ranges::sort(all);  // the same in every run
  return all;
}

bool Store::is_anchor(CertificateIndex certificate) {
  const CertificateFacts& facts = table_.at(certificate);
  if (facts.self_issued) {
    return true;
  }
  const Answer& issuers = find(facts.issuer_der);
  return issuers.certificates.empty() && issuers.is_complete;
}

namespace {

struct Candidate {
  CertificateIndex certificate = 0;
  Origin origin = Origin::sent;
  bool is_anchor = false;
};

// A certificate at the end of the partial path that its parents make.
struct Node {
  PathStep step;
  std::optional<std::size_t> parent;  // none: the leaf
  std::size_t length = 1;
};

bool is_with_fetched(const std::vector<PathStep>& steps) {
  return std::ranges::find(steps, Origin::fetched, &PathStep::origin) != steps.end();
}

class Search {
 public:
  // `fetched` may be null.
  Search(CertificateTable& table, Store& store, const FetchedCertificates* fetched, Time now,
         SignatureBudget& signatures, ObservationFacts& seen)
      : table_(table), store_(store), fetched_(fetched), now_(now), signatures_(signatures), seen_(seen) {}

  void run(CertificateIndex leaf);

 private:
  const std::vector<Candidate>& candidates(CertificateIndex child);
  std::vector<Candidate> from_store(CertificateIndex child);
  bool is_fit(const Candidate& candidate) const;
  void add_fetched(CertificateIndex child, std::vector<Candidate>& found);
  void sort(CertificateIndex child, std::vector<Candidate>& found) const;

  bool start_at_anchor(CertificateIndex leaf);
  void extend(std::size_t node);
  void follow(std::size_t node, const Candidate& candidate);
  bool is_on_path(std::size_t node, CertificateIndex certificate) const;
  std::vector<PathStep> steps_to(std::size_t node) const;

  void add_path(std::vector<PathStep> steps, const std::string& source);
  void add_dead_end(std::size_t node, bool has_mismatch, bool has_circle);
  void finish();

  CertificateTable& table_;
  Store& store_;
  const FetchedCertificates* const fetched_;
  const Time now_;
  SignatureBudget& signatures_;
  ObservationFacts& seen_;
  std::vector<CertificateIndex> sent_;  // each once
  std::vector<Node> nodes_;             // in the order of their length
  std::map<CertificateIndex, std::vector<Candidate>> candidates_;
  std::map<CertificateIndex, int> visits_;
  std::vector<DeadEnd> circles_;  // told only when there is nothing else to tell
};

void Search::run(CertificateIndex leaf) {
  for (const SentCertificate& one : seen_.sent) {
    if (one.certificate && std::ranges::find(sent_, *one.certificate) == sent_.end()) {
      sent_.push_back(*one.certificate);
    }
  }
  nodes_.push_back({.step = {leaf, Origin::sent}, .parent = {}, .length = 1});
  if (start_at_anchor(leaf) && table_.at(leaf).self_issued) {
    return;
  }
  for (std::size_t node = 0; node < nodes_.size() && seen_.paths.size() < kMaxPaths; ++node) {
    extend(node);
  }
  finish();
}

// The leaf itself may lie in the store: a company that installs each server's certificate.
bool Search::start_at_anchor(CertificateIndex leaf) {
  const Store::Answer& answer = store_.find(table_.at(leaf).subject_der);
  const bool is_anchor =
      std::ranges::find(answer.certificates, leaf) != answer.certificates.end() && store_.is_anchor(leaf);
  if (is_anchor) {
    add_path({{leaf, Origin::store}}, answer.source);
  }
  return is_anchor;
}

std::vector<Candidate> Search::from_store(CertificateIndex child) {
  std::vector<Candidate> found;
  for (const CertificateIndex one : store_.find(table_.at(child).issuer_der).certificates) {
    const bool is_anchor = store_.is_anchor(one);
    const bool is_sent = std::ranges::find(sent_, one) != sent_.end();
    found.push_back({one, is_sent && !is_anchor ? Origin::sent : Origin::store, is_anchor});
  }
  return found;
}

void Search::add_fetched(CertificateIndex child, std::vector<Candidate>& found) {
  for (const Bytes* der : fetched_->find(table_.at(child).issuer_der)) {
    const auto index = table_.add(*der);
    if (index && std::ranges::find(found, *index, &Candidate::certificate) == found.end()) {
      found.push_back({*index, Origin::fetched, false});
    }
  }
}

const std::vector<Candidate>& Search::candidates(CertificateIndex child) {
  const auto [entry, is_new] = candidates_.try_emplace(child);
  std::vector<Candidate>& found = entry->second;
  if (is_new) {
    found = from_store(child);
    for (const CertificateIndex one : sent_) {
      if (table_.has_issuer_name(child, one) &&
          std::ranges::find(found, one, &Candidate::certificate) == found.end()) {
        found.push_back({one, Origin::sent, false});
      }
    }
    if (fetched_ != nullptr) {
      add_fetched(child, found);
    }
    sort(child, found);
  }
  return found;
}

// Nothing that a judge of paths would refuse at once (checks/rules/path_conditions.h): only an order.
bool Search::is_fit(const Candidate& candidate) const {
  const CertificateFacts& facts = table_.at(candidate.certificate);
  const bool is_valid = facts.not_before <= now_ && now_ <= facts.not_after;
  const bool may_sign = facts.is_ca() || (candidate.is_anchor && !facts.basic_constraints);
  const bool has_usage = !facts.key_usage || facts.key_usage->cert_sign();
  const std::vector<std::string>& purposes = facts.extended_key_usage;
  const bool is_for_servers = purposes.empty() || std::ranges::any_of(purposes, [](const std::string& one) {
                                return one == "1.3.6.1.5.5.7.3.1" || one == "2.5.29.37.0";
                              });
  const bool is_well_signed =
      candidate.is_anchor || (facts.signature_digest != SignatureDigest::md5_or_older &&
                              facts.signature_digest != SignatureDigest::sha1);
  return is_valid && may_sign && has_usage && is_for_servers && is_well_signed;
}

void Search::sort(CertificateIndex child, std::vector<Candidate>& found) const {
  const Bytes& wanted = table_.at(child).authority_key_id;
  const auto rank = [&](const Candidate& candidate) {
    const CertificateFacts& facts = table_.at(candidate.certificate);
    const bool has_ids = !wanted.empty() && !facts.subject_key_id.empty();
    const bool is_equal = has_ids && facts.subject_key_id == wanted;
    return std::tuple(has_ids && !is_equal, !is_fit(candidate), !candidate.is_anchor, !is_equal);
  };
  std::ranges::stable_sort(found, {}, rank);
}

bool Search::is_on_path(std::size_t node, CertificateIndex certificate) const {
  for (std::optional<std::size_t> at = node; at; at = nodes_[*at].parent) {
    if (table_.identity(nodes_[*at].step.certificate) == table_.identity(certificate)) {
      return true;
    }
  }
  return false;
}

std::vector<PathStep> Search::steps_to(std::size_t node) const {
  std::vector<PathStep> steps;
  for (std::optional<std::size_t> at = node; at; at = nodes_[*at].parent) {
    steps.push_back(nodes_[*at].step);
  }
  std::ranges::reverse(steps);
  return steps;
}

void Search::extend(std::size_t node) {
  const CertificateIndex child = nodes_[node].step.certificate;
  if (nodes_[node].length == kMaxPathLength) {
    seen_.gave_up = true;
    return;
  }
  bool has_next = !store_.find(table_.at(child).issuer_der).is_complete;  // of what was left out
  bool has_mismatch = false;
  bool has_circle = false;
  for (const Candidate& candidate : candidates(child)) {
    if (is_on_path(node, candidate.certificate)) {
      has_circle |= candidate.certificate != child;
      continue;
    }
    const auto is_signed = table_.is_signed_by(child, candidate.certificate, signatures_);
    seen_.gave_up |= !is_signed;
    has_next |= is_signed.value_or(true);
    has_mismatch |= !is_signed.value_or(true);
    if (is_signed.value_or(false)) {
      follow(node, candidate);
    }
  }
  if (!has_next) {
    add_dead_end(node, has_mismatch, has_circle);
  }
}

void Search::follow(std::size_t node, const Candidate& candidate) {
  const PathStep step{candidate.certificate, candidate.origin};
  if (candidate.is_anchor) {
    std::vector<PathStep> steps = steps_to(node);
    steps.push_back(step);
    add_path(std::move(steps), store_.find(table_.at(step.certificate).subject_der).source);
  } else if (nodes_.size() < kMaxPathSteps && visits_[step.certificate]++ < kMaxVisits) {
    nodes_.push_back({.step = step, .parent = node, .length = nodes_[node].length + 1});
  } else {
    seen_.gave_up = true;
  }
}

void Search::add_path(std::vector<PathStep> steps, const std::string& source) {
  if (seen_.paths.size() == kMaxPaths) {
    seen_.gave_up = true;
    return;
  }
  const bool by_anchors_alone =
      std::all_of(steps.begin(), steps.end() - 1, [](const PathStep& s) { return s.origin == Origin::sent; });
  const bool uses_fetched = is_with_fetched(steps);
  seen_.paths.push_back({std::move(steps), source, by_anchors_alone, uses_fetched});
}

void Search::add_dead_end(std::size_t node, bool has_mismatch, bool has_circle) {
  const CertificateIndex last = nodes_[node].step.certificate;
  if (node == 0 && !seen_.paths.empty()) {
    return;  // the leaf is an anchor
  }
  DeadEnd end{steps_to(node), DeadEndKind::issuer_unknown};
  // None: not known, but then the search gave up.
  if (table_.at(last).self_issued && table_.is_signed_by(last, last, signatures_).value_or(true)) {
    end.kind = DeadEndKind::untrusted_root;
  } else if (has_mismatch) {
    end.kind = DeadEndKind::signature_mismatch;
  } else if (has_circle) {
    end.kind = DeadEndKind::circle;
  }
  std::vector<DeadEnd>& ends = end.kind == DeadEndKind::circle ? circles_ : seen_.dead_ends;
  // Of several ways to one end the longest, which comes last.
  std::erase_if(ends, [last](const DeadEnd& other) { return other.steps.back().certificate == last; });
  ends.push_back(std::move(end));
}

void Search::finish() {
  seen_.gave_up |= seen_.paths.size() == kMaxPaths || store_.gave_up();
  seen_.search_steps = nodes_.size() + kMaxSignatureChecks - signatures_.left;
  std::stable_partition(seen_.paths.begin(), seen_.paths.end(),
                        [](const Path& path) { return path.by_anchors_alone; });
  if (seen_.paths.empty() && seen_.dead_ends.empty() && !seen_.gave_up) {
    seen_.dead_ends = std::move(circles_);
  }
  std::ranges::stable_sort(seen_.dead_ends, std::greater<>(),
                           [](const DeadEnd& end) { return end.steps.size(); });
  seen_.dead_ends.resize(std::min(seen_.dead_ends.size(), kMaxPaths));
}

// With a budget of its own: a hundred self-issued certificates must not keep the search from its answer.
void mark_self_signed(CertificateTable& table, const ObservationFacts& seen) {
  constexpr std::size_t kChecks = 30;
  SignatureBudget signatures{kChecks};
  for (const SentCertificate& one : seen.sent) {
    if (one.certificate && table.at(*one.certificate).self_issued &&
        table.is_signed_by(*one.certificate, *one.certificate, signatures).value_or(false)) {
      table.set_self_signed(*one.certificate);
    }
  }
}

}  // namespace

void find_paths(CertificateTable& table, Store& store, Time now, ObservationFacts& seen) {
  if (const auto leaf = seen.leaf()) {
    SignatureBudget signatures;
    Search(table, store, nullptr, now, signatures, seen).run(*leaf);
  }
  mark_self_signed(table, seen);
}

void find_fetched_paths(CertificateTable& table, Store& store, const FetchedCertificates& fetched, Time now,
                        ObservationFacts& seen) {
  const auto leaf = seen.leaf();
  if (!leaf || fetched.empty()) {
    return;
  }
  ObservationFacts with_fetched;
  with_fetched.sent = seen.sent;
  SignatureBudget signatures;
  Search(table, store, &fetched, now, signatures, with_fetched).run(*leaf);
  for (Path& path : with_fetched.paths) {
    if (path.uses_fetched && seen.paths.size() < kMaxPaths) {
      seen.paths.push_back(std::move(path));
    }
  }
  for (DeadEnd& end : with_fetched.dead_ends) {
    if (is_with_fetched(end.steps)) {
      seen.fetched_dead_ends.push_back(std::move(end));
    }
  }
}

void find_client_paths(CertificateTable& table, Store& store, const FetchedCertificates* fetched, Time now,
                       SignatureBudget& signatures, ObservationFacts& seen) {
  if (const auto leaf = seen.leaf()) {
    Search(table, store, fetched, now, signatures, seen).run(*leaf);
  }
}

}  // namespace checks
