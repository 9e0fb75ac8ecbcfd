// check_tls_certificate: checks the certificate itself: name, key, signature, life, expectations.

#include "nagios/endpoint_program.h"
#include "plugin/run.h"

namespace {

constexpr checks::Program kProgram = {
    .name = "check_tls_certificate",
    .does = "checks the certificate itself: name, key, signature, life, expectations",
    .rules =
        "reachable,name-match,not-yet-valid,key-strength,signature-algorithm,validity-length,expected-*,pin",
    .headline = "name-match,expected-fingerprint,pin,expected-serial,expected-issuer,key-strength,reachable",
    .without = "clients no-clients require-clients venv",
};

plugin::Output body(std::span<const std::string_view> arguments) {
  return nagios::run_endpoint_program(kProgram, arguments);
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
