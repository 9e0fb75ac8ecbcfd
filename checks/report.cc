#include "checks/report.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "checks/address_report.h"
#include "checks/file_report.h"
#include "checks/probe_report.h"
#include "checks/rules/path_words.h"
#include "checks/starttls/protocol.h"
#include "plugin/duration.h"

namespace checks {
namespace {

using plugin::Finding;
using plugin::Outcome;
using plugin::Status;
using plugin::Text;

constexpr std::size_t kMaxListed = 20;  // certificates and paths in the long output; the rest is counted

Text number(std::size_t n) { return Text(std::to_string(n)); }

bool is_worth_a_line(const Finding& finding, int verbosity) {
  switch (finding.outcome) {
    case Outcome::pass:
      return verbosity >= 1;
    case Outcome::undetermined:  // where another rule tells why, once is enough
      return verbosity >= 1 || finding.status != Status::ok || teller(finding).empty();
    case Outcome::not_applicable:
      return verbosity >= 2;
    default:
      return true;
  }
}

Text finding_line(const Finding& finding) {
  const char* state = finding.outcome == Outcome::problem || finding.status != Status::ok
                          ? plugin::word(finding.status)
                          : plugin::word(finding.outcome);
  Text line = Text("[") + state + "] " + finding.id + ": " + finding.text;
  if (finding.outcome == Outcome::undetermined && finding.status != Status::ok) {
    line += Text(" (could not be determined)");
  }
  return line;
}

// The rule that speaks while all is well: the first of the program's that was asked and has something to say.
const Finding* good_news(const Verdict& verdict, const Program& program) {
  for (const std::string& id : split_list(program.headline)) {
    for (const RuleVerdict& rule : verdict.rules) {
      const bool speaks = rule.worst.outcome == Outcome::pass || rule.worst.outcome == Outcome::remark;
      if (rule.asked && speaks && id == rule.rule->id) {
        return &rule.worst;
      }
    }
  }
  return nullptr;
}

const Finding* leading(const Verdict& verdict, const Program& program) {
  if (!verdict.findings.empty() && verdict.findings.front().status != Status::ok) {
    return &verdict.findings.front();
  }
  const Finding* good = good_news(verdict, program);
  return good || verdict.findings.empty() ? good : &verdict.findings.front();
}

// "; also name-match, chain-order and 3 more": the other rules that are not OK, so that the first line tells
// of all and still has room for what leads.
Text others(const Verdict& verdict, const Finding& lead) {
  constexpr std::size_t kNamed = 4;
  std::vector<std::string_view> ids{lead.id};
  Text list;
  for (const Finding& finding : verdict.findings) {
    if (finding.status == Status::ok || std::find(ids.begin(), ids.end(), finding.id) != ids.end()) {
      continue;
    }
    if (ids.size() <= kNamed) {
      list += Text(list.empty() ? "; also " : ", ") + finding.id;
    }
    ids.push_back(finding.id);
  }
  return ids.size() > kNamed + 1 ? list + " and " + number(ids.size() - kNamed - 1) + " more" : list;
}

// What leads, in at most `room` bytes, and the other rules that are not OK.
Text lead_in(std::size_t room, const Checked& checked, const Program& program) {
  const Finding* lead = leading(checked.verdict, program);
  if (!checked.trouble.empty() && (!lead || lead->status == Status::ok)) {
    return checked.trouble;
  }
  if (!lead) {
    return Text("nothing was checked");
  }
  const Text also = others(checked.verdict, *lead);
  const std::size_t taken = also.characters().size();
  return Text(plugin::cut(lead->text.line(), room > taken ? room - taken : 0)) + also;
}

Text headline(const Checked& checked, const Program& program) {
  const Text prefix = label_of(checked.evidence) + counted_addresses(checked.verdict) + ": ";
  const std::size_t taken = prefix.line().size() + std::string_view("TLS CRITICAL - ").size();
  return prefix +
         lead_in(plugin::kMaxFirstLine > taken ? plugin::kMaxFirstLine - taken : 0, checked, program);
}

// "443 usually is https: ..." is no business of ours; but a port that belongs to a STARTTLS protocol explains
// a failed handshake.
void add_port_hint(const Target& target, std::vector<Text>& lines) {
  for (const Protocol& protocol : protocol_table()) {
    if (protocol.kind == ProtocolKind::starttls && protocol.port == target.port) {
      lines.push_back(Text("Hint: port ") + number(target.port) + " is usually " + protocol.name +
                      " with STARTTLS: try -P " + protocol.name);
    }
  }
}

// A server that waits for a command hangs up on a ClientHello, or goes on waiting.
bool is_speechless(const Observation& seen) {
  const FailureKind kind = seen.failure->kind;
  return (!seen.handshake || seen.handshake->version.empty()) &&
         (kind == FailureKind::closed || kind == FailureKind::reset || kind == FailureKind::deadline);
}

void add_protocol_hint(const Checked& checked, std::vector<Text>& lines) {
  const Target& target = checked.evidence.target;
  const Observation& seen = checked.evidence.observations[checked.verdict.decisive];
  if (!seen.failure || seen.failure->stage != Stage::handshake) {
    return;
  }
  if (target.protocol == "tls") {
    add_port_hint(target, lines);
    return;
  }
  const Protocol* asked = find_protocol(target.protocol);
  if (asked != nullptr && asked->kind == ProtocolKind::direct && *asked->sibling != 0 &&
      is_speechless(seen)) {
    lines.push_back(Text("Hint: if this port is plain ") + asked->sibling +
                    ", where TLS begins by STARTTLS: try -P " + asked->sibling);
  }
}

Text connection_line(const Checked& checked) {
  const Observation& seen = checked.evidence.observations[checked.verdict.decisive];
  Text line = Text("Connection: ") + Text::bounded(seen.address, 60) + " port " + number(seen.port);
  if (checked.evidence.target.proxy) {
    line += Text(", through proxy ") + Text::bounded(checked.evidence.target.proxy->label(), 100);
  }
  if (checked.evidence.target.server_name) {
    line += Text(", server name ") + Text::bounded(*checked.evidence.target.server_name, 100);
  } else {
    line += Text(", no server name sent");
  }
  if (seen.handshake) {
    for (const std::string* part :
         {&seen.handshake->version, &seen.handshake->cipher, &seen.handshake->group}) {
      line += part->empty() ? Text() : Text(", ") + Text::bounded(*part, 60);
    }
  }
  return line;
}

Text until(const CertificateFacts& certificate, plugin::Time now, const plugin::Calendar& calendar) {
  return expiry_in_words(certificate.not_after, now, calendar);
}

Text certificate_line(std::size_t position, const SentCertificate& sent, const Checked& checked,
                      const plugin::Calendar& calendar) {
  Text line = Text("  ") + number(position) + " ";
  if (!sent.certificate) {
    return line + "cannot be parsed: " + Text::bounded(sent.parse_error, 200);
  }
  const CertificateFacts& certificate = checked.facts.certificates[*sent.certificate];
  line += quoted(certificate) + " issued by " + quoted_issuer(certificate) + " " +
          until(certificate, checked.now, calendar);
  return line + ", " + Text::bounded(certificate.key.name, 60) + ", " +
         Text::bounded(certificate.signature_algorithm, 60);
}

void add_chain(const Checked& checked, const plugin::Calendar& calendar, std::vector<Text>& lines) {
  const ObservationFacts& seen = checked.facts.observations[checked.verdict.decisive];
  if (seen.sent.empty()) {
    return;
  }
  const bool is_file = checked.evidence.observations[checked.verdict.decisive].purpose == Purpose::file;
  lines.push_back(Text(is_file ? "Chain in the file, " : "Chain as sent, ") + number(seen.sent.size()) +
                  (seen.sent.size() == 1 ? " certificate:" : " certificates:"));
  for (std::size_t i = 0; i < seen.sent.size() && i < kMaxListed; ++i) {
    const std::size_t position = i == 0 ? seen.leaf_position + 1 : i + (i > seen.leaf_position ? 1 : 0);
    lines.push_back(certificate_line(position, seen.sent[i], checked, calendar));
  }
  if (seen.sent.size() > kMaxListed) {
    lines.push_back(Text("  ... and ") + number(seen.sent.size() - kMaxListed) + " more");
  }
}

const char* origin_in_words(const PathStep& step, bool is_last) {
  if (step.origin == Origin::fetched) {
    return " (fetched)";
  }
  return is_last ? " (anchor)" : " (from this machine's store)";
}

Text path_line(const JudgedPath& judged, const Checked& checked, const plugin::Calendar& calendar) {
  Text line = Text("  ");
  for (const PathStep& step : judged.path->steps) {
    if (&step != &judged.path->steps.front()) {
      line += Text(" <- ");
    }
    line += quoted(checked.facts.certificates[step.certificate]);
    if (step.origin != Origin::sent) {
      line += Text(origin_in_words(step, &step == &judged.path->steps.back()));
    }
  }
  if (judged.problem) {
    return line + ": no good, " + problem_in_words(checked.facts, *judged.problem);
  }
  return line + ": good until " + Text(calendar.date_and_time(judged.end));
}

void add_paths(const Checked& checked, const plugin::Calendar& calendar, std::vector<Text>& lines) {
  const std::vector<JudgedPath>& paths = checked.verdict.paths;
  const ObservationFacts& seen = checked.facts.observations[checked.verdict.decisive];
  if (seen.sent.empty()) {
    return;
  }
  const Text store = Text::bounded(seen.anchor_store, 200);
  if (paths.empty() || paths.front().path->uses_fetched) {
    lines.push_back(Text("No path to a trust anchor in ") + store);
  } else {
    lines.push_back(Text("Paths to a trust anchor in ") + store + ":");
  }
  for (std::size_t i = 0; i < paths.size() && i < kMaxListed; ++i) {
    if (paths[i].path->uses_fetched && (i == 0 || !paths[i - 1].path->uses_fetched)) {
      lines.push_back(Text("Paths for clients that fetch what is missing, as browsers do:"));
    }
    lines.push_back(path_line(paths[i], checked, calendar));
  }
}

void add_fetches(const Checked& checked, std::vector<Text>& lines) {
  for (const FetchFacts& fetch : checked.facts.fetches) {
    const Text url = Text::bounded(fetch.url, 200);
    const Text count =
        number(fetch.certificates) + (fetch.certificates == 1 ? " certificate" : " certificates");
    lines.push_back(fetch.problem.empty()
                        ? Text("Fetched ") + url + ": " + count
                        : Text("Not fetched: ") + url + ": " + Text::bounded(fetch.problem, 300));
  }
}

// One line a client; those that are not installed share the last.
void add_clients(const Checked& checked, std::vector<Text>& lines) {
  const std::vector<ClientRow>& rows = checked.verdict.clients;
  if (rows.empty()) {
    return;
  }
  const std::string& machine = checked.evidence.machine;
  lines.push_back(checked.given_anchors
                      ? Text("Clients, if they had the trust anchors given:")
                      : Text("Clients, by the trust stores of ") + Text::bounded(machine, 100) + ":");
  Text missing;
  for (const ClientRow& row : rows) {
    if (row.verdict == ClientVerdict::not_installed && row.reason.empty()) {
      missing += Text(missing.empty() ? "  not installed: " : ", ") + row.name;
      continue;
    }
    const bool accepts = row.verdict == ClientVerdict::accepts;
    Text line = Text("  ") + row.name +
                (accepts                                 ? " accepts"
                 : row.verdict == ClientVerdict::rejects ? " rejects"
                                                         : " not judged");
    line += row.reason.empty() ? Text() : Text(accepts ? ", " : ": ") + row.reason;
    lines.push_back(checked.given_anchors ? line : line + " [" + Text::bounded(row.store, 100) + "]");
  }
  if (!missing.empty()) {
    lines.push_back(missing);
  }
}

void add_remedies(const Checked& checked, std::vector<Text>& lines) {
  if (checked.verdict.remedies.empty()) {
    return;
  }
  lines.emplace_back("What to do:");
  for (const Text& step : checked.verdict.remedies) {
    lines.push_back(Text("  ") + step);
  }
}

}  // namespace

Text leading_sentence(const Checked& checked, const Program& program) {
  return lead_in(plugin::kMaxFirstLine, checked, program);
}

std::string problems(const Checked& checked) {
  std::vector<Text> lines;
  if (!checked.trouble.empty()) {
    lines.push_back(checked.trouble);
  }
  for (const Finding& finding : checked.verdict.findings) {
    if (finding.status != Status::ok) {
      lines.push_back(finding_line(finding));
    }
  }
  if (lines.empty()) {
    return "nothing is wrong";
  }
  add_remedies(checked, lines);
  add_protocol_hint(checked, lines);
  std::string text;
  for (const Text& line : lines) {
    text += (text.empty() ? "" : "\n") + line.line();
  }
  return text;
}

plugin::Report make_report(const Checked& checked, const Program& program, const plugin::Calendar& calendar,
                           int verbosity) {
  plugin::Report report;
  report.status = checked.verdict.status;
  report.headline = headline(checked, program);
  report.metrics = checked.verdict.metrics;
  if (!checked.trouble.empty()) {
    report.details.push_back(checked.trouble);
  }
  if (!checked.remark.empty()) {
    report.details.push_back(checked.remark);
  }
  for (const Finding& finding : checked.verdict.findings) {
    if (is_worth_a_line(finding, verbosity)) {
      report.details.push_back(finding_line(finding));
    }
  }
  add_remedies(checked, report.details);
  add_protocol_hint(checked, report.details);
  add_files(checked, calendar, report.details);
  add_addresses(checked, calendar, report.details);
  add_address_metrics(checked, report);
  add_probes(checked, calendar, report.details);
  const Purpose purpose = checked.evidence.observations[checked.verdict.decisive].purpose;
  if (checked.verdict.certificate_seen && purpose != Purpose::file) {
    report.details.push_back(connection_line(checked));
  }
  add_chain(checked, calendar, report.details);
  add_paths(checked, calendar, report.details);
  add_fetches(checked, report.details);
  add_clients(checked, report.details);
  return report;
}

}  // namespace checks
