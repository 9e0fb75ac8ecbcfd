// The system's store, as OpenSSL finds it.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/pki/anchor_sources.h"
#include "checks/pki/machine.h"
#include "checks/pki/trust_anchors.h"

namespace checks {

// Where it may lie: what SSL_CERT_DIR and SSL_CERT_FILE say, else OpenSSL's defaults and, where these are not
// there, the places of the known distributions.
struct SystemPlaces {
  std::vector<std::string> folders;
  std::vector<std::string> bundles;  // the first that can be read is the one
  bool is_environment = false;       // a variable says where to look
};

// Looks whether folders exist, and opens nothing.
SystemPlaces find_system_places(const Machine& machine);

// The first of the bundles that distributions make of their store ("/etc/ssl/certs/ca-certificates.crt" on
// Debian). Empty: there is none.
std::string system_bundle(const Machine& machine);

// See system_anchors() in checks/pki/trust_anchors.h.
class SystemAnchors final : public TrustAnchors {
 public:
  explicit SystemAnchors(SystemPlaces places);
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override;

 private:
  bool is_bundle_needed();
  TrustAnchors* bundle();

  std::vector<HashedFolder> folders_;
  std::vector<std::string> bundles_;
  bool is_environment_ = false;
  std::optional<bool> is_hashed_;                        // whether any of the folders is a hashed directory
  std::optional<std::unique_ptr<TrustAnchors>> bundle_;  // null: none could be read
};

}  // namespace checks
