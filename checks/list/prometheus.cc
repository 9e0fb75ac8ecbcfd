#include <algorithm>
#include <charconv>
#include <functional>
#include <string_view>

#include "checks/list/formats.h"
#include "checks/list/summary.h"

namespace checks {
namespace {

// A label's value: backslash, quote and line end are escaped by the format, the rest by Text.
std::string value(std::string_view text) {
  std::string escaped;
  for (const char c : plugin::Text(text).line()) {
    escaped += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : std::string(1, c);
  }
  return "\"" + escaped + "\"";
}

std::string labels_of(const ListEntry& entry) {
  return "target=" + value(entry.endpoint.label) + ",host=" + value(entry.endpoint.host) + ",port=\"" +
         std::to_string(entry.endpoint.port) + "\",protocol=" + value(entry.endpoint.protocol);
}

std::string seconds(std::chrono::microseconds time) {
  return std::to_string(time.count() / 1'000'000) + "." +
         std::to_string(1'000'000 + time.count() % 1'000'000).substr(1);
}

std::string timestamp(plugin::Time time) { return std::to_string(time.time_since_epoch().count()); }

class Writer {
 public:
  explicit Writer(const ListRun& run) : run_(run) {}

  // One sample an endpoint, where `sample` gives a value; `more` are further labels.
  void family(const char* name, const char* help, const std::function<std::string(const ListResult&)>& sample,
              const std::function<std::string(const ListResult&)>& more = nullptr) {
    head(name, help);
    for (const ListResult& result : run_.results) {
      if (const std::string number = sample(result); !number.empty()) {
        text_ += std::string(name) + "{" + labels_of(run_.list.entries[result.entry]) +
                 (more ? more(result) : "") + "} " + number + "\n";
      }
    }
  }

  void head(const char* name, const char* help) {
    text_ += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " gauge\n";
  }

  void line(const std::string& line) { text_ += line + "\n"; }
  std::string take() { return std::move(text_); }

 private:
  const ListRun& run_;
  std::string text_;
};

std::string earliest(const ListResult& result) {
  return result.leaf ? timestamp(std::min(result.leaf->not_after,
                                          result.chain_not_after.value_or(result.leaf->not_after)))
                     : "";
}

std::string last_chain(const ListResult& result) {
  return result.leaf && result.chain_not_after
             ? timestamp(std::min(result.leaf->not_after, *result.chain_not_after))
             : "";
}

std::string info_labels(const ListResult& result) {
  const ListLeaf& leaf = *result.leaf;
  std::string names;
  for (const std::string& name : leaf.names) {
    names += (names.empty() ? "" : ",") + name;
  }
  return ",fingerprint_sha256=" + value(leaf.sha256_fingerprint) +
         ",subject=" + value(leaf.subject.characters()) + ",issuer=" + value(leaf.issuer.characters()) +
         ",subjectalternative=" + value(names) + ",serialnumber=" + value(leaf.serial);
}

void add_run(const ListRun& run, Writer& writer) {
  const ListCounts counts = count(run);
  writer.head("tls_list_endpoints", "Endpoints of the list by state; unusable lines are unknown.");
  for (const auto& [state, number] : {std::pair("ok", counts.ok),
                                      {"warning", counts.warning},
                                      {"critical", counts.critical},
                                      {"unknown", counts.unknown}}) {
    writer.line(std::string("tls_list_endpoints{state=\"") + state + "\"} " + std::to_string(number));
  }
  writer.head("tls_list_run_seconds", "How long the run took.");
  writer.line("tls_list_run_seconds " + seconds(run.taken));
  writer.head("tls_list_run_timestamp_seconds", "When the run began.");
  writer.line("tls_list_run_timestamp_seconds " + timestamp(run.started));
}

}  // namespace

std::string prometheus_text(const ListRun& run) {
  Writer writer(run);
  writer.family("probe_success", "Whether the endpoint was reached and spoke TLS.",
                [](const ListResult& one) { return std::string(one.reached ? "1" : "0"); });
  writer.family("probe_duration_seconds", "How long the check took.", [](const ListResult& one) {
    return one.timings.total ? seconds(*one.timings.total) : std::string();
  });
  writer.family("probe_ssl_earliest_cert_expiry",
                "The earliest end of the certificate and of its path, in seconds since the epoch.", earliest);
  writer.family("probe_ssl_last_chain_expiry_timestamp_seconds",
                "The earliest end on the path to a trust anchor, where there is one.", last_chain);
  writer.family(
      "probe_ssl_last_chain_info", "The certificate.",
      [](const ListResult& one) { return std::string(one.leaf ? "1" : ""); }, info_labels);
  writer.family(
      "probe_tls_version_info", "The TLS version.",
      [](const ListResult& one) { return std::string(one.tls_version.empty() ? "" : "1"); },
      [](const ListResult& one) { return ",version=" + value(one.tls_version); });
  writer.family("tls_check_status", "State of the check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
                [](const ListResult& one) { return std::to_string(static_cast<int>(one.status)); });
  add_run(run, writer);
  return writer.take();
}

}  // namespace checks
