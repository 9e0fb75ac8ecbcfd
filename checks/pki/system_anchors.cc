#include "checks/pki/system_anchors.h"

#include <openssl/x509.h>

#include <algorithm>

namespace checks {
namespace {

// Where distributions keep them: Debian, Arch, openSUSE and Alpine; Fedora and Red Hat.
constexpr const char* kFolders[] = {"/etc/ssl/certs", "/etc/pki/tls/certs"};
constexpr const char* kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, Red Hat
    "/etc/pki/tls/cert.pem",                              // older Red Hat
    "/etc/ssl/cert.pem",                                  // Alpine
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/pki/tls/certs/ca-bundle.crt",                   // what Red Hat's programs name
};

// The folder as people know it: OpenSSL's own is often a link ("/usr/lib/ssl/certs").
void add_default_folder(const Machine& machine, SystemPlaces& places) {
  if (const std::string own = machine.at(X509_get_default_cert_dir()); is_folder(own)) {
    places.folders.push_back(resolved(own));
    return;
  }
  for (const char* folder : kFolders) {
    if (const std::string known = machine.at(folder); is_folder(known)) {
      places.folders.push_back(known);
      return;
    }
  }
}

}  // namespace

SystemPlaces find_system_places(const Machine& machine) {
  SystemPlaces places;
  const char* const folders = machine.environment(X509_get_default_cert_dir_env());
  const char* const file = machine.environment(X509_get_default_cert_file_env());
  places.is_environment = folders != nullptr || file != nullptr;
  if (folders != nullptr) {
    places.folders = split_paths(folders);
  } else {
    add_default_folder(machine, places);
  }
  places.bundles.push_back(file != nullptr ? file : machine.at(X509_get_default_cert_file()));
  for (const char* bundle : kBundles) {
    if (!places.is_environment) {
      places.bundles.push_back(machine.at(bundle));
    }
  }
  return places;
}

std::string system_bundle(const Machine& machine) {
  const auto* const found =
      std::ranges::find_if(kBundles, [&](const char* path) { return exists(machine.at(path)); });
  return found == std::end(kBundles) ? "" : machine.at(*found);
}

SystemAnchors::SystemAnchors(SystemPlaces places)
    : bundles_(std::move(places.bundles)), is_environment_(places.is_environment) {
  for (std::string& folder : places.folders) {
    folders_.emplace_back(std::move(folder));
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
      if (auto opened = open_bundle(path)) {
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

}  // namespace checks
