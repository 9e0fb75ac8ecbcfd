// What the user wants of an endpoint. Filled by the option table, read by rules.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/tls_version.h"
#include "checks/pki/client_id.h"
#include "plugin/threshold.h"

namespace checks {

// Longest life that a certificate may have.
struct MaxValidity {
  enum class Kind { automatic, days, off };
  Kind kind = Kind::automatic;
  int days = 0;
};

// Which requirements on the form of certificates are judged beyond what clients enforce. `webpki` holds
// `rfc5280`; `automatic` is webpki for public certificates (CertificateFacts::is_public), rfc5280 for others.
enum class Profile { none, rfc5280, webpki, automatic };

// Whether certificates that a chain lacks are fetched from where it says they lie (AIA). For the diagnosis
// only: no state depends on it.
enum class AiaMode { never, automatic /* after a failure */, always };

struct Policy {
  plugin::Thresholds leaf;
  std::optional<plugin::Thresholds> chain;  // none: as the leaf's
  bool allow_self_signed = false;
  std::vector<std::string> issuers;       // parts of the issuer, any one suffices
  std::vector<std::string> serials;       // lower-case hex without leading zeros
  std::vector<std::string> fingerprints;  // lower-case hex, 40 or 64 digits
  std::vector<std::string> pins;          // base64 of the SHA-256 of the leaf's SPKI, without "sha256//"
  TlsVersion min_tls = TlsVersion::tls1_2;
  MaxValidity max_validity;
  Profile profile = Profile::none;
  std::optional<int> max_depth;  // intermediates allowed between leaf and anchor
  AiaMode aia = AiaMode::automatic;
  bool judges_clients = false;             // else clients are shown at most
  std::vector<ClientId> required_clients;  // that one of them rejects is CRITICAL
};

}  // namespace checks
