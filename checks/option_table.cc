#include <string_view>

#include "checks/file_options.h"
#include "checks/list_options.h"
#include "checks/option_rows.h"
#include "checks/option_setters.h"
#include "checks/options.h"
#include "checks/setters.h"
#include "checks/zabbix_options.h"
#include "plugin/option_table.h"

namespace checks {
namespace {

using Rows = std::span<const plugin::Option<Settings>>;

constexpr const char* kStates = "What counts, and how much";
constexpr const char* kRun = "The run";
constexpr const char* kOutput = "The output";

constexpr plugin::Option<Settings> kRows[] = {
    {{.name = "only",
      .value = "GLOBS",
      .help = "run these checks only, and reachable: comma list of ids of --list-checks",
      .group = kStates,
      .repeatable = true},
     add_only},
    {{.name = "ignore",
      .value = "GLOBS",
      .help = "drop what these checks find; numbers stay",
      .group = kStates,
      .repeatable = true},
     add_ignore},
    {{.name = "severity",
      .value = "ID=STATE",
      .help =
          "state of that check's problems: OK, WARNING, CRITICAL or UNKNOWN; ID:undetermined=STATE for what "
          "could not be determined",
      .group = kStates,
      .repeatable = true},
     add_severity},

    {{.name = "timeout",
      .letter = 't',
      .value = "SECONDS",
      .help = "for everything about an endpoint together, at most 3600; default 10, of zabbix_tls 2.5",
      .group = kRun},
     set_timeout},
    {{.name = "aia",
      .value = "MODE",
      .help = "fetch certificates that the chain lacks from where it says they lie, to tell more of the "
              "fault; no state depends on it: never, auto (default: after a failure, 2 s at most), always",
      .group = kRun},
     set_aia},
    {{.name = "fetch-private",
      .help = "what certificates name may be fetched from private addresses and other ports than 80 too",
      .group = kRun},
     enable<&Settings::fetch_private>},
    {{.name = "cache",
      .value = "DIR",
      .help = "keep what was fetched in DIR, which must be yours alone; default: tls-checks in the folder "
              "XDG_CACHE_HOME, if that is set",
      .group = kRun,
      .names_file = true},
     assign<&Settings::cache>},
    {{.name = "write-chain",
      .value = "FILE",
      .help = "write the chain file that the server should have, if what was sent and fetched makes one: the "
              "certificate, its intermediates in order, no root",
      .group = kRun,
      .names_file = true},
     assign<&Settings::write_chain>},
    {{.name = "at",
      .value = "TIME",
      .help = "judge as of then: 2027-01-19T14:31:48Z, seconds since the epoch, or +14d",
      .group = kRun},
     set_at},
    {{.name = "save-evidence",
      .value = "FILE",
      .help = "write what was seen, for a bug report or --replay",
      .group = kRun,
      .names_file = true},
     assign<&Settings::save_evidence>},
    {{.name = "replay",
      .value = "FILE",
      .help = "judge saved evidence instead of connecting, as of when it was saved",
      .group = kRun,
      .excludes = "save-evidence",
      .names_file = true},
     assign<&Settings::replay>},
    {{.name = "config",
      .value = "FILE",
      .help = "read options from FILE: lines `long-option = value`; the command line wins",
      .group = kRun,
      .names_file = true},
     config_was_read},
    {{.name = "use",
      .value = "SECTION",
      .help = "read options from [SECTION] of /etc/zabbix/zabbix_tls.conf, the only "
              "place where files may be named; the command line wins",
      .group = kRun},
     config_was_read},

    {{.name = "output",
      .letter = 'o',
      .value = "FORM",
      .help = "nagios (default), json or text; the exit status is the same",
      .group = kOutput},
     set_output},
    {{.name = "max-output",
      .value = "BYTES",
      .help = "bound of the nagios form; default 8000",
      .group = kOutput},
     set_max_output},
    {{.name = "perf-addresses",
      .help = "with --all-addresses: performance data of each address too, label_ADDRESS",
      .group = kOutput},
     enable<&Settings::perf_addresses>},
    {{.name = "verbose",
      .letter = 'v',
      .help = "say more: once what is good too, twice what does not apply",
      .group = kOutput,
      .repeatable = true},
     add_verbosity},
    {{.name = "list-checks", .help = "print id, state, sentence and source of each check", .group = kOutput},
     do_instead<Instead::list_checks>},
    {{.name = "list-protocols",
      .help = "print name, kind, port and source of each protocol",
      .group = kOutput},
     do_instead<Instead::list_protocols>},
    {{.name = "version", .letter = 'V', .help = "print the version (exit status 3)", .group = kOutput},
     do_instead<Instead::version>},
    {{.name = "help", .letter = 'h', .help = "print this (exit status 3)", .group = kOutput},
     do_instead<Instead::help>},
};

}  // namespace

std::vector<plugin::Option<Settings>> option_table(const plugin::ConfigSource& config,
                                                   std::string_view without, Source source) {
  std::vector<plugin::Option<Settings>> rows;
  if (source == Source::files) {
    rows.assign(file_option_rows().begin(), file_option_rows().end());
  }
  if (source == Source::list) {
    rows.assign(list_option_rows().begin(), list_option_rows().end());
  }
  for (const Rows part : {endpoint_rows(), judgement_rows(), Rows(kRows)}) {
    for (const plugin::Option<Settings>& row : part) {
      const bool is_other_config =
          row.apply == &config_was_read && std::string_view(row.spec.name) != config.option;
      if (!is_other_config && !plugin::has_word(without, row.spec.name)) {
        rows.push_back(row);
      }
    }
  }
  if (config.fixed_file != nullptr) {
    const Rows more = zabbix_option_rows();
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace checks
