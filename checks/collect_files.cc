#include "checks/collect_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/find_files.h"
#include "checks/pki/certificate_files.h"
#include "checks/pki/keystore.h"
#include "plugin/file.h"

namespace checks {
namespace {

FileFailure read_failure(std::string why) {
  const auto is = [&why](int error) { return why == std::strerror(error); };
  const FileProblem kind = is(ENOENT) || is(ENOTDIR) || is(ELOOP) ? FileProblem::missing
                           : is(EACCES) || is(EPERM)              ? FileProblem::not_permitted
                                                                  : FileProblem::unreadable;
  return {kind, std::move(why)};
}

// The bytes of a file, or of standard input; else the failure is set.
std::string read_whole(const std::string& path, std::size_t limit, std::optional<FileFailure>& failure) {
  if (path == "-") {
    plugin::Result<std::string> text = plugin::read_file("/dev/stdin", limit);
    if (!text) {
      failure = {FileProblem::unreadable, text.error().text.characters()};
    }
    return text ? *std::move(text) : std::string();
  }
  std::string why;
  const std::optional<FileContent> content = read_file(path, limit, &why);
  if (!content) {
    failure = read_failure(std::move(why));
    return {};
  }
  return std::string(content->text());
}

FileProblem problem_of(KeystoreTrouble trouble) {
  switch (trouble) {
    case KeystoreTrouble::no_certificate:
      return FileProblem::no_certificate;
    case KeystoreTrouble::malformed:
      return FileProblem::malformed;
    case KeystoreTrouble::password_missing:
    case KeystoreTrouble::password_wrong:
      return FileProblem::password;
    case KeystoreTrouble::unsupported:
      break;
  }
  return FileProblem::unsupported;
}

FileFailure failure_of(const KeystoreError& error) {
  return {problem_of(error.trouble), error.text.characters()};
}

// A private key that PEM holds has a password of its own, other containers have one for the whole.
Keystore read_with_password(const std::string& bytes, const FileQuestion& question) {
  const bool is_pem = bytes.find("-----BEGIN ") != std::string::npos;
  const std::optional<std::string>& first = is_pem ? question.key_password : question.store_password;
  const std::optional<std::string>& second = is_pem ? question.store_password : question.key_password;
  return read_keystore({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
                       first ? first : second);
}

// The keys of --key, for every file.
struct GivenKey {
  std::vector<std::string> keys;
  std::optional<FileFailure> failure;
};

void take_keys(const Keystore& store, std::vector<std::string>& keys, std::uint16_t& unread) {
  for (const KeystoreKey& key : store.keys) {
    if (key.state == KeyState::read) {
      keys.push_back(key.spki_sha256);
    } else {
      ++unread;
    }
  }
}

FileFailure key_failure_of(const Keystore& store) {
  if (store.keys.empty()) {
    return store.error && store.error->trouble != KeystoreTrouble::no_certificate
               ? failure_of(*store.error)
               : FileFailure{FileProblem::no_certificate, "it holds no private key"};
  }
  switch (store.keys.front().state) {
    case KeyState::encrypted:
      return {FileProblem::password, "it is encrypted and no password was given"};
    case KeyState::password_wrong:
      return {FileProblem::password, "the password does not open it"};
    case KeyState::not_checked:
      return {FileProblem::unsupported, "keys of such a keystore are not read"};
    default:
      return {FileProblem::malformed, "it cannot be parsed"};
  }
}

GivenKey read_key(const FileQuestion& question) {
  GivenKey given;
  if (question.key.empty()) {
    return given;
  }
  const std::string bytes = read_whole(question.key, kMaxCertificateFile, given.failure);
  if (!given.failure) {
    const Keystore store = read_with_password(bytes, question);
    std::uint16_t unread = 0;
    take_keys(store, given.keys, unread);
    if (given.keys.empty()) {
      given.failure = key_failure_of(store);
    }
  }
  return given;
}

class FileCollector {
 public:
  FileCollector(const FileQuestion& question, Evidence& evidence)
      : question_(question), evidence_(evidence), key_(read_key(question)) {}

  void collect(const FoundFile& found, FileSearch* search);

 private:
  Observation observed(const std::string& path);
  void take(Keystore store, Observation& seen);

  const FileQuestion& question_;
  Evidence& evidence_;
  const GivenKey key_;
  std::size_t room_ = kMaxFilesSize;
  std::size_t files_ = 0;
};

void FileCollector::take(Keystore store, Observation& seen) {
  CertificateFile& file = *seen.file;
  file.container = store.kind == KeystoreKind::unknown ? "" : word(store.kind);
  if (store.error) {
    file.failure = failure_of(*store.error);
  }
  for (const plugin::Text& problem : store.problems) {
    file.remarks.push_back(problem.characters());
  }
  if (question_.key.empty()) {
    take_keys(store, file.keys, file.unread_keys);
  } else {
    file.keys = key_.keys;
  }
  store.certificates.resize(std::min(store.certificates.size(), kMaxFileCertificates));
  if (!store.certificates.empty()) {
    seen.handshake.emplace().certificates = std::move(store.certificates);
  }
}

Observation FileCollector::observed(const std::string& path) {
  Observation seen;
  seen.purpose = Purpose::file;
  CertificateFile& file = seen.file.emplace();
  file.path = path;
  file.key_path = question_.key;
  file.key_failure = key_.failure;
  const std::string bytes = read_whole(path, std::min(kMaxFileSize, room_), file.failure);
  room_ -= std::min(room_, bytes.size());
  if (!file.failure) {
    take(read_with_password(bytes, question_), seen);
  }
  return seen;
}

// What a folder's file is, when it has no certificates.
enum class Kind { without, not_read, told };

Kind kind_of(const CertificateFile& file) {
  switch (file.failure->kind) {
    case FileProblem::missing:
    case FileProblem::not_permitted:
    case FileProblem::unreadable:
      return Kind::not_read;
    case FileProblem::no_certificate:
      return Kind::without;
    case FileProblem::malformed:  // what only begins like DER may be anything
      return file.container == word(KeystoreKind::pem) ? Kind::told : Kind::without;
    case FileProblem::password:
    case FileProblem::unsupported:
      break;
  }
  return Kind::told;
}

void FileCollector::collect(const FoundFile& found, FileSearch* search) {
  if (files_ == kMaxFiles || room_ == 0) {
    if (search != nullptr) {
      search->gave_up = true;
      return;
    }
  }
  Observation seen = observed(found.path);
  const Kind kind = seen.file->failure ? kind_of(*seen.file) : Kind::told;
  if (search != nullptr) {
    std::uint16_t& count = kind == Kind::told      ? search->with_certificates
                           : kind == Kind::without ? search->without_certificates
                                                   : search->not_read;
    ++count;
  }
  if (search == nullptr || kind == Kind::told) {
    ++files_;
    evidence_.observations.push_back(std::move(seen));
  }
}

}  // namespace

void collect_files(const FileQuestion& question, Evidence& evidence) {
  FileList list = find_files(question.files);
  FileCollector collector(question, evidence);
  for (const FoundFile& found : list.files) {
    collector.collect(found, found.search ? &list.searches[*found.search] : nullptr);
  }
  for (FileSearch& search : list.searches) {
    Observation seen;
    seen.purpose = Purpose::file;
    seen.search = std::move(search);
    evidence.observations.push_back(std::move(seen));
  }
}

}  // namespace checks
