#include <algorithm>

#include "checks/rules/chain.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

constexpr std::size_t kNamesShown = 3;
constexpr int kStray = -1;

// How far each certificate is from the leaf, by index; kStray: it does not belong to the leaf's chain.
using Levels = std::vector<int>;

void take_levels(const std::vector<PathStep>& steps, Levels& levels) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    int& level = levels[steps[i].certificate];
    level = level == kStray ? static_cast<int>(i) : std::min(level, static_cast<int>(i));
  }
}

// By names and key identifiers alone: for what was sent above an anchor, where the search for paths stopped.
bool may_have_issued(const CertificateFacts& parent, const CertificateFacts& child) {
  return !child.self_issued && parent.subject_der == child.issuer_der &&
         (parent.subject_key_id.empty() || child.authority_key_id.empty() ||
          parent.subject_key_id == child.authority_key_id);
}

void level_issuers_of(const Case& c, CertificateIndex child, std::vector<CertificateIndex>& unplaced,
                      Levels& levels, std::vector<CertificateIndex>& placed) {
  const auto keep = std::stable_partition(unplaced.begin(), unplaced.end(), [&](CertificateIndex parent) {
    return !may_have_issued(c.certificate(parent), c.certificate(child));
  });
  for (auto parent = keep; parent != unplaced.end(); ++parent) {
    levels[*parent] = levels[child] + 1;
    placed.push_back(*parent);
  }
  unplaced.erase(keep, unplaced.end());
}

// The certificates sent, as far as they parse: each once, in the order sent.
std::vector<CertificateIndex> sent_once(const Case& c) {
  std::vector<CertificateIndex> indexes;
  std::vector<bool> is_known(c.facts.certificates.size());
  for (const SentCertificate& sent : c.seen.sent) {
    if (sent.certificate && !is_known[*sent.certificate]) {
      is_known[*sent.certificate] = true;
      indexes.push_back(*sent.certificate);
    }
  }
  return indexes;
}

Levels levels_of(const Case& c, const std::vector<CertificateIndex>& sent) {
  Levels levels(c.facts.certificates.size(), kStray);
  levels[sent.front()] = 0;
  for (const Path& path : c.seen.paths) {
    take_levels(path.steps, levels);
  }
  for (const DeadEnd& dead_end : c.seen.dead_ends) {
    take_levels(dead_end.steps, levels);
  }
  std::vector<CertificateIndex> unplaced;
  std::vector<CertificateIndex> placed;
  for (const CertificateIndex index : sent) {
    (levels[index] == kStray ? unplaced : placed).push_back(index);
  }
  for (std::size_t i = 0; i < placed.size() && !unplaced.empty(); ++i) {
    level_issuers_of(c, placed[i], unplaced, levels, placed);
  }
  return levels;
}

// In a file it is tidiness: whoever takes it to a server may sort it.
plugin::Finding untidy(const Case& c, Text text) {
  return c.observation.file ? remark(std::move(text)) : problem(plugin::Status::warning, std::move(text));
}

void remark_leaf_behind(const Case& c, Findings& findings) {
  if (c.seen.leaf_position != 0) {
    findings.push_back(about(
        *c.leaf(), remark(Text("the certificate is number ") + std::to_string(c.seen.leaf_position + 1) +
                          " of the file: put it first, servers take the first as theirs")));
  }
}

// RFC 5246, 7.4.2: "Each following certificate MUST directly certify the one preceding it." RFC 8446, 4.4.2
// has SHOULD, and lets cross-signs of one issuer stand side by side; so only an issuer that comes before what
// it issued is out of order.
void judge_order(const Case& c, const std::vector<CertificateIndex>& sent, const Levels& levels,
                 Findings& findings) {
  CertificateIndex before = sent.front();
  for (const CertificateIndex index : sent) {
    if (levels[index] == kStray) {
      continue;
    }
    if (levels[index] < levels[before]) {
      Text text = Text("certificates ") + bringer(c).stand + " in the wrong order (" +
                  quoted(c.certificate(before)) + " before " + quoted(c.certificate(index)) +
                  "): in the chain file, put each one's issuer right after it";
      findings.push_back(about(c.certificate(index), untidy(c, std::move(text))));
      return;
    }
    before = index;
  }
}

void judge_unparsable(const Case& c, Findings& findings) {
  for (std::size_t i = 1; i < c.seen.sent.size(); ++i) {
    if (!c.seen.sent[i].certificate) {
      findings.push_back(
          problem(plugin::Status::warning,
                  Text("certificate " + std::to_string(i + (i > c.seen.leaf_position ? 1 : 0)) + " of the " +
                       std::to_string(c.seen.sent.size()) + " " + bringer(c).there + " cannot be parsed: ") +
                      Text::bounded(c.seen.sent[i].parse_error, kMaxReason)));
      return;
    }
  }
}

void remark_duplicates(const Case& c, Findings& findings) {
  std::vector<int> times(c.facts.certificates.size());
  std::vector<std::string> names;
  for (const SentCertificate& sent : c.seen.sent) {
    if (sent.certificate && ++times[*sent.certificate] == 2) {
      names.push_back(c.certificate(*sent.certificate).display_name());
    }
  }
  if (!names.empty()) {
    findings.push_back(remark(Text(bringer(c).there) + " more than once: " + quoted_list(names, kNamesShown) +
                              "; remove the copies from " + bringer(c).list));
  }
}

void remark_strays(const Case& c, const std::vector<CertificateIndex>& sent, const Levels& levels,
                   Findings& findings) {
  std::vector<std::string> names;
  for (const CertificateIndex index : sent) {
    if (levels[index] == kStray) {
      names.push_back(c.certificate(index).display_name());
    }
  }
  if (!names.empty()) {
    findings.push_back(remark(Text(bringer(c).there) + " but not part of the certificate's chain: " +
                              quoted_list(names, kNamesShown) + "; remove from " + bringer(c).list));
  }
}

}  // namespace

Findings judge_chain_order(const Case& c) {
  if (c.seen.sent.size() < 2) {
    return just(not_applicable(Text("only one certificate is ") + bringer(c).there));
  }
  const std::vector<CertificateIndex> sent = sent_once(c);
  const Levels levels = levels_of(c, sent);
  Findings findings;
  remark_leaf_behind(c, findings);
  judge_order(c, sent, levels, findings);
  judge_unparsable(c, findings);
  remark_duplicates(c, findings);
  remark_strays(c, sent, levels, findings);
  if (findings.empty()) {
    findings.push_back(
        pass(Text(std::to_string(c.seen.sent.size()) + " certificates " + bringer(c).stand + " in order")));
  }
  return findings;
}

}  // namespace checks
