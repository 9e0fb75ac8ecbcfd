// What a run was asked to do: filled by the option table, read by everything after it.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/evidence/target.h"
#include "checks/grade.h"
#include "checks/list_settings.h"
#include "checks/rules/policy.h"

namespace checks {

// What a program checks.
enum class Source { endpoint, files, list };

enum class OutputForm { nagios, json, text };

// What a program for Zabbix gives of a check: the document, or one value of it (zabbix/answer.h).
enum class Wanted { document, left, status };

// Requests that are answered without a check.
enum class Instead { nothing, help, version, list_checks, list_protocols };

// --store NAME=PATH.
struct StorePlace {
  ClientId client = ClientId::openssl;
  std::string path;
};

struct Settings {
  // The endpoint as it was given; `endpoint` (checks/options.h) makes a Target of it.
  std::string host;
  std::string address;
  std::optional<std::uint16_t> port;
  std::string protocol;
  std::string url_protocol;  // from a URL given as host
  std::optional<std::uint16_t> url_port;
  std::string server_name;
  bool no_server_name = false;
  AddressFamily family = AddressFamily::any;
  bool every_address = false;
  bool both_keys = false;
  std::vector<TlsVersion> refuse;
  std::string proxy;  // URL, as given; checks/proxy_choice.h
  std::string proxy_auth_file;
  bool proxy_from_env = false;
  std::string no_proxy;
  ProxyHeader proxy_header = ProxyHeader::none;
  std::vector<std::string> names;  // to match, as given
  std::string default_host;        // the host where none is given, as given

  // Of the discovery for Zabbix, as given.
  std::string endpoints;       // a list
  std::string discover;        // a section
  std::string endpoints_file;  // path

  // Of programs that check files, as given.
  std::vector<std::string> files;
  std::string key;  // paths
  std::string key_password_file;
  std::string store_password_file;
  std::vector<std::string> served;

  ListSettings list;  // of the program that checks many

  Policy policy;
  bool chain_warning_given = false;  // else the leaf's is taken
  bool chain_critical_given = false;
  Grading grading;

  std::vector<std::string> ca_files;
  std::vector<std::string> ca_paths;
  std::optional<ClientId> store;                  // whose store holds the trust anchors
  std::vector<StorePlace> store_places;           // where clients' stores lie
  std::vector<std::string> virtual_environments;  // of Python, looked into for certifi
  bool shows_clients = false;                     // the client table is wanted, judged or not

  std::string write_chain;  // path

  bool fetch_private = false;  // fetches may go to any port and address
  std::string cache;           // folder of fetched documents, as given

  std::string client_cert;  // paths
  std::string client_key;
  std::string client_key_password_file;

  std::chrono::milliseconds timeout{10'000};
  std::string at;  // as given; empty: now
  std::string save_evidence;
  std::string replay;

  OutputForm output = OutputForm::nagios;
  Wanted wanted = Wanted::document;
  std::size_t max_output = 8000;
  bool perf_addresses = false;
  int verbosity = 0;
  Instead instead = Instead::nothing;
};

}  // namespace checks
