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

using Opened = plugin::Result<std::unique_ptr<TrustAnchors>>;

// A folder of certificate files whose names say nothing: all that hold certificates are indexed.
Opened open_plain_folder(const std::string& path, const std::vector<std::string>& files) {
  std::vector<std::unique_ptr<TrustAnchors>> places;
  std::size_t size = 0;
  for (const std::string& file : files) {
    std::string inside = path;
    inside += '/';
    inside += file;
    auto content = read_file(inside, kMaxCertificateFile);
    size += content ? content->size : 0;
    if (size > kMaxBundle) {
      return error(path, " holds more than 32 MiB of files: is it a folder of certificates?");
    }
    Bundle bundle(content ? std::move(*content) : FileContent());
    if (!bundle.empty()) {
      places.push_back(std::make_unique<BundleFile>(std::move(inside), std::move(bundle)));
    }
  }
  if (places.empty()) {
    return error(path, " holds no certificate");
  }
  return Opened(std::make_unique<AllOf>(std::move(places), path));
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

CertificateList::CertificateList(std::string path, std::vector<StoredCertificate> certificates)
    : path_(std::move(path)) {
  for (StoredCertificate& one : certificates) {
    if (const auto subject = der::subject_of(one.der)) {
      entries_.push_back({normalised_name(*subject), std::move(one)});
    }
  }
}

AnchorAnswer CertificateList::find(ByteView subject) {
  AnchorAnswer answer{{subject.begin(), subject.end()}, {}, path_};
  const std::string wanted = normalised_name(subject);
  for (const Entry& entry : entries_) {
    if (entry.subject == wanted) {
      AnchorAnswer one{{}, {entry.certificate.der}, path_};
      if (entry.certificate.rejected || entry.certificate.distrust_after) {
        one.notes.push_back({0, entry.certificate.rejected, entry.certificate.distrust_after});
      }
      add_new(answer, std::move(one));
    }
  }
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

plugin::Result<FolderContent> look_into(const std::string& folder, FolderReading reading) {
  const FolderPtr handle(opendir(folder.c_str()));
  if (handle == nullptr) {
    return error(folder, std::string(": ") + std::strerror(errno));
  }
  FolderContent content;
  while (const dirent* entry = readdir(handle.get())) {
    const std::string_view name = entry->d_name;
    const bool is_hashed = is_hashed_name(name);
    if (is_hashed && reading == FolderReading::by_hash) {
      content.is_hashed = true;
      return content;
    }
    if (name.starts_with('.') || (is_hashed && entry->d_type == DT_LNK)) {
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

Opened open_bundle(const std::string& path) {
  std::string why;
  auto content = read_file(path, kMaxBundle, &why);
  if (!content) {
    return error(path, ": " + why);
  }
  Bundle bundle(std::move(*content));
  if (bundle.empty()) {
    return error(path, " holds no certificate");
  }
  return Opened(std::make_unique<BundleFile>(path, std::move(bundle)));
}

Opened open_folder(const std::string& path, FolderReading reading) {
  auto content = look_into(path, reading);
  if (!content) {
    return content.error();
  }
  if (content->is_hashed) {
    return Opened(std::make_unique<HashedFolder>(path));
  }
  if (content->is_too_large) {
    return plugin::Error{plugin::Text(path) + " holds more than " + std::to_string(kMaxFolderFiles) +
                         " files: make it a hashed directory by `openssl rehash`"};
  }
  return open_plain_folder(path, content->files);
}

}  // namespace checks
