#define BOOST_TEST_MODULE clients_agree
#include "tests/checks/rules/client_rows.h"
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::DeadEndKind;
using checks::judge_clients_agree;

constexpr const char* kSystem = "/etc/ssl/certs";
constexpr const char* kCacerts = "/etc/ssl/certs/java/cacerts";

// The strict view, Java and Go.
void add_three(CaseBuilder& b) {
  b.policy.judges_clients = true;
  add_client(b, ClientId::roots_only);
  add_client(b, ClientId::java, kCacerts);
  add_client(b, ClientId::go);
}

// Java's store lacks the root.
void one_differs(CaseBuilder& b) {
  b.policy.judges_clients = true;
  add_client(b, ClientId::roots_only);
  add_client_without_root(b, ClientId::java, kCacerts);
  add_client(b, ClientId::go);
}

// Sent without its intermediate, which is in the system's store and not in Java's.
void strict_rejects(CaseBuilder& b) {
  b.seen.sent.pop_back();
  b.seen.paths.clear();
  b.path({kLeaf, kIntermediate, kRoot});
  b.policy.judges_clients = true;
  add_client(b, ClientId::roots_only);
  ClientFacts& java = add_client(b, ClientId::java, kCacerts);
  java.paths.clear();
  java.dead_ends = {{{{kLeaf, checks::Origin::sent}}, checks::DeadEndKind::issuer_unknown}};
  add_client(b, ClientId::go);
}

