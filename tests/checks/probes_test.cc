#define BOOST_TEST_MODULE probes
#include "checks/probes.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/collect_addresses.h"
#include "tests/support/scripted_network.h"

namespace {

using checks::Evidence;
using checks::Failure;
using checks::FailureKind;
using checks::Observation;
using checks::Stage;
using checks::TlsVersion;
using namespace std::string_literals;
using namespace tests;  // NOLINT: the script reads as prose

// A ServerHello of TLS 1.0 in one record.
const std::string kTls10 =
    "\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01"s + std::string(32, 'r') + "\x00\xc0\x14\x00"s;
const std::string kAlert = "\x15\x03\x01\x00\x02\x02\x28"s;

Script alerts() { return {hears_anything(), says(kAlert), closes()}; }
Script ends() { return {hears_anything(), closes()}; }
Script accepts() { return {hears_anything(), says(kTls10), hears_anything(), closes()}; }

struct World {
  ScriptedNetwork network;
  checks::EventLoop loop;
  checks::TlsContext tls;
  checks::openssl::CertificatePool pool;
  checks::Collector collector{network, tls, pool, "client.example", nullptr};
  plugin::Deadline deadline = plugin::Deadline::after(std::chrono::seconds(10));
  Evidence evidence;

  World() { evidence.target.host = "www.example"; }

  checks::Task<> visit(checks::Collector& by, checks::Probes& probes) {
    if (evidence.target.every_address) {
      co_await checks::collect_every_address(by, deadline, evidence);
    } else {
      co_await checks::collect(by, *checks::find_protocol(evidence.target.protocol), deadline, evidence);
    }
    co_await probes.finish(evidence);
  }

