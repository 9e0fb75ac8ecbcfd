#define BOOST_TEST_MODULE collect
#include "checks/collect.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/net/network_error.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_transport.h"

namespace {

using checks::Evidence;
using checks::FailureKind;
using checks::NetworkError;
using checks::Observation;
using checks::Stage;
using tests::Script;

// A server of a script behind one address.
class ScriptedConnection final : public checks::Connection {
 public:
  explicit ScriptedConnection(Script script) : transport_(std::move(script)) {}
  checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override {
    const std::size_t got = co_await transport_.read_some(into);
    co_return got;
  }
  checks::Task<> write_all(checks::ByteView bytes) override { co_await transport_.write_all(bytes); }
  void finish() override {}

 private:
  tests::ScriptedTransport transport_;
};

// Addresses that refuse unless they have a script; a name without addresses does not exist.
class ScriptedNetwork final : public checks::Network {
 public:
  std::vector<std::string> addresses;
  std::map<std::string, Script> servers;
  std::vector<std::string> asked;

  checks::Task<std::vector<std::string>> resolve(std::string host, checks::AddressFamily,
                                                 plugin::Deadline) override {
    asked.push_back(host);
    if (addresses.empty()) {
      throw NetworkError(Stage::resolve, FailureKind::name_not_found, "the name does not exist");
    }
    co_return addresses;
  }

  checks::Task<std::unique_ptr<checks::Connection>> connect(std::string address, std::uint16_t,
                                                            plugin::Deadline, plugin::Deadline) override {
    const auto server = servers.find(address);
    if (server == servers.end()) {
      throw NetworkError(Stage::connect, FailureKind::refused, "connection refused");
    }
    std::unique_ptr<checks::Connection> connection = std::make_unique<ScriptedConnection>(server->second);
    co_return std::move(connection);
  }
};

Evidence collected(ScriptedNetwork& network, checks::Target target) {
  checks::TlsContext tls;
  checks::openssl::CertificatePool pool;
  checks::Collector collector{network, tls, pool, "client.example", nullptr};
  Evidence evidence;
  evidence.target = std::move(target);
  tests::run(checks::collect(collector, *checks::find_protocol(evidence.target.protocol),
                             plugin::Deadline::after(std::chrono::seconds(10)), evidence));
  return evidence;
}

checks::Target mail_target() {
  checks::Target target;
  target.host = "mx.example";
  target.protocol = "smtp";
  target.port = 25;
  return target;
}

// "192.0.2.1 connect refused superseded; ..."
std::string told(const Evidence& evidence) {
  std::string text;
  for (const Observation& seen : evidence.observations) {
    text += text.empty() ? "" : "; ";
    text += seen.address.empty() ? "-" : seen.address;
    if (seen.failure) {
      text += std::string(" ") + word(seen.failure->stage) + " " + word(seen.failure->kind);
    }
    text += seen.superseded ? " superseded" : "";
  }
  return text;
}

const Script kNoStarttls = {tests::says("220 mx.example\r\n"), tests::hears("EHLO client.example\r\n"),
                            tests::says("250 mx.example\r\n"), tests::hears("QUIT\r\n")};
const Script kClosesInTls = {tests::says("220 mx.example\r\n"),
                             tests::hears("EHLO client.example\r\n"),
                             tests::says("250-mx.example\r\n250 STARTTLS\r\n"),
                             tests::hears("STARTTLS\r\n"),
                             tests::says("220 go\r\nEXTRA"),
                             tests::hears_anything(),
                             tests::closes()};

BOOST_AUTO_TEST_CASE(takes_the_first_address_that_answers_and_keeps_the_failures_of_others) {
  const struct {
    const char* name;
    std::vector<std::string> addresses;
    std::map<std::string, Script> servers;
    const char* told;
  } kRows[] = {
      {"no such name", {}, {}, "- resolve name_not_found"},
      {"one address, refused", {"192.0.2.1"}, {}, "192.0.2.1 connect refused"},
      {"all refused",
       {"192.0.2.1", "192.0.2.2"},
       {},
       "192.0.2.1 connect refused superseded; 192.0.2.2 connect refused"},
      {"the second answers",
       {"192.0.2.1", "192.0.2.2", "192.0.2.3"},
       {{"192.0.2.2", kNoStarttls}},
       "192.0.2.1 connect refused superseded; 192.0.2.2 starttls not_offered"},
      {"the first answers and fails later: no other is tried",
       {"192.0.2.1", "192.0.2.2"},
       {{"192.0.2.1", kClosesInTls}, {"192.0.2.2", kNoStarttls}},
       "192.0.2.1 tls handshake closed"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedNetwork network;
      network.addresses = row.addresses;
      network.servers = row.servers;
      BOOST_TEST(told(collected(network, mail_target())) == row.told);
    }
  }
}

BOOST_AUTO_TEST_CASE(tries_no_more_addresses_than_its_bound) {
  ScriptedNetwork network;
  for (std::size_t i = 0; i < checks::kMaxTried + 6; ++i) {
    network.addresses.push_back("192.0.2." + std::to_string(i));
  }
  const Evidence evidence = collected(network, mail_target());
  BOOST_TEST(evidence.observations.size() == checks::kMaxTried);
  BOOST_TEST(evidence.observations.back().address == "192.0.2.63");
}

BOOST_AUTO_TEST_CASE(resolves_the_address_if_one_is_given) {
  ScriptedNetwork network;
  network.addresses = {"192.0.2.7"};
  checks::Target target = mail_target();
  target.address = "192.0.2.7";
  const Evidence evidence = collected(network, target);
  BOOST_TEST(network.asked == std::vector<std::string>{"192.0.2.7"}, boost::test_tools::per_element());
  BOOST_TEST(!evidence.observations.front().timings.resolve.has_value());
  BOOST_TEST(evidence.observations.front().timings.total.has_value());
}

BOOST_AUTO_TEST_CASE(what_comes_before_tls_is_kept_and_not_fed_to_it) {
  ScriptedNetwork network;
  network.addresses = {"192.0.2.1"};
  network.servers = {{"192.0.2.1", kClosesInTls}};
  const Evidence evidence = collected(network, mail_target());
  const Observation& seen = evidence.observations.front();
  BOOST_TEST(std::string(seen.injected.begin(), seen.injected.end()) == "EXTRA");
  BOOST_TEST(seen.handshake.has_value());
  BOOST_TEST(seen.timings.starttls.has_value());
  BOOST_TEST(!seen.timings.tls.has_value());
}

BOOST_AUTO_TEST_CASE(says_a_name_that_ehlo_takes) {
  BOOST_TEST(checks::local_host_name().find('.') != std::string::npos);
}

}  // namespace
