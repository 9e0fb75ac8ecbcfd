#include "checks/render/json.h"

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "checks/render/json_source.h"
#include "checks/render/json_values.h"
#include "checks/report.h"
#include "checks/rules/path_words.h"
#include "checks/rules/rules.h"

namespace checks {
namespace {

namespace json = boost::json;
using json_values::metrics;
using json_values::sentence;
using json_values::text;
using plugin::Finding;
using plugin::Text;

constexpr std::size_t kMaxShown = 2000;  // bytes of a name or a list of names: half a screen

json::array text_array(const std::vector<std::string>& strings) {
  json::array array;
  for (const std::string& one : strings) {
    array.emplace_back(text(one));
  }
  return array;
}

// "Jan 19 14:31:48 2027 GMT", as OpenSSL and web.certificate.get print it.
std::string openssl_date(Time time) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%s %2u %02d:%02d:%02d %d GMT", kMonths[unsigned(date.month()) - 1],
                unsigned(date.day()), int(clock.hours().count()), int(clock.minutes().count()),
                int(clock.seconds().count()), int(date.year()));
  return buffer;
}

json::object date(Time time) {
  return {{"value", openssl_date(time)}, {"timestamp", time.time_since_epoch().count()}};
}

// As web.certificate.get names it.
const char* key_algorithm(const KeyFacts& key) {
  return key.type == KeyType::other ? "unknown" : kind_of_key(key.type);
}

json::array alternative_names(const CertificateFacts& certificate) {
  json::array names = text_array(certificate.dns_names);
  for (const auto* more : {&certificate.ip_addresses, &certificate.other_names}) {
    for (const std::string& name : *more) {
      names.emplace_back(text(name));
    }
  }
  return names;
}

json::object x509(const CertificateFacts& certificate) {
  return {{"version", certificate.version},
          {"serial_number", certificate.serial},
          {"signature_algorithm", text(certificate.signature_algorithm)},
          {"issuer", text(certificate.issuer)},
          {"not_before", date(certificate.not_before)},
          {"not_after", date(certificate.not_after)},
          {"subject", text(certificate.subject)},
          {"public_key_algorithm", key_algorithm(certificate.key)},
          {"alternative_names", alternative_names(certificate)}};
}

// Why it is not valid: the worst that the rules on trust, name and dates found, graded or not.
json::string invalid_message(const Verdict& verdict) {
  for (const Finding& finding : verdict.findings) {
    if (finding.outcome == plugin::Outcome::problem) {
      return sentence(finding.text);
    }
  }
  return "failed to verify certificate: trust, name or dates are not good";
}

json::object result(const Verdict& verdict) {
  if (verdict.valid) {
    return {{"value", "valid"}, {"message", "certificate verified successfully"}};
  }
  if (verdict.self_signed) {
    return {{"value", "valid-but-self-signed"},
            {"message", "certificate verified successfully, but determined to be self signed"}};
  }
  return {{"value", "invalid"}, {"message", invalid_message(verdict)}};
}

json::object rules(const Verdict& verdict) {
  json::object object;
  for (const RuleVerdict& rule : verdict.rules) {
    object[rule.rule->id] = json::object{{"status", int(rule.worst.status)},
                                         {"state", plugin::word(rule.worst.status)},
                                         {"outcome", plugin::word(rule.worst.outcome)},
                                         {"text", sentence(rule.worst.text)}};
  }
  return object;
}

json::object judged(const Verdict& verdict) {
  json::object object;
  for (const RuleVerdict& rule : verdict.rules) {
    if (rule.seen) {
      object[rule.rule->id] = int(rule.worst.status);
    }
  }
  return object;
}

// What a person is shown of a certificate.
json::object shown(const CertificateFacts& certificate) {
  Text names;
  for (const auto* list : {&certificate.dns_names, &certificate.ip_addresses, &certificate.other_names}) {
    for (const std::string& name : *list) {
      names += Text(names.empty() ? "" : ", ") + Text(name);
    }
  }
  return {{"subject", sentence(Text::bounded(certificate.subject, kMaxShown))},
          {"issuer", sentence(Text::bounded(certificate.issuer, kMaxShown))},
          {"names", sentence(Text::bounded(names.characters(), kMaxShown))}};
}

json::array findings(const Verdict& verdict) {
  json::array array;
  for (const Finding& finding : verdict.findings) {
    json::object values;
    for (const auto& [name, value] : finding.values) {
      values[name] = text(value);
    }
    array.push_back(json::object{{"id", finding.id},
                                 {"status", int(finding.status)},
                                 {"state", plugin::word(finding.status)},
                                 {"outcome", plugin::word(finding.outcome)},
                                 {"subject", text(finding.subject)},
                                 {"text", sentence(finding.text)},
                                 {"values", std::move(values)}});
  }
  return array;
}