  // "ordinary 192.0.2.7 alert; version_probe TLSv1 192.0.2.7 TLSv1"
  std::string seen() { return seen(collector); }
  std::string seen(checks::Collector& by) {
    checks::Probes probes(loop, by, evidence.target, deadline);
    loop.spawn(visit(by, probes));
    loop.run();
    std::string lines;
    for (const Observation& one : evidence.observations) {
      lines += (lines.empty() ? "" : "; ") + std::string(word(one.purpose));
      lines += one.offered ? " "s + word(*one.offered) : "";
      lines += " " + one.address + " ";
      lines += one.failure ? word(one.failure->kind) : one.handshake->version;
    }
    return lines;
  }
};

BOOST_AUTO_TEST_CASE(nothing_asked) {
  World world;
  world.network.name("www.example", {"192.0.2.7"});
  world.network.serve("192.0.2.7", 443, alerts());
  BOOST_TEST(world.seen() == "ordinary 192.0.2.7 alert");
}

BOOST_AUTO_TEST_CASE(all_beside_the_ordinary_one) {
  World world;
  world.evidence.target.both_keys = true;
  world.evidence.target.refuse = {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1};
  world.network.name("www.example", {"192.0.2.7"});
  for (const Script& script :
       {alerts(), alerts(), ends(), alerts(), accepts(), Script{resets()}, ends(), Script{resets()}}) {
    world.network.serve("192.0.2.7", 443, script);
  }
  BOOST_TEST(world.seen() ==
             "ordinary 192.0.2.7 alert; rsa 192.0.2.7 alert; ecdsa 192.0.2.7 closed; "
             "version_probe SSLv3 192.0.2.7 alert; version_probe TLSv1 192.0.2.7 TLSv1; "
             "version_probe TLSv1.1 192.0.2.7 reset");
  for (const Observation& one : world.evidence.observations) {
    BOOST_TEST(one.port == 443);
    BOOST_TEST(one.timings.connect.has_value());
    BOOST_TEST(one.timings.total.has_value());
  }
}

// A server that bounds the connections of a client closes those that are too many.
BOOST_AUTO_TEST_CASE(what_ended_without_a_word_is_tried_again_alone) {
  World world;
  world.evidence.target.both_keys = true;
  world.evidence.target.refuse = {TlsVersion::tls1_0, TlsVersion::tls1_1};
  world.network.name("www.example", {"192.0.2.7"});
  for (const Script& script :
       {alerts(), ends(), ends(), Script{resets()}, accepts(), alerts(), ends(), accepts()}) {
    world.network.serve("192.0.2.7", 443, script);
  }
  BOOST_TEST(world.seen() ==
             "ordinary 192.0.2.7 alert; rsa 192.0.2.7 alert; ecdsa 192.0.2.7 closed; "
             "version_probe TLSv1 192.0.2.7 TLSv1; version_probe TLSv1.1 192.0.2.7 TLSv1");
  BOOST_TEST(world.network.asked().size() == 9U);
  BOOST_TEST(world.evidence.observations.size() == 5U);
}

// Each is alone when it is tried again, the ordinary connection gone as well.
BOOST_AUTO_TEST_CASE(a_server_of_one_connection_at_a_time) {
  class OneAtATime final : public checks::Network {
   public:
    explicit OneAtATime(ScriptedNetwork& network) : network_(network) {}
    checks::Task<std::vector<std::string>> resolve(std::string host, checks::AddressFamily family,
                                                   plugin::Deadline deadline) override {
      return network_.resolve(std::move(host), family, deadline);
    }
    checks::Task<std::unique_ptr<checks::Connection>> connect(std::string address, std::uint16_t port,
                                                              plugin::Deadline by,
                                                              plugin::Deadline deadline) override {
      const bool is_first = network_.asked().size() == 1;  // the look-up
      network_.serve(address, port, is_first ? alerts() : *open_ > 0 ? ends() : accepts());
      std::unique_ptr<checks::Connection> below =
          co_await network_.connect(std::move(address), port, by, deadline);
      co_return std::make_unique<Counted>(std::move(below), open_);
    }

   private:
    class Counted final : public checks::Connection {
     public:
      Counted(std::unique_ptr<checks::Connection> below, std::shared_ptr<int> open)
          : below_(std::move(below)), open_(std::move(open)) {
        ++*open_;
      }
      ~Counted() override { --*open_; }
      checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override {
        return below_->read_some(into);
      }
      checks::Task<> write_all(checks::ByteView bytes) override { return below_->write_all(bytes); }
      void finish() override {}

     private:
      std::unique_ptr<checks::Connection> below_;
      std::shared_ptr<int> open_;
    };
    ScriptedNetwork& network_;
    std::shared_ptr<int> open_ = std::make_shared<int>(0);
  };
  World world;
  OneAtATime network(world.network);
  checks::Collector collector{network, world.tls, world.pool, "client.example", nullptr};
  world.evidence.target.refuse = {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1};
  world.network.name("www.example", {"192.0.2.7"});
  BOOST_TEST(world.seen(collector) ==
             "ordinary 192.0.2.7 alert; version_probe SSLv3 192.0.2.7 TLSv1; "
             "version_probe TLSv1 192.0.2.7 TLSv1; version_probe TLSv1.1 192.0.2.7 TLSv1");
}

BOOST_AUTO_TEST_CASE(no_connection_no_probe) {
  World world;
  world.evidence.target.refuse = {TlsVersion::ssl3};
  world.network.name("www.example", {"192.0.2.7"});
  BOOST_TEST(world.seen() == "ordinary 192.0.2.7 refused");
  BOOST_TEST(world.network.asked().size() == 2);
}

BOOST_AUTO_TEST_CASE(the_server_takes_no_second_connection) {
  World world;
  world.evidence.target.refuse = {TlsVersion::ssl3};
  world.network.name("www.example", {"192.0.2.7"});
  world.network.serve("192.0.2.7", 443, alerts());
  BOOST_TEST(world.seen() == "ordinary 192.0.2.7 alert; version_probe SSLv3 192.0.2.7 refused");
}

BOOST_AUTO_TEST_CASE(where_the_first_address_answers) {
  World world;
  world.evidence.target.refuse = {TlsVersion::tls1_0};
  world.network.name("www.example", {"192.0.2.7", "192.0.2.8"});
  world.network.serve("192.0.2.8", 443, alerts());
  world.network.serve("192.0.2.8", 443, accepts());
  BOOST_TEST(world.seen() ==
             "ordinary 192.0.2.7 refused; ordinary 192.0.2.8 alert; version_probe TLSv1 192.0.2.8 TLSv1");
}

BOOST_AUTO_TEST_CASE(at_each_of_all_addresses) {
  World world;
  world.evidence.target.every_address = true;
  world.evidence.target.refuse = {TlsVersion::tls1_0, TlsVersion::tls1_1};
  world.network.name("www.example", {"192.0.2.7", "192.0.2.8", "192.0.2.9"});
  world.network.serve("192.0.2.7", 443, alerts());
  world.network.serve("192.0.2.7", 443, alerts());
  world.network.serve("192.0.2.7", 443, accepts());
  world.network.serve("192.0.2.9", 443, alerts());
  world.network.serve("192.0.2.9", 443, accepts());
  world.network.serve("192.0.2.9", 443, alerts());
  BOOST_TEST(world.seen() ==
             "ordinary 192.0.2.7 alert; ordinary 192.0.2.8 refused; ordinary 192.0.2.9 alert; "
             "version_probe TLSv1 192.0.2.7 alert; version_probe TLSv1.1 192.0.2.7 TLSv1; "
             "version_probe TLSv1 192.0.2.9 TLSv1; version_probe TLSv1.1 192.0.2.9 alert");
}

// The whole dialogue precedes each of them, and what fails in it says nothing of the version.
BOOST_AUTO_TEST_CASE(behind_starttls) {
  World world;
  world.evidence.target.protocol = "smtp";
  world.evidence.target.port = 25;
  world.evidence.target.refuse = {TlsVersion::tls1_0, TlsVersion::tls1_1};
  world.network.name("www.example", {"192.0.2.7"});
  Script dialogue{says("220 mx\r\n"), hears("EHLO client.example\r\n"), says("250-mx\r\n250 STARTTLS\r\n"),
                  hears("STARTTLS\r\n"), says("220 go\r\n")};
  const auto with = [&](const Script& more) {
    Script script = dialogue;
    script.insert(script.end(), more.begin(), more.end());
    return script;
  };
  world.network.serve("192.0.2.7", 25, with(alerts()));
  world.network.serve("192.0.2.7", 25, with(accepts()));
  world.network.serve("192.0.2.7", 25, {says("421 too many\r\n"), closes()});
  BOOST_TEST(world.seen() ==
             "ordinary 192.0.2.7 alert; version_probe TLSv1 192.0.2.7 TLSv1; "
             "version_probe TLSv1.1 192.0.2.7 rejected");
  BOOST_TEST((world.evidence.observations.back().failure->stage == Stage::starttls));
}

}  // namespace