constexpr Row kRows[] = {
    {"not judged", [](CaseBuilder& b) { add_client(b, ClientId::roots_only); },
     "not-applicable: clients are compared with --clients"},
    {"nobody asked", [](CaseBuilder& b) { b.policy.judges_clients = true; },
     "not-applicable: no client was asked for"},
    {"nobody there, though required",
     [](CaseBuilder& b) {
       b.policy.judges_clients = true;
       b.policy.required_clients = {ClientId::java};
     },
     "undetermined: clients are required, but none of their stores is known"},
    {"agreeing", add_three, "pass: all clients on this machine accept it"},
    {"one differs", one_differs,
     "WARNING: Java rejects it: 'Lab Root', which issued 'Lab CA 1', is not in its store "
     "(/etc/ssl/certs/java/cacerts): keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME "
     "-file ROOT.pem"},
    {"the root sent and not in its store",
     [](CaseBuilder& b) {
       add_three(b);
       ClientFacts& java = b.seen.clients[1];
       java.paths.clear();
       b.send_again(kRoot);
       java.dead_ends = {{{{kLeaf, {}}, {kIntermediate, {}}, {kRoot, {}}}, DeadEndKind::untrusted_root}};
     },
     "WARNING: Java rejects it: its store lacks the root 'Lab Root' (/etc/ssl/certs/java/cacerts): keytool "
     "-importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME -file ROOT.pem"},
    {"two for one reason",
     [](CaseBuilder& b) {
       one_differs(b);
       add_client_without_root(b, ClientId::python, kSystem);
       add_client_without_root(b, ClientId::gnutls, kSystem);
     },
     "WARNING: Java rejects it: 'Lab Root', which issued 'Lab CA 1', is not in its store "
     "(/etc/ssl/certs/java/cacerts): keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME "
     "-file ROOT.pem\n"
     "WARNING: Python and GnuTLS reject it: 'Lab Root', which issued 'Lab CA 1', is not in its store "
     "(/etc/ssl/certs): copy ROOT.pem to /usr/local/share/ca-certificates/ROOT.crt and run "
     "update-ca-certificates (one that came with the system may be switched off by a '!' in "
     "/etc/ca-certificates.conf)"},
    {"one of two for one reason required",
     [](CaseBuilder& b) {
       b.seen.names = {{"mail.example.org", {}}};
       b.leaf().has_san = false;
       b.leaf().dns_names.clear();
       b.leaf().common_name = "mail.example.org";
       b.policy.judges_clients = true;
       b.policy.required_clients = {ClientId::go};
       add_client(b, ClientId::roots_only);
       add_client(b, ClientId::java, kCacerts);
       add_client(b, ClientId::go);
       add_client(b, ClientId::browser);
     },
     "CRITICAL: Go rejects it: does not find 'mail.example.org' in the certificate\n"
     "remark: Java accepts it, Go and browser reject it; a client with nothing but the roots rejects it"},
    {"one for another reason",
     [](CaseBuilder& b) {
       one_differs(b);
       ClientFacts& gnutls = add_client(b, ClientId::gnutls);
       b.leaf().must_staple = true;
       gnutls.has_distrust = true;
     },
     "WARNING: Java rejects it: 'Lab Root', which issued 'Lab CA 1', is not in its store "
     "(/etc/ssl/certs/java/cacerts): keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME "
     "-file ROOT.pem\n"
     "WARNING: GnuTLS rejects it: the certificate wants a stapled OCSP response, and the server sends none"},
    {"one required",
     [](CaseBuilder& b) {
       one_differs(b);
       b.policy.required_clients = {ClientId::java};
     },
     "CRITICAL: Java rejects it: 'Lab Root', which issued 'Lab CA 1', is not in its store "
     "(/etc/ssl/certs/java/cacerts): keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME "
     "-file ROOT.pem"},
    {"another required",
     [](CaseBuilder& b) {
       one_differs(b);
       b.policy.required_clients = {ClientId::go};
     },
     "WARNING: Java rejects it: 'Lab Root', which issued 'Lab CA 1', is not in its store "
     "(/etc/ssl/certs/java/cacerts): keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME "
     "-file ROOT.pem"},
    {"not installed",
     [](CaseBuilder& b) {
       add_three(b);
       add_not_installed(b, ClientId::gnutls);
     },
     "pass: all clients on this machine accept it"},
    {"required and not installed",
     [](CaseBuilder& b) {
       add_three(b);
       add_not_installed(b, ClientId::gnutls);
       b.policy.required_clients = {ClientId::gnutls};
     },
     "undetermined: GnuTLS is required, but its trust store is not on this machine; say where its store "
     "lies by --store gnutls=PATH"},
    {"required and in trouble",
     [](CaseBuilder& b) {
       add_three(b);
       b.seen.clients[1].trouble = "cacerts: wrong password";
       b.policy.required_clients = {ClientId::java};
     },
     "undetermined: Java is required, but it cannot be judged: its store cacerts: wrong password; say where "
     "its store lies by --store java=PATH"},
    {"the strict view rejects", strict_rejects,
     "remark: Go accepts it, Java rejects it; a client with nothing but the roots rejects it"},
    {"the strict view rejects, and so do all",
     [](CaseBuilder& b) {
       strict_rejects(b);
       b.seen.clients.pop_back();
     },
     "not-applicable: no client accepts it"},
    {"the strict view rejects, and a client is required",
     [](CaseBuilder& b) {
       strict_rejects(b);
       b.policy.required_clients = {ClientId::java, ClientId::go};
     },
     "CRITICAL: Java rejects it: 'Lab CA 1', which issued the certificate, is neither sent nor in its store\n"
     "remark: Go accepts it, Java rejects it; a client with nothing but the roots rejects it"},
    {"the strict view is required and rejects",
     [](CaseBuilder& b) {
       strict_rejects(b);
       b.policy.required_clients = {ClientId::roots_only};
     },
     "CRITICAL: roots only rejects it: the path needs an intermediate that is not sent\n"
     "remark: Go accepts it, Java rejects it; a client with nothing but the roots rejects it"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_clients_agree, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  add_client(b, ClientId::roots_only);
  b.policy.judges_clients = true;
  add_client_without_root(b, ClientId::python, kSystem);
  add_client_without_root(b, ClientId::gnutls, kSystem);
  BOOST_TEST(values_of(judge_clients_agree(b.build()).front()) ==
             "clients=python,gnutls store=/etc/ssl/certs");
}

// The store's name and the reason hold what strangers wrote.
BOOST_AUTO_TEST_CASE(words_of_strangers) {
  CaseBuilder b = good_case();
  b.at(kIntermediate).common_name = "$(reboot) | `id`\n" + std::string(5000, 'x');
  b.at(kIntermediate).issuer_common_name = "; rm -rf / #\x1b[2J";
  add_client(b, ClientId::roots_only);
  b.policy.judges_clients = true;
  add_client_without_root(b, ClientId::java, kCacerts);
  const std::string line = told(judge_clients_agree(b.build()));
  BOOST_TEST(line.size() < 700U);
  BOOST_TEST(line.find('\n') == line.npos);
  BOOST_TEST(line.find('|') == line.npos);
  BOOST_TEST(line.find('\x1b') == line.npos);
  BOOST_TEST(
      line.ends_with("keytool -importcert -keystore /etc/ssl/certs/java/cacerts -alias NAME -file "
                     "ROOT.pem"));
}

}  // namespace
}  // namespace tests
