#include <algorithm>
#include <string_view>

#include "checks/file_options.h"
#include "checks/list_options.h"
#include "checks/option_setters.h"
#include "checks/options.h"
#include "checks/zabbix_options.h"

namespace checks {
namespace {

constexpr const char* kEndpoint = "What to check";
constexpr const char* kJudgement = "What is good";
constexpr const char* kStates = "What counts, and how much";
constexpr const char* kRun = "The run";
constexpr const char* kOutput = "The output";

constexpr plugin::Option<Settings> kTable[] = {
    {{.name = "hostname",
      .letter = 'H',
      .aliases = "host",
      .value = "HOST",
      .help = "name or address to check, or a URL such as smtp://mx.example.org:25",
      .group = kEndpoint},
     set_host},
    {{.name = "address",
      .letter = 'I',
      .aliases = "resolve",
      .value = "ADDR",
      .help = "connect here instead of resolving HOST",
      .group = kEndpoint},
     set_address},
    {{.name = "all-addresses",
      .letter = 'A',
      .help = "check every address that the name has, all at once; the worst counts",
      .group = kEndpoint},
     set_every_address},
    {{.name = "both-keys",
      .help =
          "also judge the RSA and the ECDSA certificate of a server that has both, by a handshake for each",
      .group = kEndpoint},
     set_both_keys},
    {{.name = "ipv4", .letter = '4', .help = "IPv4 only", .group = kEndpoint, .excludes = "ipv6"}, set_ipv4},
    {{.name = "ipv6", .letter = '6', .help = "IPv6 only", .group = kEndpoint, .excludes = "ipv4"}, set_ipv6},
    {{.name = "port",
      .letter = 'p',
      .value = "N",
      .help = "TCP port; default: the protocol's (tls: 443)",
      .group = kEndpoint},
     set_port},
    {{.name = "protocol",
      .letter = 'P',
      .aliases = "starttls",
      .value = "NAME",
      .help =
          "how TLS begins: tls (default), smtp, ...; see --list-protocols. A port never chooses a protocol",
      .group = kEndpoint},
     set_protocol},
    {{.name = "sni",
      .value = "NAME",
      .help = "server name to send; default: HOST when it is a name",
      .group = kEndpoint,
      .excludes = "no-sni"},
     set_sni},
    {{.name = "no-sni", .help = "send no server name", .group = kEndpoint, .excludes = "sni"}, set_no_sni},
    // In a section of Zabbix only, where --proxy-auth-file stands: who may choose the proxy gets the
    // password.
    {{.name = "proxy",
      .letter = 'x',
      .value = "URL",
      .help = "connect through a proxy: http://HOST:PORT (CONNECT), socks5h://HOST (both look up the name of "
              "the endpoint themselves) or socks5://HOST (this machine does)",
      .group = kEndpoint,
      .names_file = true},
     set_proxy},
    {{.name = "proxy-auth-file",
      .value = "FILE",
      .help = "file whose first line is user:password for the proxy (the password alone, where the URL names "
              "the user: http://USER@HOST:PORT); else the variable TLS_PROXY_AUTH",
      .group = kEndpoint,
      .names_file = true},
     set_proxy_auth_file},
    {{.name = "proxy-from-env",
      .help = "without --proxy: take the proxy from the variable https_proxy, HTTPS_PROXY, all_proxy or "
              "ALL_PROXY, and what goes without one from no_proxy or NO_PROXY",
      .group = kEndpoint},
     set_proxy_from_env},
    {{.name = "no-proxy",
      .value = "LIST",
      .help = "what goes without a proxy: names (with all below them), addresses and networks, such as "
              ".example.org,192.0.2.0/24; * for all",
      .group = kEndpoint},
     set_no_proxy},
    {{.name = "proxy-protocol",
      .aliases = "send-proxy-protocol",
      .value = "VERSION",
      .help = "begin with a header of the PROXY protocol, v1 or v2, for servers behind a load balancer "
              "(accept-proxy of HAProxy, proxy_protocol of nginx)",
      .group = kEndpoint},
     set_proxy_protocol},
    {{.name = "client-cert",
      .value = "FILE",
      .help = "client certificate in PEM, its intermediates behind it",
      .group = kEndpoint,
      .names_file = true},
     set_client_cert},
    {{.name = "client-key",
      .value = "FILE",
      .help = "its private key in PEM; default: in the file of --client-cert",
      .group = kEndpoint,
      .names_file = true},
     set_client_key},
    {{.name = "client-key-password-file",
      .value = "FILE",
      .help = "file whose first line opens the private key; else the variable TLS_CLIENT_KEY_PASSWORD",
      .group = kEndpoint,
      .names_file = true},
     set_client_key_password_file},

    {{.name = "match",
      .letter = 'm',
      .value = "NAME",
      .help = "name that the certificate must cover; several: all of them; default: the server name",
      .group = kJudgement,
      .repeatable = true},
     add_name},
    {{.name = "warning",
      .letter = 'w',
      .value = "T",
      .help = "WARNING when less than T is left of the certificate: 20 (days), 36h, 25% (of its lifetime), "
              "30,25% "
              "(the smallest), 10:20d (a range), auto (default: 20 days or 25 %, whatever is less)",
      .group = kJudgement},
     set_warning},
    {{.name = "critical",
      .letter = 'c',
      .value = "T",
      .help =
          "CRITICAL likewise; auto (default): 7 days or 10 %, whatever is less; expired is always CRITICAL",
      .group = kJudgement},
     set_critical},
    {{.name = "chain-warning",
      .value = "T",
      .help = "likewise for the rest of the path to the trust anchor; default: as --warning",
      .group = kJudgement},
     set_chain_warning},
    {{.name = "chain-critical", .value = "T", .help = "default: as --critical", .group = kJudgement},
     set_chain_critical},
    {{.name = "ca-file",
      .letter = 'r',
      .aliases = "rootcert",
      .value = "FILE",
      .help = "trust anchors in place of the system's: certificates in PEM or DER",
      .group = kJudgement,
      .repeatable = true,
      .names_file = true},
     add_ca_file},
    {{.name = "ca-path",
      .value = "DIR",
      .help = "trust anchors in place of the system's: a folder of certificates, hashed or not",
      .group = kJudgement,
      .repeatable = true,
      .names_file = true},
     add_ca_path},
    {{.name = "store",
      .value = "NAME[=PATH]",
      .help = "NAME: the trust anchors of that client in place of the system's; NAME=PATH: where its store "
              "lies. One of openssl, roots-only, python, certifi, java, node, go, gnutls, browser",
      .group = kJudgement,
      .repeatable = true,
      .names_file = true},
     add_store},
    {{.name = "venv",
      .value = "DIR",
      .help = "a virtual environment of Python, whose certifi is asked in place of the system's",
      .group = kJudgement,
      .repeatable = true,
      .names_file = true},
     add_virtual_environment},
    {{.name = "clients",
      .help = "say what curl, Python, Java, Node.js, Go, GnuTLS and browsers with the trust stores of this "
              "machine do, and compare them; default in check_tls_chain",
      .group = kJudgement,
      .excludes = "no-clients"},
     set_clients},
    {{.name = "no-clients", .help = "do not", .group = kJudgement, .excludes = "clients"}, set_no_clients},
    {{.name = "require-clients",
      .value = "NAMES",
      .help = "clients, as in --store, that must accept: CRITICAL if one does not",
      .group = kJudgement,
      .repeatable = true,
      .excludes = "no-clients"},
     add_required_clients},
    {{.name = "allow-self-signed",
      .letter = 's',
      .aliases = "selfsigned",
      .help = "a self-signed certificate is fine",
      .group = kJudgement},
     allow_self_signed},
    {{.name = "issuer",
      .letter = 'i',
      .value = "TEXT",
      .help = "part of the certificate's issuer (CN=...,O=...,C=...), in any case; several: any one suffices",
      .group = kJudgement,
      .repeatable = true},
     add_issuer},
    {{.name = "serial",
      .value = "HEX",
      .help = "the certificate's serial number; several: any one suffices",
      .group = kJudgement,
      .repeatable = true},
     add_serial},
    {{.name = "fingerprint",
      .value = "HEX",
      .help = "the certificate's SHA-1 or SHA-256; several: any one suffices",
      .group = kJudgement,
      .repeatable = true},
     add_fingerprint},
    {{.name = "pin",
      .value = "sha256//BASE64",
      .help = "SHA-256 of the certificate's public key; several: any one suffices",
      .group = kJudgement,
      .repeatable = true},
     add_pin},
    {{.name = "min-tls",
      .value = "VERSION",
      .help = "lowest TLS version that is fine: 1.0, 1.1, 1.2 (default), 1.3",
      .group = kJudgement},
     set_min_tls},
    {{.name = "refuse",
      .value = "VERSIONS",
      .help =
          "try these TLS versions one by one and report those that the server still accepts: comma list of "
          "ssl3, tls1, tls1.1, tls1.2, tls1.3",
      .group = kJudgement,
      .repeatable = true},
     add_refused_versions},
    {{.name = "max-validity",
      .value = "DAYS",
      .help = "longest life that a certificate may have; auto (default): what the Baseline Requirements "
              "allow, for "
              "public certificates; off",
      .group = kJudgement},
     set_max_validity},
    {{.name = "profile",
      .value = "NAME",
      .help =
          "also judge the form of every certificate of the path: none, rfc5280, webpki (the Baseline "
          "Requirements, and rfc5280), auto (webpki for public certificates, rfc5280 for others); default: "
          "auto in check_tls_chain and check_cert_file, else none",
      .group = kJudgement},
     set_profile},
    {{.name = "max-depth",
      .value = "N",
      .help = "intermediates allowed between the certificate and the trust anchor; default: any number",
      .group = kJudgement},
     set_max_depth},

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
     set_fetch_private},
    {{.name = "cache",
      .value = "DIR",
      .help = "keep what was fetched in DIR, which must be yours alone; default: tls-checks in the folder "
              "XDG_CACHE_HOME, if that is set",
      .group = kRun,
      .names_file = true},
     set_cache},
    {{.name = "write-chain",
      .value = "FILE",
      .help = "write the chain file that the server should have, if what was sent and fetched makes one: the "
              "certificate, its intermediates in order, no root",
      .group = kRun,
      .names_file = true},
     set_write_chain},
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
     set_save_evidence},
    {{.name = "replay",
      .value = "FILE",
      .help = "judge saved evidence instead of connecting, as of when it was saved",
      .group = kRun,
      .excludes = "save-evidence",
      .names_file = true},
     set_replay},
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
     set_perf_addresses},
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

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t length = std::min(words.find(' '), words.size());
    if (words.substr(0, length) == word) {
      return true;
    }
    words.remove_prefix(std::min(length + 1, words.size()));
  }
  return false;
}

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
  for (const plugin::Option<Settings>& row : kTable) {
    const bool is_other_config =
        row.apply == &config_was_read && std::string_view(row.spec.name) != config.option;
    if (!is_other_config && !has_word(without, row.spec.name)) {
      rows.push_back(row);
    }
  }
  if (config.fixed_file != nullptr) {
    const std::span<const plugin::Option<Settings>> more = zabbix_option_rows();
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace checks
