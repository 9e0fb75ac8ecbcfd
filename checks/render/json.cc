#include "checks/render/json.h"

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "checks/report.h"
#include "checks/rules/path_words.h"
#include "plugin/metric.h"

namespace checks {
namespace {

namespace json = boost::json;
using plugin::Finding;
using plugin::Text;

constexpr std::size_t kMaxShown = 2000;  // bytes of a name or a list of names: half a screen

// A string value: the characters themselves, as valid UTF-8.
json::string text(std::string_view characters) { return json::string(plugin::valid_utf8(characters)); }
json::string text(const Text& characters) { return text(std::string_view(characters.characters())); }

// A sentence that may quote strangers.
json::string sentence(const Text& words) { return json::string(words.line()); }
json::string sentence(std::string_view words) { return sentence(Text(words)); }

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

const char* key_algorithm(const KeyFacts& key) {
  switch (key.type) {
    case KeyType::rsa:
      return "RSA";
    case KeyType::ec:
      return "ECDSA";
    case KeyType::ed25519:
      return "Ed25519";
    case KeyType::ed448:
      return "Ed448";
    case KeyType::dsa:
      return "DSA";
    case KeyType::other:
      break;
  }
  return "unknown";
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

json::object metrics(const std::vector<plugin::Metric>& all) {
  json::object object;
  for (const plugin::Metric& metric : all) {
    if (metric.whole_seconds) {
      object[metric.label] = std::chrono::duration_cast<std::chrono::seconds>(metric.value).count();
    } else {
      object[metric.label] = double(metric.value.count()) / 1e6;
    }
  }
  return object;
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

json::object failure(const Failure& failure) {
  return {{"stage", word(failure.stage)}, {"kind", word(failure.kind)}, {"text", sentence(failure.text)}};
}

// Empty unless there are several.
json::array addresses(const Checked& checked) {
  json::array array;
  const std::vector<AddressVerdict>& all = checked.verdict.addresses;
  for (std::size_t i = 0; all.size() > 1 && i < all.size(); ++i) {
    const Observation& seen = checked.evidence.observations[all[i].observation];
    json::object object{{"address", text(seen.address)},
                        {"status", int(all[i].status)},
                        {"state", plugin::word(all[i].status)},
                        {"metrics", metrics(all[i].metrics)}};
    if (const auto leaf = checked.facts.observations[all[i].observation].leaf()) {
      object["sha256_fingerprint"] = checked.facts.certificates[*leaf].sha256_fingerprint;
    }
    if (seen.handshake) {
      object["tls_version"] = text(seen.handshake->version);
    }
    if (seen.failure) {
      object["failure"] = failure(*seen.failure);
    }
    array.push_back(std::move(object));
  }
  return array;
}

json::object connection(const Checked& checked, const Observation& seen) {
  const Target& target = checked.evidence.target;
  json::object object{
      {"host", text(target.host)},
      {"port", target.port},
      {"protocol", target.protocol},
      {"server_name", target.server_name ? json::value(text(*target.server_name)) : json::value()},
      {"address", text(seen.address)}};
  if (seen.handshake) {
    const Handshake& handshake = *seen.handshake;
    object["tls_version"] = text(handshake.version);
    object["cipher"] = text(handshake.cipher);
    object["group"] = text(handshake.group);
    object["alpn"] = text(handshake.alpn);
    object["stapled_response"] = !handshake.staple.empty();
    object["sct_extension"] = !handshake.scts.empty();
    object["client_certificate_requested"] = handshake.certificate_request.has_value();
  }
  if (seen.failure) {
    object["failure"] = failure(*seen.failure);
  }
  return object;
}

json::object file(const Observation& observation, const ObservationFacts& seen, const Facts& facts) {
  const CertificateFile& read = *observation.file;
  json::object object{{"path", text(read.path)},
                      {"container", text(read.container)},
                      {"certificates", seen.sent.size() + seen.sent_left_out}};
  if (seen.leaf()) {
    object["sha256_fingerprint"] = facts.certificates[*seen.leaf()].sha256_fingerprint;
  }
  if (read.failure) {
    object["failure"] =
        json::object{{"kind", word(read.failure->kind)}, {"text", sentence(read.failure->text)}};
  }
  return object;
}

// What was seen for --served.
json::object served(const Observation& observation, const ObservationFacts& seen, const Facts& facts) {
  json::object object{
      {"host", text(observation.host)}, {"address", text(observation.address)}, {"port", observation.port}};
  if (seen.leaf()) {
    object["sha256_fingerprint"] = facts.certificates[*seen.leaf()].sha256_fingerprint;
  }
  return object;
}

void add_files(const Checked& checked, json::object& document) {
  json::array files;
  json::array servers;
  for (std::size_t i = 0; i < checked.evidence.observations.size(); ++i) {
    const Observation& one = checked.evidence.observations[i];
    const ObservationFacts& seen = checked.facts.observations[i];
    if (one.file) {
      files.push_back(file(one, seen, checked.facts));
    } else if (one.purpose == Purpose::served) {
      servers.push_back(served(one, seen, checked.facts));
    }
  }
  document["files"] = std::move(files);
  document["served"] = std::move(servers);
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
  const Observation& decisive = checked.evidence.observations[verdict.decisive];
  if (decisive.purpose == Purpose::file) {
    add_files(checked, document);
  } else {
    document["connection"] = connection(checked, decisive);
    document["addresses"] = addresses(checked);
  }
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
