// check_tls: checks everything about the TLS of one endpoint, in one connection.

#include "nagios/endpoint_program.h"
#include "nagios/programs.h"
#include "plugin/run.h"

namespace {

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(nagios::kCheckTls, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
