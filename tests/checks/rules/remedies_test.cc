#define BOOST_TEST_MODULE remedies
#include "checks/rules/remedies.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/checks/rules/chains.h"
#include "tests/checks/rules/client_rows.h"

namespace tests {
namespace {

struct Remedy {
  const char* name;
  void (*change)(CaseBuilder& b);
  const char* steps;  // one a line
};

std::string told(const checks::Case& c) {
  std::string lines;
  for (const plugin::Text& step : checks::remedies(c)) {
    lines += (lines.empty() ? "" : "\n") + step.line();
  }
  return lines;
}

// Leaf alone; its issuer and the one above are fetched.
void fetched_two(CaseBuilder& b) {
  leaf_only(b);
  const CertificateIndex first = b.fetch(authority("Lab CA 1", "Lab CA 0"), "http://ca.example/1.crt");
  b.at(first).ca_issuer_urls = {"http://ca.example/0.crt"};
  b.at(first).subject_key_id = {0x12, 0xab};
  const CertificateIndex second = b.fetch(authority("Lab CA 0", "Lab Root"), "http://ca.example/0.crt");
  b.path({kLeaf, first, second, b.store(authority("Lab Root", "Lab Root"))});
}

// A stale intermediate stands before the good one.
void two_issuers(CaseBuilder& b) {
  b.at(kIntermediate).not_after = kNow - std::chrono::days(1);
  const CertificateIndex good = b.send(authority("Lab CA 1", "Lab Root"));
  b.at(good).sha256_fingerprint = std::string(64, 'c');
  b.path({kLeaf, good, kRoot});
}

constexpr const char* kOrder =
    "let the server send nothing but, in this order: 'www.example.org', 'Lab CA 1' (SHA-256 "
    "cccccccccccccccc...); --write-chain FILE writes it";

const Remedy kRemedies[] = {
    {"good", [](CaseBuilder&) {}, ""},
    {"good, and clients accept", [](CaseBuilder& b) { add_client(b, ClientId::go); }, ""},
    {"the intermediate is in the store", hidden_by_store,
     "append to the server's chain file, behind the certificate, in this order: 'Lab CA 1' (this machine has "
     "it in /etc/ssl/certs); a client's store is no place for it, that helps one client alone"},
    {"with its key identifier",
     [](CaseBuilder& b) {
       hidden_by_store(b);
       b.at(kIntermediate).subject_key_id = {0x01, 0xfe};
     },
     "append to the server's chain file, behind the certificate, in this order: 'Lab CA 1' with key "
     "identifier 01:FE (this machine has it in /etc/ssl/certs); a client's store is no place for it, that "
     "helps one client alone"},
    {"two were fetched", fetched_two,
     "append to the server's chain file, behind the certificate, in this order: 'Lab CA 1' with key "
     "identifier 12:AB (http://ca.example/1.crt), then 'Lab CA 0' (http://ca.example/0.crt); a client's "
     "store is no place for it, that helps one client alone"},
    {"one was sent, one fetched",
     [](CaseBuilder& b) {
       issuer_unknown(b);
       b.at(kIntermediate).ca_issuer_urls = {"http://ca.example/2.crt"};
       b.path({kLeaf, kIntermediate, b.fetch(authority("Lab CA 2", "Lab Root"), "http://ca.example/2.crt"),
               kRoot});
     },
     "append to the server's chain file, behind the certificate, in this order: 'Lab CA 1' (there already), "
     "then 'Lab CA 2' (http://ca.example/2.crt); a client's store is no place for it, that helps one client "
     "alone"},
    {"nobody has it", leaf_only,
     "find the certificate of 'Lab CA 1' (http://ca.example/1.crt) and append it to the server's chain "
     "file behind 'www.example.org'; if it is your own root, add it to the clients' stores instead"},
    {"nobody has an intermediate's issuer",
     [](CaseBuilder& b) {
       issuer_unknown(b);
       b.at(kIntermediate).authority_key_id = checks::Bytes{0, 0x0f};
     },
     "find the certificate of 'Lab Root' with key identifier 00:0F and append it to the server's chain file "
     "behind 'Lab CA 1'; if it is your own root, add it to the clients' stores instead"},
    {"what was fetched does not help",
     [](CaseBuilder& b) {
       fetched_two(b);
       b.seen.paths.clear();
     },
     "find the certificate of 'Lab CA 1' (http://ca.example/1.crt) and append it to the server's chain "
     "file behind 'www.example.org'; if it is your own root, add it to the clients' stores instead"},
    {"a key that is longer than any",
     [](CaseBuilder& b) {
       hidden_by_store(b);
       b.at(kIntermediate).subject_key_id.assign(5000, 0xaa);
     },
     "append to the server's chain file, behind the certificate, in this order: 'Lab CA 1' with key "
     "identifier "
     "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA "
     "(this machine has it in /etc/ssl/certs); a client's store is no place for it, that helps one client "
     "alone"},
    {"broken for all", expired_intermediate, ""},
    {"self-signed", self_signed_leaf, ""},
    {"OpenSSL went astray",
     [](CaseBuilder& b) {
       two_issuers(b);
       add_client(b, ClientId::openssl).openssl = {false, "certificate has expired", kIntermediate, {}};
     },
     kOrder},
    {"OpenSSL's fault is on the good path too",
     [](CaseBuilder& b) {
       two_issuers(b);
       add_client(b, ClientId::openssl).openssl = {false, "EE certificate key too weak", kLeaf, {}};
     },
     ""},
    {"OpenSSL's fault is the name",
     [](CaseBuilder& b) {
       two_issuers(b);
       b.seen.names = {{"mail.example.org", {}}};
       add_client(b, ClientId::openssl).openssl = {true, "", {}, {kLeaf, 3, kRoot}};
     },
     ""},
    {"GnuTLS went astray",
     [](CaseBuilder& b) {
       two_issuers(b);
       add_client(b, ClientId::gnutls);
     },
     kOrder},
    {"GnuTLS has no good path",
     [](CaseBuilder& b) {
       two_issuers(b);
       add_client(b, ClientId::gnutls).paths.pop_back();
     },
     ""},
    {"Go went another way",
     [](CaseBuilder& b) {
       two_issuers(b);
       add_client(b, ClientId::go);
     },
     ""},
};

BOOST_AUTO_TEST_CASE(what_to_send) {
  for (const Remedy& row : kRemedies) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = good_case();
      row.change(b);
      BOOST_TEST(told(b.build()) == row.steps);
    }
  }
}

