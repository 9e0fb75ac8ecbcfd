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

// The base64 between the next "-----BEGIN CERTIFICATE-----" (or "X509 CERTIFICATE", "TRUSTED CERTIFICATE")
// and its end; `rest` is moved behind it. Text around such blocks and blocks of other kinds are skipped.
// None: there is no more.
std::optional<std::string_view> next_pem_certificate(std::string_view& rest);

// Decodes base64, skipping white space, until `limit` bytes are there, the text ends, or a character comes
// that does not belong. `bytes` (reused between calls) gets the result, at most two bytes more than `limit`.
void decode_base64(std::string_view text, std::size_t limit, Bytes& bytes);

// The DER of a block. What follows the certificate ("TRUSTED CERTIFICATE" carries OpenSSL's trust settings
// there) is cut off, its meaning with it: a certificate that the block says is trusted or rejected for some
// purpose is a certificate like any other.
Bytes pem_certificate(std::string_view base64);

// Certificates of one file, PEM or DER, found by subject.
//
// Making the index reads from each certificate no more than is needed to see its subject.
class Bundle {
 public:
  explicit Bundle(FileContent content);

  bool empty() const { return entries_.empty(); }
  // All certificates of this subject (Name, DER), each once, in the file's order.
  std::vector<Bytes> find(ByteView subject) const;

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
  Bytes certificate(const Entry& entry) const;

  FileContent content_;
  bool is_der_ = false;
  std::vector<Entry> entries_;
};

}  // namespace checks
