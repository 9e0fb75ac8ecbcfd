// lab: TLS servers, good and bad, on ports of 127.0.0.1, with certificates made at start.

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/lab/folder.h"
#include "tests/lab/require.h"
#include "tests/lab/server.h"

namespace {

constexpr const char* kHelp =
    "usage: lab --dir DIR [--only GLOB] [--lifetime SECONDS] [--aia-port PORT | --serve-aia] [--clients]\n"
    "       lab --list [--only GLOB] [--serve-aia] [--clients]\n"
    "\n"
    "Starts a server for each scenario and prints 'NAME HOST PORT [OPTIONS]' for it, then 'ready': run\n"
    "  check_tls -H HOST -I 127.0.0.1 -p PORT --ca-file DIR/roots.pem OPTIONS\n"
    "(without --ca-file where OPTIONS name a store). Ends with its standard input, by SIGTERM or SIGINT, or\n"
    "after --lifetime seconds (900). DIR, a name without blanks, gets roots, chains and keys.\n"
    "--serve-aia serves DIR/aia over HTTP and adds the scenarios aia-*, whose certificates name it.\n"
    "--clients adds the scenarios in which TLS clients differ; their anchors are in DIR/clients.pem.\n"
    "\n"
    "--list prints NAME, the exit status that check_tls should have, and what the server does, with tabs "
    "between.\n";

struct Options {
  std::string dir{};
  std::string only{};
  std::string aia_port{};
  std::chrono::seconds lifetime{900};
  bool serve_aia = false;
  bool clients = false;
  bool list = false;
  bool help = false;
};

bool is_number(std::string_view value, int least, int most, int& number) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() && number >= least && number <= most;
}

bool take(Options& options, std::string_view name, std::string_view value) {
  int number = 0;
  if (name == "--dir") {
    options.dir = value;
    return !value.empty() && value.find_first_of(" \t\r\n") == std::string_view::npos;
  }
  if (name == "--only") {
    options.only = value;
    return true;
  }
  if (name == "--lifetime") {
    const bool good = is_number(value, 1, 86400, number);
    options.lifetime = std::chrono::seconds(number);
    return good;
  }
  options.aia_port = value;
  return name == "--aia-port" && is_number(value, 1, 65535, number);
}

std::optional<Options> parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--list") {
      options.list = true;
    } else if (name == "--serve-aia") {
      options.serve_aia = true;
    } else if (name == "--clients") {
      options.clients = true;
    } else if (name == "--help" || name == "-h") {
      options.help = true;
    } else if (i + 1 == count || !take(options, name, arguments[++i])) {
      return std::nullopt;
    }
  }
  return options.dir.empty() && !options.list && !options.help ? std::nullopt : std::optional(options);
}

void print_list(std::span<const lab::Scenario> table, const std::string& glob) {
  for (const lab::Scenario& scenario : table) {
    if (lab::matches(scenario, glob)) {
      std::printf("%s\t%d\t%s\n", scenario.name, scenario.expected, scenario.sentence);
    }
  }
}

void print_lists(const Options& options) {
  print_list(lab::scenario_table(), options.only);
  print_list(lab::path_scenarios(), options.only);
  if (options.serve_aia) {
    print_list(lab::aia_scenarios(), options.only);
  }
  if (options.clients) {
    for (const std::span<const lab::Scenario> table : lab::client_tables()) {
      print_list(table, options.only);
    }
  }
}

void append(std::vector<std::unique_ptr<lab::Service>>& services,
            std::vector<std::unique_ptr<lab::Service>> more) {
  std::move(more.begin(), more.end(), std::back_inserter(services));
}

// Before any thread is there, so that all threads leave these signals alone.
int catch_signals() {
  signal(SIGPIPE, SIG_IGN);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  const int signals = signalfd(-1, &ends, SFD_CLOEXEC);
  lab::require(signals >= 0, "catch signals");
  return signals;
}

// Where certificates say that their issuer's lies; `socket`: of the lab's own server, -1: it has none.
std::string aia_base(const Options& options, int socket) {
  if (socket >= 0) {
    return "http://127.0.0.1:" + std::to_string(lab::port_of(socket)) + "/";
  }
  return "http://aia.lab.example" + (options.aia_port.empty() ? "" : ":" + options.aia_port) + "/";
}

void serve(const Options& options) {
  const int signals = catch_signals();
  const int aia_socket = options.serve_aia ? lab::bind_loopback() : -1;
  lab::Pki pki(aia_base(options, aia_socket));
  auto services = lab::prepare(options.only, pki);
  if (options.serve_aia) {
    append(services, lab::prepare_aia(options.only, pki));
    services.push_back(lab::aia_server(options.dir, aia_socket));
  }
  if (options.clients) {
    append(services, lab::prepare_clients(options.only, pki));
  }
  lab::write_folder(options.dir, services, pki);
  lab::Server server(services);
  std::fputs((server.announcement(options.dir) + "ready\n").c_str(), stdout);
  std::fflush(stdout);
  server.run(signals, options.lifetime);
  close(signals);
}

}  // namespace

int main(int count, char** arguments) {
  const std::optional<Options> options = parse(count, arguments);
  if (!options) {
    std::fputs(kHelp, stderr);
    return 2;
  }
  try {
    if (options->help) {
      std::fputs(kHelp, stdout);
    } else if (options->list) {
      print_lists(*options);
    } else {
      serve(*options);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab: %s\n", error.what());
    return 1;
  }
  return 0;
}
