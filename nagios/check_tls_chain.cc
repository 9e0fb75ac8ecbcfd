// check_tls_chain: checks that the chain a server sends leads to a trust anchor for every client.

#include "nagios/endpoint_program.h"
#include "plugin/run.h"

namespace {

constexpr checks::Program kProgram = {
    .name = "check_tls_chain",
    .does = "checks that the chain a server sends leads to a trust anchor for every client",
    .rules = "reachable,chain-*,root-sent,self-signed,clients-agree,rfc5280-*,webpki-*",
    .headline = "chain-trusted,self-signed,chain-complete,reachable",
    .profile = checks::Profile::automatic,
    .clients = checks::ClientsShown::always,
};

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(kProgram, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
