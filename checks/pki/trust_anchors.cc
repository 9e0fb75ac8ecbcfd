#include "checks/pki/trust_anchors.h"

#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "checks/pki/anchor_sources.h"
#include "checks/pki/distinguished_name.h"

namespace checks {
namespace {

using Result = plugin::Result<std::unique_ptr<TrustAnchors>>;

// A folder of certificate files whose names say nothing: all that hold certificates are indexed.
Result open_plain_folder(const std::string& path, const std::vector<std::string>& files) {
  std::vector<std::unique_ptr<TrustAnchors>> places;
  std::size_t size = 0;
  for (const std::string& file : files) {
    std::string inside = path;
    inside += '/';
    inside += file;
    auto content = read_file(inside, kMaxCertificateFile);
    size += content ? content->size : 0;
    if (size > kMaxBundle) {
      return plugin::Error{
          plugin::Text(path + " holds more than 32 MiB of files: is it a folder of certificates?")};
    }
    Bundle bundle(content ? std::move(*content) : FileContent());
    if (!bundle.empty()) {
      places.push_back(std::make_unique<BundleFile>(std::move(inside), std::move(bundle)));
    }
  }
  if (places.empty()) {
    return plugin::Error{plugin::Text(path + " holds no certificate")};
  }
  return std::unique_ptr<TrustAnchors>(std::make_unique<AllOf>(std::move(places), path));
}

Result open_folder(const std::string& path) {
  auto content = look_into(path);
  if (!content) {
    return content.error();
  }
  if (content->is_hashed) {
    return std::unique_ptr<TrustAnchors>(std::make_unique<HashedFolder>(path));
  }
  if (content->is_too_large) {
    return plugin::Error{plugin::Text(path) + " holds more than " + std::to_string(kMaxFolderFiles) +
                         " files: make it a hashed directory by `openssl rehash`"};
  }
  return open_plain_folder(path, content->files);
}

bool is_folder(const char* path) {
  struct stat status {};
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

std::vector<std::string> split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(separator), list.size());
    if (end > 0) {
      parts.emplace_back(list.substr(0, end));
    }
    list.remove_prefix(std::min(list.size(), end + 1));
  }
  return parts;
}

// Where distributions keep them: Debian, Arch, openSUSE and Alpine; Fedora and Red Hat.
constexpr const char* kFolders[] = {"/etc/ssl/certs", "/etc/pki/tls/certs"};
constexpr const char* kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, Red Hat
    "/etc/pki/tls/cert.pem",                              // older Red Hat
    "/etc/ssl/cert.pem",                                  // Alpine
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
};

// The folder as people know it: OpenSSL's own is often a link ("/usr/lib/ssl/certs").
std::string known_folder(const char* path) {
  char* const resolved = realpath(path, nullptr);
  std::string name = resolved == nullptr ? path : resolved;
  std::free(resolved);
  return name;
}

class SystemAnchors final : public TrustAnchors {
 public:
  SystemAnchors();
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override;

 private:
  void add_default_folder();
  bool is_bundle_needed();
  TrustAnchors* bundle();

  std::vector<HashedFolder> folders_;
  std::vector<std::string> bundles_;                     // the first that can be read is the one
  bool is_environment_ = false;                          // a variable says where to look
  std::optional<bool> is_hashed_;                        // whether any of the folders is a hashed directory
  std::optional<std::unique_ptr<TrustAnchors>> bundle_;  // null: none could be read
};

SystemAnchors::SystemAnchors() {
  const char* const folders = secure_getenv(X509_get_default_cert_dir_env());
  const char* const file = secure_getenv(X509_get_default_cert_file_env());
  is_environment_ = folders != nullptr || file != nullptr;
  if (folders != nullptr) {
    for (std::string& folder : split(folders, ':')) {
      folders_.emplace_back(std::move(folder));
    }
  } else {
    add_default_folder();
  }
  bundles_.emplace_back(file != nullptr ? file : X509_get_default_cert_file());
  if (!is_environment_) {
    bundles_.insert(bundles_.end(), std::begin(kBundles), std::end(kBundles));
  }
}

