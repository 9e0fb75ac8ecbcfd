#include "checks/render/json_probes.h"

#include <boost/json.hpp>
#include <string>

#include "checks/render/json_values.h"

namespace checks {
namespace {

namespace json = boost::json;
using json_values::failure;
using json_values::text;

json::object key(const Observation& one, const ObservationFacts& seen, const Facts& facts) {
  json::object object{{"address", text(one.address)}, {"key", one.purpose == Purpose::rsa ? "RSA" : "ECDSA"}};
  object["sha256_fingerprint"] =
      seen.leaf() ? json::value(facts.certificates[*seen.leaf()].sha256_fingerprint) : json::value();
  return object;
}

json::object version(const Observation& one) {
  return {{"address", text(one.address)},
          {"offered", one.offered ? word(*one.offered) : ""},
          {"chosen", text(one.handshake ? one.handshake->version : std::string())}};
}

json::object with_failure(json::object object, const Observation& one) {
  if (one.failure) {
    object["failure"] = failure(*one.failure);
  }
  return object;
}

}  // namespace

void add_probes(const Checked& checked, json::object& document) {
  json::array keys;
  json::array versions;
  for (std::size_t i = 0; i < checked.evidence.observations.size(); ++i) {
    const Observation& one = checked.evidence.observations[i];
    if (one.purpose == Purpose::rsa || one.purpose == Purpose::ecdsa) {
      keys.push_back(with_failure(key(one, checked.facts.observations[i], checked.facts), one));
    } else if (one.purpose == Purpose::version_probe) {
      versions.push_back(with_failure(version(one), one));
    }
  }
  document["keys"] = std::move(keys);
  document["versions"] = std::move(versions);
}

}  // namespace checks
