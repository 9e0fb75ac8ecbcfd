#include "checks/net/lookup.h"

#include <netdb.h>
#include <sys/resource.h>

#include <cerrno>
#define BOOST_TEST_MODULE lookup
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace {

using checks::AddressFamily;
using checks::Failure;
using checks::FailureKind;
using checks::LookupAnswer;
using checks::LookupThreads;
using checks::Stage;

BOOST_AUTO_TEST_CASE(faults_of_host_names) {
  const struct {
    std::string host;
    const char* fault;
  } rows[] = {
      {"www.example.org", ""},
      {"www.example.org.", ""},
      {"_sip._tcp.EXAMPLE-1.org", ""},
      {std::string(253, 'a'), ""},
      {std::string(253, 'a') + ".", ""},
      {std::string(254, 'a'), "the host name is too long (254 characters, at most 253)"},
      {"", "the host name is empty"},
      {".", "the host name is empty"},
      {"a b", "no host name has the character ' ' (place 2)"},
      {"a\n", "no host name has the character '\n' (place 2)"},
      {std::string("a\0b", 3), "no host name has the character '"},  // as far as a C string shows it
      {"http://x", "no host name has the character ':' (place 5)"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.host) {
      const std::string fault = checks::host_name_fault(row.host);
      BOOST_TEST(fault.substr(0, fault.find('\0')) == row.fault);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_descriptors_a_name_is_not_said_not_to_exist) {
  rlimit before{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none{0, before.rlim_max};  // what is open stays open
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const LookupAnswer answer = checks::look_up("no-such-name.invalid", AddressFamily::any);
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  BOOST_TEST(answer.error == EAI_SYSTEM);
  BOOST_TEST(answer.system_error == EMFILE);
}

BOOST_AUTO_TEST_CASE(failures_in_words) {
  const struct {
    int error;
    int system_error;
    AddressFamily family;
    FailureKind kind;
    const char* text;
  } rows[] = {
      {EAI_NONAME, 0, AddressFamily::any, FailureKind::name_not_found, "the name a.example does not exist"},
      {EAI_NONAME, 0, AddressFamily::ipv6, FailureKind::name_not_found,
       "the name a.example does not exist or has no IPv6 address"},
      {EAI_NODATA, 0, AddressFamily::any, FailureKind::name_not_found, "a.example has no address"},
      {EAI_NODATA, 0, AddressFamily::ipv6, FailureKind::name_not_found, "a.example has no IPv6 address"},
      {EAI_ADDRFAMILY, 0, AddressFamily::ipv4, FailureKind::name_not_found, "a.example has no IPv4 address"},
      {0, 0, AddressFamily::any, FailureKind::name_not_found, "a.example has no address"},
      {EAI_AGAIN, 0, AddressFamily::any, FailureKind::resolver_silent,
       "the resolver gave no answer for a.example"},
      {EAI_FAIL, 0, AddressFamily::any, FailureKind::resolver_silent,
       "the resolver failed for a.example: Non-recoverable failure in name resolution"},
      {EAI_SYSTEM, EIO, AddressFamily::any, FailureKind::resolver_silent,
       "the look-up of a.example failed: Input/output error"},
      {EAI_SYSTEM, EMFILE, AddressFamily::any, FailureKind::no_resources,
       "the look-up of a.example failed: Too many open files"},
      {EAI_MEMORY, 0, AddressFamily::any, FailureKind::no_resources, "no memory for a look-up"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.error << " " << row.text) {
      const Failure failure =
          checks::lookup_failure({row.error, row.system_error, {}}, "a.example", row.family);
      BOOST_TEST((failure.stage == Stage::resolve));
      BOOST_TEST((failure.kind == row.kind));
      BOOST_TEST(failure.text == row.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(numeric_hosts_need_no_resolver) {
  const LookupAnswer v4 = checks::look_up("127.0.0.1", AddressFamily::any);
  BOOST_TEST((v4.error == 0 && v4.addresses == std::vector<std::string>{"127.0.0.1"}));
  const LookupAnswer wrong = checks::look_up("127.0.0.1", AddressFamily::ipv6);
  BOOST_TEST((wrong.error == EAI_ADDRFAMILY || wrong.error == EAI_NONAME));
}

// Collects what the threads deliver.
struct Inbox {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> got;

  LookupThreads::Deliver deliver() {
    return [this](const std::string& key, LookupAnswer answer) {
      const std::lock_guard lock(mutex);
      got.push_back(key + "=" + answer.addresses.at(0));
      changed.notify_all();
    };
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return got.size() >= count; });
  }
};

LookupAnswer echo(const std::string& host, AddressFamily) { return {0, 0, {host}}; }

BOOST_AUTO_TEST_CASE(every_answer_is_delivered_once) {
  for (const unsigned threads : {0U, 1U, 4U}) {
    BOOST_TEST_CONTEXT(threads << " threads") {
      Inbox inbox;
      LookupThreads pool(threads, inbox.deliver(), echo);
      BOOST_TEST(!pool.is_busy());
      for (int i = 0; i < 100; ++i) {
        BOOST_TEST(pool.start(std::to_string(i), "h" + std::to_string(i), AddressFamily::any));
      }
      inbox.wait_for(100);
      BOOST_TEST(inbox.got.size() == 100U);
      BOOST_TEST(std::set<std::string>(inbox.got.begin(), inbox.got.end()).count("42=h42") == 1U);
    }
  }
}

// A resolver that stays inside libc until the test lets it go.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_inside = false;
  bool is_open = false;
  bool has_left = false;

  void wait(bool Gate::*flag) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return this->*flag; });
  }
  void set(bool Gate::*flag) {
    const std::lock_guard lock(mutex);
    this->*flag = true;
    changed.notify_all();
  }
};

Gate& gate() {
  static Gate the_gate;
  return the_gate;
}

LookupAnswer stuck(const std::string& host, AddressFamily) {
  gate().set(&Gate::is_inside);
  gate().wait(&Gate::is_open);
  gate().set(&Gate::has_left);
  return {0, 0, {host}};
}

BOOST_AUTO_TEST_CASE(an_abandoned_thread_delivers_nothing) {
  Inbox inbox;
  {
    LookupThreads pool(1, inbox.deliver(), stuck);
    pool.start("a", "a", AddressFamily::any);
    pool.start("b", "b", AddressFamily::any);
    gate().wait(&Gate::is_inside);
    BOOST_TEST(pool.is_busy());
  }
  gate().set(&Gate::is_open);
  gate().wait(&Gate::has_left);
  BOOST_TEST(inbox.got.empty());
}

}  // namespace
