#include "checks/pki/key_derivation.h"

#include <limits>
#include <string>

#include "checks/pki/der.h"

namespace checks {
namespace {

constexpr std::uint64_t kTooMuch = std::numeric_limits<std::uint32_t>::max();

// None: no INTEGER comes, or a negative one. Nothing above kTooMuch is told apart.
std::optional<std::uint64_t> number(der::Reader& reader) {
  const auto element = reader.next(der::kInteger);
  if (!element || element->value.empty() || (element->value[0] & 0x80) != 0) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (const std::uint8_t octet : element->value) {
    value = value > kTooMuch ? value : value << 8 | octet;
  }
  return std::min(value, kTooMuch);
}

// { salt, iterations, ... }, both of PBES1 and PBKDF2.
std::optional<std::uint64_t> iterations(ByteView parameters) {
  der::Reader reader(parameters);
  reader.next();
  return number(reader);
}

// { salt, N, r, p, ... }
std::optional<std::uint64_t> scrypt_work(ByteView parameters) {
  der::Reader reader(parameters);
  reader.next();
  std::uint64_t work = 1;
  for (int i = 0; i < 3; ++i) {
    const auto factor = number(reader);
    if (!factor) {
      return std::nullopt;
    }
    work = std::min(work * *factor, kTooMuch);  // of two numbers of 32 bits: no overflow
  }
  return work;
}

// PBES2-params { keyDerivationFunc { OID, parameters }, encryptionScheme }
std::optional<std::uint64_t> pbes2_work(ByteView parameters) {
  der::Reader reader(parameters);
  const auto function = reader.next(der::kSequence);
  der::Reader inside(function ? function->value : ByteView());
  const auto type = inside.next(der::kOid);
  const auto own = inside.next(der::kSequence);
  if (!type || !own) {
    return std::nullopt;
  }
  const std::string oid = der::dotted(type->value);
  return oid == "1.2.840.113549.1.5.12"    ? iterations(own->value)
         : oid == "1.3.6.1.4.1.11591.4.11" ? scrypt_work(own->value)
                                           : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> derivation_work(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* type = nullptr;
  int value_type = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(&type, &value_type, &value, algorithm);
  if (value_type != V_ASN1_SEQUENCE) {
    return std::nullopt;
  }
  const auto* const encoded = static_cast<const ASN1_STRING*>(value);
  const ByteView bytes(ASN1_STRING_get0_data(encoded), static_cast<std::size_t>(ASN1_STRING_length(encoded)));
  const auto parameters = der::only(bytes, der::kSequence);
  if (!parameters) {
    return std::nullopt;
  }
  return OBJ_obj2nid(type) == NID_pbes2 ? pbes2_work(*parameters) : iterations(*parameters);
}

}  // namespace checks
