#define BOOST_TEST_MODULE clients
#include "checks/rules/clients.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/checks/rules/chains.h"
#include "tests/checks/rules/client_rows.h"

namespace tests {
namespace {

using checks::ClientRow;
using checks::KeyType;
using checks::OpensslVerdict;
using checks::Origin;

// "rejects: the certificate has expired".
std::string told(const ClientRow& row) {
  return std::string(word(row.verdict)) + (row.reason.empty() ? "" : ": ") + row.reason.line();
}

std::string names(const checks::Case& c, const std::vector<checks::PathStep>& steps) {
  std::string all;
  for (const checks::PathStep& step : steps) {
    all += (all.empty() ? "" : " < ") + c.certificate(step.certificate).common_name +
           (step.origin == Origin::store     ? "*"
            : step.origin == Origin::fetched ? "+"
                                             : "");
  }
  return all;
}

struct Before {
  const char* name;
  ClientId client;
  void (*change)(CaseBuilder& b);      // before the client looks
  void (*adapt)(ClientFacts& client);  // what it finds
  const char* told;
};

constexpr auto kAsIs = [](ClientFacts&) {};
constexpr auto kGood = [](CaseBuilder&) {};

template <std::size_t kRows>
void check_clients(const Before (&rows)[kRows]) {
  for (const Before& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = good_case();
      row.change(b);
      row.adapt(add_client(b, row.client));
      const checks::Case c = b.build();
      BOOST_TEST_REQUIRE(c.clients.size() == 1U);
      BOOST_TEST(told(c.clients.front()) == row.told);
      BOOST_TEST(c.clients.front().path.empty() == !std::string_view(row.told).starts_with("accepts"));
    }
  }
}

void negotiate(CaseBuilder& b, const char* version) { b.observation.handshake->version = version; }

BOOST_AUTO_TEST_CASE(stores_and_handshakes) {
  constexpr Before kRows[] = {
      {"good", ClientId::go, kGood, kAsIs, "accepts"},
      {"not installed", ClientId::java, kGood, [](ClientFacts& client) { client.store.clear(); },
       "not-installed"},
      {"trouble", ClientId::java, kGood,
       [](ClientFacts& client) { client.trouble = "cacerts: wrong password"; },
       "not-installed: its store cacerts: wrong password"},
      {"TLS 1.1", ClientId::go, [](CaseBuilder& b) { negotiate(b, "TLSv1.1"); }, kAsIs,
       "rejects: wants TLSv1.2 or newer, the server has nothing newer than TLSv1.1"},
      {"TLS 1.2", ClientId::go, [](CaseBuilder& b) { negotiate(b, "TLSv1.2"); }, kAsIs, "accepts"},
      {"TLS 1.0, GnuTLS", ClientId::gnutls, [](CaseBuilder& b) { negotiate(b, "TLSv1"); }, kAsIs, "accepts"},
      {"SSL 3, GnuTLS", ClientId::gnutls, [](CaseBuilder& b) { negotiate(b, "SSLv3"); }, kAsIs,
       "rejects: wants TLSv1 or newer, the server has nothing newer than SSLv3"},
      {"an unknown version", ClientId::go, [](CaseBuilder& b) { negotiate(b, "TLSv9"); }, kAsIs, "accepts"},
      {"expired", ClientId::go, [](CaseBuilder& b) { b.leaf().not_after = kNow - std::chrono::seconds(1); },
       kAsIs, "rejects: the certificate has expired"},
      {"last second", ClientId::go, [](CaseBuilder& b) { b.leaf().not_after = kNow; }, kAsIs, "accepts"},
      {"not yet valid", ClientId::go,
       [](CaseBuilder& b) { b.leaf().not_before = kNow + std::chrono::seconds(1); }, kAsIs,
       "rejects: the certificate is not valid yet"},
      {"first second", ClientId::go, [](CaseBuilder& b) { b.leaf().not_before = kNow; }, kAsIs, "accepts"},
  };
  check_clients(kRows);
}

BOOST_AUTO_TEST_CASE(no_path) {
  constexpr Before kRows[] = {
      {"the leaf's issuer", ClientId::go, leaf_only, kAsIs,
       "rejects: 'Lab CA 1', which issued the certificate, is neither sent nor in its store"},
      {"an intermediate's issuer", ClientId::go, issuer_unknown, kAsIs,
       "rejects: 'Lab Root', which issued 'Lab CA 1', is not in its store"},
      {"untrusted root", ClientId::go, untrusted_root, kAsIs, "rejects: its store lacks the root 'Lab Root'"},
      {"self-signed", ClientId::go, self_signed_leaf, kAsIs,
       "rejects: the certificate is self-signed and not in its store"},
      {"signature mismatch", ClientId::go, signature_mismatch, kAsIs,
       "rejects: no certificate of 'Lab Root' has the key that signed 'Lab CA 1'"},
      {"gave up", ClientId::go, nothing_found, kAsIs,
       "rejects: gave up the search for a path to its anchors"},
      {"an issuer that its store rejects", ClientId::go, [](CaseBuilder& b) { b.seen.paths.clear(); }, kAsIs,
       "rejects: its store says that an issuer is not to be trusted"},
      {"by the store's intermediate", ClientId::go, hidden_by_store, kAsIs, "accepts"},
      {"by the store's intermediate, roots only", ClientId::roots_only, hidden_by_store, kAsIs,
       "rejects: the path needs an intermediate that is not sent"},
      {"the certificate in the store", ClientId::go, anchored_leaf, kAsIs, "accepts"},
      {"the certificate in the store, browser", ClientId::browser, anchored_leaf, kAsIs,
       "rejects: does not take the certificate itself as a trust anchor"},
      {"the path's first problem", ClientId::go, expired_intermediate, kAsIs,
       "rejects: 'Lab CA 1' has expired"},
      {"an expired root", ClientId::go, expired_root, kAsIs, "rejects: 'Lab Root' has expired"},
      {"an expired root, Java", ClientId::java, expired_root, kAsIs, "accepts"},
      {"not a CA", ClientId::go, issuer_not_a_ca, kAsIs, "rejects: 'Lab CA 1' is not a CA"},
      {"SHA-1, Go", ClientId::go,
       [](CaseBuilder& b) { b.leaf().signature_digest = checks::SignatureDigest::sha1; }, kAsIs,
       "rejects: 'www.example.org' is signed with SHA256-RSA, which is not accepted"},
      {"SHA-1, Java", ClientId::java,
       [](CaseBuilder& b) { b.leaf().signature_digest = checks::SignatureDigest::sha1; }, kAsIs, "accepts"},
      {"RSA 1024, roots only", ClientId::roots_only,
       [](CaseBuilder& b) {
         b.leaf().key = {KeyType::rsa, 1024, "", "RSA 1024 bits", ""};
       },
       kAsIs, "rejects: 'www.example.org' has a key of RSA 1024 bits, which is not accepted"},
  };
  check_clients(kRows);
}

// A path that needs a fetched certificate is for those who have it in their facts.
BOOST_AUTO_TEST_CASE(fetched) {
  CaseBuilder b = good_case();
  leaf_only(b);
  const CertificateIndex ca = b.fetch(authority("Lab CA 1", "Lab Root"), "http://ca.example/1.crt");
  const CertificateIndex root = b.store(authority("Lab Root", "Lab Root"));
  b.seen.names = {{"www.example.org", "www.example.org"}};
  add_client(b, ClientId::go);
  b.path({kLeaf, ca, root});
  add_client(b, ClientId::browser).has_distrust = true;
  const checks::Case c = b.build();
  BOOST_TEST(told(c.clients[0]) ==
             "rejects: 'Lab CA 1', which issued the certificate, is neither sent nor in its store");
  BOOST_TEST(told(c.clients[1]) == "accepts");
  BOOST_TEST(names(c, c.clients[1].path) == "www.example.org < Lab CA 1+ < Lab Root*");
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_marked) {
  CaseBuilder b = good_case();
  leaf_only(b);
  add_client(b, ClientId::go);
  BOOST_TEST((b.build().clients[0].lacks_issuer_of == kLeaf));
  b = good_case();
  issuer_unknown(b);
  add_client(b, ClientId::go);
  BOOST_TEST((b.build().clients[0].lacks_issuer_of == kIntermediate));
  BOOST_TEST(!b.build().clients[0].unknown_root);
  b = good_case();
  untrusted_root(b);
  add_client(b, ClientId::go);
  BOOST_TEST((b.build().clients[0].unknown_root == kRoot));
  BOOST_TEST(!b.build().clients[0].lacks_issuer_of);
}

OpensslVerdict refusal(const char* words, std::optional<CertificateIndex> certificate = {}) {
  return {false, words, certificate, {}};
}

BOOST_AUTO_TEST_CASE(words_of_openssl) {
  constexpr Before kRows[] = {
      {"accepts", ClientId::openssl, kGood,
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "accepts"},
      {"accepts what our paths do not", ClientId::openssl, expired_intermediate,
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "accepts"},
      {"about a certificate", ClientId::python, kGood,
       [](ClientFacts& client) { client.openssl = refusal("certificate has expired", kIntermediate); },
       "rejects: certificate has expired: 'Lab CA 1'"},
      {"about none", ClientId::node, kGood,
       [](ClientFacts& client) { client.openssl = refusal("out of memory"); }, "rejects: out of memory"},
      {"no path", ClientId::certifi, issuer_unknown,
       [](ClientFacts& client) {
         client.openssl = refusal("unable to get local issuer certificate", kIntermediate);
       },
       "rejects: 'Lab Root', which issued 'Lab CA 1', is not in its store (\"unable to get local issuer "
       "certificate\")"},
      {"leaf habits are not asked of it", ClientId::openssl,
       [](CaseBuilder& b) {
         b.leaf().key_usage = checks::KeyUsage{true, 1U << 2};
       },
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "accepts"},
      {"its name is", ClientId::openssl,
       [](CaseBuilder& b) {
         b.seen.names = {{"mail.example.org", {}}};
       },
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "rejects: does not find 'mail.example.org' in the certificate"},
      {"and its dates", ClientId::openssl,
       [](CaseBuilder& b) { b.leaf().not_after = kNow - std::chrono::days(1); },
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "rejects: the certificate has expired"},
  };
  check_clients(kRows);
}

BOOST_AUTO_TEST_CASE(path_of_openssl) {
  CaseBuilder b = good_case();
  const CertificateIndex unsent = b.store(authority("Lab CA 2", "Lab Root"));
  b.send_again(kRoot);
  add_client(b, ClientId::openssl).openssl = {true, "", {}, {kLeaf, kIntermediate, unsent, kRoot}};
  const checks::Case c = b.build();
  BOOST_TEST(names(c, c.clients[0].path) == "www.example.org < Lab CA 1 < Lab CA 2* < Lab Root*");
}

BOOST_AUTO_TEST_CASE(distrust) {
  constexpr Before kRows[] = {
      {"before the day", ClientId::browser, kGood,
       [](ClientFacts& client) {
         client.has_distrust = true;
         client.distrust = {{kRoot, kNow}};
       },
       "accepts"},
      {"on the second", ClientId::browser, [](CaseBuilder& b) { b.leaf().not_before = kNow; },
       [](ClientFacts& client) {
         client.has_distrust = true;
         client.distrust = {{kRoot, kNow}};
       },
       "accepts"},
      {"a second later", ClientId::browser, kGood,
       [](ClientFacts& client) {
         client.has_distrust = true;
         client.distrust = {{kRoot, kNow - std::chrono::days(30) - std::chrono::seconds(1)}};
       },
       "rejects: 'Lab Root' is not trusted for certificates issued so late"},
      {"of another root", ClientId::browser, kGood,
       [](ClientFacts& client) {
         client.has_distrust = true;
         client.distrust = {{kIntermediate, kNow - std::chrono::days(1000)}};
       },
       "accepts"},
      {"not known", ClientId::browser, kGood, kAsIs, "accepts: distrust dates not known"},
      {"not known, and no matter", ClientId::java, kGood, kAsIs, "accepts"},
  };
  check_clients(kRows);
}

// Another root of the same client is not distrusted.
BOOST_AUTO_TEST_CASE(a_way_around_distrust) {
  CaseBuilder b = good_case();
  const CertificateIndex cross = b.send(authority("Lab CA 1", "Other Root"));
  const CertificateIndex other = b.store(authority("Other Root", "Other Root"));
  b.path({kLeaf, cross, other});
  ClientFacts& client = add_client(b, ClientId::browser);
  client.has_distrust = true;
  client.distrust = {{kRoot, kNow - std::chrono::days(100)}};
  const checks::Case c = b.build();
  BOOST_TEST(told(c.clients[0]) == "accepts");
  BOOST_TEST(names(c, c.clients[0].path) == "www.example.org < Lab CA 1 < Other Root*");
}

// Two issuers of one name: GnuTLS goes by the first, others try both.
void two_issuers(CaseBuilder& b) {
  b.leaf().authority_key_id = {1};
  b.at(kIntermediate).subject_key_id = {1};
  b.at(kIntermediate).issuer_der = bytes_of("Nobody");
  b.at(kIntermediate).not_after = kNow - std::chrono::days(1);
  const CertificateIndex good = b.send(authority("Lab CA 1", "Lab Root"));
  b.at(good).subject_key_id = {1};
  b.seen.paths.clear();
  b.path({kLeaf, good, kRoot});
}

BOOST_AUTO_TEST_CASE(linear_search) {
  constexpr const char* kAstray =
      "rejects: the first issuer that fits by name, in the order sent, leads to none of its anchors";
  constexpr Before kRows[] = {
      {"tries both", ClientId::go, two_issuers, kAsIs, "accepts"},
      {"goes by the first", ClientId::gnutls, two_issuers, kAsIs, kAstray},
      {"the first has another key identifier", ClientId::gnutls,
       [](CaseBuilder& b) {
         two_issuers(b);
         b.at(kIntermediate).subject_key_id = {2};
       },
       kAsIs, "accepts"},
      {"no key identifiers", ClientId::gnutls,
       [](CaseBuilder& b) {
         two_issuers(b);
         b.leaf().authority_key_id.clear();
       },
       kAsIs, kAstray},
      {"the leaf sent twice", ClientId::gnutls, [](CaseBuilder& b) { b.send_again(kLeaf); }, kAsIs,
       "accepts"},
      {"one that does not parse", ClientId::gnutls, [](CaseBuilder& b) { b.send_unparsable("garbage"); },
       kAsIs, "accepts"},
  };
  check_clients(kRows);
}

void with_key(CaseBuilder& b, checks::KeyFacts key) { b.leaf().key = std::move(key); }

BOOST_AUTO_TEST_CASE(the_certificate_itself) {
  constexpr auto kNoSignature = [](CaseBuilder& b) { b.leaf().key_usage = checks::KeyUsage{true, 1U << 2}; };
  constexpr auto kPss = [](CaseBuilder& b) {
    with_key(b, {KeyType::rsa, 2048, "", "RSASSA-PSS 2048 bits", "", true});
  };
  constexpr auto kEd25519 = [](CaseBuilder& b) { with_key(b, {KeyType::ed25519, 256, "", "Ed25519", ""}); };
  constexpr auto kP521 = [](CaseBuilder& b) { with_key(b, {KeyType::ec, 521, "P-521", "ECDSA P-521", ""}); };
  constexpr auto kBrainpool = [](CaseBuilder& b) {
    with_key(b, {KeyType::ec, 256, "brainpoolP256r1", "ECDSA brainpoolP256r1", ""});
  };
  constexpr auto kNoSubject = [](CaseBuilder& b) { b.leaf().subject.clear(); };
  constexpr auto kMustStaple = [](CaseBuilder& b) { b.leaf().must_staple = true; };
  constexpr const char* kNoPss = "rejects: does not take keys of the kind RSASSA-PSS 2048 bits";
  constexpr const char* kNoCurve = "rejects: does not take keys of the kind ECDSA brainpoolP256r1";
  constexpr const char* kWantsSubject =
      "rejects: the certificate has no subject, and its alternative names are not critical";
  constexpr auto kKnown = [](ClientFacts& client) { client.has_distrust = true; };
  const Before rows[] = {
      {"no digitalSignature", ClientId::java, kNoSignature, kAsIs,
       "rejects: the certificate's key usage lacks digitalSignature"},
      {"no digitalSignature, Go", ClientId::go, kNoSignature, kAsIs, "accepts"},
      {"no digitalSignature, by RSA encryption", ClientId::java,
       [](CaseBuilder& b) {
         b.leaf().key_usage = checks::KeyUsage{true, 1U << 2};
         negotiate(b, "TLSv1.2");
         b.observation.handshake->cipher = "TLS_RSA_WITH_AES_128_GCM_SHA256";
       },
       kAsIs, "accepts"},
      {"PSS key, Go", ClientId::go, kPss, kAsIs, kNoPss},
      {"PSS key, browser", ClientId::browser, kPss, kKnown, kNoPss},
      {"PSS key, Java", ClientId::java, kPss, kAsIs, "accepts"},
      {"Ed25519, browser", ClientId::browser, kEd25519, kKnown,
       "rejects: does not take keys of the kind Ed25519"},
      {"Ed25519, Go", ClientId::go, kEd25519, kAsIs, "accepts"},
      {"P-521, browser", ClientId::browser, kP521, kKnown,
       "rejects: does not take keys of the kind ECDSA P-521"},
      {"P-521, GnuTLS", ClientId::gnutls, kP521, kAsIs, "accepts"},
      {"brainpool, Go", ClientId::go, kBrainpool, kAsIs, kNoCurve},
      {"brainpool, OpenSSL", ClientId::openssl, kBrainpool,
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       kNoCurve},
      {"no subject, browser", ClientId::browser, kNoSubject, kKnown, kWantsSubject},
      {"no subject, Java", ClientId::java, kNoSubject, kAsIs, kWantsSubject},
      {"no subject, critical names", ClientId::java,
       [](CaseBuilder& b) {
         b.leaf().subject.clear();
         b.leaf().san_critical = true;
       },
       kAsIs, "accepts"},
      {"no subject, Go", ClientId::go, kNoSubject, kAsIs, "accepts"},
      {"must staple, GnuTLS", ClientId::gnutls, kMustStaple, kAsIs,
       "rejects: the certificate wants a stapled OCSP response, and the server sends none"},
      {"must staple and does, GnuTLS", ClientId::gnutls,
       [](CaseBuilder& b) {
         b.leaf().must_staple = true;
         b.observation.handshake->staple = {1};
       },
       kAsIs, "accepts"},
      {"must staple, Go", ClientId::go, kMustStaple, kAsIs, "accepts"},
  };
  for (const Before& row : rows) {
    const Before one[] = {row};
    check_clients(one);
  }
}

void send_more(CaseBuilder& b, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    b.send_unparsable("garbage");
  }
}

