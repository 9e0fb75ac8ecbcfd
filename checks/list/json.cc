#include <boost/json.hpp>

#include "checks/list/formats.h"
#include "checks/list/summary.h"
#include "plugin/status.h"

namespace checks {
namespace {

namespace json = boost::json;
using plugin::Text;

json::string text(std::string_view characters) { return json::string(plugin::valid_utf8(characters)); }
json::string text(const Text& characters) { return text(std::string_view(characters.characters())); }
json::string sentence(const Text& words) { return json::string(words.line()); }

double in_seconds(std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1e6; }

json::array findings(const ListResult& result) {
  json::array array;
  for (const ListFinding& one : result.findings) {
    array.push_back({{"id", one.id},
                     {"status", static_cast<int>(one.status)},
                     {"state", plugin::word(one.status)},
                     {"text", sentence(one.text)}});
  }
  return array;
}

void add_leaf(const ListLeaf& leaf, json::object& object) {
  json::array names;
  for (const std::string& name : leaf.names) {
    names.emplace_back(text(name));
  }
  object["not_before"] = plugin::rfc3339(leaf.not_before);
  object["not_after"] = plugin::rfc3339(leaf.not_after);
  object["subject"] = text(leaf.subject);
  object["issuer"] = text(leaf.issuer);
  object["names"] = std::move(names);
  object["more_names"] = leaf.more_names;
  object["serial_number"] = text(leaf.serial);
  object["sha256_fingerprint"] = leaf.sha256_fingerprint;
  object["key"] = text(leaf.key);
  object["signature_algorithm"] = text(leaf.signature_algorithm);
}

json::object times(const Timings& timings) {
  json::object object;
  for (const auto& [name, time] : {std::pair("resolve_time", &timings.resolve),
                                   {"connect_time", &timings.connect},
                                   {"proxy_time", &timings.proxy},
                                   {"starttls_time", &timings.starttls},
                                   {"tls_time", &timings.tls},
                                   {"total_time", &timings.total}}) {
    if (*time) {
      object[name] = in_seconds(**time);
    }
  }
  return object;
}

json::object endpoint(const ListEntry& entry, const ListResult& result) {
  json::array remedies;
  for (const Text& one : result.remedies) {
    remedies.emplace_back(sentence(one));
  }
  json::object object{{"name", text(entry.endpoint.label)},
                      {"host", text(entry.endpoint.host)},
                      {"port", entry.endpoint.port},
                      {"protocol", entry.endpoint.protocol},
                      {"address", text(result.address)},
                      {"status", static_cast<int>(result.status)},
                      {"state", plugin::word(result.status)},
                      {"summary", sentence(result.headline)},
                      {"findings", findings(result)},
                      {"more_findings", result.more_findings},
                      {"remedies", std::move(remedies)},
                      {"reached", result.reached},
                      {"valid", result.valid}};
  if (result.leaf) {
    add_leaf(*result.leaf, object);
  }
  if (result.chain_not_after) {
    object["chain_not_after"] = plugin::rfc3339(*result.chain_not_after);
  }
  object["tls_version"] = result.tls_version;
  object["metrics"] = times(result.timings);
  object["checked_at"] = plugin::rfc3339(result.checked_at);
  object["place"] = text(entry.place());
  return object;
}

json::object whole_run(const ListRun& run, plugin::Time now) {
  const plugin::Status status = status_of(run);
  const ListCounts counts = count(run);
  json::array faults;
  for (const ListFault& fault : run.list.faults) {
    faults.push_back({{"place", text(fault.place)}, {"text", sentence(fault.why)}});
  }
  json::array remarks;
  for (const Text& remark : run.list.remarks) {
    remarks.emplace_back(sentence(remark));
  }
  return {{"schema", kListSchema},
          {"status", static_cast<int>(status)},
          {"state", plugin::word(status)},
          {"summary", sentence(summary(run, now, 0).headline)},
          {"started", plugin::rfc3339(run.started)},
          {"run_time", in_seconds(run.taken)},
          {"counts",
           {{"endpoints", run.results.size()},
            {"ok", counts.ok},
            {"warning", counts.warning},
            {"critical", counts.critical},
            {"unknown", counts.unknown},
            {"switched_off", run.list.switched_off}}},
          {"faults", std::move(faults)},
          {"remarks", std::move(remarks)}};
}

}  // namespace

std::string json_line(const ListEntry& entry, const ListResult& result) {
  return json::serialize(endpoint(entry, result)) + "\n";
}

std::string json_end(const ListRun& run, plugin::Time now) {
  return json::serialize(json::object{{"run", whole_run(run, now)}}) + "\n";
}

std::string json_document(const ListRun& run, plugin::Time now) {
  json::object document = whole_run(run, now);
  json::array endpoints;
  endpoints.reserve(run.results.size());
  for (const ListResult* result : worst_first(run)) {
    endpoints.emplace_back(endpoint(run.list.entries[result->entry], *result));
  }
  document["endpoints"] = std::move(endpoints);
  return json::serialize(document) + "\n";
}

}  // namespace checks
