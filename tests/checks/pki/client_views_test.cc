#define BOOST_TEST_MODULE client_views
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "checks/pki/understand.h"
#include "tests/checks/pki/memory_anchors.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;
using tests::MemoryAnchors;

namespace {

const Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

const Key& key(std::size_t number) {
  static const std::vector<Key> keys(16);
  return keys.at(number);
}

Bytes issue(const std::string& subject, const std::string& issuer, std::size_t own, std::size_t signer,
            bool is_ca = true) {
  return make_certificate({.subject = {{"CN", subject}},
                           .issuer = {{"CN", issuer}},
                           .key = key(own),
                           .signer = &key(signer),
                           .is_ca = is_ca,
                           .has_key_ids = true});
}

const Bytes& root() {
  static const Bytes der = issue("Root", "Root", 0, 0);
  return der;
}
const Bytes& ca() {
  static const Bytes der = issue("CA", "Root", 1, 0);
  return der;
}
const Bytes& leaf() {
  static const Bytes der = issue("leaf", "CA", 2, 1, false);
  return der;
}

// A store that says the same against each of its certificates.
class Warning final : public TrustAnchors {
 public:
  Warning(std::vector<Bytes> certificates, AnchorNote note)
      : inner_(std::move(certificates)), note_(std::move(note)) {}
  AnchorAnswer find(ByteView subject) override {
    AnchorAnswer answer = inner_.find(subject);
    for (std::size_t i = 0; i < answer.certificates.size(); ++i) {
      note_.certificate = static_cast<std::uint16_t>(i);
      answer.notes.push_back(note_);
    }
    return answer;
  }
  std::string name() const override { return "warning"; }

 private:
  MemoryAnchors inner_;
  AnchorNote note_;
};

ClientQuestion question(ClientId client, TrustAnchors& anchors) {
  return {client, "store", {}, false, &anchors};
}

struct Asked {
  std::vector<Bytes> sent;
  std::vector<Bytes> fetched = {};
};

Facts ask(const Asked& asked, const std::vector<ClientQuestion>& clients, std::size_t observations = 1) {
  Evidence evidence;
  for (std::size_t i = 0; i < observations; ++i) {
    evidence.observations.emplace_back().handshake.emplace().certificates = asked.sent;
  }
  for (const Bytes& der : asked.fetched) {
    evidence.fetches.push_back({"aia", "http://ca.example/", {}, der, std::nullopt});
  }
  MemoryAnchors own({root()});
  openssl::CertificatePool pool;
  return understand(evidence, own, {kNow, {}, clients}, pool);
}

// "leaf < CA+ < Root*; leaf | 0": paths, then dead ends with their kind; '*' of the store, '+' fetched.
std::string text(const Facts& facts, const ClientFacts& client) {
  std::string all;
  const auto add = [&](const std::vector<PathStep>& steps, const std::string& end) {
    all += all.empty() ? "" : "; ";
    for (const PathStep& step : steps) {
      all += (&step == steps.data() ? "" : " < ") + facts.certificates[step.certificate].common_name +
             (step.origin == Origin::store     ? "*"
              : step.origin == Origin::fetched ? "+"
                                               : "");
    }
    all += end;
  };
  for (const Path& path : client.paths) {
    add(path.steps, "");
  }
  for (const DeadEnd& end : client.dead_ends) {
    add(end.steps, " | " + std::to_string(static_cast<int>(end.kind)));
  }
  return all + (client.gave_up ? "; gave up" : "");
}

const std::vector<ClientFacts>& clients_of(const Facts& facts) { return facts.observations.front().clients; }

}  // namespace

BOOST_AUTO_TEST_CASE(nobody_asked) { BOOST_TEST(clients_of(ask({{leaf(), ca()}}, {})).empty()); }

BOOST_AUTO_TEST_CASE(each_by_its_own_store) {
  MemoryAnchors full({root()});
  MemoryAnchors empty({});
  const Facts facts = ask({{leaf(), ca()}}, {question(ClientId::go, full), question(ClientId::java, empty)});
  BOOST_TEST_REQUIRE(clients_of(facts).size() == 2U);
  BOOST_TEST(text(facts, clients_of(facts)[0]) == "leaf < CA < Root*");
  BOOST_TEST(text(facts, clients_of(facts)[1]) == "leaf < CA | 0");
  BOOST_TEST((clients_of(facts)[1].client == ClientId::java));
  BOOST_TEST(clients_of(facts)[1].store == "store");
}

BOOST_AUTO_TEST_CASE(without_anchors) {
  const Facts facts = ask({{leaf(), ca()}}, {{ClientId::java, "", "", false, nullptr},
                                             {ClientId::go, "/cacerts", "wrong password", true, nullptr}});
  BOOST_TEST(clients_of(facts)[0].store == "");
  BOOST_TEST(clients_of(facts)[1].store == "/cacerts");
  BOOST_TEST(clients_of(facts)[1].trouble == "wrong password");
  BOOST_TEST(clients_of(facts)[1].has_distrust);
  BOOST_TEST(clients_of(facts)[1].paths.empty());
}

