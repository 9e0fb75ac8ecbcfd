// The shared object, opened as a daemon opens it. What it says of real servers: tests/zabbix/module.py.

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <locale.h>
#include <netdb.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <functional>
#include <mutex>
#define BOOST_TEST_MODULE module
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/zabbix/loaded_module.h"

namespace {

using Parameters = std::vector<std::string>;

// The daemon's Timeout that leaves a check the least time: 0.7 s.
constexpr int kShortTimeout = 1;

const host::LoadedModule& module() {
  static const host::LoadedModule loaded("zabbix/zabbix_tls.so", kShortTimeout);
  return loaded;
}

// Look-ups of names below stuck.example wait until they are let go.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  int asked = 0;
  int left = 0;
  bool is_open = false;

  void pass() {
    std::unique_lock lock(mutex);
    ++asked;
    changed.wait(lock, [&] { return is_open; });
    ++left;
  }
  void set_open(bool open) {
    const std::lock_guard lock(mutex);
    is_open = open;
    changed.notify_all();
  }
};

Gate& gate() {
  static Gate& the_gate = *new Gate;  // threads may be inside when the program ends
  return the_gate;
}

}  // namespace

// In place of libc's, for the module too.
extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* node, const char* service,
                                                                  const addrinfo* hints, addrinfo** result) {
  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (node != nullptr && std::string_view(node).ends_with("stuck.example")) {
    gate().pass();
    return EAI_NONAME;
  }
  return real(node, service, hints, result);
}

namespace {

std::string usage(const std::string& line) {
  return R"(t|{"schema":1,"status":3,"state":"UNKNOWN","summary":")" + line + R"(","problems":"[UNKNOWN] )" +
         line + R"("})";
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked) {
  const std::string dash = "-H, --hostname -x: expected a host name or address, which cannot begin with '-'";
  const std::string form = "[host,<port>,<protocol>,<address>,<sni>,<warning>,<critical>,<section>].";
  const struct {
    const char* key;
    Parameters parameters;
    std::string words;
  } rows[] = {
      {"tls.get", {}, usage("-H, --hostname HOST is missing: the name or address to check (see --help)")},
      {"tls.get", {"-x"}, usage(dash)},
      {"tls.left", {"-x"}, "m|" + dash},
      {"tls.status", {"-x"}, "u|3"},
      {"tls.get", {"a", "0"}, usage("-p, --port 0: expected a port from 1 to 65535")},
      {"tls.left",
       {"a\n|$(x)"},
       "m|-H, --hostname a\\n\\x7c$(x): expected a host name or address, without blanks or special "
       "characters"},
      {"tls.get", Parameters(9, "a"), "m|Too many parameters: expected tls.get" + form},
      {"tls.left", Parameters(9), "m|Too many parameters: expected tls.left" + form},
      {"tls.status", Parameters(100000), "m|Too many parameters: expected tls.status" + form},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.key << " " << row.words) {
      BOOST_TEST(module().call(row.key, row.parameters) == row.words);
    }
  }
}

BOOST_AUTO_TEST_CASE(hostile_parameters_give_an_error_and_nothing_else) {
  const std::string folder = std::filesystem::current_path();
  const auto files = [&] {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
      ++count;
    }
    return count;
  };
  const std::size_t before = files();
  const Parameters hostile = {"-x",
                              "--save-evidence=evidence.json",
                              "--replay",
                              "'; touch a; '",
                              "\"$(touch b)\"",
                              "`touch c`",
                              "a;b",
                              "a\nb",
                              "\x01\x7f",
                              "\xff\xfe\xf0\x28",
                              std::string(64 << 10, 'a'),
                              std::string(64 << 10, '\xff'),
                              "%s%n%n%n",
                              "../../etc/passwd"};
  for (std::size_t place = 0; place < 8; ++place) {
    for (const std::string& value : hostile) {
      BOOST_TEST_CONTEXT("place " << place << ": " << value.substr(0, 40)) {
        Parameters parameters(8);
        parameters[0] = "127.0.0.1";
        parameters[1] = "1";
        parameters[place] = value;
        const std::string document = module().call("tls.get", parameters);
        BOOST_TEST(document.size() < 20000U);
        const bool is_looked_up = place == 3;  // an address, which does not exist
        BOOST_TEST((is_looked_up || document.starts_with(R"(t|{"schema":1,"status":3)")),
                   document.substr(0, 99));
        const std::string left = module().call("tls.left", parameters);
        BOOST_TEST(left.substr(0, 2) == "m|");
        BOOST_TEST(left.size() < 1000U);
        BOOST_TEST((left.find('\n') == std::string::npos));
      }
    }
  }
  BOOST_TEST(files() == before);
}