json::object chain_link(const SentCertificate& sent, const Facts& facts) {
  if (!sent.certificate) {
    return {{"error", text(sent.parse_error)}};
  }
  const CertificateFacts& certificate = facts.certificates[*sent.certificate];
  json::object object = x509(certificate);
  object["sha1_fingerprint"] = certificate.sha1_fingerprint;
  object["sha256_fingerprint"] = certificate.sha256_fingerprint;
  object["public_key"] = text(certificate.key.name);
  object["pin"] = "sha256//" + certificate.key.spki_sha256;
  object["ca_issuers"] = text_array(certificate.ca_issuer_urls);
  return object;
}

json::array chain(const Checked& checked, const ObservationFacts& seen) {
  json::array array;
  for (const SentCertificate& sent : seen.sent) {
    array.push_back(chain_link(sent, checked.facts));
  }
  return array;
}

const char* origin_word(Origin origin) {
  switch (origin) {
    case Origin::sent:
      return "sent";
    case Origin::store:
      return "store";
    case Origin::fetched:
      return "fetched";
  }
  return "sent";
}

json::object path_step(const PathStep& step, const Checked& checked) {
  const CertificateFacts& certificate = checked.facts.certificates[step.certificate];
  return {{"subject", text(certificate.subject)},
          {"sha256_fingerprint", certificate.sha256_fingerprint},
          {"origin", origin_word(step.origin)}};
}

json::object path_object(const JudgedPath& judged, const Checked& checked) {
  json::array certificates;
  for (const PathStep& step : judged.path->steps) {
    certificates.push_back(path_step(step, checked));
  }
  const CertificateFacts& anchor = checked.facts.certificates[judged.path->steps.back().certificate];
  return {{"certificates", std::move(certificates)},
          {"anchor", text(anchor.subject)},
          {"anchor_source", text(judged.path->anchor_source)},
          {"by_anchors_alone", judged.path->by_anchors_alone},
          {"uses_fetched", judged.path->uses_fetched},
          {"verdict", judged.problem ? "rejected" : "accepted"},
          {"reason",
           judged.problem ? sentence(problem_in_words(checked.facts, *judged.problem)) : json::string()},
          {"chain_end", judged.chain_end.time_since_epoch().count()},
          {"end", judged.end.time_since_epoch().count()}};
}

json::array paths(const Checked& checked) {
  json::array array;
  for (const JudgedPath& judged : checked.verdict.paths) {
    array.push_back(path_object(judged, checked));
  }
  return array;
}

json::array clients(const Checked& checked) {
  json::array array;
  for (const ClientRow& row : checked.verdict.clients) {
    json::array path;
    for (const PathStep& step : row.path) {
      path.push_back(path_step(step, checked));
    }
    array.push_back(json::object{{"id", word(row.client)},
                                 {"name", row.name},
                                 {"store", text(row.store)},
                                 {"verdict", word(row.verdict)},
                                 {"path", std::move(path)},
                                 {"reason", sentence(row.reason)}});
  }
  return array;
}

json::array remedies(const Checked& checked) {
  json::array array;
  for (const Text& step : checked.verdict.remedies) {
    array.emplace_back(sentence(step));
  }
  return array;
}

json::array fetches(const Checked& checked) {
  json::array array;
  for (const FetchFacts& fetch : checked.facts.fetches) {
    array.push_back(json::object{{"purpose", "aia"},
                                 {"url", text(fetch.url)},
                                 {"certificates", fetch.certificates},
                                 {"problem", sentence(fetch.problem)}});
  }
  return array;
}

std::string serialized(const json::object& document) { return json::serialize(document) + "\n"; }

}  // namespace

std::string json_text(const Checked& checked, const Program& program, const plugin::Calendar& calendar) {
  const Verdict& verdict = checked.verdict;
  const ObservationFacts& seen = checked.facts.observations[verdict.decisive];
  json::object document{{"schema", kJsonSchema},
                        {"status", int(verdict.status)},
                        {"state", plugin::word(verdict.status)},
                        {"summary", sentence(make_report(checked, program, calendar, 0).headline)},
                        {"problems", problems(checked)},
                        {"judged", judged(verdict)}};
  if (seen.leaf()) {
    const CertificateFacts& leaf = checked.facts.certificates[*seen.leaf()];
    document["x509"] = x509(leaf);
    document["result"] = result(verdict);
    document["sha1_fingerprint"] = leaf.sha1_fingerprint;
    document["sha256_fingerprint"] = leaf.sha256_fingerprint;
    document["shown"] = shown(leaf);
  }
  document["rules"] = rules(verdict);
  document["findings"] = findings(verdict);
  document["metrics"] = metrics(verdict.metrics);
  document["chain"] = chain(checked, seen);
  document["paths"] = paths(checked);
  document["clients"] = clients(checked);
  document["remedies"] = remedies(checked);
  document["fetches"] = fetches(checked);
  add_source(checked, document);
  return serialized(document);
}

std::string json_error(const Text& line) {
  return serialized({{"schema", kJsonSchema},
                     {"status", int(plugin::Status::unknown)},
                     {"state", plugin::word(plugin::Status::unknown)},
                     {"summary", sentence(line)},
                     {"problems", sentence(Text("[UNKNOWN] ") + line)}});
}

}  // namespace checks
