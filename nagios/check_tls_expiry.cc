// check_tls_expiry: checks when the certificate and its chain end.

#include "nagios/endpoint_program.h"
#include "nagios/programs.h"
#include "plugin/run.h"

namespace {

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(nagios::kCheckTlsExpiry, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
