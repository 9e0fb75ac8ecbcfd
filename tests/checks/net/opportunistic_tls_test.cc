#define BOOST_TEST_MODULE opportunistic_tls
#include "checks/net/opportunistic_tls.h"

#include <boost/test/unit_test.hpp>

#include "tests/checks/net/tls_peer.h"
#include "tests/support/run_task.h"

using checks::OpportunisticTls;

namespace {

std::string shake_hands(tests::TlsPeer& peer) {
  OpportunisticTls tls(peer, "relay.example.org");
  const std::optional<checks::Failure> failure = tests::failure_of(tls.handshake());
  return failure ? std::string(word(failure->kind)) + ": " + failure->text : "good";
}

// Self-signed, for another name, of an old version: there is nothing to prove.
BOOST_AUTO_TEST_CASE(everyone_is_good) {
  const tests::Identity identity = tests::make_identity("EC");
  tests::TlsPeer newer(identity, [](SSL_CTX*) {});
  BOOST_TEST(shake_hands(newer) == "good");
  BOOST_TEST(newer.is_complete());
  BOOST_TEST(SSL_get_servername(newer.ssl(), TLSEXT_NAMETYPE_host_name) == "relay.example.org");
  tests::TlsPeer older(identity,
                       [](SSL_CTX* server) { SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION); });
  BOOST_TEST(shake_hands(older) == "good");
}

BOOST_AUTO_TEST_CASE(the_end_of_the_connection) {
  const tests::Identity identity = tests::make_identity("EC");
  tests::TlsPeer peer(identity, [](SSL_CTX*) {});
  peer.close_after(100);
  BOOST_TEST(shake_hands(peer) == "closed: the server closed the connection during the handshake");
}

// Both ways, in pieces of any size, also more than a record.
BOOST_AUTO_TEST_CASE(what_is_said_inside) {
  const tests::Identity identity = tests::make_identity("EC");
  for (const std::size_t most : {std::size_t{1}, std::size_t{100}, static_cast<std::size_t>(-1)}) {
    BOOST_TEST_CONTEXT(most) {
      tests::TlsPeer peer(identity, [](SSL_CTX*) {});
      peer.read_at_most(most);
      OpportunisticTls tls(peer, "relay.example.org");
      tests::run(tls.handshake());
      checks::Stream stream(tls);
      const std::string much(40000, 'm');
      tests::run(stream.write(much));
      BOOST_TEST((peer.received() == much));
      SSL_write(peer.ssl(), "answer\r\n", 8);
      BOOST_TEST(tests::run(stream.read_line()) == "answer");
    }
  }
}

}  // namespace
