// The rows of option_table under "What is good".

#include "checks/option_rows.h"
#include "checks/option_setters.h"
#include "checks/setters.h"

namespace checks {
namespace {

constexpr const char* kGroup = "What is good";

constexpr plugin::Option<Settings> kRows[] = {
    {{.name = "match",
      .letter = 'm',
      .value = "NAME",
      .help = "name that the certificate must cover; several: all of them; default: the server name",
      .group = kGroup,
      .repeatable = true},
     add_name},
    {{.name = "warning",
      .letter = 'w',
      .value = "T",
      .help = "WARNING when less than T is left of the certificate: 20 (days), 36h, 25% (of its lifetime), "
              "30,25% "
              "(the smallest), 10:20d (a range), auto (default: 20 days or 25 %, whatever is less)",
      .group = kGroup},
     set_warning},
    {{.name = "critical",
      .letter = 'c',
      .value = "T",
      .help =
          "CRITICAL likewise; auto (default): 7 days or 10 %, whatever is less; expired is always CRITICAL",
      .group = kGroup},
     set_critical},
    {{.name = "chain-warning",
      .value = "T",
      .help = "likewise for the rest of the path to the trust anchor; default: as --warning",
      .group = kGroup},
     set_chain_warning},
    {{.name = "chain-critical", .value = "T", .help = "default: as --critical", .group = kGroup},
     set_chain_critical},
    {{.name = "ca-file",
      .letter = 'r',
      .aliases = "rootcert",
      .value = "FILE",
      .help = "trust anchors in place of the system's: certificates in PEM or DER",
      .group = kGroup,
      .repeatable = true,
      .names_file = true},
     append<&Settings::ca_files>},
    {{.name = "ca-path",
      .value = "DIR",
      .help = "trust anchors in place of the system's: a folder of certificates, hashed or not",
      .group = kGroup,
      .repeatable = true,
      .names_file = true},
     append<&Settings::ca_paths>},
    {{.name = "store",
      .value = "NAME[=PATH]",
      .help = "NAME: the trust anchors of that client in place of the system's; NAME=PATH: where its store "
              "lies. One of openssl, roots-only, python, certifi, java, node, go, gnutls, browser",
      .group = kGroup,
      .repeatable = true,
      .names_file = true},
     add_store},
    {{.name = "venv",
      .value = "DIR",
      .help = "a virtual environment of Python, whose certifi is asked in place of the system's",
      .group = kGroup,
      .repeatable = true,
      .names_file = true},
     append<&Settings::virtual_environments>},
    {{.name = "clients",
      .help = "say what curl, Python, Java, Node.js, Go, GnuTLS and browsers with the trust stores of this "
              "machine do, and compare them; default in check_tls_chain",
      .group = kGroup,
      .excludes = "no-clients"},
     set_clients},
    {{.name = "no-clients", .help = "do not", .group = kGroup, .excludes = "clients"}, set_no_clients},
    {{.name = "require-clients",
      .value = "NAMES",
      .help = "clients, as in --store, that must accept: CRITICAL if one does not",
      .group = kGroup,
      .repeatable = true,
      .excludes = "no-clients"},
     add_required_clients},
    {{.name = "allow-self-signed",
      .letter = 's',
      .aliases = "selfsigned",
      .help = "a self-signed certificate is fine",
      .group = kGroup},
     enable<&Settings::policy, &Policy::allow_self_signed>},
    {{.name = "issuer",
      .letter = 'i',
      .value = "TEXT",
      .help = "part of the certificate's issuer (CN=...,O=...,C=...), in any case; several: any one suffices",
      .group = kGroup,
      .repeatable = true},
     append<&Settings::policy, &Policy::issuers>},
    {{.name = "serial",
      .value = "HEX",
      .help = "the certificate's serial number; several: any one suffices",
      .group = kGroup,
      .repeatable = true},
     add_serial},
    {{.name = "fingerprint",
      .value = "HEX",
      .help = "the certificate's SHA-1 or SHA-256; several: any one suffices",
      .group = kGroup,
      .repeatable = true},
     add_fingerprint},
    {{.name = "pin",
      .value = "sha256//BASE64",
      .help = "SHA-256 of the certificate's public key; several: any one suffices",
      .group = kGroup,
      .repeatable = true},
     add_pin},
    {{.name = "min-tls",
      .value = "VERSION",
      .help = "lowest TLS version that is fine: 1.0, 1.1, 1.2 (default), 1.3",
      .group = kGroup},
     set_min_tls},
    {{.name = "refuse",
      .value = "VERSIONS",
      .help =
          "try these TLS versions one by one and report those that the server still accepts: comma list of "
          "ssl3, tls1, tls1.1, tls1.2, tls1.3",
      .group = kGroup,
      .repeatable = true},
     add_refused_versions},
    {{.name = "max-validity",
      .value = "DAYS",
      .help = "longest life that a certificate may have; auto (default): what the Baseline Requirements "
              "allow, for "
              "public certificates; off",
      .group = kGroup},
     set_max_validity},
    {{.name = "profile",
      .value = "NAME",
      .help =
          "also judge the form of every certificate of the path: none, rfc5280, webpki (the Baseline "
          "Requirements, and rfc5280), auto (webpki for public certificates, rfc5280 for others); default: "
          "auto in check_tls_chain and check_cert_file, else none",
      .group = kGroup},
     set_profile},
    {{.name = "max-depth",
      .value = "N",
      .help = "intermediates allowed between the certificate and the trust anchor; default: any number",
      .group = kGroup},
     set_max_depth},
};

}  // namespace

std::span<const plugin::Option<Settings>> judgement_rows() { return kRows; }

}  // namespace checks
