#define BOOST_TEST_MODULE run_state
#include "checks/list/run_state.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "plugin/file.h"
#include "tests/checks/list/list_samples.h"

namespace {

using checks::RunState;
using plugin::Status;
using std::chrono::days;
using tests::Samples;

class Folder {
 public:
  Folder() { BOOST_REQUIRE(::mkdtemp(name_.data()) != nullptr); }
  ~Folder() { std::filesystem::remove_all(name_); }
  std::string path(const std::string& file) const { return name_ + "/" + file; }

 private:
  std::string name_ = "/tmp/run_state.XXXXXX";
};

void put(const std::string& path, std::string_view text) { std::ofstream(path) << text; }

std::string contents(const std::string& path) {
  const plugin::Result<std::string> text = plugin::read_file(path, 1 << 20);
  return text ? *text : text.error().text.line();
}

RunState state_of(const Samples& samples, const RunState* last = nullptr) {
  return checks::next_state(samples.run(), last, samples.now());
}

Samples first_night() {
  Samples samples("2026-11-20T00:00:00Z");
  samples.add("www.example.org");
  samples.add("mail.example.org/imaps")
      .expires_in(days(3), Status::critical)
      .finding("chain-order", Status::warning, "x");
  samples.add("2001:db8::1").unreachable("connect: connection refused");
  samples.add("web.example.org address=192.0.2.9 label=web \"A\"\\ \xe2\x82\xac");
  return samples;
}

constexpr const char* kFirst =
    R"({
"schema": 1,
"written": "2026-11-20T00:00:00Z",
"endpoints": {
"2001:db8::1 [2001:db8::1]:443/tls": {"state":"CRITICAL","since":"2026-11-20T00:00:00Z","findings":["reachable"]},
"mail.example.org/imaps mail.example.org:993/imaps": {"state":"CRITICAL","since":"2026-11-20T00:00:00Z","findings":["chain-order","leaf-expiry"],"not_after":"2026-11-23T00:00:00Z"},
"web \"A\"\\ )"
    "\xe2\x82\xac"
    R"( web.example.org:443/tls at 192.0.2.9": {"state":"OK","since":"2026-11-20T00:00:00Z","not_after":"2027-01-19T00:00:00Z"},
"www.example.org www.example.org:443/tls": {"state":"OK","since":"2026-11-20T00:00:00Z","not_after":"2027-01-19T00:00:00Z"}
}
}
)";

BOOST_AUTO_TEST_CASE(as_json_and_back) {
  const RunState state = state_of(first_night());
  BOOST_TEST(checks::to_json(state) == kFirst);
  const plugin::Result<RunState> back = checks::run_state_from_json(kFirst);
  BOOST_REQUIRE(back);
  BOOST_TEST((back->written == state.written));
  BOOST_TEST((back->endpoints == state.endpoints));
}

BOOST_AUTO_TEST_CASE(the_next_run) {
  const RunState first = state_of(first_night());
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("www.example.org").expires_in(days(19), Status::warning);
  samples.add("mail.example.org/imaps").expires_in(days(2), Status::critical);
  samples.add("2001:db8::1").left_over();
  const RunState second = state_of(samples, &first);
  BOOST_TEST(checks::to_json(second) == R"({
"schema": 1,
"written": "2026-11-21T00:00:00Z",
"endpoints": {
"2001:db8::1 [2001:db8::1]:443/tls": {"state":"CRITICAL","since":"2026-11-20T00:00:00Z","findings":["reachable"]},
"mail.example.org/imaps mail.example.org:993/imaps": {"state":"CRITICAL","since":"2026-11-20T00:00:00Z","findings":["leaf-expiry"],"not_after":"2026-11-23T00:00:00Z"},
"www.example.org www.example.org:443/tls": {"state":"WARNING","since":"2026-11-21T00:00:00Z","findings":["leaf-expiry"],"not_after":"2026-12-10T00:00:00Z"}
}
}
)");
}

BOOST_AUTO_TEST_CASE(a_list_with_faults_makes_nothing_forgotten) {
  const RunState first = state_of(first_night());
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("www.example.org");
  samples.add_fault("hosts.csv:3", "expected a port from 1 to 65535 after the host");
  BOOST_TEST(state_of(samples, &first).endpoints.size() == 4);
  Samples whole("2026-11-21T00:00:00Z");
  whole.add("www.example.org");
  BOOST_TEST(state_of(whole, &first).endpoints.size() == 1);
}

BOOST_AUTO_TEST_CASE(what_was_not_reached_keeps_its_date) {
  const RunState first = state_of(first_night());
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("www.example.org").unreachable("connect: connection refused");
  const RunState second = state_of(samples, &first);
  const checks::EndpointState* const www = second.find("www.example.org www.example.org:443/tls");
  BOOST_REQUIRE(www != nullptr);
  BOOST_TEST((www->not_after == tests::at("2027-01-19T00:00:00Z")));
}

struct Damage {
  std::string_view text;
  std::string_view why;
};

