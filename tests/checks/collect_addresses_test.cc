#define BOOST_TEST_MODULE collect_addresses
#include "checks/collect_addresses.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/scripted_network.h"

namespace {

using checks::Evidence;
using checks::Failure;
using checks::FailureKind;
using checks::Observation;
using checks::Stage;
using tests::ScriptedNetwork;

const Failure kNoRoute{Stage::connect, FailureKind::no_route, "no route to the network"};
const Failure kRefused{Stage::connect, FailureKind::refused, "connection refused"};

// What a run with its own loop needs.
struct World {
  ScriptedNetwork network;
  checks::EventLoop loop;
  checks::TlsContext tls;
  checks::openssl::CertificatePool pool;
  checks::Collector collector{network, tls, pool, "client.example", nullptr};
  plugin::Deadline deadline = plugin::Deadline::after(std::chrono::seconds(10));
};

// "192.0.2.7: KIND", "(192.0.2.7: KIND)" where it is superseded.
std::string seen_in(const Evidence& evidence) {
  std::string lines;
  for (const Observation& one : evidence.observations) {
    const std::string line = one.address + ": " + (one.failure ? word(one.failure->kind) : "good");
    lines += (lines.empty() ? "" : "; ") + (one.superseded ? "(" + line + ")" : line);
  }
  return lines;
}

BOOST_AUTO_TEST_CASE(every_address) {
  const struct {
    const char* name;
    std::vector<std::pair<std::string, Failure>> addresses;
    const char* seen;
  } kRows[] = {
      {"one", {{"192.0.2.7", kRefused}}, "192.0.2.7: refused"},
      {"each is tried, in an order of ours",
       {{"2001:db8::10", kRefused},
        {"192.0.2.10", kRefused},
        {"2001:db8::9", kRefused},
        {"192.0.2.9", kRefused}},
       "192.0.2.9: refused; 192.0.2.10: refused; 2001:db8::9: refused; 2001:db8::10: refused"},
      {"the same with a scope",
       {{"fe80::1%b", kRefused}, {"fe80::1%a", kRefused}},
       "fe80::1%a: refused; fe80::1%b: refused"},
      {"no route to any of a family",
       {{"2001:db8::7", kNoRoute}, {"2001:db8::8", kNoRoute}, {"192.0.2.7", kRefused}},
       "192.0.2.7: refused; (2001:db8::7: no_route); (2001:db8::8: no_route)"},
      {"no route to one of a family",
       {{"2001:db8::7", kNoRoute}, {"2001:db8::8", kRefused}, {"192.0.2.7", kRefused}},
       "192.0.2.7: refused; 2001:db8::7: no_route; 2001:db8::8: refused"},
      {"no IPv4 here",
       {{"2001:db8::7", kRefused}, {"192.0.2.7", kNoRoute}},
       "(192.0.2.7: no_route); 2001:db8::7: refused"},
      {"no route at all",
       {{"2001:db8::7", kNoRoute}, {"192.0.2.7", kNoRoute}},
       "192.0.2.7: no_route; 2001:db8::7: no_route"},
      {"no route to the only family", {{"2001:db8::7", kNoRoute}}, "2001:db8::7: no_route"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      World world;
      std::vector<std::string> addresses;
      for (const auto& [address, failure] : row.addresses) {
        addresses.push_back(address);
        world.network.fail(address, failure);
      }
      world.network.name("www.example", addresses);
      Evidence evidence;
      evidence.target.host = "www.example";
      evidence.target.every_address = true;
      world.loop.spawn(collect_every_address(world.collector, world.deadline, evidence));
      world.loop.run();
      BOOST_TEST(seen_in(evidence) == row.seen);
      for (const Observation& one : evidence.observations) {
        BOOST_TEST(one.timings.resolve.has_value());
        BOOST_TEST(one.port == 443);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(many_addresses_are_bounded) {
  World world;
  std::vector<std::string> addresses;
  for (int i = 70; i >= 1; --i) {
    addresses.push_back("192.0.2." + std::to_string(i));
  }
  addresses.push_back("2001:db8::7");
  world.network.name("www.example", addresses);
  Evidence evidence;
  evidence.target.host = "www.example";
  world.loop.spawn(collect_every_address(world.collector, world.deadline, evidence));
  world.loop.run();
  const std::vector<Observation>& all = evidence.observations;
  BOOST_REQUIRE(all.size() == 71U);
  BOOST_TEST(world.network.asked().size() == 1 + 2 * checks::kMaxTried);  // a numeric one is looked up too
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST_CONTEXT(i) {
      BOOST_TEST(all[i].superseded == (i >= checks::kMaxTried));
      BOOST_TEST(all[i].failure.has_value() == (i < checks::kMaxTried));
      BOOST_TEST(all[i].address == (i < 70 ? "192.0.2." + std::to_string(i + 1) : "2001:db8::7"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist) {
  World world;
  Evidence evidence;
  evidence.target.host = "nowhere.example";
  world.loop.spawn(collect_every_address(world.collector, world.deadline, evidence));
  world.loop.run();
  BOOST_TEST(seen_in(evidence) == ": name_not_found");
}

BOOST_AUTO_TEST_CASE(what_is_served) {
  World world;
  world.network.name("www.example", {"192.0.2.7", "192.0.2.8"});
  checks::Target first;
  first.host = "www.example";
  checks::Target second;
  second.host = "nowhere.example";
  second.port = 8443;
  Evidence evidence;
  const std::vector<checks::Target> targets = {first, second};
  world.loop.spawn(collect_served(world.collector, targets, world.deadline, evidence));
  world.loop.run();
  BOOST_TEST(seen_in(evidence) == "192.0.2.7: refused; 192.0.2.8: refused; : name_not_found");
  for (const Observation& one : evidence.observations) {
    BOOST_TEST((one.purpose == checks::Purpose::served));
  }
  BOOST_TEST(evidence.observations[0].host == "www.example");
  BOOST_TEST(evidence.observations[2].host == "nowhere.example");
  BOOST_TEST(evidence.observations[2].port == 8443);
}

}  // namespace
