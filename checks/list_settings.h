// What a run over many endpoints was asked to do, beside what holds for each endpoint (settings.h).

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace checks {

// `plugin`: what a monitor reads.
enum class ListForm { plugin, json, jsonl, csv, prometheus };

enum class DigestLanguage { en, ja };

// --shard 2/4: the second of four parts.
struct Shard {
  unsigned part = 1;
  unsigned of = 1;
};

struct ListSettings {
  std::vector<std::string> files;  // as given: names, patterns, "-"
  Shard shard;

  unsigned concurrency = 256;
  unsigned per_host = 4;
  unsigned retries = 0;
  std::optional<std::chrono::milliseconds> deadline;  // of the whole run; none: as long as it takes

  ListForm form = ListForm::plugin;
  std::string output_file;
  std::string html;  // path

  bool digest = false;
  bool digest_always = false;
  DigestLanguage digest_language = DigestLanguage::en;
  std::string mail_from;
  std::string mail_to;
  std::string mail_subject;
  std::string mail_via;  // URL
  std::string state;     // path

  std::string submit;  // "nagios:COMMANDFILE", "nagios-spool:DIR", "icinga2:URL", "zabbix:HOST:PORT"
  std::string submit_host = "{name}";
  std::string
      submit_service;  // empty: "TLS {protocol} {port}", of Zabbix "tls.result[{name},{port},{protocol}]"
  std::string submit_summary;  // "HOST/SERVICE"
  std::string submit_user;     // of Icinga's API
  std::string submit_password_file;
  std::string submit_ca_file;    // that Icinga's API is verified by
  std::string submit_cert_name;  // that its certificate is for
  std::optional<std::chrono::milliseconds> submit_ttl;
  std::string spool;  // folder
};

}  // namespace checks
