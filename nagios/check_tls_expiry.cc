// check_tls_expiry: checks when the certificate and its chain end.

#include "nagios/endpoint_program.h"
#include "plugin/run.h"

namespace {

constexpr checks::Program kProgram = {
    .name = "check_tls_expiry",
    .does = "checks when the certificate and its chain end",
    .rules = "reachable,leaf-expiry,chain-expiry,not-yet-valid",
    .headline = "leaf-expiry,chain-expiry,reachable",
    .without = "clients no-clients require-clients venv",
};

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(kProgram, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
