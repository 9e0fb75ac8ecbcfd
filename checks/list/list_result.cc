#include "checks/list/list_result.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "checks/report.h"

namespace checks {
namespace {

using plugin::Status;
using plugin::Text;

constexpr std::size_t kMaxSentence = 300;
constexpr std::size_t kMaxName = 300;
constexpr std::size_t kMaxNames = 5;  // of a SAN
constexpr std::size_t kMaxWord = 100;
constexpr std::size_t kMaxLinks = 6;  // of a chain; real ones have 2 or 3

Text sentence(const Text& text) { return Text(plugin::cut(text.line(), kMaxSentence)); }
std::string bounded(const std::string& text, std::size_t limit) { return plugin::cut(text, limit); }

void add_findings(const Verdict& verdict, ListResult& result) {
  for (const plugin::Finding& finding : verdict.findings) {
    if (finding.status == Status::ok) {
      continue;
    }
    if (result.findings.size() < kMaxKeptFindings) {
      result.findings.push_back({finding.id, finding.status, sentence(finding.text)});
    } else {
      ++result.more_findings;
    }
  }
  for (const Text& step : verdict.remedies) {
    if (result.remedies.size() < kMaxKeptRemedies) {
      result.remedies.push_back(sentence(step));
    }
  }
}

ListLeaf leaf_of(const CertificateFacts& certificate) {
  ListLeaf leaf;
  leaf.name = Text::bounded(certificate.display_name(), kMaxWord);
  leaf.subject = Text::bounded(certificate.subject, kMaxName);
  leaf.issuer = Text::bounded(certificate.issuer, kMaxName);
  leaf.issuer_name = certificate.issuer_common_name.empty()
                         ? Text::bounded(certificate.issuer, kMaxWord)
                         : Text::bounded(certificate.issuer_common_name, kMaxWord);
  leaf.serial = bounded(certificate.serial, kMaxWord);
  leaf.sha256_fingerprint = certificate.sha256_fingerprint;
  leaf.key = bounded(certificate.key.name, kMaxWord);
  leaf.signature_algorithm = bounded(certificate.signature_algorithm, kMaxWord);
  leaf.not_before = certificate.not_before;
  leaf.not_after = certificate.not_after;
  for (const std::vector<std::string>* names : {&certificate.dns_names, &certificate.ip_addresses}) {
    for (const std::string& name : *names) {
      if (leaf.names.size() < kMaxNames) {
        leaf.names.push_back(bounded(name, kMaxWord));
      } else {
        ++leaf.more_names;
      }
    }
  }
  return leaf;
}

ChainLink link_of(const CertificateFacts& certificate, bool sent, bool is_anchor) {
  return {.name = Text::bounded(certificate.display_name(), kMaxWord),
          .key = bounded(certificate.key.name, kMaxWord),
          .not_after = certificate.not_after,
          .sent = sent,
          .is_anchor = is_anchor,
          .sha256_fingerprint = certificate.sha256_fingerprint};
}

// The best path above the leaf; without one, what the server sent behind it.
IssuerChain chain_above_leaf(const Checked& checked) {
  const Facts& facts = checked.facts;
  IssuerChain chain;
  const std::vector<JudgedPath>& paths = checked.verdict.paths;
  if (!paths.empty() && !paths.front().path->uses_fetched) {
    const std::vector<PathStep>& steps = paths.front().path->steps;
    for (std::size_t i = 1; i < steps.size() && chain.size() < kMaxLinks; ++i) {
      chain.push_back(link_of(facts.certificates[steps[i].certificate], steps[i].origin == Origin::sent,
                              i + 1 == steps.size()));
    }
    return chain;
  }
  const std::vector<SentCertificate>& sent = facts.observations[checked.verdict.decisive].sent;
  for (std::size_t i = 1; i < sent.size() && chain.size() < kMaxLinks; ++i) {
    if (sent[i].certificate) {
      chain.push_back(link_of(facts.certificates[*sent[i].certificate], true, false));
    }
  }
  return chain;
}

bool was_reached(const Verdict& verdict) {
  const auto is_reachable = [](const RuleVerdict& one) {
    return std::string_view(one.rule->id) == "reachable";
  };
  const auto found = std::ranges::find_if(verdict.rules, is_reachable);
  return found != verdict.rules.end() &&
         (found->worst.outcome == plugin::Outcome::pass || found->worst.outcome == plugin::Outcome::remark);
}

}  // namespace

std::shared_ptr<const IssuerChain> ChainShelf::shared(IssuerChain chain) {
  std::string key;
  for (const ChainLink& link : chain) {
    key += link.sha256_fingerprint + (link.sent ? 's' : '-') + (link.is_anchor ? 'a' : '-');
  }
  std::shared_ptr<const IssuerChain>& kept = chains_[key];
  if (!kept) {
    kept = std::make_shared<const IssuerChain>(std::move(chain));
  }
  return kept;
}

ListResult make_list_result(const Checked& checked, const Program& program, ChainShelf& chains) {
  const Verdict& verdict = checked.verdict;
  const Observation& seen = checked.evidence.observations[verdict.decisive];
  ListResult result;
  result.status = verdict.status;
  result.headline = Text(leading_sentence(checked, program).line());
  add_findings(verdict, result);
  if (const auto leaf = checked.facts.observations[verdict.decisive].leaf()) {
    result.leaf = leaf_of(checked.facts.certificates[*leaf]);
    result.chain = chains.shared(chain_above_leaf(checked));
  }
  if (!verdict.paths.empty() && !verdict.paths.front().path->uses_fetched) {
    result.chain_not_after = verdict.paths.front().chain_end;
  }
  result.reached = was_reached(verdict);
  result.valid = verdict.valid;
  result.address = Text::bounded(seen.address, kMaxWord);
  result.tls_version = seen.handshake ? seen.handshake->version : "";
  result.timings = seen.timings;
  result.checked_at = checked.now;
  return result;
}

}  // namespace checks
