// Trust anchors as a look-up: "which certificates have this subject?" No store is ever loaded whole.
//
// Decoding the ~140 roots of a system's bundle costs ten times as much as the rest of a check. A hashed
// directory is asked for one file name; a bundle gets an index of subjects by a small DER reader, and only
// the certificates that are asked for are decoded.
//
// A store may hold intermediates too. Which of the certificates are anchors is decided by the path search
// (checks/pki/paths.h): those that are self-issued or whose issuer is not in the store.

#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/evidence/evidence.h"
#include "plugin/result.h"

namespace checks {

class TrustAnchors {
 public:
  virtual ~TrustAnchors() = default;
  // All certificates whose subject equals `subject` (a Name, DER; compared as RFC 5280, 7.1 says: without
  // regard to case, string type and repeated blanks), each once. An empty list is an answer; a store that
  // cannot be read is not (see `open_...`).
  virtual AnchorAnswer find(ByteView subject) = 0;
  // In words, for messages: "/etc/ssl/certs", "ca.pem".
  virtual std::string name() const = 0;
};

// The system's store, as OpenSSL finds it: SSL_CERT_DIR (a list with ':') and SSL_CERT_FILE, for each that is
// not set OpenSSL's default; where the default is not there, the places of the known distributions. Folders
// are asked first, the bundle only when they have no answer, and not at all when neither variable is set and
// the folder is a hashed directory: distributions fill both with the same certificates. Nothing is read
// before the first look-up; what cannot be read then has no answer.
std::unique_ptr<TrustAnchors> system_anchors();

// --ca-file and --ca-path together: each answer holds what any of them has. The file holds any number of PEM
// certificates ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"), with text around them, or one DER
// certificate; at most 32 MiB, a regular file. The folder is a hashed directory (`openssl rehash`), or, if it
// has no hashed names, any folder of certificate files, at most kMaxFolderFiles. An unreadable file or
// folder, or one without a certificate, is an error that names it.
plugin::Result<std::unique_ptr<TrustAnchors>> open_anchors(const std::vector<std::string>& files,
                                                           const std::vector<std::string>& folders);

// A folder without hashed names is read whole; more files than this are more than a folder of trust anchors
// holds.
inline constexpr int kMaxFolderFiles = 2000;
// Certificates whose subjects have the same hash: HHHHHHHH.0, .1, ... OpenSSL has no bound; real directories
// reach 2.
inline constexpr int kMaxHashedFiles = 32;

// Only what a recorded run was told; anything else is "none".
std::unique_ptr<TrustAnchors> recorded_anchors(std::vector<AnchorAnswer> answers, std::string name);

// Asks `inner` (which must outlive it) once per subject and keeps each answer for the archive.
class RecordingAnchors final : public TrustAnchors {
 public:
  explicit RecordingAnchors(TrustAnchors& inner) : inner_(inner) {}
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override { return inner_.name(); }
  const std::vector<AnchorAnswer>& answers() const { return answers_; }

 private:
  TrustAnchors& inner_;
  std::vector<AnchorAnswer> answers_;
};

}  // namespace checks