BOOST_AUTO_TEST_CASE(most_sent) {
  constexpr Before kRows[] = {
      {"10, Java", ClientId::java, [](CaseBuilder& b) { send_more(b, 8); }, kAsIs, "accepts"},
      {"11, Java", ClientId::java, [](CaseBuilder& b) { send_more(b, 9); }, kAsIs,
       "rejects: takes 10 certificates at most, the server sends 11"},
      {"16, GnuTLS", ClientId::gnutls, [](CaseBuilder& b) { send_more(b, 14); }, kAsIs, "accepts"},
      {"17, GnuTLS", ClientId::gnutls, [](CaseBuilder& b) { send_more(b, 15); }, kAsIs,
       "rejects: takes 16 certificates at most, the server sends 17"},
      {"100, Go", ClientId::go, [](CaseBuilder& b) { send_more(b, 98); }, kAsIs, "accepts"},
      {"those left out count", ClientId::java, [](CaseBuilder& b) { b.seen.sent_left_out = 9; }, kAsIs,
       "rejects: takes 10 certificates at most, the server sends 11"},
  };
  check_clients(kRows);
}

BOOST_AUTO_TEST_CASE(names_asked_for) {
  constexpr Before kRows[] = {
      {"another", ClientId::go,
       [](CaseBuilder& b) {
         b.seen.names = {{"mail.example.org", {}}};
       },
       kAsIs, "rejects: does not find 'mail.example.org' in the certificate"},
      {"one of two", ClientId::go,
       [](CaseBuilder& b) {
         b.seen.names.push_back({"mail.example.org", {}});
       },
       kAsIs, "rejects: does not find 'mail.example.org' in the certificate"},
      {"none", ClientId::go, [](CaseBuilder& b) { b.seen.names.clear(); }, kAsIs, "accepts"},
      {"final dot, Go", ClientId::go, [](CaseBuilder& b) { b.target.host = "www.example.org."; }, kAsIs,
       "accepts"},
      {"final dot, Python", ClientId::python, [](CaseBuilder& b) { b.target.host = "www.example.org."; },
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "rejects: does not find 'www.example.org.' in the certificate"},
      {"final dot of the host, an address asked for", ClientId::python,
       [](CaseBuilder& b) {
         b.target.host = "www.example.org.";
         b.leaf().ip_addresses = {"192.0.2.1"};
         b.seen.names = {{"192.0.2.1", "192.0.2.1"}};
       },
       [](ClientFacts& client) {
         client.openssl = {true, "", {}, {kLeaf, kIntermediate, kRoot}};
       },
       "accepts"},
      {"a name in Unicode", ClientId::go,
       [](CaseBuilder& b) {
         b.target.host = "b\u00fccher.example";
         b.leaf().dns_names = {"xn--bcher-kva.example"};
         b.seen.names = {{"xn--bcher-kva.example", "xn--bcher-kva.example"}};
       },
       kAsIs, "accepts"},
      {"the common name, Java", ClientId::java,
       [](CaseBuilder& b) {
         b.leaf().has_san = false;
         b.leaf().dns_names.clear();
       },
       kAsIs, "accepts"},
      {"the common name, Go", ClientId::go,
       [](CaseBuilder& b) {
         b.leaf().has_san = false;
         b.leaf().dns_names.clear();
       },
       kAsIs, "rejects: does not find 'www.example.org' in the certificate"},
  };
  check_clients(kRows);
}

