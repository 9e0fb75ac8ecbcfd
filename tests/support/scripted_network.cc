#include "tests/support/scripted_network.h"

#include "checks/net/network_error.h"

namespace tests {
namespace {

class ScriptedConnection final : public checks::Connection {
 public:
  explicit ScriptedConnection(Script script) : transport_(std::move(script)) {}

  checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override {
    return transport_.read_some(into);
  }
  checks::Task<> write_all(checks::ByteView bytes) override { return transport_.write_all(bytes); }
  void finish() override {}

 private:
  ScriptedTransport transport_;
};

}  // namespace

checks::Task<std::vector<std::string>> ScriptedNetwork::resolve(std::string host, checks::AddressFamily,
                                                                plugin::Deadline) {
  asked_.push_back("resolve " + host);
  const bool is_numeric =
      host.substr(0, host.find('%')).find_first_not_of("0123456789.:abcdef") == std::string::npos;
  const auto found = names_.find(host);
  if (found == names_.end() && !is_numeric) {
    throw checks::NetworkError(checks::Stage::resolve, checks::FailureKind::name_not_found,
                               "there is no " + host);
  }
  co_return found == names_.end() ? std::vector<std::string>{host} : found->second;
}

checks::Task<std::unique_ptr<checks::Connection>> ScriptedNetwork::connect(std::string address,
                                                                           std::uint16_t port,
                                                                           plugin::Deadline,
                                                                           plugin::Deadline) {
  asked_.push_back("connect " + address + " " + std::to_string(port));
  if (const auto failure = failures_.find(address); failure != failures_.end()) {
    throw checks::NetworkError(failure->second);
  }
  std::vector<Script>& scripts = servers_[{address, port}];
  if (scripts.empty()) {
    throw checks::NetworkError(checks::Stage::connect, checks::FailureKind::refused, "connection refused");
  }
  std::unique_ptr<checks::Connection> made = std::make_unique<ScriptedConnection>(std::move(scripts.front()));
  scripts.erase(scripts.begin());
  co_return std::move(made);
}

}  // namespace tests
