// check_tls_chain: checks that the chain a server sends leads to a trust anchor for every client.

#include "nagios/endpoint_program.h"
#include "nagios/programs.h"
#include "plugin/run.h"

namespace {

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(nagios::kCheckTlsChain, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
