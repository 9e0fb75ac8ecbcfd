// check_tls_list: checks many endpoints from lists in one process.

#include "nagios/list_program.h"
#include "nagios/programs.h"
#include "plugin/run.h"

namespace {

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_list_program(nagios::kCheckTlsList, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
