#include "checks/rules/rule.h"

#include <algorithm>

#include "checks/rules/rules.h"
#include "plugin/duration.h"

namespace checks {

using plugin::Finding;
using plugin::Outcome;
using plugin::Status;
using plugin::Text;

namespace {

constexpr const char* kToldBy = "told_by";

Finding made(Outcome outcome, Status status, Text text) {
  Finding finding;
  finding.outcome = outcome;
  finding.status = status;
  finding.text = std::move(text);
  return finding;
}

}  // namespace

const CertificateFacts* Case::leaf() const {
  const std::optional<CertificateIndex> index = seen.leaf();
  return index ? &certificate(*index) : nullptr;
}

const JudgedPath* Case::best_path() const {
  return !paths.empty() && !paths.front().path->uses_fetched ? &paths.front() : nullptr;
}

const JudgedPath* Case::valid_path() const {
  const JudgedPath* best = best_path();
  return best != nullptr && !best->problem ? best : nullptr;
}

Finding pass(Text text) { return made(Outcome::pass, Status::ok, std::move(text)); }
Finding remark(Text text) { return made(Outcome::remark, Status::ok, std::move(text)); }
Finding problem(Status status, Text text) { return made(Outcome::problem, status, std::move(text)); }
Finding undetermined(Text why) { return made(Outcome::undetermined, Status::ok, std::move(why)); }
Finding not_applicable(Text why) { return made(Outcome::not_applicable, Status::ok, std::move(why)); }

Findings just(Finding finding) {
  Findings findings;
  findings.push_back(std::move(finding));
  return findings;
}

Finding about(const CertificateFacts& certificate, Finding finding) {
  finding.subject = Text(certificate.subject.empty() ? certificate.display_name() : certificate.subject);
  return finding;
}

Finding told_by(const char* id, Finding finding) {
  finding.values.emplace_back(kToldBy, Text(id));
  return finding;
}

std::string_view teller(const Finding& finding) {
  for (const auto& [name, value] : finding.values) {
    if (name == kToldBy) {
      return value.characters();
    }
  }
  return {};
}

Findings unparsable_leaf(const Case& c) {
  const bool is_file = c.observation.file.has_value();
  Text text(is_file ? "the file's certificate cannot be parsed"
                    : "the server's certificate cannot be parsed");
  if (!c.seen.sent.empty() && !c.seen.sent.front().parse_error.empty()) {
    text += Text(": ") + Text::bounded(c.seen.sent.front().parse_error, kMaxReason);
  }
  const bool is_unreachable = c.observation.failure && !refused_for_client_certificate(c.observation);
  const char* const id = is_file ? "file-readable" : is_unreachable ? "reachable" : "leaf-expiry";
  return just(told_by(id, undetermined(std::move(text))));
}

Text quoted(std::string_view words) { return Text("'") + Text::bounded(words, kMaxQuoted) + "'"; }

Text quoted(const CertificateFacts& certificate) { return quoted(certificate.display_name()); }

Text quoted_list(const std::vector<std::string>& words, std::size_t shown) {
  Text list;
  const std::size_t count = std::min(shown, words.size());
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == words.size();
    list += Text(i == 0 ? "" : is_last ? " and " : ", ") + quoted(words[i]);
  }
  if (count < words.size()) {
    list += Text(" and " + std::to_string(words.size() - count) + " more");
  }
  return list;
}

Text quoted_issuer(const CertificateFacts& certificate) {
  if (!certificate.issuer_common_name.empty()) {
    return quoted(certificate.issuer_common_name);
  }
  return certificate.issuer.empty() ? Text("an issuer without a name") : quoted(certificate.issuer);
}

Text expiry_in_words(plugin::Time not_after, plugin::Time now, const plugin::Calendar& calendar) {
  const std::chrono::seconds left = not_after - now;
  const std::string words = plugin::in_words(left);
  const std::string when = " (" + calendar.date_and_time(not_after) + ")";
  return Text(left.count() < 0 ? "expired " + words + " ago" + when : "expires in " + words + when);
}

}  // namespace checks