constexpr const char* kDebian =
    "copy ROOT.pem to /usr/local/share/ca-certificates/ROOT.crt and run update-ca-certificates (one that "
    "came with the system may be switched off by a '!' in /etc/ca-certificates.conf)";
constexpr const char* kRedHat = "copy ROOT.pem to /etc/pki/ca-trust/source/anchors/ and run update-ca-trust";
constexpr const char* kSuse = "copy ROOT.pem to /etc/pki/trust/anchors/ and run update-ca-certificates";

BOOST_AUTO_TEST_CASE(where_to_add_a_root) {
  const struct {
    ClientId client;
    const char* store;
    std::string how;
  } kRows[] = {
      {ClientId::go, "/etc/ssl/certs/ca-certificates.crt", kDebian},
      {ClientId::openssl, "/usr/lib/ssl/certs, /usr/lib/ssl/cert.pem", kDebian},
      {ClientId::python, "/etc/pki/tls/certs/ca-bundle.crt", kRedHat},
      {ClientId::gnutls, "/usr/share/pki/ca-trust-source, /etc/pki/ca-trust/source", kRedHat},
      {ClientId::go, "/var/lib/ca-certificates/ca-bundle.pem", kSuse},
      {ClientId::gnutls, "/etc/pki/trust/anchors", kSuse},
      {ClientId::gnutls, "/usr/share/pki/trust", kSuse},
      {ClientId::go, "/srv/own roots.pem", "add ROOT.pem to /srv/own roots.pem"},
      {ClientId::java, "/etc/ssl/certs/java/cacerts",
       "keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME -file ROOT.pem"},
      {ClientId::java, "/srv/$(reboot)/cacerts",
       "keytool -importcert -keystore STORE -alias NAME -file ROOT.pem"},
      {ClientId::java, "/a/cacerts, /b/cacerts",
       "keytool -importcert -keystore STORE -alias NAME -file ROOT.pem"},
      {ClientId::java, "-storepass", "keytool -importcert -keystore STORE -alias NAME -file ROOT.pem"},
      {ClientId::node, "/usr/bin/node", "set NODE_EXTRA_CA_CERTS=ROOT.pem in the program's environment"},
      {ClientId::certifi, "/usr/lib/python3/dist-packages/certifi/cacert.pem",
       "set REQUESTS_CA_BUNDLE in the program's environment to a bundle that has it, such as the system's"},
      {ClientId::browser, "/usr/share/ca-certificates/mozilla",
       "import ROOT.pem in the browser, or by its policy"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.store) {
      CaseBuilder b = good_case();
      b.seen.anchor_store = "the system's";
      add_client(b, ClientId::roots_only);
      add_client_without_root(b, row.client, row.store);
      const checks::Case c = b.build();
      BOOST_TEST(checks::how_to_add_root(c, c.clients.at(1)).line() == row.how);
      BOOST_TEST(told(c) ==
                 "if 'Lab Root' may be trusted, for " + std::string(c.clients[1].name) + ": " + row.how);
    }
  }
}

// The anchors that the user gives stand for every client's.
BOOST_AUTO_TEST_CASE(given_anchors) {
  CaseBuilder b = good_case();
  b.seen.anchor_store = "ca.pem";
  add_client(b, ClientId::roots_only, "ca.pem");
  add_client_without_root(b, ClientId::java, "ca.pem");
  add_client_without_root(b, ClientId::node, "ca.pem");
  BOOST_TEST(told(b.build()) == "if 'Lab Root' may be trusted, for Java, Node.js: add ROOT.pem to ca.pem");
}

