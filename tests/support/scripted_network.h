// A network of scripts: names with addresses, addresses with servers, no socket.
//
//   ScriptedNetwork network;
//   network.name("ca.example", {"192.0.2.1"});
//   network.serve("192.0.2.1", 80, {hears_anything(), says("HTTP/1.1 404\r\n\r\n"), closes()});
//
// Each connection takes the next script of its address and port; without one it is refused. What is asked is
// kept, in order: "resolve ca.example", "connect 192.0.2.1 80".

#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checks/net/network.h"
#include "tests/support/scripted_transport.h"

namespace tests {

class ScriptedNetwork final : public checks::Network {
 public:
  void name(const std::string& host, std::vector<std::string> addresses) {
    names_[host] = std::move(addresses);
  }
  void serve(const std::string& address, std::uint16_t port, Script script) {
    servers_[{address, port}].push_back(std::move(script));
  }
  // Every connection there fails so.
  void fail(const std::string& address, checks::Failure failure) { failures_[address] = std::move(failure); }
  const std::vector<std::string>& asked() const { return asked_; }

  // A host without addresses does not exist; a numeric one is its own.
  checks::Task<std::vector<std::string>> resolve(std::string host, checks::AddressFamily family,
                                                 plugin::Deadline deadline) override;
  checks::Task<std::unique_ptr<checks::Connection>> connect(std::string address, std::uint16_t port,
                                                            plugin::Deadline connect_by,
                                                            plugin::Deadline deadline) override;

 private:
  std::map<std::string, std::vector<std::string>> names_;
  std::map<std::pair<std::string, std::uint16_t>, std::vector<Script>> servers_;
  std::map<std::string, checks::Failure> failures_;
  std::vector<std::string> asked_;
};

}  // namespace tests
