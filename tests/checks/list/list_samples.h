// Runs by hand, for the tests of what takes a ListRun.
//
//   Samples samples("2026-11-21T00:00:00Z");
//   samples.add("www.example.org").expires_in(days(2), Status::critical);
//   samples.add("mx.example.org/smtp").with("contact", "mail@example.org").unreachable("connect: refused");
//   samples.run();

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "checks/list/list_result.h"

namespace tests {

// An endpoint and its result, to be put together. Good, with 60 days left, until something is said of it.
class SampleEndpoint {
 public:
  SampleEndpoint(checks::ListRun& run, std::size_t index) : run_(&run), index_(index) {}

  SampleEndpoint& with(const std::string& column, const std::string& cell);
  SampleEndpoint& expires_in(std::chrono::seconds left, plugin::Status status = plugin::Status::ok);
  SampleEndpoint& chain_expires_in(std::chrono::seconds left, plugin::Status status);
  SampleEndpoint& finding(const std::string& id, plugin::Status status, std::string_view text);
  SampleEndpoint& remedy(std::string_view text);
  // No leaf, no address; a finding of `reachable`.
  SampleEndpoint& unreachable(std::string_view text, plugin::Status status = plugin::Status::critical);
  SampleEndpoint& left_over();
  SampleEndpoint& issuer(std::string_view name);

  checks::ListResult& result() { return run_->results[index_]; }

 private:
  checks::ListRun* run_;
  std::size_t index_;
};

class Samples {
 public:
  explicit Samples(const std::string& now);

  plugin::Time now() const { return run_.started; }
  // "www.example.org", "mx.example.org/smtp", ..., perhaps with address= and label=.
  SampleEndpoint add(const std::string& line);
  void add_fault(const std::string& place, std::string_view why);
  const checks::ListRun& run() const { return run_; }

 private:
  std::shared_ptr<checks::ListFile> file_;
  checks::ListRun run_;
};

// "2026-11-21T00:00:00Z"
plugin::Time at(const std::string& time);

}  // namespace tests