BOOST_AUTO_TEST_CASE(stores_of_several_clients) {
  CaseBuilder b = good_case();
  add_client_without_root(b, ClientId::openssl, "/etc/ssl/certs");
  add_client_without_root(b, ClientId::roots_only, "/etc/ssl/certs");
  add_client_without_root(b, ClientId::python, "/etc/ssl/certs");
  add_client(b, ClientId::java, "/etc/ssl/certs/java/cacerts");
  add_client_without_root(b, ClientId::go, "/etc/ssl/certs/ca-certificates.crt");
  BOOST_TEST(told(b.build()) ==
             "if 'Lab Root' may be trusted, for curl, OpenSSL, Python, Go: " + std::string(kDebian));
}

// Which root it is that a store lacks is known from those who have it, or because the server sends it.
BOOST_AUTO_TEST_CASE(which_root) {
  CaseBuilder nobody = good_case();
  add_client_without_root(nobody, ClientId::go, "/etc/ssl/certs");
  BOOST_TEST(told(nobody.build()) == "");

  CaseBuilder sent = good_case();
  untrusted_root(sent);
  sent.at(kRoot).common_name = "Sent Root";
  add_client(sent, ClientId::go);
  BOOST_TEST(told(sent.build()) == "if 'Sent Root' may be trusted, for Go: " + std::string(kDebian));

  // What the server should send is no matter of a store.
  CaseBuilder leaf = good_case();
  hidden_by_store(leaf);
  add_client(leaf, ClientId::go);
  ClientFacts& java = add_client(leaf, ClientId::java, "/etc/ssl/certs/java/cacerts");
  java.paths.clear();
  java.dead_ends = {{{{kLeaf, checks::Origin::sent}}, DeadEndKind::issuer_unknown}};
  BOOST_TEST(
      told(leaf.build()) ==
      "append to the server's chain file, behind the certificate, in this order: 'Lab CA 1' (this "
      "machine has it in /etc/ssl/certs); a client's store is no place for it, that helps one client alone");
}

// No word of a certificate stands where a shell would read it, and each line is bounded.
BOOST_AUTO_TEST_CASE(words_of_strangers) {
  constexpr const char* kEvil = "x'; $(reboot) `id` | tee /etc/passwd #\n\x1b[2J";
  CaseBuilder b = good_case();
  untrusted_root(b);
  b.at(kRoot).common_name = kEvil + std::string(100'000, 'x');
  add_client(b, ClientId::java, "/etc/ssl/certs/java/cacerts");
  const std::string root = told(b.build());
  BOOST_TEST(root.size() < 400U);
  BOOST_TEST(root.find('|') == root.npos);
  BOOST_TEST(root.find('\n') == root.npos);
  BOOST_TEST(root.ends_with(
      ", for Java: keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME -file ROOT.pem"));

  leaf_only(b);
  b.leaf().ca_issuer_urls = {kEvil + std::string(100'000, 'x')};
  b.leaf().issuer_common_name = kEvil;
  const std::string url = told(b.build());
  BOOST_TEST(url.size() < 600U);
  BOOST_TEST(url.find('|') == url.npos);
  BOOST_TEST(url.find('\n') == url.npos);
}

BOOST_AUTO_TEST_CASE(no_certificate) {
  CaseBuilder none;
  BOOST_TEST(told(none.build()) == "");
  BOOST_TEST(checks::right_chain(none.build()).empty());
  none.send_unparsable("garbage");
  BOOST_TEST(told(none.build()) == "");
}

std::vector<CertificateIndex> chain_of(void (*change)(CaseBuilder& b)) {
  CaseBuilder b = good_case();
  change(b);
  return checks::right_chain(b.build());
}

BOOST_AUTO_TEST_CASE(right_chain) {
  using Chain = std::vector<CertificateIndex>;
  BOOST_TEST((chain_of([](CaseBuilder&) {}) == Chain{kLeaf, kIntermediate}));
  BOOST_TEST((chain_of([](CaseBuilder& b) { b.send_again(kRoot); }) == Chain{kLeaf, kIntermediate}));
  BOOST_TEST((chain_of(two_issuers) == Chain{kLeaf, 3}));
  BOOST_TEST((chain_of(fetched_two) == Chain{kLeaf, 1, 2}));
  BOOST_TEST((chain_of(anchored_leaf) == Chain{kLeaf}));
  BOOST_TEST(chain_of(hidden_by_store).empty());
  BOOST_TEST(chain_of(leaf_only).empty());
  BOOST_TEST(chain_of(expired_intermediate).empty());
  BOOST_TEST(chain_of(self_signed_leaf).empty());
  // What was fetched makes a chain where the store's intermediate cannot be sent on.
  BOOST_TEST((chain_of([](CaseBuilder& b) {
                hidden_by_store(b);
                b.path({kLeaf, b.fetch(authority("Lab CA 1", "Lab Root"), "http://ca.example/1.crt"), kRoot});
              }) == Chain{kLeaf, 3}));
}

}  // namespace
}  // namespace tests
