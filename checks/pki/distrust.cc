#include "checks/pki/distrust.h"

#include <openssl/asn1.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "checks/openssl/asn1_time.h"
#include "checks/openssl/handles.h"
#include "checks/pki/der.h"

namespace checks {
namespace {

// With tag and length: 1.3.6.1.5.5.7.3.1 and 2.5.29.37.0.
constexpr std::array<std::uint8_t, 10> kServerAuth = {0x06, 0x08, 0x2b, 0x06, 0x01,
                                                      0x05, 0x05, 0x07, 0x03, 0x01};
constexpr std::array<std::uint8_t, 6> kAnyPurpose = {0x06, 0x04, 0x55, 0x1d, 0x25, 0x00};

bool is_for_servers(ByteView purpose) {
  return std::ranges::equal(purpose, kServerAuth) || std::ranges::equal(purpose, kAnyPurpose);
}

bool any_for_servers(ByteView purposes) {
  der::Reader reader(purposes);
  while (const auto purpose = reader.next(der::kOid)) {
    if (is_for_servers(purpose->whole)) {
      return true;
    }
  }
  return false;
}

template <class Pattern>
bool contains(ByteView bytes, const Pattern& pattern) {
  return std::search(bytes.begin(), bytes.end(), pattern.begin(), pattern.end()) != bytes.end();
}

}  // namespace

bool rejects_servers(ByteView settings) {
  const auto outer = der::Reader(settings).next(der::kSequence);
  der::Reader inside(outer ? outer->value : ByteView());
  const auto trusted = inside.next(der::kSequence);
  const auto rejected = inside.next(der::constructed(0));
  return (rejected && any_for_servers(rejected->value)) || (trusted && !any_for_servers(trusted->value));
}

std::optional<std::chrono::sys_seconds> distrust_date(std::string_view text) {
  constexpr std::size_t kUtcTime = 13;
  const std::unique_ptr<ASN1_TIME, openssl::Deleter<ASN1_STRING_free>> time(
      ASN1_STRING_type_new(text.size() == kUtcTime ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME));
  if (text.empty() || text.size() > kUtcTime + 2 ||
      ASN1_STRING_set(time.get(), text.data(), static_cast<int>(text.size())) != 1) {
    return std::nullopt;
  }
  return openssl::to_time(time.get());
}

bool allows_servers(ByteView extension) {
  return contains(extension, kServerAuth) || contains(extension, kAnyPurpose);
}

}  // namespace checks
