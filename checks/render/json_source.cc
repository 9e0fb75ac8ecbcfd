#include "checks/render/json_source.h"

#include <utility>

#include "checks/render/json_probes.h"
#include "checks/render/json_values.h"

namespace checks {
namespace {

namespace json = boost::json;
using json_values::failure;
using json_values::metrics;
using json_values::sentence;
using json_values::text;

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

json::array failed_attempts(const Checked& checked) {
  json::array array;
  for (const Observation& one : checked.evidence.observations) {
    if (one.superseded && one.failure) {
      array.push_back(json::object{{"address", text(one.address)}, {"failure", failure(*one.failure)}});
    }
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
  if (target.proxy) {
    object["proxy"] = text(word(target.proxy->kind) + ("://" + target.proxy->label()));
  }
  if (target.proxy_header != ProxyHeader::none) {
    object["proxy_protocol"] = word(target.proxy_header);
  }
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

}  // namespace

void add_source(const Checked& checked, json::object& document) {
  const Observation& decisive = checked.evidence.observations[checked.verdict.decisive];
  if (decisive.purpose == Purpose::file) {
    return add_files(checked, document);
  }
  document["connection"] = connection(checked, decisive);
  document["addresses"] = addresses(checked);
  add_probes(checked, document);
  document["failed_attempts"] = failed_attempts(checked);
}

}  // namespace checks