const Damage kDamages[] = {
    {"", "it is empty"},
    {"{\"schema\": 1,", "it is no JSON: incomplete JSON"},
    {"{} {}", "it is no JSON: extra data"},
    {"[[[[[[[[[[[[1]]]]]]]]]]]]", "it is no JSON: too deep"},
    {"[]", "it is no JSON object"},
    {"{}", "it has no \"schema\""},
    {"{\"schema\":\"1\"}", "it has no \"schema\""},
    {"{\"schema\":2}", "its schema is 2, this version knows 1"},
    {"{\"schema\":1}", "it does not say when it was \"written\""},
    {"{\"schema\":1,\"written\":\"+1d\",\"endpoints\":{}}", "it does not say when it was \"written\""},
    {"{\"schema\":1,\"written\":\"2026-11-20\"}", "it has no \"endpoints\""},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":[]}", "it has no \"endpoints\""},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":{\"a\":1}}",
     "what it says of \"a\" is no state of an endpoint"},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":{\"a\":{\"state\":\"BAD\",\"since\":\"2026-11-"
     "20\"}}}",
     "what it says of \"a\" is no state of an endpoint"},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":{\"a\":{\"state\":\"OK\"}}}",
     "what it says of \"a\" is no state of an endpoint"},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":{\"a\":{\"state\":\"OK\",\"since\":\"2026-11-"
     "20\","
     "\"findings\":[1]}}}",
     "what it says of \"a\" is no state of an endpoint"},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":{\"a\":{\"state\":\"OK\",\"since\":\"2026-11-"
     "20\","
     "\"findings\":\"x\"}}}",
     "what it says of \"a\" is no state of an endpoint"},
    {"{\"schema\":1,\"written\":\"2026-11-20\",\"endpoints\":{\"a\":{\"state\":\"OK\",\"since\":\"2026-11-"
     "20\","
     "\"not_after\":\"soon\"}}}",
     "what it says of \"a\" is no state of an endpoint"},
};

BOOST_AUTO_TEST_CASE(what_is_damaged) {
  for (const Damage& damage : kDamages) {
    BOOST_TEST_CONTEXT(damage.text) {
      const plugin::Result<RunState> state = checks::run_state_from_json(damage.text);
      BOOST_REQUIRE(!state);
      BOOST_TEST(state.error().text.line() == damage.why);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_file_is_damage) {
  const std::string_view whole = kFirst;
  for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
    BOOST_TEST_CONTEXT(length) { BOOST_TEST(!checks::run_state_from_json(whole.substr(0, length))); }
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_written_and_read) {
  const Folder folder;
  const std::string path = folder.path("state.json");
  const plugin::Result<checks::LoadedState> none = checks::load_run_state(path);
  BOOST_REQUIRE(none);
  BOOST_TEST(!none->last);
  BOOST_TEST(none->notice.empty());
  const RunState state = state_of(first_night());
  BOOST_TEST(bool(checks::save_run_state(path, state)));
  const plugin::Result<checks::LoadedState> loaded = checks::load_run_state(path);
  BOOST_REQUIRE(loaded);
  BOOST_REQUIRE(loaded->last.has_value());
  BOOST_TEST((loaded->last->endpoints == state.endpoints));
  BOOST_TEST(loaded->notice.empty());
}

BOOST_AUTO_TEST_CASE(damaged_files_are_set_aside) {
  const Folder folder;
  const std::string path = folder.path("state.json");
  const char* const names[] = {"1", "2", "3", "4", "5", "5"};
  for (const char* number : names) {
    put(path, std::string("damage ") + number);
    const plugin::Result<checks::LoadedState> loaded = checks::load_run_state(path);
    BOOST_REQUIRE(loaded);
    BOOST_TEST(!loaded->last);
    BOOST_TEST(loaded->notice.line() ==
               "the state file " + path + " is damaged (it is no JSON: syntax error): it is now " + path +
                   ".damaged-" + number +
                   ", a new one is begun, and nothing is marked as new or fixed this time");
    BOOST_TEST(contents(path + ".damaged-" + number) == std::string("damage ") + number);
    BOOST_TEST(::access(path.c_str(), F_OK) == -1);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_or_written) {
  const Folder folder;
  const std::string folder_path = folder.path("folder");
  BOOST_REQUIRE(::mkdir(folder_path.c_str(), 0700) == 0);
  BOOST_TEST(checks::load_run_state(folder_path).error().text.line() ==
             "cannot read " + folder_path + ": Is a directory");
  const std::string missing = folder.path("missing/state.json");
  BOOST_TEST(checks::save_run_state(missing, {}).error().text.line() ==
             "cannot write " + missing + ": No such file or directory");
  const std::string read_only = folder.path("read-only");
  put(read_only, "old");
  BOOST_REQUIRE(::chmod(read_only.c_str(), 0444) == 0);
  BOOST_TEST(checks::save_run_state(read_only, {}).error().text.line() ==
             "cannot write " + read_only + ": it is read-only");
  BOOST_TEST(contents(read_only) == "old");
}

}  // namespace
