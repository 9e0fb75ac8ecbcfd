// A scenario: one kind of server, good or bad, and what check_tls is expected to say of it.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lab/pki.h"

namespace lab {

class Connection;
struct Service;

struct Scenario {
  const char* name;  // "leaf-only"; also what --only matches
  int expected;      // check_tls's exit status with default thresholds and timeout
  const char*
      sentence;  // the server, in words that follow "it": "sends its leaf only; the intermediate is missing"
  const char* host;     // for -H; empty: not announced
  const char* options;  // further options of check_tls; "@DIR@" stands for the lab's folder
  // What the server holds; null: no certificate.
  Identity (*identity)(Pki& pki);
  // What its TLS context has besides; null: nothing.
  void (*configure)(SSL_CTX* context, const Identity& identity, Pki& pki);
  // One connection from its first byte to its last; null: nobody listens on the port.
  void (*serve)(Connection& connection, const Service& service);
};

// A scenario ready to be served.
struct Service {
  const Scenario* scenario = nullptr;
  Identity identity{};
  checks::openssl::SslCtxPtr context{};  // null without certificate
  std::string folder{};                  // of an HTTP server: what it serves
  int socket = -1;                       // bound already; -1: the Server binds one
};

// In the order of telling: the good ones, dates, names, chains, algorithms, clients, SMTP, hostile ones.
std::span<const Scenario> scenario_table();

// Those on paths: conditions, branches, profiles, bounds. All are plain TLS for www.lab.example.
const std::vector<Scenario>& path_scenarios();

// Those whose AIA addresses need the lab's HTTP server: a missing intermediate whose address leads to
// something good, bad or hostile.
std::span<const Scenario> aia_scenarios();

// Whether its name matches `glob` (fnmatch(3)); an empty one matches all.
bool matches(const Scenario& scenario, const std::string& glob);

// Makes the certificates and contexts of the scenarios that match.
std::vector<std::unique_ptr<Service>> prepare(const std::string& glob, Pki& pki);

// The same for aia_scenarios().
std::vector<std::unique_ptr<Service>> prepare_aia(const std::string& glob, Pki& pki);

// The same for the scenarios in which clients differ (tests/lab/client_scenarios.h).
std::vector<std::unique_ptr<Service>> prepare_clients(const std::string& glob, Pki& pki);
std::vector<std::span<const Scenario>> client_tables();

// That HTTP server (tests/lab/aia_service.h), for the certificates of `dir`/aia, on a socket bound already.
std::unique_ptr<Service> aia_server(const std::string& dir, int socket);

// Scenario::options with the folder in place.
std::string options_in(const Scenario& scenario, std::string_view dir);

}  // namespace lab
