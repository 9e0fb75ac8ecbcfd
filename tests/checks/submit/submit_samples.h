// Passive results and an outbox, made by hand.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "checks/submit/outbox.h"

namespace tests {

// "www.example.org/TLS https 443", CRITICAL, with a measure and two further lines, ended at 1800000000.250.
inline checks::PassiveResult sample_result(const std::string& host = "www.example.org") {
  checks::PassiveResult result;
  result.host = host;
  result.service = "TLS https 443";
  result.item = "tls.result[" + host + ",443,https]";
  result.status = plugin::Status::critical;
  result.output = plugin::Text("TLS CRITICAL - certificate expired 3 days ago");
  result.details = {plugin::Text("leaf-expiry: renew it"), plugin::Text("chain: 2 certificates")};
  result.perfdata = {"leaf_left=-259200s;1728000:;604800:", "total_time=0.125000s"};
  result.ended = checks::SubmitTime(std::chrono::milliseconds(1800000000250));
  result.taken = std::chrono::milliseconds(125);
  return result;
}

inline std::vector<checks::PassiveResult> sample_results(std::size_t count) {
  std::vector<checks::PassiveResult> results;
  for (std::size_t i = 0; i < count; ++i) {
    results.push_back(sample_result("h" + std::to_string(i)));
  }
  return results;
}

inline std::vector<std::size_t> indices(std::size_t first, std::size_t last) {
  std::vector<std::size_t> all;
  for (std::size_t i = first; i < last; ++i) {
    all.push_back(i);
  }
  return all;
}

// Keeps what becomes of each: "delivered", or why not. A second word on one is remembered as such.
class MemoryOutbox final : public checks::Outbox {
 public:
  explicit MemoryOutbox(std::vector<checks::PassiveResult> results) : results_(std::move(results)) {}

  std::size_t size() const override { return results_.size(); }
  const checks::PassiveResult& result(std::size_t index) const override { return results_.at(index); }
  void delivered(std::size_t index) override { note(index, "delivered"); }
  void refused(std::size_t index, plugin::Text why) override { note(index, why.line()); }
  void partly_refused(const std::vector<std::size_t>& indices, std::size_t count) override {
    for (const std::size_t index : indices) {
      note(index, std::to_string(count) + " of these");
    }
  }

  const std::map<std::size_t, std::string>& fates() const { return fates_; }
  // How many have just that.
  std::size_t count(const std::string& fate) const {
    std::size_t found = 0;
    for (const auto& [index, one] : fates_) {
      found += one == fate ? 1 : 0;
    }
    return found;
  }

 private:
  void note(std::size_t index, const std::string& fate) {
    std::string& known = fates_[index];
    known += known.empty() ? fate : ", then " + fate;
  }

  std::vector<checks::PassiveResult> results_;
  std::map<std::size_t, std::string> fates_;
};

}  // namespace tests
