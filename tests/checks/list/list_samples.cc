#include "tests/checks/list/list_samples.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "plugin/duration.h"

namespace tests {

using plugin::Status;
using plugin::Text;
using std::chrono::days;

plugin::Time at(const std::string& time) { return *plugin::parse_time(time, plugin::Time{}); }

SampleEndpoint& SampleEndpoint::with(const std::string& column, const std::string& cell) {
  checks::ListEntry& entry = run_->list.entries[index_];
  auto file = std::make_shared<checks::ListFile>(*entry.file);
  auto found = std::find(file->columns.begin(), file->columns.end(), column);
  if (found == file->columns.end()) {
    found = file->columns.insert(file->columns.end(), column);
  }
  entry.cells.emplace_back(static_cast<std::uint16_t>(found - file->columns.begin()), cell);
  entry.file = std::move(file);
  return *this;
}

SampleEndpoint& SampleEndpoint::finding(const std::string& id, Status status, std::string_view text) {
  checks::ListResult& to = result();
  to.status = plugin::worst(to.status, status);
  if (to.findings.empty()) {
    to.headline = Text(text);
  }
  to.findings.push_back({id, status, Text(text)});
  return *this;
}

SampleEndpoint& SampleEndpoint::expires_in(std::chrono::seconds left, Status status) {
  result().leaf->not_after = run_->started + left;
  const std::string when = plugin::rfc3339(run_->started + left);
  const std::string words = left.count() < 0 ? "certificate expired " + plugin::in_words(left) + " ago"
                                             : "certificate expires in " + plugin::in_words(left);
  if (status != Status::ok) {
    finding("leaf-expiry", status, words + " (" + when + ")");
  }
  return *this;
}

SampleEndpoint& SampleEndpoint::chain_expires_in(std::chrono::seconds left, Status status) {
  result().chain_not_after = run_->started + left;
  finding("chain-expiry", status, "intermediate 'Example CA 1' expires in " + plugin::in_words(left));
  return *this;
}

SampleEndpoint& SampleEndpoint::remedy(std::string_view text) {
  result().remedies.emplace_back(text);
  return *this;
}

SampleEndpoint& SampleEndpoint::unreachable(std::string_view text, Status status) {
  result().leaf.reset();
  result().reached = false;
  result().valid = false;
  result().address = {};
  return finding("reachable", status, text);
}

SampleEndpoint& SampleEndpoint::left_over() {
  result().left_over = true;
  ++run_->not_checked;
  return unreachable("not checked: the deadline came first", Status::unknown);
}

SampleEndpoint& SampleEndpoint::issuer(std::string_view name) {
  result().leaf->issuer_name = Text(name);
  return *this;
}

Samples::Samples(const std::string& now) : file_(std::make_shared<checks::ListFile>()) {
  file_->name = "hosts.csv";
  file_->columns = {"name", "port", "protocol", "address", "label"};
  run_.started = at(now);
}

SampleEndpoint Samples::add(const std::string& line) {
  plugin::Result<checks::EndpointEntry> endpoint = checks::parse_endpoint_line(line);
  if (!endpoint) {
    throw std::logic_error(line + ": " + endpoint.error().text.line());
  }
  checks::ListEntry entry;
  entry.endpoint = *std::move(endpoint);
  if (entry.endpoint.port == 0) {
    entry.endpoint.port = 443;
  }
  entry.file = file_;
  entry.line = run_.list.entries.size() + 2;
  entry.key = checks::key_of(entry);
  checks::ListResult result;
  result.entry = run_.list.entries.size();
  result.status = Status::ok;
  result.reached = result.valid = true;
  result.address = Text("192.0.2.1");
  result.tls_version = "TLSv1.3";
  result.checked_at = run_.started;
  checks::ListLeaf leaf;
  leaf.name = Text(entry.endpoint.host);
  leaf.issuer_name = Text("Example CA 1");
  leaf.not_before = run_.started - days(30);
  leaf.not_after = run_.started + days(60);
  result.leaf = std::move(leaf);
  run_.list.entries.push_back(std::move(entry));
  run_.results.push_back(std::move(result));
  return {run_, run_.results.size() - 1};
}

void Samples::add_fault(const std::string& place, std::string_view why) {
  run_.list.faults.push_back({place, Text(why)});
}

}  // namespace tests
