// check_cert_file: checks files of certificates: before they are deployed, and against what servers send.

#include "nagios/endpoint_program.h"
#include "nagios/programs.h"
#include "plugin/run.h"

namespace {

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(nagios::kCheckCertFile, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
