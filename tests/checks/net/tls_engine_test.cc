#include "checks/net/tls_engine.h"

#define BOOST_TEST_MODULE tls_engine
#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>

#include "tests/checks/net/tls_peer.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_transport.h"

namespace {

using checks::Bytes;
using checks::Failure;
using checks::FailureKind;
using checks::Handshake;
using checks::HandshakeRequest;
using checks::Stage;
using checks::Stream;
using checks::TlsContext;
using checks::TlsSession;
using namespace tests;  // NOLINT: the script reads as prose

using Settle = std::function<void(SSL_CTX*)>;

const Identity& ec() {
  static const Identity identity = make_identity("EC");
  return identity;
}

const Identity& rsa() {
  static const Identity identity = make_identity("RSA", 1024);
  return identity;
}

// One context for all, as in a run.
TlsContext& context() {
  static TlsContext shared;
  return shared;
}

// What came of a handshake with `transport`.
struct Outcome {
  Handshake seen;
  std::optional<Failure> failure;
};

Outcome shake(checks::Transport& transport, HandshakeRequest request = {}) {
  Outcome outcome;
  Stream stream(transport);
  TlsSession session(context(), stream, std::move(request), outcome.seen);
  outcome.failure = failure_of(session.handshake());
  return outcome;
}

Settle only(int version, const char* ciphers = nullptr) {
  return [version, ciphers](SSL_CTX* server) {
    SSL_CTX_set_min_proto_version(server, version);
    SSL_CTX_set_max_proto_version(server, version);
    SSL_CTX_set_cipher_list(server, ciphers == nullptr ? "ALL:@SECLEVEL=0" : ciphers);
  };
}

Settle dh(const char* group) {
  return [group](SSL_CTX* server) {
    only(TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")(server);
    checks::openssl::EvpPkeyPtr key;
    EVP_PKEY_CTX* generator = EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr);
    EVP_PKEY* raw = nullptr;
    EVP_PKEY_keygen_init(generator);
    EVP_PKEY_CTX_set_group_name(generator, group);
    EVP_PKEY_generate(generator, &raw);
    EVP_PKEY_CTX_free(generator);
    SSL_CTX_set0_tmp_dh_pkey(server, raw);
  };
}

Settle group(const char* name) {
  return [name](SSL_CTX* server) { SSL_CTX_set1_groups_list(server, name); };
}

BOOST_AUTO_TEST_CASE(what_was_negotiated) {
  const struct {
    const char* name;
    const Identity& identity;
    Settle settle;
    const char* version;
    const char* cipher;
    const char* group;
  } rows[] = {
      {"1.3", ec(), only(TLS1_3_VERSION), "TLSv1.3", "TLS_AES_256_GCM_SHA384", "x25519"},
      {"1.3, P-384", ec(), group("P-384"), "TLSv1.3", "TLS_AES_256_GCM_SHA384", "P-384"},
      {"1.3, DH", ec(), group("ffdhe3072"), "TLSv1.3", "TLS_AES_256_GCM_SHA384", "ffdhe3072"},
      {"1.2", ec(), only(TLS1_2_VERSION, "ECDHE+AESGCM:@SECLEVEL=0"), "TLSv1.2",
       "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "x25519"},
      {"1.2, DH", rsa(), dh("ffdhe2048"), "TLSv1.2", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "DH 2048 bits"},
      {"1.2, RSA", rsa(), only(TLS1_2_VERSION, "AES128-SHA:@SECLEVEL=0"), "TLSv1.2",
       "TLS_RSA_WITH_AES_128_CBC_SHA", ""},
      {"1.1", rsa(), only(TLS1_1_VERSION), "TLSv1.1", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "x25519"},
      {"1.0", ec(), only(TLS1_VERSION), "TLSv1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "x25519"},
  };
  for (const auto& row : rows) {
    for (const std::size_t most : {std::size_t{100000}, std::size_t{1}}) {
      BOOST_TEST_CONTEXT(row.name << " by " << most) {
        TlsPeer server(row.identity, row.settle);
        server.read_at_most(most);
        const Outcome outcome = shake(server);
        BOOST_TEST((outcome.failure ? outcome.failure->text : "") == "");
        BOOST_TEST(outcome.seen.completed);
        BOOST_TEST(outcome.seen.version == row.version);
        BOOST_TEST(outcome.seen.cipher == row.cipher);
        BOOST_TEST(outcome.seen.group == row.group);
        BOOST_REQUIRE(outcome.seen.certificates.size() == 1);
        BOOST_TEST((outcome.seen.certificates[0] == row.identity.der()));
        BOOST_TEST(!outcome.seen.certificate_request.has_value());
        BOOST_TEST((outcome.seen.staple.empty() && outcome.seen.scts.empty() && outcome.seen.alpn.empty()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(server_name) {
  const struct {
    std::optional<std::string> asked;
    std::string sent;
  } rows[] = {
      {std::nullopt, ""},
      {"www.example.org", "www.example.org"},
      {"www.example.org.", "www.example.org"},
      {"192.0.2.1", ""},
      {"2001:db8::1", ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.asked.value_or("none")) {
      std::string got;
      TlsPeer server(ec(), [&got](SSL_CTX* ctx) {
        SSL_CTX_set_tlsext_servername_arg(ctx, &got);
        SSL_CTX_set_tlsext_servername_callback(
            ctx, +[](SSL* ssl, int*, void* to) {
              const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
              *static_cast<std::string*>(to) = name == nullptr ? "" : name;
              return SSL_TLSEXT_ERR_OK;
            });
      });
      const Outcome outcome = shake(server, {row.asked, ""});
      BOOST_TEST(outcome.seen.completed);
      BOOST_TEST(got == row.sent);
    }
  }
}

int choose_first(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned,
                 void*) {
  *out = in + 1;
  *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}

BOOST_AUTO_TEST_CASE(alpn_only_when_asked_for) {
  for (const std::string& asked : {std::string(), std::string("acme-tls/1")}) {
    TlsPeer server(ec(), [](SSL_CTX* ctx) { SSL_CTX_set_alpn_select_cb(ctx, choose_first, nullptr); });
    const Outcome outcome = shake(server, {std::nullopt, asked});
    BOOST_TEST(outcome.seen.alpn == asked);
  }
}

int staple(SSL* ssl, void*) {
  unsigned char* response = static_cast<unsigned char*>(OPENSSL_memdup("staple", 6));
  SSL_set_tlsext_status_ocsp_resp(ssl, response, 6);
  return SSL_TLSEXT_ERR_OK;
}

int give_scts(SSL*, unsigned, unsigned, const unsigned char** out, std::size_t* size, X509*, std::size_t,
              int*, void*) {
  *out = reinterpret_cast<const unsigned char*>("scts");
  *size = 4;
  return 1;
}

int take_scts(SSL*, unsigned, unsigned, const unsigned char*, std::size_t, X509*, std::size_t, int*, void*) {
  return 1;
}

BOOST_AUTO_TEST_CASE(staple_and_scts) {
  const Bytes stapled{'s', 't', 'a', 'p', 'l', 'e'};
  const Bytes scts{'s', 'c', 't', 's'};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    BOOST_TEST_CONTEXT(version) {
      TlsPeer server(ec(), [version](SSL_CTX* ctx) {
        only(version)(ctx);
        SSL_CTX_set_tlsext_status_cb(ctx, staple);
        SSL_CTX_add_custom_ext(
            ctx, 18, SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
            give_scts, nullptr, nullptr, take_scts, nullptr);
      });
      const Outcome outcome = shake(server);
      BOOST_TEST(outcome.seen.completed);
      BOOST_TEST((outcome.seen.staple == stapled));
      BOOST_TEST((outcome.seen.scts == scts));
    }
  }
}

int refuse(X509_STORE_CTX*, void*) { return 0; }

// Keeps what the client says of the signatures inside of certificates.
int take_signatures(SSL* ssl, int*, void* to) {
  const unsigned char* in = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, 50, &in, &size) == 1) {
    static_cast<std::string*>(to)->assign(reinterpret_cast<const char*>(in), size);
  }
  return SSL_CLIENT_HELLO_SUCCESS;
}

// A server with both certificates shows the one that is asked for; with one only it ends by an alert where
// the other is asked for.
BOOST_AUTO_TEST_CASE(one_kind_of_key) {
  using checks::ServerKeys;
  const struct {
    const char* name;
    const Identity& first;
    const Identity* second;
    ServerKeys keys;
    const Identity* shown;  // null: an alert
  } rows[] = {
      {"RSA of both", ec(), &rsa(), ServerKeys::rsa, &rsa()},
      {"ECDSA of both", ec(), &rsa(), ServerKeys::ecdsa, &ec()},
      {"RSA of one", rsa(), nullptr, ServerKeys::rsa, &rsa()},
      {"ECDSA of one", ec(), nullptr, ServerKeys::ecdsa, &ec()},
      {"ECDSA where there is RSA", rsa(), nullptr, ServerKeys::ecdsa, nullptr},
      {"RSA where there is ECDSA", ec(), nullptr, ServerKeys::rsa, nullptr},
  };
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const auto& row : rows) {
      BOOST_TEST_CONTEXT(row.name << ", version " << version) {
        std::string signatures;
        TlsPeer server(row.first, [&](SSL_CTX* ctx) {
          only(version)(ctx);
          SSL_CTX_set_client_hello_cb(ctx, take_signatures, &signatures);
          if (row.second != nullptr) {
            SSL_CTX_use_certificate(ctx, row.second->certificate.get());
            SSL_CTX_use_PrivateKey(ctx, row.second->key.get());
          }
        });
        const Outcome outcome = shake(server, {std::nullopt, "", nullptr, row.keys});
        if (row.shown == nullptr) {
          BOOST_REQUIRE(outcome.failure.has_value());
          BOOST_TEST(outcome.failure->text == "the server sent the alert 'handshake failure'");
          BOOST_TEST(outcome.seen.certificates.empty());
          continue;
        }
        BOOST_TEST((outcome.failure ? outcome.failure->text : "") == "");
        BOOST_REQUIRE(outcome.seen.certificates.size() == 1);
        BOOST_TEST((outcome.seen.certificates[0] == row.shown->der()));
        // All kinds, whatever the key: 21 of two bytes each behind the length.
        BOOST_TEST(signatures.size() == 44);
        BOOST_TEST(signatures.substr(0, 8) == std::string("\0\x2a\x04\x03\x05\x03\x06\x03", 8));
      }
    }
  }
}

// A server that asks for a client certificate.
Settle asking(int version, int mode) {
  return [version, mode](SSL_CTX* ctx) {
    only(version)(ctx);
    SSL_CTX_set_verify(ctx, mode, nullptr);
    SSL_CTX_set_cert_verify_callback(ctx, refuse, nullptr);
  };
}

BOOST_AUTO_TEST_CASE(client_certificate) {
  constexpr int kMust = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  const struct {
    const char* name;
    int version;
    int mode;
    bool is_complete;
    bool is_refused;
    const char* alert;
  } rows[] = {
      {"1.2 demanded", TLS1_2_VERSION, kMust, false, true, "handshake failure"},
      {"1.2 asked for", TLS1_2_VERSION, SSL_VERIFY_PEER, true, false, ""},
      {"1.3 demanded", TLS1_3_VERSION, kMust, true, true, "certificate required"},
      {"1.3 asked for", TLS1_3_VERSION, SSL_VERIFY_PEER, true, false, ""},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      TlsPeer server(ec(), asking(row.version, row.mode));
      Stream stream(server);
      Handshake seen;
      TlsSession session(context(), stream, {}, seen);
      const std::optional<Failure> failure = failure_of(session.handshake());
      BOOST_TEST(failure.has_value() != row.is_complete);
      run(session.await_verdict());
      BOOST_TEST(seen.completed == row.is_complete);
      BOOST_REQUIRE(seen.certificate_request.has_value());
      BOOST_TEST(!seen.certificate_request->answered);
      BOOST_TEST(seen.certificate_request->refused == row.is_refused);
      BOOST_TEST(seen.certificate_request->alert == row.alert);
      BOOST_TEST(seen.certificates.size() == 1U);
      if (failure) {
        BOOST_TEST((failure->kind == FailureKind::alert));
        BOOST_TEST(failure->text == "the server sent the alert 'handshake failure'");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_verdict_without_a_word) {
  TlsPeer server(ec(), [](SSL_CTX* ctx) {
    asking(TLS1_3_VERSION, SSL_VERIFY_PEER)(ctx);
    SSL_CTX_set_num_tickets(ctx, 0);
  });
  Stream stream(server);
  Handshake seen;
  TlsSession session(context(), stream, {}, seen);
  run(session.handshake());
  server.close_after(server.given());
  run(session.await_verdict());
  BOOST_TEST(seen.certificate_request->refused);
  BOOST_TEST(seen.certificate_request->alert == "");
}

// Before TLS 1.3 the handshake was the verdict, and whoever closes behind it refuses nothing.
BOOST_AUTO_TEST_CASE(an_end_behind_the_verdict) {
  TlsPeer server(ec(), asking(TLS1_2_VERSION, SSL_VERIFY_PEER));
  Stream stream(server);
  Handshake seen;
  TlsSession session(context(), stream, {}, seen);
  run(session.handshake());
  server.close_after(server.given());
  run(session.await_verdict());
  BOOST_TEST(seen.completed);
  BOOST_TEST(!seen.certificate_request->refused);
}

// A farewell takes the place of close_notify: Postfix cannot answer behind one, and logs a lost connection.
BOOST_AUTO_TEST_CASE(leaving_politely) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const std::string farewell : {"", "QUIT\r\n"}) {
      TlsPeer server(ec(), only(version));
      Stream stream(server);
      Handshake seen;
      TlsSession session(context(), stream, {}, seen);
      run(session.leave(farewell));  // nothing to leave yet
      BOOST_TEST(server.received() == "");
      run(session.handshake());
      run(session.leave(farewell));
      BOOST_TEST(server.received() == farewell);
      BOOST_TEST(server.was_left() == farewell.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_greeting_that_comes_or_not) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const bool greets : {true, false}) {
      TlsPeer server(ec(), only(version));
      Stream stream(server);
      Handshake seen;
      TlsSession session(context(), stream, {}, seen);
      run(session.handshake());
      if (greets) {
        BOOST_TEST(SSL_write(server.ssl(), "220 mx\r\n", 8) == 8);
      }
      BOOST_TEST(run(session.await_greeting()) == greets);
    }
  }
}

// Old F5s hang at a ClientHello of 256 to 511 bytes: RFC 7685.
BOOST_AUTO_TEST_CASE(no_length_that_old_servers_hang_at) {
  class Hears final : public checks::Transport {
   public:
    checks::Task<std::size_t> read_some(std::span<std::uint8_t>) override { co_return 0; }
    checks::Task<> write_all(checks::ByteView bytes) override {
      heard = bytes.size();
      co_return;
    }
    std::size_t heard = 0;
  };
  constexpr std::size_t kRecordHeader = 5;
  for (const checks::ServerKeys keys :
       {checks::ServerKeys::any, checks::ServerKeys::rsa, checks::ServerKeys::ecdsa}) {
    for (std::size_t length = 0; length < 250; ++length) {
      Hears server;
      shake(server, {std::string(length, 'a'), "", nullptr, keys});
      BOOST_REQUIRE(server.heard > kRecordHeader);
      const std::size_t hello = server.heard - kRecordHeader;
      BOOST_TEST((hello < 256 || hello > 511), "server name of " << length << ": " << hello);
    }
  }
}

BOOST_AUTO_TEST_CASE(certificates_are_shared) {
  TlsPeer server(ec(), only(TLS1_3_VERSION));
  Stream stream(server);
  Handshake seen;
  TlsSession session(context(), stream, {}, seen);
  checks::openssl::CertificatePool pool;
  session.share_certificates(pool);
  run(session.handshake());
  session.share_certificates(pool);
  X509* shared = pool.get(seen.certificates[0]);
  BOOST_REQUIRE(shared != nullptr);
  BOOST_TEST(X509_cmp(shared, ec().certificate.get()) == 0);
}

BOOST_AUTO_TEST_CASE(large_messages_are_refused) {
  TlsPeer long_chain(ec(), [](SSL_CTX* ctx) {
    for (int i = 0; i < 1000; ++i) {
      SSL_CTX_add1_chain_cert(ctx, ec().certificate.get());
    }
  });
  const Outcome chain = shake(long_chain);
  BOOST_REQUIRE(chain.failure.has_value());
  BOOST_TEST((chain.failure->kind == FailureKind::too_large));
  BOOST_TEST(chain.failure->text ==
             "a message of the server is too large (a certificate message may have 100 KiB)");

  TlsPeer large_group(rsa(), dh("ffdhe8192"));
  const Outcome group = shake(large_group);
  BOOST_REQUIRE(group.failure.has_value());
  BOOST_TEST((group.failure->kind == FailureKind::too_large));
  BOOST_TEST(group.failure->text == "key exchange too large: DH with 8192 bits (at most 4096)");
  BOOST_TEST(group.seen.group == "DH 8192 bits");
  BOOST_TEST(group.seen.certificates.size() == 1U);
}

std::string number(std::size_t value, int size) {
  std::string text;
  for (int i = size - 1; i >= 0; --i) {
    text += static_cast<char>(value >> (8 * i));
  }
  return text;
}

std::string message(int type, const std::string& body) {
  return number(type, 1) + number(body.size(), 3) + body;
}
std::string record(int type, int version, const std::string& body) {
  return number(type, 1) + number(version, 2) + number(body.size(), 2) + body;
}
std::string hello(int version) {
  return message(2,
                 number(version, 2) + std::string(32, 'r') + number(0, 1) + number(0xc02f, 2) + number(0, 1));
}

const std::string kHello12 = record(22, 0x303, hello(0x303));

std::string certificates(const std::string& certificate) {
  const std::string entry = number(certificate.size(), 3) + certificate;
  return message(11, number(entry.size(), 3) + entry);
}

std::string megabytes_of_hello_requests() {
  std::string text;
  for (int i = 0; i < 90; ++i) {
    std::string requests;
    for (int k = 0; k < 4000; ++k) {
      requests += message(0, "");
    }
    text += record(22, 0x303, requests);
  }
  return text;
}

struct Row {
  const char* name;
  std::string said;
  Step last;
  FailureKind kind;
  std::string text;
};

const Row kRows[] = {
    {"closed", "", closes(), FailureKind::closed, "the server closed the connection during the handshake"},
    {"reset", "", resets(), FailureKind::reset, "the server reset the connection during the handshake"},
    {"silent", "", stays_silent(), FailureKind::deadline, "the server sent nothing within the timeout"},
    {"dripping", "\x16\x03", stays_silent(), FailureKind::deadline,
     "the timeout passed during the handshake"},
    {"closed later", kHello12, closes(), FailureKind::closed,
     "the server closed the connection during the handshake"},
    {"alert", record(21, 0x301, "\x02\x28"), closes(), FailureKind::alert,
     "the server sent the alert 'handshake failure'"},
    {"alert on the version", record(21, 0x303, "\x02\x46"), resets(), FailureKind::alert,
     "the server sent the alert 'protocol version'"},
    {"unknown alert", record(21, 0x303, "\x02\xfa"), closes(), FailureKind::alert,
     "the server sent the alert 'number 250'"},
    {"close notify", record(21, 0x303, std::string("\x01\x00", 2)), closes(), FailureKind::closed,
     "the server ended TLS during the handshake (close notify)"},
    {"SMTP", "220 mx.example.org ESMTP\r\n", stays_silent(), FailureKind::protocol,
     "the server speaks plain SMTP here ('220 mx.example.org ESMTP'): TLS begins by STARTTLS, try -P smtp"},
    {"SMTP, line unfinished", "220 mx SMTP", stays_silent(), FailureKind::protocol,
     "the server speaks plain SMTP here ('220 mx SMTP'): TLS begins by STARTTLS, try -P smtp"},
    {"HTTP", "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", closes(), FailureKind::protocol,
     "the server speaks plain HTTP here ('HTTP/1.1 400 Bad Request')"},
    {"text", "go away\r\n", closes(), FailureKind::protocol, "what came is no TLS: 'go away'"},
    {"bytes", std::string("\x05\xff\x00\xee", 4), resets(), FailureKind::protocol,
     "what came is no TLS: 05 ff 00 ee"},
    {"SSLv3", record(22, 0x300, hello(0x300)), closes(), FailureKind::protocol,
     "the server chose SSLv3, which is below TLS 1.0"},
    {"unparsable certificate", kHello12 + record(22, 0x303, certificates("no certificate")), closes(),
     FailureKind::protocol, ""},
    {"10 MB of certificates",
     kHello12 + record(22, 0x303, "\x0b" + number(10 << 20, 3) + std::string(1000, 'x')), closes(),
     FailureKind::too_large, "a message of the server is too large (a certificate message may have 100 KiB)"},
    {"endless", megabytes_of_hello_requests(), closes(), FailureKind::too_large,
     "the server sent more than 1024 KiB and the handshake is not done"},
};

BOOST_AUTO_TEST_CASE(bad_servers_are_explained) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      Script script{hears_anything(), says(row.said)};
      if (row.kind == FailureKind::protocol && row.last.kind == Step::Kind::closes && row.said[0] == 0x16) {
        script.push_back(hears_anything());  // our alert
      }
      script.push_back(row.last);
      ScriptedTransport server(script);
      const Outcome outcome = shake(server);
      BOOST_REQUIRE(outcome.failure.has_value());
      BOOST_TEST((outcome.failure->stage == Stage::handshake));
      BOOST_TEST((outcome.failure->kind == row.kind));
      BOOST_TEST((row.text.empty() || outcome.failure->text == row.text), outcome.failure->text);
      BOOST_TEST(!outcome.seen.completed);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unparsable_certificate_is_kept) {
  ScriptedTransport server(
      {hears_anything(), says(kHello12 + record(22, 0x303, certificates("no certificate"))), closes()});
  const Outcome outcome = shake(server);
  BOOST_REQUIRE(outcome.failure.has_value());
  BOOST_TEST(outcome.failure->text.starts_with("a certificate of the server cannot be decoded: "),
             outcome.failure->text);
  BOOST_REQUIRE(outcome.seen.certificates.size() == 1U);
  BOOST_TEST(std::string(outcome.seen.certificates[0].begin(), outcome.seen.certificates[0].end()) ==
             "no certificate");
  BOOST_TEST(outcome.seen.version == "TLSv1.2");
  BOOST_TEST(outcome.seen.cipher == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
}

BOOST_AUTO_TEST_CASE(an_end_anywhere_is_a_failure) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsPeer whole(ec(), only(version));
    shake(whole);
    for (std::size_t end = 0; end < whole.given(); end += 13) {
      BOOST_TEST_CONTEXT("after " << end << " bytes") {
        TlsPeer server(ec(), only(version));
        server.close_after(end);
        const Outcome outcome = shake(server);
        BOOST_TEST(
            (outcome.seen.completed || (outcome.failure && outcome.failure->kind == FailureKind::closed)));
      }
    }
  }
}

}  // namespace
