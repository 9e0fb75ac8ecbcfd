#include "checks/list_options.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "checks/setters.h"
#include "plugin/duration.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr const char* kLists = "What to check";
constexpr const char* kRun = "The run";
constexpr const char* kOutput = "The output";
constexpr const char* kMail = "Mail";
constexpr const char* kSubmit = "Results for services of their own";

// Sockets of one process; above that a machine has other limits first.
constexpr unsigned kMaxConcurrency = 10'000;
constexpr unsigned kMaxRetries = 10;
constexpr unsigned kMaxShards = 1000;

Result<Done> set_number(unsigned& member, std::string_view value, unsigned least, unsigned most) {
  const std::optional<unsigned> read = number(value, least, most);
  if (!read) {
    return expected("a number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  member = *read;
  return Done{};
}

Result<Done> set_shard(Settings& s, std::string_view value) {
  const std::size_t slash = value.find('/');
  if (slash != std::string_view::npos) {
    const std::optional<unsigned> of = number(value.substr(slash + 1), 1U, kMaxShards);
    const std::optional<unsigned> part = of ? number(value.substr(0, slash), 1U, *of) : std::nullopt;
    if (part) {
      s.list.shard = {*part, *of};
      return Done{};
    }
  }
  return expected("PART/PARTS such as 1/4, of at most " + std::to_string(kMaxShards) + " parts");
}

Result<Done> set_concurrency(Settings& s, std::string_view value) {
  return set_number(s.list.concurrency, value, 1, kMaxConcurrency);
}

Result<Done> set_per_host(Settings& s, std::string_view value) {
  return set_number(s.list.per_host, value, 1, kMaxConcurrency);
}

Result<Done> set_retries(Settings& s, std::string_view value) {
  return set_number(s.list.retries, value, 0, kMaxRetries);
}

Result<Done> set_deadline(Settings& s, std::string_view value) {
  const auto time = plugin::parse_duration(value, std::chrono::seconds(1));
  if (!time || *time <= std::chrono::milliseconds::zero()) {
    return expected("a time such as 50 (seconds) or 4m");
  }
  s.list.deadline = *time;
  return Done{};
}

Result<Done> set_ttl(Settings& s, std::string_view value) {
  const auto time = plugin::parse_duration(value, std::chrono::seconds(1));
  if (!time || *time < std::chrono::seconds(1)) {
    return expected("a time such as 90m or 25h");
  }
  s.list.submit_ttl = *time;
  return Done{};
}

Result<Done> set_form(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, ListForm>, 5> kForms{
      {{"nagios", ListForm::plugin},
       {"json", ListForm::json},
       {"jsonl", ListForm::jsonl},
       {"csv", ListForm::csv},
       {"prometheus", ListForm::prometheus}}};
  return set_word(s.list.form, value, kForms, "nagios, json, jsonl, csv or prometheus");
}

Result<Done> set_language(Settings& s, std::string_view value) {
  constexpr std::array<std::pair<std::string_view, DigestLanguage>, 2> kLanguages{
      {{"en", DigestLanguage::en}, {"ja", DigestLanguage::ja}}};
  return set_word(s.list.digest_language, value, kLanguages, "en or ja");
}

constexpr plugin::Option<Settings> kRows[] = {
    {{.name = "list",
      .letter = 'f',
      .aliases = "file",
      .value = "FILE",
      .help =
          "list of endpoints, a pattern such as '/etc/tls/*.csv', or - for standard input: CSV whose first "
          "line "
          "names the columns (name, port, protocol, address, label, contact and options such as warning), or "
          "HOST[:PORT][/PROTOCOL] or a URL a line, or domain|server:dir server:dir",
      .group = kLists,
      .repeatable = true,
      .names_file = true},
     append<&Settings::list, &ListSettings::files>},
    {{.name = "shard",
      .value = "PART/PARTS",
      .help = "check only this part of the list, such as 1/4: by host name, so that a host stays in its part",
      .group = kLists},
     set_shard},
    {{.name = "concurrency", .value = "N", .help = "endpoints checked at once; default 256", .group = kRun},
     set_concurrency},
    {{.name = "per-host", .value = "N", .help = "of one name or address at once; default 4", .group = kRun},
     set_per_host},
    {{.name = "retries",
      .value = "N",
      .help = "further tries for an endpoint that was not reached, some seconds apart; default 0",
      .group = kRun},
     set_retries},
    {{.name = "deadline",
      .value = "TIME",
      .help = "of the whole run: 50 (seconds), 4m; what was not checked then is UNKNOWN; default: none",
      .group = kRun},
     set_deadline},
    {{.name = "output",
      .letter = 'o',
      .value = "FORM",
      .help = "nagios (default), json (one document), jsonl (a line for each endpoint as it is done), csv or "
              "prometheus; the exit status is the same",
      .group = kOutput},
     set_form},
    {{.name = "output-file",
      .value = "FILE",
      .help = "write that to FILE, and the nagios form to standard output; FILE is replaced when all is done",
      .group = kOutput,
      .names_file = true},
     assign<&Settings::list, &ListSettings::output_file>},
    {{.name = "html",
      .value = "FILE",
      .help = "write a report for a browser to FILE: one page that needs nothing else",
      .group = kOutput,
      .names_file = true},
     assign<&Settings::list, &ListSettings::html>},

    {{.name = "digest",
      .help = "print a mail (headers, text and HTML) that tells what ends soon, what was not reached and "
              "what else is "
              "wrong, and nothing where all is well; exit status 0. With several contacts it is an mbox",
      .group = kMail},
     enable<&Settings::list, &ListSettings::digest>},
    {{.name = "always", .help = "a mail also where there is nothing to tell", .group = kMail},
     enable<&Settings::list, &ListSettings::digest_always>},
    {{.name = "digest-language", .value = "LANGUAGE", .help = "en (default) or ja", .group = kMail},
     set_language},
    {{.name = "mail-from",
      .value = "ADDRESS",
      .help = "sender; default: tls-checks at this machine's name",
      .group = kMail},
     assign<&Settings::list, &ListSettings::mail_from>},
    {{.name = "mail-to",
      .value = "ADDRESSES",
      .help = "who is told of what has no contact; the column contact names who is told of its own endpoints",
      .group = kMail},
     assign<&Settings::list, &ListSettings::mail_to>},
    {{.name = "mail-subject",
      .value = "TEXT",
      .help =
          "may hold {state}, {critical}, {warning}, {unknown}, {ok}, {endpoints}, {new}, {worse}, {fixed}, "
          "{expiring}, {unreachable}, {soonest}, {left}",
      .group = kMail},
     assign<&Settings::list, &ListSettings::mail_subject>},
    {{.name = "mail-via",
      .value = "URL",
      .help = "deliver the mails by this relay in place of printing them: smtp://HOST[:PORT]; STARTTLS where "
              "it is "
              "offered; the output and the exit status are those of the run",
      .group = kMail},
     assign<&Settings::list, &ListSettings::mail_via>},
    {{.name = "state",
      .value = "FILE",
      .help =
          "what was wrong in the last run, so that the mail marks what is new, worse or fixed; written anew",
      .group = kMail,
      .names_file = true},
     assign<&Settings::list, &ListSettings::state>},

    {{.name = "submit",
      .value = "TARGET",
      .help = "hand each endpoint's result to a monitor: nagios:COMMANDFILE, nagios-spool:DIR, "
              "icinga2:https://HOST, "
              "zabbix:HOST[:PORT]",
      .group = kSubmit,
      .names_file = true},
     assign<&Settings::list, &ListSettings::submit>},
    {{.name = "submit-host",
      .value = "PATTERN",
      .help = "the monitor's name of the host, {COLUMN} for a column of the list; default {name}; the column "
              "monitor_host wins",
      .group = kSubmit},
     assign<&Settings::list, &ListSettings::submit_host>},
    {{.name = "submit-service",
      .value = "PATTERN",
      .help = "likewise of the service, default 'TLS {protocol} {port}'; of Zabbix the item's key, default "
              "'tls.result[{name},{port},{protocol}]'; the column monitor_service wins",
      .group = kSubmit},
     assign<&Settings::list, &ListSettings::submit_service>},
    {{.name = "submit-summary",
      .value = "HOST/SERVICE",
      .help = "where the run's own result goes",
      .group = kSubmit},
     assign<&Settings::list, &ListSettings::submit_summary>},
    {{.name = "submit-user", .value = "NAME", .help = "of Icinga's API", .group = kSubmit},
     assign<&Settings::list, &ListSettings::submit_user>},
    {{.name = "submit-password-file",
      .value = "FILE",
      .help = "file whose first line is that user's password",
      .group = kSubmit,
      .names_file = true},
     assign<&Settings::list, &ListSettings::submit_password_file>},
    {{.name = "submit-ca-file",
      .value = "FILE",
      .help = "trust anchors of Icinga's API, such as /var/lib/icinga2/certs/ca.crt; default: the system's",
      .group = kSubmit,
      .names_file = true},
     assign<&Settings::list, &ListSettings::submit_ca_file>},
    {{.name = "submit-cert-name",
      .value = "NAME",
      .help = "name in that API's certificate, where the URL has another",
      .group = kSubmit},
     assign<&Settings::list, &ListSettings::submit_cert_name>},
    {{.name = "submit-ttl",
      .value = "TIME",
      .help = "when Icinga takes a result for stale: 90m, 25h",
      .group = kSubmit},
     set_ttl},
    {{.name = "spool",
      .value = "DIR",
      .help = "keep results and mails that cannot be delivered in DIR, for the next run",
      .group = kSubmit,
      .names_file = true},
     assign<&Settings::list, &ListSettings::spool>},
};

struct Need {
  const char* option;
  bool is_given;
  const char* needs;
  bool has_it;
};

}  // namespace

std::span<const plugin::Option<Settings>> list_option_rows() { return kRows; }

Result<Done> check_list_settings(const ListSettings& s) {
  if (s.files.empty()) {
    return Error{Text("-f, --list FILE is missing: the list of endpoints (see --help)")};
  }
  const Need needs[] = {
      {"--always", s.digest_always, "--digest", s.digest},
      {"--mail-from", !s.mail_from.empty(), "--digest", s.digest},
      {"--mail-to", !s.mail_to.empty(), "--digest", s.digest},
      {"--mail-subject", !s.mail_subject.empty(), "--digest", s.digest},
      {"--mail-via", !s.mail_via.empty(), "--digest", s.digest},
      {"--state", !s.state.empty(), "--digest", s.digest},
      {"--submit-summary", !s.submit_summary.empty(), "--submit", !s.submit.empty()},
      {"--submit-user", !s.submit_user.empty(), "--submit", !s.submit.empty()},
      {"--submit-password-file", !s.submit_password_file.empty(), "--submit", !s.submit.empty()},
      {"--submit-ca-file", !s.submit_ca_file.empty(), "--submit", !s.submit.empty()},
      {"--submit-ttl", s.submit_ttl.has_value(), "--submit", !s.submit.empty()},
      {"--spool", !s.spool.empty(), "--submit or --mail-via", !s.submit.empty() || !s.mail_via.empty()},
  };
  for (const Need& one : needs) {
    if (one.is_given && !one.has_it) {
      return Error{Text(one.option) + " needs " + one.needs + " beside it"};
    }
  }
  if (s.digest && s.mail_via.empty() && s.output_file.empty() && s.form != ListForm::plugin) {
    return Error{Text("--digest prints a mail: give --output-file or --mail-via beside -o, --output")};
  }
  return Done{};
}

}  // namespace checks
