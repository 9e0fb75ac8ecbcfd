// A file of certificates, judged as if a server served it; and a folder that was searched for such files.
//
// Neither holds a private key or a password: of a key there is only the hash of its public part.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checks {

enum class FileProblem {
  missing,         // there is no such file
  not_permitted,   // we may not read it
  unreadable,      // no regular file, too large, an error of the disk
  no_certificate,  // it holds something else
  malformed,       // it begins as certificates, a key or a keystore, and does not go on so
  password,        // it is encrypted, and the password is missing or another
  unsupported,     // a container that is known and not read: JCEKS, BKS
};

// The enumerator's name, "no_certificate".
const char* word(FileProblem problem);
std::optional<FileProblem> file_problem_from_word(std::string_view text);

struct FileFailure {
  FileProblem kind = FileProblem::missing;
  std::string text;  // a clause: "Permission denied"; unescaped

  friend bool operator==(const FileFailure&, const FileFailure&) = default;
};

struct CertificateFile {
  std::string path;       // as given or found; "-": standard input
  std::string container;  // "PEM", "DER", "PKCS#7", "PKCS#12", "JKS"; empty if nothing was recognised
  std::string key_path;   // of --key; empty: none was given
  std::vector<std::string>
      keys;  // private keys in key_path, else in the file itself: as KeyFacts::spki_sha256
  std::uint16_t unread_keys = 0;           // that are in the file but were not read: encrypted, or of a JKS
  std::vector<std::string> remarks;        // entries that were left out, in words
  std::optional<FileFailure> failure;      // why there are no certificates
  std::optional<FileFailure> key_failure;  // why key_path gave no key

  // "standard input" or the path, as given.
  std::string label() const { return path == "-" ? "standard input" : path; }

  friend bool operator==(const CertificateFile&, const CertificateFile&) = default;
};

// A folder, or a pattern such as /etc/ssl/*.pem. The files with certificates are observations of their own.
struct FileSearch {
  std::string path;  // as given
  std::uint16_t with_certificates = 0;
  std::uint16_t without_certificates = 0;
  std::uint16_t not_read = 0;  // not permitted, or beyond the bounds
  bool gave_up = false;        // a bound was reached: there may be more

  friend bool operator==(const FileSearch&, const FileSearch&) = default;
};

}  // namespace checks
