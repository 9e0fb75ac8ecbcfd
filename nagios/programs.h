// The programs for Nagios and Icinga: their names, rules and options. Their mains run them; tests compare the
// monitors' definitions with them.

#pragma once

#include "checks/check.h"

namespace nagios {

// Everything about the TLS of one endpoint.
inline constexpr checks::Program kCheckTls = {
    .name = "check_tls",
    .does = "checks everything about the TLS of one endpoint, in one connection",
    .rules = "*",
    .headline = "leaf-expiry,name-match,reachable",
    .clients = checks::ClientsShown::verbose,
};

// When the certificate and its chain end.
inline constexpr checks::Program kCheckTlsExpiry = {
    .name = "check_tls_expiry",
    .does = "checks when the certificate and its chain end",
    .rules = "reachable,leaf-expiry,chain-expiry,not-yet-valid,both-keys",
    .headline = "leaf-expiry,chain-expiry,reachable",
    .without = "clients no-clients require-clients venv refuse",
};

// Whether the chain that a server sends leads to a trust anchor for every client.
inline constexpr checks::Program kCheckTlsChain = {
    .name = "check_tls_chain",
    .does = "checks that the chain a server sends leads to a trust anchor for every client",
    .rules = "reachable,chain-*,root-sent,self-signed,clients-agree,both-keys,rfc5280-*,webpki-*",
    .headline = "chain-trusted,self-signed,chain-complete,reachable",
    .without = "refuse",
    .profile = checks::Profile::automatic,
    .clients = checks::ClientsShown::always,
};

// The certificate itself: name, key, signature, life, expectations.
inline constexpr checks::Program kCheckTlsCertificate = {
    .name = "check_tls_certificate",
    .does = "checks the certificate itself: name, key, signature, life, expectations",
    .rules =
        "reachable,name-match,not-yet-valid,key-strength,signature-algorithm,validity-length,expected-*,pin,"
        "both-keys",
    .headline = "name-match,expected-fingerprint,pin,expected-serial,expected-issuer,key-strength,reachable",
    .without = "clients no-clients require-clients venv refuse",
};

// Files of certificates: before they are deployed, and against what servers send.
inline constexpr checks::Program kCheckCertFile = {
    .name = "check_cert_file",
    .does = "checks files of certificates, bundles and keystores, as if a server sent them",
    .rules =
        "file-readable,key-match,served-same,reachable,leaf-expiry,not-yet-valid,name-match,self-signed,"
        "chain-*,expected-*,pin,signature-algorithm,key-strength,validity-length,root-sent,clients-agree,"
        "rfc5280-*,webpki-*",
    .headline = "leaf-expiry,file-readable",
    .without =
        "hostname address all-addresses perf-addresses port sni no-sni client-cert client-key "
        "client-key-password-file proxy proxy-auth-file proxy-from-env no-proxy proxy-protocol min-tls "
        "both-keys refuse",
    .profile = checks::Profile::automatic,
    .clients = checks::ClientsShown::always,
    .source = checks::Source::files,
};

// Many endpoints from lists, in one process.
inline constexpr checks::Program kCheckTlsList = {
    .name = "check_tls_list",
    .does = "checks the TLS of many endpoints from lists, in one process",
    .rules = "*",
    .headline = "leaf-expiry,name-match,reachable",
    .without =
        "hostname address port protocol sni no-sni match clients no-clients require-clients venv "
        "save-evidence replay write-chain output perf-addresses",
    .source = checks::Source::list,
};

}  // namespace nagios