// What `body` returns in a process of its own.
std::string in_child(const std::function<std::string()>& body) {
  int ends[2];
  BOOST_TEST_REQUIRE(::pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = body();
    ::_exit(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text;
  char part[512];
  for (ssize_t got = 0; (got = ::read(ends[0], part, sizeof part)) > 0;) {
    text.append(part, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? text : "ended with " + std::to_string(status);
}

// A port of 127.0.0.1 whose server closes every connection with unread data, so that a client that writes on
// meets SIGPIPE or a reset.
class ClosingServer {
 public:
  ClosingServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    BOOST_TEST_REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    BOOST_TEST_REQUIRE(::listen(listener_, 16) == 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port = std::to_string(ntohs(address.sin_port));
    child_ = fork();
    if (child_ == 0) {
      for (;;) {
        ::close(::accept(listener_, nullptr, nullptr));
      }
    }
  }
  ~ClosingServer() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    ::close(listener_);
  }
  ClosingServer(const ClosingServer&) = delete;
  ClosingServer& operator=(const ClosingServer&) = delete;

  std::string port;

 private:
  int listener_;
  pid_t child_;
};

// What of a process a library may change behind its back.
std::string surroundings() {
  std::string all;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    ::sigaction(number, nullptr, &action);
    all += std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_handler)) + "/" +
           std::to_string(action.sa_flags) + " ";
  }
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  for (int number = 1; number < NSIG; ++number) {
    all += sigismember(&mask, number) == 1 ? '1' : '0';
  }
  for (char** variable = environ; *variable != nullptr; ++variable) {
    all += std::string("\n") + *variable;
  }
  const mode_t mode = ::umask(0);
  ::umask(mode);
  all += std::string("\n") + setlocale(LC_ALL, nullptr) + " " + tzname[0] + " " + std::to_string(timezone) +
         " " + std::to_string(mode) + " " + std::filesystem::current_path().string();
  const host::Footprint now = host::footprint();
  return all + " " + std::to_string(now.descriptors) + " descriptors, " + std::to_string(now.threads) +
         " threads";
}

BOOST_AUTO_TEST_CASE(the_surroundings_stay_as_they_are) {
  module();
  const ClosingServer server;
  const std::string came = in_child([&]() -> std::string {
    ::setenv("TZ", "Asia/Tokyo", 1);
    ::tzset();
    setlocale(LC_ALL, "C.UTF-8");
    const std::string before = surroundings();
    for (int i = 0; i < 20; ++i) {
      const std::string status = module().call("tls.status", {"127.0.0.1", server.port});
      module().call("tls.get", {"localhost", "1"});
      if (status != "u|2") {
        return status;
      }
    }
    const std::string after = surroundings();
    return after == before ? "the same" : before + "\n---\n" + after;
  });
  BOOST_TEST(came == "the same");
}

BOOST_AUTO_TEST_CASE(without_descriptors_there_is_a_message) {
  module();
#ifndef __SANITIZE_ADDRESS__  // built with it comes a sanitizer that needs descriptors itself
  BOOST_TEST(in_child([] {
               const rlimit none{0, 0};
               ::setrlimit(RLIMIT_NOFILE, &none);
               return module().call("tls.status", {"127.0.0.1", "1"}) + " " +
                      module().call("tls.left", {"127.0.0.1", "1"});
             }) == "u|3 m|internal error: eventfd_select_interrupter: Too many open files [system:24]");
#endif
  BOOST_TEST(in_child([] {
               ::close(0), ::close(1), ::close(2);
               const std::string status = module().call("tls.status", {"127.0.0.1", "1"});
               return status + (::fcntl(0, F_GETFD) == -1 ? " closed" : " open");
             }) == "u|2 closed");
}

BOOST_AUTO_TEST_CASE(four_look_ups_may_be_stuck) {
  for (int i = 0; i < 4; ++i) {
    const std::string name = std::to_string(i) + ".stuck.example";
    BOOST_TEST(module().call("tls.left", {name}) == "m|" + name +
                                                        ":443: resolve: the resolver gave no answer for " +
                                                        name + " within the timeout");
  }
  BOOST_TEST(host::footprint().threads == 5);
  for (int i = 4; i < 100; ++i) {  // which takes less than a minute only if each answers at once
    const std::string name = std::to_string(i) + ".stuck.example";
    BOOST_TEST(module().call("tls.left", {name}) ==
               "m|" + name + ":443: resolve: resolver busy: not asked for " + name +
                   ", since 4 earlier look-ups of this process still have no answer");
  }
  BOOST_TEST(gate().asked == 4);
  BOOST_TEST(module().call("tls.status", {"127.0.0.1", "1"}) == "u|2");  // which needs no look-up
  gate().set_open(true);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (host::footprint().threads > 1 && std::chrono::steady_clock::now() < until) {
    ::sched_yield();
  }
  BOOST_TEST(host::footprint().threads == 1);
  BOOST_TEST(module().call("tls.left", {"5.stuck.example"}) ==
             "m|5.stuck.example:443: resolve: the name 5.stuck.example does not exist");
  BOOST_TEST(gate().left == 5);
}

}  // namespace