void SystemAnchors::add_default_folder() {
  if (const char* own = X509_get_default_cert_dir(); is_folder(own)) {
    folders_.emplace_back(known_folder(own));
    return;
  }
  const auto* const found = std::ranges::find_if(kFolders, is_folder);
  if (found != std::end(kFolders)) {
    folders_.emplace_back(*found);
  }
}

bool SystemAnchors::is_bundle_needed() {
  if (!is_hashed_) {
    is_hashed_ = std::ranges::any_of(folders_, [](const HashedFolder& folder) {
      const auto content = look_into(folder.name());
      return content && content->is_hashed;
    });
  }
  return is_environment_ || !*is_hashed_;
}

TrustAnchors* SystemAnchors::bundle() {
  if (!bundle_) {
    bundle_.emplace();
    for (const std::string& path : bundles_) {
      if (Result opened = open_bundle(path)) {
        *bundle_ = std::move(*opened);
        break;
      }
    }
  }
  return bundle_->get();
}

AnchorAnswer SystemAnchors::find(ByteView subject) {
  for (HashedFolder& folder : folders_) {
    AnchorAnswer answer = folder.find(subject);
    if (!answer.certificates.empty()) {
      is_hashed_ = true;
      return answer;
    }
  }
  if (is_bundle_needed() && bundle() != nullptr) {
    return bundle()->find(subject);
  }
  return {{subject.begin(), subject.end()}, {}, name()};
}

std::string SystemAnchors::name() const {
  std::string all;
  const auto add = [&all](const std::string& place) { all += (all.empty() ? "" : ", ") + place; };
  const bool is_only_bundle = is_hashed_ && !*is_hashed_ && bundle_ && *bundle_ != nullptr;
  for (const HashedFolder& folder : folders_) {
    if (!is_only_bundle) {
      add(folder.name());
    }
  }
  if (bundle_ && *bundle_ != nullptr) {
    add((*bundle_)->name());
  }
  return all.empty() ? "the system's store" : all;
}

class RecordedAnchors final : public TrustAnchors {
 public:
  RecordedAnchors(std::vector<AnchorAnswer> answers, std::string name)
      : answers_(std::move(answers)), name_(std::move(name)) {}
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override { return name_; }

 private:
  std::vector<AnchorAnswer> answers_;
  std::string name_;
};

AnchorAnswer RecordedAnchors::find(ByteView subject) {
  const std::string wanted = normalised_name(subject);
  for (const AnchorAnswer& answer : answers_) {
    if (normalised_name(answer.subject) == wanted) {
      return {{subject.begin(), subject.end()}, answer.certificates, answer.source, answer.notes};
    }
  }
  return {{subject.begin(), subject.end()}, {}, name_};
}

}  // namespace

std::unique_ptr<TrustAnchors> system_anchors() { return std::make_unique<SystemAnchors>(); }

plugin::Result<std::unique_ptr<TrustAnchors>> open_anchors(const std::vector<std::string>& files,
                                                           const std::vector<std::string>& folders) {
  std::vector<std::unique_ptr<TrustAnchors>> places;
  for (std::size_t i = 0; i < files.size() + folders.size(); ++i) {
    Result opened = i < files.size() ? open_bundle(files[i]) : open_folder(folders[i - files.size()]);
    if (!opened) {
      return opened;
    }
    places.push_back(std::move(*opened));
  }
  if (places.size() == 1) {
    return std::move(places.front());
  }
  return std::unique_ptr<TrustAnchors>(std::make_unique<AllOf>(std::move(places)));
}

std::unique_ptr<TrustAnchors> recorded_anchors(std::vector<AnchorAnswer> answers, std::string name) {
  return std::make_unique<RecordedAnchors>(std::move(answers), std::move(name));
}

AnchorAnswer RecordingAnchors::find(ByteView subject) {
  for (const AnchorAnswer& answer : answers_) {
    if (std::ranges::equal(answer.subject, subject)) {
      return answer;
    }
  }
  answers_.push_back(inner_.find(subject));
  return answers_.back();
}

}  // namespace checks