BOOST_AUTO_TEST_CASE(one_store_is_searched_once) {
  MemoryAnchors alone({root()});
  ask({{leaf(), ca()}}, {question(ClientId::go, alone)});
  MemoryAnchors shared({root()});
  const Facts facts = ask({{leaf(), ca()}},
                          {question(ClientId::openssl, shared), question(ClientId::roots_only, shared),
                           question(ClientId::python, shared), question(ClientId::go, shared),
                           question(ClientId::browser, shared)},
                          2);
  BOOST_TEST(shared.questions == alone.questions);
  for (const ClientFacts& client : clients_of(facts)) {
    BOOST_TEST(text(facts, client) == "leaf < CA < Root*");
  }
  BOOST_TEST(facts.observations[1].clients.size() == 5U);
}

BOOST_AUTO_TEST_CASE(fetched_for_the_browser_only) {
  MemoryAnchors store({root()});
  const Facts facts =
      ask({{leaf()}, {ca()}}, {question(ClientId::openssl, store), question(ClientId::go, store),
                               question(ClientId::browser, store), question(ClientId::gnutls, store)});
  BOOST_TEST(text(facts, clients_of(facts)[0]) == "leaf | 0");
  BOOST_TEST(text(facts, clients_of(facts)[1]) == "leaf | 0");
  BOOST_TEST(text(facts, clients_of(facts)[2]) == "leaf < CA+ < Root*");
  BOOST_TEST(text(facts, clients_of(facts)[3]) == "leaf | 0");
  BOOST_TEST(clients_of(facts)[0].openssl.value().error == "unable to get local issuer certificate");
}

BOOST_AUTO_TEST_CASE(openssl_is_asked_by_those_who_use_it) {
  MemoryAnchors store({ca()});  // an intermediate as anchor
  std::vector<ClientQuestion> all;
  for (const std::string_view word : kClientWords) {
    all.push_back(question(*client_from_word(word), store));
  }
  const Facts facts = ask({{leaf(), ca()}}, all);
  const char* const kAccepts[] = {"1", "-", "0", "0", "-", "0", "-", "-", "-"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST_CONTEXT(kClientWords[i]) {
      const auto& verdict = clients_of(facts)[i].openssl;
      BOOST_TEST((verdict ? std::to_string(verdict->accepts) : "-") == kAccepts[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(distrust_dates) {
  const Time day = std::chrono::sys_days(std::chrono::year(2025) / 6 / 1);
  Warning store({root()}, {0, false, day});
  const Facts facts = ask({{leaf(), ca()}}, {question(ClientId::browser, store)});
  const ClientFacts& client = clients_of(facts)[0];
  BOOST_TEST(text(facts, client) == "leaf < CA < Root*");
  BOOST_TEST_REQUIRE(client.distrust.size() == 1U);
  BOOST_TEST(client.distrust[0].anchor == client.paths[0].steps.back().certificate);
  BOOST_TEST((client.distrust[0].after == day));
}

BOOST_AUTO_TEST_CASE(rejected_anchors) {
  Warning store({root()}, {0, true, {}});
  const Facts facts =
      ask({{leaf(), ca()}}, {question(ClientId::browser, store), question(ClientId::openssl, store)});
  BOOST_TEST(text(facts, clients_of(facts)[0]) == "");  // no dead end: an issuer is there
  BOOST_TEST(!clients_of(facts)[1].openssl.value().accepts);
}

// Our search gives up on a chain that OpenSSL follows to its end: the store is asked for that too.
BOOST_AUTO_TEST_CASE(issuers_that_a_search_did_not_come_to) {
  std::vector<Bytes> sent;
  constexpr std::size_t kLength = kMaxPathLength + 2;
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    sent.push_back(issue("n" + std::to_string(i), "n" + std::to_string(i + 1), i, i + 1, i > 0));
  }
  const std::string last = "n" + std::to_string(kLength - 1);
  MemoryAnchors store({issue(last, last, kLength - 1, kLength - 1)});
  const Facts facts = ask({sent}, {question(ClientId::openssl, store), question(ClientId::go, store)});
  BOOST_TEST(clients_of(facts)[0].gave_up);
  BOOST_TEST(clients_of(facts)[1].paths.empty());
  BOOST_TEST(clients_of(facts)[0].openssl.value().accepts);
}

BOOST_AUTO_TEST_CASE(nothing_that_parses) {
  MemoryAnchors store({root()});
  const Facts facts = ask({{{1, 2, 3}, ca()}}, {question(ClientId::openssl, store)});
  BOOST_TEST(!clients_of(facts)[0].openssl);
  BOOST_TEST(text(facts, clients_of(facts)[0]) == "");
}
