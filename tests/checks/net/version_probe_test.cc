#define BOOST_TEST_MODULE version_probe
#include "checks/net/version_probe.h"

#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "checks/net/hello_answer.h"
#include "tests/checks/net/tls_peer.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_transport.h"

namespace {

using checks::Failure;
using checks::Handshake;
using checks::HelloOffer;
using checks::Stream;
using checks::TlsVersion;
using namespace std::string_literals;
using namespace tests;  // NOLINT: the script reads as prose

// "TLSv1" that the server chose, else "KIND: why".
std::string answer(checks::Transport& transport, HelloOffer offer) {
  Handshake seen;
  Stream stream(transport);
  const std::optional<Failure> failure = failure_of(checks::probe_version(stream, std::move(offer), seen));
  if (failure) {
    BOOST_TEST(word(failure->stage) == "tls handshake");
    return word(failure->kind) + ": "s + failure->text;
  }
  return seen.version;
}

std::string answer(const Script& script, TlsVersion version = TlsVersion::tls1_0) {
  ScriptedTransport server(script);
  return answer(server, {version, "www.example.org", ""});
}

std::string sized(std::size_t size, const std::string& content) {
  std::string made;
  for (std::size_t i = size; i > 0; --i) {
    made += static_cast<char>(content.size() >> (8 * (i - 1)));
  }
  return made + content;
}

std::string record(char type, const std::string& content) { return type + "\x03\x01"s + sized(2, content); }
std::string handshake(char type, const std::string& body) { return type + sized(3, body); }

std::string hello_body(const std::string& version, const std::string& extensions = "") {
  return version + std::string(32, 'r') + sized(1, std::string(32, 's')) + "\xc0\x14\x00"s + extensions;
}
std::string server_hello(const std::string& version, const std::string& extensions = "") {
  return record(22, handshake(2, hello_body(version, extensions)));
}
std::string alert(char level, char description) { return record(21, {level, description}); }

// An extension of no interest, then supported_versions.
std::string selected(const std::string& version) {
  return sized(2, "\x00\x33"s + sized(2, "share") + "\x00\x2b"s + sized(2, version));
}

const std::string kTls10 = server_hello("\x03\x01");
const char kPlainSmtp[] =
    "protocol: the server speaks plain SMTP here ('220 mx ESMTP'): TLS begins by STARTTLS, try -P smtp";

BOOST_AUTO_TEST_CASE(what_scripts_answer) {
  const struct {
    const char* name;
    Script script;
    std::string answer;
  } rows[] = {
      {"what was offered", {hears_anything(), says(kTls10), hears_anything()}, "TLSv1"},
      {"older", {hears_anything(), says(server_hello("\x03\0"s)), hears_anything()}, "SSLv3"},
      {"newer by extension",
       {hears_anything(), says(server_hello("\x03\x03", selected("\x03\x04"))), hears_anything()},
       "TLSv1.3"},
      {"a number that is no version",
       {hears_anything(), says(server_hello("\x7f\x1c")), hears_anything()},
       "0x7f1c"},
      {"the rest of the flight in the same record",
       {hears_anything(),
        says(record(22, handshake(2, hello_body("\x03\x01")) + handshake(11, "certificate"))),
        hears_anything()},
       "TLSv1"},
      {"in three records, behind a HelloRequest",
       {hears_anything(), says(record(22, handshake(0, ""))),
        says(record(22, handshake(2, hello_body("\x03\x01")).substr(0, 2))),
        says(record(22, handshake(2, hello_body("\x03\x01")).substr(2, 9))),
        says(record(22, handshake(2, hello_body("\x03\x01")).substr(11))), hears_anything()},
       "TLSv1"},
      {"behind a warning", {hears_anything(), says(alert(1, 112)), says(kTls10), hears_anything()}, "TLSv1"},
      {"gone before our leave", {hears_anything(), says(kTls10), closes()}, "TLSv1"},
      {"protocol_version",
       {hears_anything(), says(alert(2, 70)), closes()},
       "alert: the server sent the alert 'protocol version'"},
      {"an alert in two records",
       {hears_anything(), says(record(21, "\x02")), says(record(21, "\x28")), closes()},
       "alert: the server sent the alert 'handshake failure'"},
      {"close_notify",
       {hears_anything(), says(alert(1, 0)), closes()},
       "closed: the server ended TLS before it answered (close notify)"},
      {"closes", {hears_anything(), closes()}, "closed: the server closed the connection before it answered"},
      {"closes before it is asked",
       {closes()},
       "closed: the server closed the connection before it answered"},
      {"resets", {hears_anything(), resets()}, "reset: the server reset the connection before it answered"},
      {"says nothing",
       {hears_anything(), stays_silent()},
       "deadline: the server sent nothing within the timeout"},
      {"falls silent in the middle",
       {hears_anything(), says(kTls10.substr(0, 20)), stays_silent()},
       "deadline: the timeout passed before it answered"},
      {"closes in the middle",
       {hears_anything(), says(kTls10.substr(0, 20)), closes()},
       "protocol: the server ended in the middle of its answer"},
      {"closes behind a warning",
       {hears_anything(), says(alert(1, 112)), closes()},
       "protocol: the server ended in the middle of its answer"},
      {"no TLS", {hears_anything(), says("220 mx ESMTP\r\n")}, kPlainSmtp},
      {"another message",
       {hears_anything(), says(record(22, handshake(11, "")))},
       "protocol: the answer is no ServerHello but a message of type 11"},
      {"another record",
       {hears_anything(), says(alert(1, 112)), says(record(23, "x"))},
       "protocol: the answer is no TLS: a record of type 23"},
      {"a record too large",
       {hears_anything(), says("\x16\x03\x01\x40\x01"s)},
       "protocol: the answer has a record of 16385 bytes, which no TLS has"},
      {"a ServerHello too large",
       {hears_anything(), says(record(22, "\x02\x00\x40\x01"s))},
       "protocol: the answer is longer than any ServerHello"},
      {"a ServerHello without session",
       {hears_anything(), says(record(22, handshake(2, "\x03\x01 short")))},
       "protocol: the ServerHello is damaged"},
      {"a session of 33 bytes",
       {hears_anything(),
        says(record(22, handshake(2, "\x03\x01" + std::string(32, 'r') + sized(1, std::string(33, 's')) +
                                         "\xc0\x14\x00"s)))},
       "protocol: the ServerHello is damaged"},
      {"extensions longer than the message",
       {hears_anything(), says(server_hello("\x03\x03", "\x00\x09\x00"s))},
       "protocol: the ServerHello is damaged"},
      {"a version of one byte",
       {hears_anything(), says(server_hello("\x03\x03", selected("\x03")))},
       "protocol: the ServerHello is damaged"},
      {"nothing but warnings",
       {hears_anything(), says([] {
          std::string endless;
          for (std::size_t i = 0; i <= checks::kMaxAnswerRecords; ++i) {
            endless += alert(1, 112);
          }
          return endless;
        }())},
       "protocol: the answer is longer than any ServerHello"},
      {"nothing but empty records",
       {hears_anything(), says([] {
          std::string endless;
          for (std::size_t i = 0; i <= checks::kMaxAnswerRecords; ++i) {
            endless += record(22, "");
          }
          return endless;
        }())},
       "protocol: the answer is longer than any ServerHello"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(answer(row.script) == row.answer); }
    for (std::size_t place = 0; place < std::min<std::size_t>(bytes_said(row.script), 400); ++place) {
      BOOST_TEST_CONTEXT(row.name << ", split at " << place) {
        // What follows a plain peer's first bytes is not waited for.
        if (row.answer == kPlainSmtp && place > 0) {
          continue;
        }
        ScriptedTransport server(row.script);
        server.split_at(place);
        BOOST_TEST(answer(server, {TlsVersion::tls1_0, "www.example.org", ""}) == row.answer);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(cut_anywhere) {
  const Script script{hears_anything(), says(server_hello("\x03\x03", selected("\x03\x04"))),
                      hears_anything()};
  for (std::size_t said = 1; said < bytes_said(script); ++said) {
    BOOST_TEST_CONTEXT("after " << said) {
      BOOST_TEST(answer(cut_after(script, said, closes())) ==
                 "protocol: the server ended in the middle of its answer");
      BOOST_TEST(answer(cut_after(script, said, resets())) ==
                 "protocol: the server ended in the middle of its answer");
      BOOST_TEST(answer(cut_after(script, said, stays_silent())) ==
                 "deadline: the timeout passed before it answered");
    }
  }
}

BOOST_AUTO_TEST_CASE(leave_is_taken) {
  ScriptedTransport server({hears_anything(), says(kTls10),
                            hears("\x15\x03\x01\x00\x02\x01\x5a\x15\x03\x01\x00\x02\x01\x00"s), closes()});
  BOOST_TEST(answer(server, {TlsVersion::tls1_0, std::nullopt, ""}) == "TLSv1");
  BOOST_TEST(server.is_done());
}

// What OpenSSL as a server says to each version: it takes our hello for one.
BOOST_AUTO_TEST_CASE(a_real_server) {
  const Identity ec = make_identity("EC");
  const Identity rsa = make_identity("RSA", 1024);
  const struct {
    TlsVersion offered;
    int wire;
  } versions[] = {{TlsVersion::tls1_0, TLS1_VERSION},
                  {TlsVersion::tls1_1, TLS1_1_VERSION},
                  {TlsVersion::tls1_2, TLS1_2_VERSION},
                  {TlsVersion::tls1_3, TLS1_3_VERSION}};
  for (const Identity* identity : {&ec, &rsa}) {
    for (const auto& spoken : versions) {
      for (const auto& asked : versions) {
        BOOST_TEST_CONTEXT("speaks " << word(spoken.offered) << ", asked for " << word(asked.offered)) {
          TlsPeer server(*identity, [&](SSL_CTX* context) {
            SSL_CTX_set_min_proto_version(context, spoken.wire);
            SSL_CTX_set_max_proto_version(context, spoken.wire);
            SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
          });
          const std::string came = answer(server, {asked.offered, "www.example.org", "http/1.1"});
          // What is newer than all that a server speaks it answers by its newest version, but for 1.3: then
          // supported_versions names that alone.
          const bool goes_down = spoken.wire < asked.wire && asked.offered != TlsVersion::tls1_3;
          BOOST_TEST(came == (spoken.wire == asked.wire || goes_down
                                  ? word(spoken.offered)
                                  : "alert: the server sent the alert 'protocol version'"s));
        }
      }
    }
  }
}

std::string hello_of(TlsVersion version, std::string name = "www.example.org", std::string alpn = "h2") {
  const checks::Bytes entropy(checks::kHelloEntropy, 'e');
  const checks::Bytes hello = checks::client_hello({version, std::move(name), std::move(alpn)}, entropy);
  return {hello.begin(), hello.end()};
}

BOOST_AUTO_TEST_CASE(what_is_offered) {
  const struct {
    TlsVersion version;
    std::string begins;  // the record's version
    std::string says;    // the hello's
    bool has_name;
    bool has_signatures;
    bool has_versions;
  } rows[] = {
      {TlsVersion::ssl3, "\x16\x03\x00"s, "\x03\x00"s, false, false, false},
      {TlsVersion::tls1_0, "\x16\x03\x01", "\x03\x01", true, false, false},
      {TlsVersion::tls1_1, "\x16\x03\x01", "\x03\x02", true, false, false},
      {TlsVersion::tls1_2, "\x16\x03\x01", "\x03\x03", true, true, false},
      {TlsVersion::tls1_3, "\x16\x03\x01", "\x03\x03", true, true, true},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(word(row.version)) {
      const std::string hello = hello_of(row.version);
      BOOST_TEST(hello.substr(0, 3) == row.begins);
      BOOST_TEST(hello.substr(9, 2) == row.says);
      const auto has = [&](const std::string& part) { return hello.find(part) != std::string::npos; };
      BOOST_TEST(has("www.example.org") == row.has_name);
      BOOST_TEST(has("\x00\x03\x02h2"s) == row.has_name);
      BOOST_TEST(has("\x04\x03\x05\x03") == row.has_signatures);
      BOOST_TEST(has("\x00\x2b\x00\x03\x02\x03\x04"s) == row.has_versions);
    }
  }
}

// RFC 7685: not 256 to 511 bytes, the record's header not counted.
BOOST_AUTO_TEST_CASE(sizes_that_hang_servers) {
  for (const TlsVersion version :
       {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1, TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    for (std::size_t length = 1; length < 300; ++length) {
      const std::size_t size = hello_of(version, std::string(length, 'n')).size() - 5;
      BOOST_TEST_CONTEXT(word(version) << ", a name of " << length << ": " << size) {
        BOOST_TEST((size < 256 || size >= 512));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_is_an_address) {
  for (const char* name : {"192.0.2.7", "2001:db8::1"}) {
    bool is_named = true;
    const Identity ec = make_identity("EC");
    TlsPeer server(ec, [&](SSL_CTX* context) {
      SSL_CTX_set_tlsext_servername_arg(context, &is_named);
      SSL_CTX_set_tlsext_servername_callback(
          context, +[](SSL* ssl, int*, void* to) {
            *static_cast<bool*>(to) = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr;
            return SSL_TLSEXT_ERR_OK;
          });
    });
    BOOST_TEST(answer(server, {TlsVersion::tls1_2, name, ""}) == "TLSv1.2");
    BOOST_TEST(!is_named);
  }
}

}  // namespace