BOOST_AUTO_TEST_CASE(nobody_asked_or_nothing_seen) {
  CaseBuilder b = good_case();
  BOOST_TEST(b.build().clients.empty());
  CaseBuilder none;
  add_client(none, ClientId::go);
  BOOST_TEST(none.build().clients.empty());
  CaseBuilder garbage;
  garbage.send_unparsable("garbage");
  add_client(garbage, ClientId::go);
  BOOST_TEST(told(garbage.build().clients.at(0)) == "rejects: the certificate cannot be parsed");
}

// A row for each, in the order asked.
BOOST_AUTO_TEST_CASE(all_clients) {
  CaseBuilder b = good_case();
  for (const std::string_view word : checks::kClientWords) {
    ClientFacts& client = add_client(b, *checks::client_from_word(word), "store of " + std::string(word));
    client.has_distrust = true;
  }
  const checks::Case c = b.build();
  BOOST_TEST_REQUIRE(c.clients.size() == checks::kClientWords.size());
  for (std::size_t i = 0; i < c.clients.size(); ++i) {
    BOOST_TEST_CONTEXT(checks::kClientWords[i]) {
      BOOST_TEST(word(c.clients[i].client) == checks::kClientWords[i]);
      BOOST_TEST(c.clients[i].store == "store of " + std::string(checks::kClientWords[i]));
      BOOST_TEST(told(c.clients[i]) == "accepts");
      BOOST_TEST(names(c, c.clients[i].path) == "www.example.org < Lab CA 1 < Lab Root*");
    }
  }
}

}  // namespace
}  // namespace tests
