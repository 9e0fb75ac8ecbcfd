// Does a client find the name that it asks for in a certificate? Where the kinds of clients differ from RFC
// 9525 (checks/pki/names.h), as measured.

#pragma once

#include <cstdint>
#include <string_view>

#include "checks/pki/facts.h"
#include "checks/rules/path_terms.h"

namespace checks {

enum class Wildcards : std::uint8_t {
  whole_label,    // "*.example.org"
  label_end,      // "*oo.example.org" too
  part_of_label,  // "f*.example.org" too (RFC 2818, 3.1)
  any_label,      // "www.*.org" and "**.example.org" too, but no wildcard in the last label
};

// What becomes of the dot at the end of the name asked for.
enum class FinalDot : std::uint8_t { kept, dropped, either };

struct NameHabits {
  CommonName common_name = CommonName::never;
  bool common_name_as_address = false;
  Wildcards wildcards = Wildcards::whole_label;
  bool short_wildcards = false;  // "*.org" covers "example.org"
  FinalDot final_dot = FinalDot::dropped;
  bool drops_entry_dot = false;  // of the names in the certificate
  bool wants_ldh = false;        // takes letters, digits and hyphens within labels only
  bool wants_ldh_in_wildcard = false;
};

// `name`: a host name in ASCII, as the user gave it: perhaps with a final dot; or an address.
bool covers(const CertificateFacts& certificate, std::string_view name, const NameHabits& habits);

}  // namespace checks
