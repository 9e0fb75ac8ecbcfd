// check_tls: checks everything about the TLS of one endpoint, in one connection.

#include "nagios/endpoint_program.h"
#include "plugin/run.h"

namespace {

constexpr checks::Program kProgram = {
    .name = "check_tls",
    .does = "checks everything about the TLS of one endpoint, in one connection",
    .rules = "*",
    .headline = "leaf-expiry,name-match,reachable",
    .clients = checks::ClientsShown::verbose,
};

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(kProgram, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
