// The kinds of places where trust anchors lie. Used by checks/pki/trust_anchors.cc, which puts them together.

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/pki/certificate_files.h"
#include "checks/pki/trust_anchors.h"
#include "plugin/result.h"

namespace checks {

// Adds what `to` does not hold yet, with its notes. The source is that of the first certificate.
void add_new(AnchorAnswer& to, AnchorAnswer more);

// A directory of links HHHHHHHH.N, made by `openssl rehash` or c_rehash. Each question opens the files of one
// hash.
class HashedFolder final : public TrustAnchors {
 public:
  explicit HashedFolder(std::string path) : path_(std::move(path)) {}
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override { return path_; }

 private:
  std::string path_;
};

// One file, read and indexed already.
class BundleFile final : public TrustAnchors {
 public:
  BundleFile(std::string path, Bundle bundle) : path_(std::move(path)), bundle_(std::move(bundle)) {}
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override { return path_; }

 private:
  std::string path_;
  Bundle bundle_;
};

// A certificate with what its store says of it; see AnchorNote.
struct StoredCertificate {
  Bytes der;
  bool rejected = false;
  std::optional<std::chrono::sys_seconds> distrust_after = {};
};

// Certificates in memory, from a file that no index can be made of.
class CertificateList final : public TrustAnchors {
 public:
  CertificateList(std::string path, std::vector<StoredCertificate> certificates);
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override { return path_; }
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::string subject;  // normalised
    StoredCertificate certificate;
  };
  std::string path_;
  std::vector<Entry> entries_;
};

// Several places: an answer holds what any of them has.
class AllOf final : public TrustAnchors {
 public:
  // `name` for messages; empty: the names of all, joined by ", ".
  explicit AllOf(std::vector<std::unique_ptr<TrustAnchors>> places, std::string name = {})
      : places_(std::move(places)), name_(std::move(name)) {}
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override;

 private:
  std::vector<std::unique_ptr<TrustAnchors>> places_;
  std::string name_;
};

// True for "4042bcee.0": a name that `openssl rehash` gives to certificates (not "4042bcee.r0", which are
// revocation lists).
bool is_hashed_name(std::string_view name);

// What lies in a folder, looked at no further than the first hashed name.
struct FolderContent {
  bool is_hashed = false;
  bool is_too_large = false;       // more than kMaxFolderFiles
  std::vector<std::string> files;  // names of what is no hidden file, unless it is hashed; sorted
};

enum class FolderReading {
  by_hash,  // as OpenSSL: where there are hashed names, no others
  whole,    // as Go: every file, but for the links that `openssl rehash` makes
};

// The error says why the folder cannot be read.
plugin::Result<FolderContent> look_into(const std::string& folder,
                                        FolderReading reading = FolderReading::by_hash);

// A folder of certificates; see open_anchors(). The error names it.
plugin::Result<std::unique_ptr<TrustAnchors>> open_folder(const std::string& path,
                                                          FolderReading reading = FolderReading::by_hash);

// The error names the file: "ca.pem: No such file or directory", "ca.pem holds no certificate".
plugin::Result<std::unique_ptr<TrustAnchors>> open_bundle(const std::string& path);

}  // namespace checks
