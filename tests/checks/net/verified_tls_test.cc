#define BOOST_TEST_MODULE verified_tls
#include "checks/net/verified_tls.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "checks/net/stream.h"
#include "tests/checks/net/tls_peer.h"
#include "tests/support/pki.h"
#include "tests/support/run_task.h"

using checks::VerifiedTls;
using checks::VerifiedTlsContext;
namespace openssl = checks::openssl;

namespace {

// A CA in a file, and a server's certificate by it.
struct Place {
  Place() {
    char name[] = "/tmp/verified_tls_test.XXXXXX";
    folder = ::mkdtemp(name);
    ca = write("ca.pem", tests::make_certificate({.subject = {{"CN", "CA"}}, .key = ca_key, .is_ca = true}));
    other =
        write("other.pem", tests::make_certificate({.subject = {{"CN", "CA"}}, .key = key, .is_ca = true}));
    std::ofstream(folder / "none.pem") << "nothing\n";
  }
  ~Place() { std::filesystem::remove_all(folder); }

  std::string write(const char* name, const checks::Bytes& der) const {
    const std::string path = folder / name;
    const unsigned char* data = der.data();
    const openssl::X509Ptr certificate(d2i_X509(nullptr, &data, static_cast<long>(der.size())));
    FILE* file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, certificate.get());
    std::fclose(file);
    return path;
  }

  tests::Identity server(const std::string& not_after = "20350101000000Z") const {
    const checks::Bytes der =
        tests::make_certificate({.subject = {{"CN", "master"}},
                                 .issuer = {{"CN", "CA"}},
                                 .key = key,
                                 .signer = &ca_key,
                                 .not_after = not_after,
                                 .extensions = {{"subjectAltName", "DNS:master,IP:192.0.2.1"}}});
    tests::Identity identity;
    const unsigned char* data = der.data();
    identity.certificate.reset(d2i_X509(nullptr, &data, static_cast<long>(der.size())));
    EVP_PKEY_up_ref(key.get());
    identity.key.reset(key.get());
    return identity;
  }

  const tests::Key ca_key;
  const tests::Key key;
  std::filesystem::path folder;
  std::string ca;
  std::string other;
};

VerifiedTlsContext context_with(const std::string& ca_file) {
  plugin::Result<VerifiedTlsContext> context = VerifiedTlsContext::make(ca_file);
  BOOST_REQUIRE(bool(context));
  return *std::move(context);
}

std::string shake_hands(const VerifiedTlsContext& context, tests::TlsPeer& peer, const std::string& name) {
  VerifiedTls tls(context, peer, name);
  const std::optional<checks::Failure> failure = tests::failure_of(tls.handshake());
  return failure ? std::string(word(failure->kind)) + ": " + failure->text : "good";
}

BOOST_AUTO_TEST_CASE(who_is_trusted) {
  const Place place;
  const tests::Identity good = place.server();
  const tests::Identity old = place.server("20260101000000Z");
  const struct {
    const char* what;
    const tests::Identity& identity;
    std::string ca_file;
    const char* name;
    const char* expected;
  } rows[] = {
      {"its name", good, place.ca, "master", "good"},
      {"its address", good, place.ca, "192.0.2.1", "good"},
      {"another name", good, place.ca, "other",
       "rejected: its certificate is not for other: hostname mismatch"},
      {"another address", good, place.ca, "192.0.2.2",
       "rejected: its certificate is not for 192.0.2.2: IP address mismatch"},
      {"another CA of that name", good, place.other, "master",
       "rejected: its certificate is not trusted: certificate signature failure"},
      {"the system's CAs", good, "", "master",
       "rejected: its certificate is not trusted: unable to get local issuer certificate"},
      {"expired", old, place.ca, "master",
       "rejected: its certificate is not trusted: certificate has expired"},
      {"no name", good, place.ca, "", "other: OpenSSL cannot begin with ''"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const VerifiedTlsContext context = context_with(row.ca_file);
      tests::TlsPeer peer(row.identity, [](SSL_CTX*) {});
      BOOST_TEST(shake_hands(context, peer, row.name) == row.expected);
      const bool is_good = std::string_view(row.expected) == "good";
      BOOST_TEST(peer.is_complete() == is_good);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_old) {
  const Place place;
  const tests::Identity identity = place.server();
  const VerifiedTlsContext context = context_with(place.ca);
  tests::TlsPeer peer(identity,
                      [](SSL_CTX* server) { SSL_CTX_set_max_proto_version(server, TLS1_1_VERSION); });
  BOOST_TEST(shake_hands(context, peer, "master").starts_with("protocol: TLS fails: "));
}

BOOST_AUTO_TEST_CASE(files_without_certificates) {
  const Place place;
  for (const char* name : {"none.pem", "missing.pem"}) {
    const std::string path = place.folder / name;
    BOOST_TEST_CONTEXT(name) {
      const plugin::Result<VerifiedTlsContext> context = VerifiedTlsContext::make(path);
      BOOST_REQUIRE(!context);
      BOOST_TEST(context.error().text.line().starts_with("cannot use the CA file " + path + ": "));
    }
  }
}

// Both ways, in pieces of any size, also more than a record.
BOOST_AUTO_TEST_CASE(what_is_said_inside) {
  const Place place;
  const tests::Identity identity = place.server();
  const VerifiedTlsContext context = context_with(place.ca);
  for (const std::size_t most : {std::size_t{1}, std::size_t{100}, static_cast<std::size_t>(-1)}) {
    BOOST_TEST_CONTEXT(most) {
      tests::TlsPeer peer(identity, [](SSL_CTX*) {});
      peer.read_at_most(most);
      VerifiedTls tls(context, peer, "master");
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
