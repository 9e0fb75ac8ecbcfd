#include "checks/net/lookup.h"

#include <netdb.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#define BOOST_TEST_MODULE lookup
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <thread>
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
        BOOST_TEST(!pool.start(std::to_string(i), "h" + std::to_string(i), AddressFamily::any));
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
  int entered = 0;
  int left = 0;
  bool is_open = false;

  void wait_for(int Gate::*count, int number) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return this->*count >= number; });
  }
  void pass() {
    std::unique_lock lock(mutex);
    ++entered;
    changed.notify_all();
    changed.wait(lock, [&] { return is_open; });
    ++left;
    changed.notify_all();
  }
  void set_open(bool open) {
    const std::lock_guard lock(mutex);
    is_open = open;
    entered = open ? entered : 0;
    left = open ? left : 0;
    changed.notify_all();
  }
};

Gate& gate() {
  static Gate the_gate;
  return the_gate;
}

LookupAnswer stuck(const std::string& host, AddressFamily) {
  gate().pass();
  return {0, 0, {host}};
}

// Abandons a thread for each name.
void abandon(int names, unsigned threads, Inbox& inbox) {
  LookupThreads pool(threads, inbox.deliver(), stuck);
  for (int i = 0; i < names; ++i) {
    BOOST_TEST(!pool.start(std::to_string(i), "stuck.example", AddressFamily::any));
  }
  gate().wait_for(&Gate::entered, std::min<int>(names, static_cast<int>(threads)));
  BOOST_TEST(pool.is_busy());
}

std::string why_refused(Inbox& inbox) {
  LookupThreads pool(1, inbox.deliver(), echo);
  const std::optional<Failure> failure = pool.start("a", "a.example", AddressFamily::any);
  return failure ? failure->text : "";
}

void let_go(int threads) {
  gate().set_open(true);
  gate().wait_for(&Gate::left, threads);
  while (checks::abandoned_lookups() > 0) {
    std::this_thread::yield();
  }
  gate().set_open(false);
}

LookupAnswer stuck_if_dead(const std::string& host, AddressFamily family) {
  return host.ends_with(".dead.example") ? stuck(host, family) : echo(host, family);
}

BOOST_AUTO_TEST_CASE(names_of_a_silent_zone_leave_threads_to_others) {
  constexpr int kOfSilentZone = 32 / static_cast<int>(checks::kShareOfSilentZone);
  Inbox inbox;
  {
    LookupThreads pool(32, inbox.deliver(), stuck_if_dead);
    for (int i = 0; i < 100; ++i) {
      const std::string name = "h" + std::to_string(i);
      BOOST_TEST(!pool.start(name, name + ".dead.example", AddressFamily::any));
    }
    gate().wait_for(&Gate::entered, kOfSilentZone);
    for (int i = 0; i < 100; ++i) {
      const std::string name = "live" + std::to_string(i);
      BOOST_TEST(!pool.start(name, name + ".live.example", AddressFamily::any));
    }
    inbox.wait_for(100);
    BOOST_TEST(gate().entered == kOfSilentZone);
  }
  let_go(kOfSilentZone);
  BOOST_TEST(inbox.got.size() == 100U);
}

BOOST_AUTO_TEST_CASE(an_abandoned_thread_delivers_nothing) {
  Inbox inbox;
  abandon(2, 1, inbox);
  BOOST_TEST(checks::abandoned_lookups() == 1U);
  let_go(1);
  BOOST_TEST(inbox.got.empty());
}

BOOST_AUTO_TEST_CASE(abandoned_threads_are_bounded) {
  Inbox inbox;
  const std::string busy =
      "resolver busy: not asked for a.example, since 4 earlier look-ups of this process still have no answer";
  for (const unsigned threads : {1U, 4U}) {
    BOOST_TEST_CONTEXT("pools of " << threads) {
      int abandoned = 0;
      while (abandoned < 4) {  // four pools of one, or one of four that has more names
        const int entered = gate().entered;
        LookupThreads pool(threads, inbox.deliver(), stuck);
        for (int i = 0; i < 8; ++i) {
          BOOST_TEST(!pool.start(std::to_string(i), "stuck.example", AddressFamily::any));
        }
        gate().wait_for(&Gate::entered, entered + static_cast<int>(threads));
        abandoned += static_cast<int>(threads);
      }
      BOOST_TEST(why_refused(inbox) == busy);
      BOOST_TEST(gate().entered == 4);
      BOOST_TEST(checks::abandoned_lookups() == 4U);
      let_go(4);
      BOOST_TEST(why_refused(inbox).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(abandoned_threads_count_against_a_pool) {
  Inbox inbox;
  abandon(3, 3, inbox);
  {
    LookupThreads pool(4, inbox.deliver(), stuck);  // may have one more
    for (int i = 0; i < 8; ++i) {
      BOOST_TEST(!pool.start(std::to_string(i), "stuck.example", AddressFamily::any));
    }
    gate().wait_for(&Gate::entered, 4);
  }
  BOOST_TEST(!why_refused(inbox).empty());
  BOOST_TEST(gate().entered == 4);
  let_go(4);
}

LookupAnswer without_memory(const std::string&, AddressFamily) { throw std::bad_alloc(); }

BOOST_AUTO_TEST_CASE(a_look_up_without_memory_is_an_answer) {
  std::mutex mutex;
  std::condition_variable changed;
  int error = 0;
  LookupThreads pool(
      1,
      [&](const std::string&, const LookupAnswer& answer) {
        const std::lock_guard lock(mutex);
        error = answer.error;
        changed.notify_all();
      },
      without_memory);
  BOOST_TEST(!pool.start("a", "a", AddressFamily::any));
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return error != 0; });
  BOOST_TEST(error == EAI_MEMORY);
}

}  // namespace
