#include <string>

#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// Of hexadecimal digits without leading zeros: DER puts a zero octet before a first octet of 0x80 or more.
std::size_t octets_in_der(const std::string& digits) {
  const bool has_full_first_octet = digits.size() % 2 == 0;
  return (digits.size() + 1) / 2 + (has_full_first_octet && digits.front() >= '8' ? 1 : 0);
}

// RFC 5280, 4.1.2.2: "The serial number MUST be a positive integer", "Conforming CAs MUST NOT use
// serialNumber values longer than 20 octets."
Complaint complaint(const Inspected& one) {
  constexpr std::size_t kMaxOctets = 20;
  const std::string& serial = one.facts.serial;
  if (serial.empty() || serial == "0" || serial.starts_with('-')) {
    return Text("has a serial number that is not positive");
  }
  if (const std::size_t octets = octets_in_der(serial); octets > kMaxOctets) {
    return Text("has a serial number of ") + std::to_string(octets) + " octets, where 20 are allowed";
  }
  return {};
}

}  // namespace

Findings judge_rfc5280_serial_number(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint,
                 "serial numbers are positive and have at most 20 octets");
}

}  // namespace checks
