// What the extensions of a certificate say about other certificates, in plain values; part of facts.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace checks {

// The extensions that are read or that a requirement names. `other`: any other one.
enum class ExtensionKind : std::uint8_t {
  subject_key_id,
  key_usage,
  subject_alternative_name,
  basic_constraints,
  name_constraints,
  crl_points,
  policies,
  policy_mappings,
  authority_key_id,
  policy_constraints,
  extended_key_usage,
  inhibit_any_policy,
  authority_information,
  tls_features,
  scts,
  other,
};

class ExtensionSet {
 public:
  void add(ExtensionKind kind) { bits_ |= 1U << static_cast<unsigned>(kind); }
  bool has(ExtensionKind kind) const { return (bits_ >> static_cast<unsigned>(kind) & 1U) != 0; }
  bool empty() const { return bits_ == 0; }

 private:
  std::uint32_t bits_ = 0;
};

// The choices of GeneralName, by their tags (RFC 5280, 4.2.1.6).
enum class NameKind : std::uint8_t {
  other_name = 0,
  email = 1,
  dns = 2,
  x400 = 3,
  directory = 4,
  edi_party = 5,
  uri = 6,
  ip = 7,
  registered_id = 8,
};

struct GeneralName {
  NameKind kind = NameKind::other_name;
  // The content octets as they stand; of a directory name the key that normalised_name() makes
  // (distinguished_name.h): equal for equal names.
  std::string value = {};
};

// RFC 5280, 4.2.1.10.
struct NameConstraints {
  std::vector<GeneralName> permitted = {};
  std::vector<GeneralName> excluded = {};
  // A subtree with a minimum or maximum ("minimum MUST be zero, and maximum MUST be absent"), or one that
  // cannot be read: no client can apply such constraints.
  bool is_unusable = false;
};

// RFC 5280, 4.2.1.11 and 4.2.1.14: after how many more certificates a rule takes effect; none: never.
struct PolicyConstraints {
  std::optional<int> require_explicit = {};
  std::optional<int> inhibit_mapping = {};
  std::optional<int> inhibit_any = {};
};

// From a policy of the issuer's domain to one of the subject's, dotted OIDs (RFC 5280, 4.2.1.5).
using PolicyMapping = std::pair<std::string, std::string>;

}  // namespace checks
