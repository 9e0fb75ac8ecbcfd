#define BOOST_TEST_MODULE fetch
#include "checks/fetch.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

using namespace checks;
using tests::closes;
using tests::hears_anything;
using tests::says;
using tests::ScriptedNetwork;
using tests::stays_silent;

namespace {

const std::chrono::sys_seconds kClock{std::chrono::seconds(1800000000)};

Evidence fetched(ScriptedNetwork& network, const std::vector<std::string>& urls,
                 FetchCache* cache = nullptr) {
  Fetcher fetcher{{network, "tests/1", false}, cache, kClock};
  std::vector<FetchRequest> requests;
  for (const std::string& url : urls) {
    requests.push_back({"aia", url, {}});
  }
  Evidence evidence;
  tests::run(fetch(fetcher, requests, plugin::Deadline::after(std::chrono::minutes(1)), evidence));
  return evidence;
}

std::string text(const Evidence& evidence) {
  std::string all;
  for (const Fetch& one : evidence.fetches) {
    BOOST_TEST(one.purpose == "aia");
    all += (all.empty() ? "" : "; ") + one.url + " ";
    all += one.failure ? std::string(word(one.failure->kind)) + " (" + one.failure->text + ")"
                       : "'" + std::string(one.answer.begin(), one.answer.end()) + "'";
  }
  return all;
}

ScriptedNetwork network() {
  ScriptedNetwork made;
  made.name("ca.example", {"8.8.8.8"});
  made.name("silent.example", {"9.9.9.9"});
  made.serve("8.8.8.8", 80, {hears_anything(), says("HTTP/1.1 200 OK\r\n\r\nbody"), closes()});
  made.serve("9.9.9.9", 80, {hears_anything(), stays_silent()});
  return made;
}

BOOST_AUTO_TEST_CASE(all_at_once_in_order_and_failures_too) {
  ScriptedNetwork made = network();
  const Evidence evidence = fetched(
      made, {"http://silent.example/", "http://ca.example/1", "https://ca.example/", "http://no.example/"});
  BOOST_TEST(text(evidence) ==
             "http://silent.example/ deadline (the server sent nothing within the timeout); "
             "http://ca.example/1 'body'; "
             "https://ca.example/ other (is not an http:// URL); "
             "http://no.example/ name_not_found (there is no no.example)");
}

BOOST_AUTO_TEST_CASE(nothing_to_do) {
  ScriptedNetwork made;
  BOOST_TEST(text(fetched(made, {})) == "");
}

// The second time nothing is asked of the network, also for a failure.
BOOST_AUTO_TEST_CASE(cached) {
  char name[] = "/tmp/fetch_test.XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  plugin::Result<FetchCache> cache = FetchCache::open((folder / "cache").string());
  BOOST_REQUIRE(bool(cache));
  const std::vector<std::string> urls = {"http://ca.example/1", "http://no.example/"};
  ScriptedNetwork made = network();
  const Evidence first = fetched(made, urls, &*cache);
  ScriptedNetwork none;
  const Evidence second = fetched(none, urls, &*cache);
  BOOST_TEST((first.fetches == second.fetches));
  BOOST_TEST(none.asked().empty());
  std::filesystem::remove_all(folder);
}

}  // namespace
