// Files of certificates: read within bounds, taken apart, indexed by subject. Nothing is decoded by OpenSSL
// here.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/evidence/evidence.h"

namespace checks {

// The largest file of trust anchors: Debian's bundle has 0.2 MiB, the largest known (all of the public
// intermediates) 10 MiB.
inline constexpr std::size_t kMaxBundle = 32 << 20;
// The largest file in a folder of certificates.
inline constexpr std::size_t kMaxCertificateFile = 1 << 20;

// What a file holds. No std::string, which would fill its memory before the file does.
struct FileContent {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;

  std::string_view text() const { return {bytes.get(), size}; }
};

// The whole file. Only a regular file (a FIFO or a device could block or never end) of at most `limit` bytes
// is read. None: `why` (may be null) gets the reason: "No such file or directory", "it is not a regular
// file", "it is larger than 32 MiB".
std::optional<FileContent> read_file(const std::string& path, std::size_t limit, std::string* why = nullptr);

// A copy of text that was not read from a file of its own.
FileContent file_content(std::string_view text);

// At most `size` bytes from the beginning of a regular file; none if it cannot be read.
std::string beginning_of(const std::string& path, std::size_t size);

// "-----BEGIN LABEL-----", a body, "-----END ".
struct PemBlock {
  std::string_view label;
  std::string_view body;   // up to the next five dashes
  std::string_view whole;  // from "-----BEGIN " to the end of the line of "-----END "; when it ends
  bool has_end = false;    // "-----END " comes next
};

// The next block of any kind; `rest` is moved to its end. None: there is no more.
std::optional<PemBlock> next_pem_block(std::string_view& rest);

// "CERTIFICATE", "TRUSTED CERTIFICATE" or "X509 CERTIFICATE".
bool is_certificate_label(std::string_view label);

// The base64 between the next "-----BEGIN CERTIFICATE-----" (or "X509 CERTIFICATE", "TRUSTED CERTIFICATE")
// and its end; `rest` is moved behind it. Text around such blocks and blocks of other kinds are skipped.
// None: there is no more.
std::optional<std::string_view> next_pem_certificate(std::string_view& rest);

// Decodes base64, skipping white space, until `limit` bytes are there, the text ends, or a character comes
// that does not belong. `bytes` (reused between calls) gets the result, at most two bytes more than `limit`.
void decode_base64(std::string_view text, std::size_t limit, Bytes& bytes);

// The DER of a block. What follows the certificate is cut off; `behind` (may be null) gets it: in a "TRUSTED
// CERTIFICATE" OpenSSL's trust settings (checks/pki/distrust.h).
Bytes pem_certificate(std::string_view base64, Bytes* behind = nullptr);

// Certificates of one file, PEM or DER, found by subject.
//
// Making the index reads from each certificate no more than is needed to see its subject.
class Bundle {
 public:
  explicit Bundle(FileContent content);

  bool empty() const { return entries_.empty(); }
  // All certificates of this subject (Name, DER), each once, in the file's order. `notes` (may be null) gets
  // which of them a "TRUSTED CERTIFICATE" block does not trust for servers.
  std::vector<Bytes> find(ByteView subject, std::vector<AnchorNote>* notes = nullptr) const;

 private:
  // `begin` and `size` lie in `content_`: base64, or DER when `is_der_`. `subject` is a hash of the
  // normalised subject.
  struct Entry {
    std::size_t begin = 0;
    std::size_t size = 0;
    std::uint64_t subject = 0;
  };
  void index_pem();
  void index_der();
  Bytes certificate(const Entry& entry, bool& is_rejected) const;

  FileContent content_;
  bool is_der_ = false;
  std::vector<Entry> entries_;
};

}  // namespace checks
