// Distinguished names, and extensions with their general names. data[0]: 0 for a Name, else which extension.

#include <array>

#include "checks/pki/distinguished_name.h"
#include "checks/pki/distrust.h"
#include "checks/pki/extensions.h"
#include "checks/pki/names.h"
#include "tests/fuzz/fuzz.h"

namespace {

// RFC 5280, 4.2.1: 2.5.29.N.
constexpr std::array<std::uint8_t, 13> kExtensions = {14, 15, 16, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37};

void read_name(checks::ByteView name) {
  fuzz::require(checks::rfc4514(name).size() <= checks::kMaxNameText, "a name's text is bounded");
  fuzz::require(checks::common_name_of(name).size() <= checks::kMaxNameText, "a common name is bounded");
  (void)checks::emails_of(name);
  (void)checks::normalised_name(name);
}

void read_extension(std::uint8_t which, checks::ByteView value) {
  checks::CertificateFacts facts;
  if (which % (kExtensions.size() + 1) == kExtensions.size()) {  // id-pe-authorityInfoAccess
    const std::array<std::uint8_t, 8> oid = {0x2b, 6, 1, 5, 5, 7, 1, 1};
    checks::read_extension(oid, true, value, facts);
  } else {
    const std::array<std::uint8_t, 3> oid = {0x55, 0x1d, kExtensions[which % (kExtensions.size() + 1)]};
    checks::read_extension(oid, true, value, facts);
  }
  (void)checks::covering_name(facts, "www.example.org");
  (void)checks::covering_name(facts, "192.0.2.1");
  (void)checks::rejects_servers(value);
  (void)checks::allows_servers(value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  const checks::ByteView rest(data + 1, size - 1);
  if (data[0] == 0) {
    read_name(rest);
  } else {
    read_extension(static_cast<std::uint8_t>(data[0] - 1), rest);
  }
  return 0;
}
