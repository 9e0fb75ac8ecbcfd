// check_cert_file: checks files of certificates: before they are deployed, and against what servers send.

#include "nagios/endpoint_program.h"
#include "plugin/run.h"

namespace {

constexpr checks::Program kProgram = {
    .name = "check_cert_file",
    .does = "checks files of certificates, bundles and keystores, as if a server sent them",
    .rules =
        "file-readable,key-match,served-same,reachable,leaf-expiry,not-yet-valid,name-match,self-signed,"
        "chain-*,expected-*,pin,signature-algorithm,key-strength,validity-length,root-sent,clients-agree,"
        "rfc5280-*,webpki-*",
    .headline = "leaf-expiry,file-readable",
    .without = "hostname address port sni no-sni client-cert client-key client-key-password-file min-tls",
    .profile = checks::Profile::automatic,
    .clients = checks::ClientsShown::always,
    .source = checks::Source::files,
};

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(kProgram, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
