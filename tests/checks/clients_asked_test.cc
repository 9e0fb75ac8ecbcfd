#define BOOST_TEST_MODULE clients_asked
#include "checks/clients_asked.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/checks/pki/memory_anchors.h"
#include "tests/support/pki.h"

namespace {

using checks::AnchorAnswer;
using checks::Bytes;
using checks::ClientQuestion;
using checks::ClientsAsked;
using checks::Evidence;

Bytes name(const char* common_name) { return tests::make_name({{"CN", common_name}}); }

// In the order of ids, three kinds of rows and one of a later version.
Evidence recorded() {
  Evidence evidence;
  const AnchorAnswer answer{name("a"), {{2}}, "/etc/ssl/certs/x.pem", {{0, true, {}}}};
  evidence.client_stores = {{"openssl", "/etc/ssl/certs", "", false, {answer, {name("b"), {}, ""}}},
                            {"netscape", "/etc/netscape", "", false, {}},
                            {"python", "/etc/ssl/certs", "", false, {}},
                            {"java", "/cacerts", "wrong password", false, {}},
                            {"node", "", "", false, {}},
                            {"browser", "/mozilla", "", true, {{name("a"), {{4}}, "/mozilla/y.crt"}}}};
  return evidence;
}

ClientsAsked replayed(const Evidence& evidence) {
  checks::Settings settings;
  settings.replay = "evidence.json";
  auto asked = ClientsAsked::open(settings, evidence, nullptr);
  BOOST_TEST_REQUIRE(bool(asked));
  return std::move(*asked);
}

BOOST_AUTO_TEST_CASE(none) {
  const ClientsAsked asked;
  BOOST_TEST(asked.questions().empty());
  BOOST_TEST(asked.records().empty());
}

BOOST_AUTO_TEST_CASE(given_anchors_are_every_clients) {
  tests::MemoryAnchors given({});
  const auto asked = ClientsAsked::open({}, {}, &given);
  BOOST_TEST_REQUIRE(bool(asked));
  const std::vector<ClientQuestion> questions = asked->questions();
  BOOST_TEST_REQUIRE(questions.size() == checks::kClientWords.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    BOOST_TEST(word(questions[i].client) == checks::kClientWords[i]);
    BOOST_TEST(questions[i].place == "memory");
    BOOST_TEST(questions[i].anchors == &given);
    BOOST_TEST(questions[i].trouble == "");
  }
}

BOOST_AUTO_TEST_CASE(recorded_stores) {
  const Evidence evidence = recorded();
  const ClientsAsked asked = replayed(evidence);
  const std::vector<ClientQuestion> questions = asked.questions();
  BOOST_TEST_REQUIRE(questions.size() == 5U);  // without the one of a later version
  BOOST_TEST((questions[1].client == checks::ClientId::python));
  BOOST_TEST(questions[0].anchors != nullptr);
  BOOST_TEST(questions[1].anchors == questions[0].anchors);  // one place, one store
  BOOST_TEST(questions[2].anchors == nullptr);
  BOOST_TEST(questions[2].trouble == "wrong password");
  BOOST_TEST(questions[3].anchors == nullptr);
  BOOST_TEST(questions[3].place == "");
  BOOST_TEST(questions[4].anchors != questions[0].anchors);
  BOOST_TEST(questions[4].has_distrust);
  BOOST_TEST((questions[0].anchors->find(name("a")) == evidence.client_stores[0].answers[0]));
  BOOST_TEST(questions[4].anchors->find(name("a")).certificates.at(0) == Bytes{4},
             boost::test_tools::per_element());
  BOOST_TEST(questions[4].anchors->find(name("c")).certificates.empty());
}

// What is asked again is recorded again: a replay can be saved.
BOOST_AUTO_TEST_CASE(round_trip) {
  Evidence evidence = recorded();
  const ClientsAsked asked = replayed(evidence);
  for (const ClientQuestion& question : asked.questions()) {
    if (question.anchors != nullptr) {
      question.anchors->find(name("a"));
      question.anchors->find(name("b"));
    }
  }
  evidence.client_stores.erase(evidence.client_stores.begin() + 1);
  evidence.client_stores.back().answers.push_back({name("b"), {}, ""});
  const std::vector<checks::ClientStoreRecord> records = asked.records();
  BOOST_TEST_REQUIRE(records.size() == evidence.client_stores.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    BOOST_TEST_CONTEXT(records[i].client) {
      BOOST_TEST((records[i].client == evidence.client_stores[i].client));
      BOOST_TEST((records[i].place == evidence.client_stores[i].place));
      BOOST_TEST((records[i].trouble == evidence.client_stores[i].trouble));
      BOOST_TEST((records[i].has_distrust == evidence.client_stores[i].has_distrust));
      BOOST_TEST_REQUIRE(records[i].answers.size() == evidence.client_stores[i].answers.size());
      for (std::size_t j = 0; j < records[i].answers.size(); ++j) {
        BOOST_TEST((records[i].answers[j].certificates == evidence.client_stores[i].answers[j].certificates));
        BOOST_TEST((records[i].answers[j].notes == evidence.client_stores[i].answers[j].notes));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(evidence_from_before_clients) { BOOST_TEST(replayed({}).questions().empty()); }

BOOST_AUTO_TEST_CASE(a_store_that_cannot_be_read) {
  checks::Settings settings;
  settings.store_places = {{checks::ClientId::java, "/nonexistent/cacerts"}};
  const auto asked = ClientsAsked::open(settings, {}, nullptr);
  BOOST_TEST_REQUIRE(!asked);
  BOOST_TEST(asked.error().text.line() == "--store: /nonexistent/cacerts: No such file or directory");
}

BOOST_AUTO_TEST_CASE(what_the_user_says_of_stores) {
  checks::Settings settings;
  settings.store_places = {{checks::ClientId::java, "a"}, {checks::ClientId::java, "b"}};
  settings.virtual_environments = {"/venv"};
  const checks::StoreSearch search = checks::store_search(settings);
  BOOST_TEST_REQUIRE(search.given.size() == 2U);
  BOOST_TEST((search.given[0].first == checks::ClientId::java));
  BOOST_TEST(search.given[1].second == "b");
  BOOST_TEST(search.virtual_environments.at(0) == "/venv");
}

}  // namespace
