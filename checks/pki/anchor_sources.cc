#include "checks/pki/anchor_sources.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"
#include "checks/pki/der.h"
#include "checks/pki/distinguished_name.h"

namespace checks {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using FolderPtr = std::unique_ptr<DIR, CloseFolder>;

plugin::Error error(const std::string& path, std::string_view problem) {
  return {plugin::Text(path + std::string(problem))};
}

// The hash that OpenSSL names files after; none if the name does not parse.
std::optional<unsigned long> file_hash(ByteView subject) {
  const unsigned char* at = subject.data();
  const openssl::X509NamePtr name(d2i_X509_NAME(nullptr, &at, static_cast<long>(subject.size())));
  int is_hashed = 0;
  const unsigned long hash =
      name == nullptr ? 0 : X509_NAME_hash_ex(name.get(), nullptr, nullptr, &is_hashed);
  if (is_hashed != 1) {
    openssl::clear_errors();
    return std::nullopt;
  }
  return hash;
}

}  // namespace

void add_new(AnchorAnswer& to, AnchorAnswer more) {
  if (to.certificates.empty() && !more.certificates.empty()) {
    to.source = std::move(more.source);
  }
  for (std::size_t i = 0; i < more.certificates.size(); ++i) {
    if (std::ranges::find(to.certificates, more.certificates[i]) != to.certificates.end()) {
      continue;
    }
    const auto note = std::ranges::find(more.notes, i, &AnchorNote::certificate);
    if (note != more.notes.end()) {
      to.notes.push_back(
          {static_cast<std::uint16_t>(to.certificates.size()), note->rejected, note->distrust_after});
    }
    to.certificates.push_back(std::move(more.certificates[i]));
  }
}

AnchorAnswer HashedFolder::find(ByteView subject) {
  AnchorAnswer answer{{subject.begin(), subject.end()}, {}, path_};
  const auto hash = file_hash(subject);
  for (int i = 0; hash && i < kMaxHashedFiles; ++i) {
    char file[32];
    std::snprintf(file, sizeof file, "/%08lx.%d", *hash & 0xffffffffUL, i);
    const std::string path = path_ + file;
    auto content = read_file(path, kMaxCertificateFile);
    if (!content) {
      break;
    }
    add_new(answer, BundleFile(path, Bundle(std::move(*content))).find(subject));
  }
  return answer;
}

AnchorAnswer BundleFile::find(ByteView subject) {
  AnchorAnswer answer{{subject.begin(), subject.end()}, {}, path_};
  answer.certificates = bundle_.find(subject, &answer.notes);
  return answer;
}

AnchorAnswer AllOf::find(ByteView subject) {
  AnchorAnswer answer{{subject.begin(), subject.end()}, {}, name()};
  for (const auto& place : places_) {
    add_new(answer, place->find(subject));
  }
  return answer;
}

std::string AllOf::name() const {
  std::string all = name_;
  for (std::size_t i = 0; name_.empty() && i < places_.size(); ++i) {
    all += (i == 0 ? "" : ", ") + places_[i]->name();
  }
  return all;
}

bool is_hashed_name(std::string_view name) {
  constexpr std::size_t kHash = 8;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return name.size() > kHash + 1 && name[kHash] == '.' &&
         std::ranges::all_of(name.substr(0, kHash), is_hex) &&
         std::ranges::all_of(name.substr(kHash + 1), is_digit);
}

plugin::Result<FolderContent> look_into(const std::string& folder) {
  const FolderPtr handle(opendir(folder.c_str()));
  if (handle == nullptr) {
    return error(folder, std::string(": ") + std::strerror(errno));
  }
  FolderContent content;
  while (const dirent* entry = readdir(handle.get())) {
    const std::string_view name = entry->d_name;
    if (is_hashed_name(name)) {
      content.is_hashed = true;
      return content;
    }
    if (name.starts_with('.')) {
      continue;
    }
    content.is_too_large = content.files.size() == kMaxFolderFiles;
    if (!content.is_too_large) {
      content.files.emplace_back(name);
    }
  }
  std::ranges::sort(content.files);
  return content;
}

plugin::Result<std::unique_ptr<TrustAnchors>> open_bundle(const std::string& path) {
  std::string why;
  auto content = read_file(path, kMaxBundle, &why);
  if (!content) {
    return error(path, ": " + why);
  }
  Bundle bundle(std::move(*content));
  if (bundle.empty()) {
    return error(path, " holds no certificate");
  }
  return std::unique_ptr<TrustAnchors>(std::make_unique<BundleFile>(path, std::move(bundle)));
}

}  // namespace checks
