#include "checks/pki/certificate_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "checks/pki/der.h"
#include "checks/pki/distinguished_name.h"
#include "checks/pki/distrust.h"

namespace checks {
namespace {

class Descriptor {
 public:
  // Not blocked by a FIFO without a writer.
  explicit Descriptor(const std::string& path)
      : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~Descriptor() {
    if (number_ >= 0) {
      close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

// Fills `content` up to its size, or to the file's end, which then is its size. 0, or errno.
int read_all(int descriptor, FileContent& content) {
  std::size_t size = 0;
  while (size < content.size) {
    const ssize_t count = read(descriptor, content.bytes.get() + size, content.size - size);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return errno;
    }
    if (count == 0) {
      break;
    }
    size += static_cast<std::size_t>(count);
  }
  content.size = size;
  return 0;
}

std::string too_large(std::size_t limit) {
  return "it is larger than " + std::to_string(limit >> 20) + " MiB";
}

// Empty: all went well.
std::string read_into(const std::string& path, std::size_t limit, FileContent& content) {
  const Descriptor file(path);
  struct stat status {};
  if (file.number() < 0 || fstat(file.number(), &status) != 0) {
    return std::strerror(errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return S_ISDIR(status.st_mode) ? "it is a folder" : "it is not a regular file";
  }
  if (static_cast<std::uintmax_t>(status.st_size) > limit) {
    return too_large(limit);
  }
  // One more than it should have, to see its end.
  const auto size = static_cast<std::size_t>(status.st_size);
  content = {std::make_unique_for_overwrite<char[]>(size + 1), size + 1};
  if (const int error = read_all(file.number(), content); error != 0) {
    return std::strerror(error);
  }
  return content.size > size ? "it grows while it is read" : std::string();
}

constexpr std::string_view kDashes = "-----";
constexpr std::string_view kBegin = "BEGIN ";

// Moves `text` behind the next "-----BEGIN ", which need not begin a line: files are joined without a newline
// between them. False: there is none.
bool skip_to_block(std::string_view& text) {
  // No '-' is base64: glibc finds the next one in a fraction of the time that a search for the whole mark
  // takes.
  while (true) {
    text.remove_prefix(std::min(text.size(), text.find('-')));
    if (text.empty()) {
      return false;
    }
    const std::size_t dashes = std::min(text.size(), text.find_first_not_of('-'));
    text.remove_prefix(dashes);
    if (dashes >= kDashes.size() && text.starts_with(kBegin)) {
      text.remove_prefix(kBegin.size());
      return true;
    }
  }
}

constexpr std::uint8_t kBlank = 0x40;
constexpr std::uint8_t kForeign = 0x80;

constexpr std::array<std::uint8_t, 256> base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kForeign);
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  for (const char blank : {' ', '\t', '\r', '\n'}) {
    values[static_cast<unsigned char>(blank)] = kBlank;
  }
  return values;
}

constexpr std::array<std::uint8_t, 256> kBase64 = base64_values();

// Not by operator[], whose check costs as much as the look-up.
std::uint8_t value_of(char c) { return kBase64.data()[static_cast<unsigned char>(c)]; }

void put_group(std::uint32_t group, std::uint8_t* out) {
  out[0] = static_cast<std::uint8_t>(group >> 16);
  out[1] = static_cast<std::uint8_t>(group >> 8);
  out[2] = static_cast<std::uint8_t>(group);
}

// At most `most` groups of four without blanks between them, which is nearly all of it. Returns how many
// there were.
std::size_t decode_groups(std::string_view text, std::size_t most, std::uint8_t* out) {
  most = std::min(most, text.size() / 4);
  const char* in = text.data();
  for (std::size_t i = 0; i < most; ++i, in += 4, out += 3) {
    const std::uint32_t a = value_of(in[0]);
    const std::uint32_t b = value_of(in[1]);
    const std::uint32_t c = value_of(in[2]);
    const std::uint32_t d = value_of(in[3]);
    if ((a | b | c | d) >= kBlank) {
      return i;
    }
    put_group(a << 18 | b << 12 | c << 6 | d, out);
  }
  return most;
}

// The one or two bytes of an incomplete group. Returns how many.
std::size_t decode_tail(std::uint32_t group, int digits, std::uint8_t* out) {
  if (digits < 2) {
    return 0;
  }
  std::uint8_t octets[3];
  put_group(group << 6 * (4 - digits), octets);
  std::copy_n(octets, digits - 1, out);
  return static_cast<std::size_t>(digits - 1);
}

ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// FNV-1a of the normalised name: a wrong hit is sorted out by comparing.
std::uint64_t subject_hash(std::string_view normalised) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : normalised) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return hash;
}

}  // namespace

std::optional<FileContent> read_file(const std::string& path, std::size_t limit, std::string* why) {
  FileContent content;
  std::string problem = read_into(path, limit, content);
  if (problem.empty()) {
    return content;
  }
  if (why != nullptr) {
    *why = std::move(problem);
  }
  return std::nullopt;
}

FileContent file_content(std::string_view text) {
  FileContent content{std::make_unique_for_overwrite<char[]>(text.size()), text.size()};
  text.copy(content.bytes.get(), text.size());
  return content;
}

std::string beginning_of(const std::string& path, std::size_t size) {
  const Descriptor file(path);
  struct stat status {};
  FileContent content{std::make_unique_for_overwrite<char[]>(size), size};
  if (file.number() < 0 || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode) ||
      read_all(file.number(), content) != 0) {
    return {};
  }
  return std::string(content.text());
}

std::optional<PemBlock> next_pem_block(std::string_view& rest) {
  while (skip_to_block(rest)) {
    const std::string_view begin = rest;
    const std::string_view label = rest.substr(0, rest.find_first_of("-\r\n"));
    rest.remove_prefix(label.size());
    if (!rest.starts_with(kDashes)) {
      continue;
    }
    rest.remove_prefix(kDashes.size());
    const std::string_view body = rest.substr(0, rest.find(kDashes));
    rest.remove_prefix(body.size());
    const std::string_view end = rest.substr(0, rest.find('\n'));
    const std::size_t size = kDashes.size() + kBegin.size() + (end.data() + end.size() - begin.data());
    return PemBlock{
        label, body, {begin.data() - kDashes.size() - kBegin.size(), size}, rest.starts_with("-----END ")};
  }
  return std::nullopt;
}

bool is_certificate_label(std::string_view label) {
  return label == "CERTIFICATE" || label == "TRUSTED CERTIFICATE" || label == "X509 CERTIFICATE";
}

std::optional<std::string_view> next_pem_certificate(std::string_view& rest) {
  while (const auto block = next_pem_block(rest)) {
    if (block->has_end && is_certificate_label(block->label) &&
        block->body.find('-') == std::string_view::npos) {
      return block->body;
    }
  }
  return std::nullopt;
}

void decode_base64(std::string_view text, std::size_t limit, Bytes& bytes) {
  // All that could come: a group more than asked for.
  const std::size_t most = std::min(limit, text.size() / 4 * 3);
  bytes.resize(most + 3);
  std::size_t size = 0;
  std::uint32_t group = 0;
  int digits = 0;
  while (!text.empty() && size < limit) {
    if (digits == 0) {
      const std::size_t groups = decode_groups(text, (limit - size + 2) / 3, bytes.data() + size);
      size += 3 * groups;
      text.remove_prefix(4 * groups);
      if (text.empty() || size >= limit) {
        break;
      }
    }
    const std::uint8_t value = value_of(text.front());
    if (value == kForeign) {  // '=' too: the end
      break;
    }
    text.remove_prefix(1);
    if (value == kBlank) {
      continue;
    }
    group = group << 6 | value;
    if (++digits == 4) {
      put_group(group, bytes.data() + size);
      size += 3;
      digits = 0;
    }
  }
  size += decode_tail(group, digits, bytes.data() + size);
  bytes.resize(size);
}

Bytes pem_certificate(std::string_view base64, Bytes* behind) {
  Bytes bytes;
  decode_base64(base64, kMaxBundle, bytes);
  if (const auto certificate = der::Reader(bytes).next(der::kSequence)) {
    if (behind != nullptr) {
      const ByteView more = ByteView(bytes).subspan(certificate->whole.size());
      behind->assign(more.begin(), more.end());
    }
    bytes.resize(certificate->whole.size());
  }
  return bytes;
}

Bundle::Bundle(FileContent content) : content_(std::move(content)) {
  const std::string_view text = content_.text();
  is_der_ = der::subject_of(as_bytes(text)).has_value();
  if (is_der_) {
    index_der();
  } else {
    index_pem();
  }
}

void Bundle::index_der() {
  const ByteView bytes = as_bytes(content_.text());
  const auto certificate = der::Reader(bytes).next(der::kSequence);
  if (certificate && certificate->whole.size() == bytes.size()) {
    const ByteView subject = der::subject_of(certificate->whole).value_or(ByteView());
    entries_.push_back({0, bytes.size(), subject_hash(normalised_name(subject))});
  }
}

void Bundle::index_pem() {
  // Enough for the subjects of nine in ten public roots.
  constexpr std::size_t kUsualPrefix = 384;
  std::string_view rest = content_.text();
  Bytes bytes;
  while (const auto base64 = next_pem_certificate(rest)) {
    decode_base64(*base64, kUsualPrefix, bytes);
    auto subject = der::subject_of(bytes);
    if (!subject) {
      decode_base64(*base64, kMaxBundle, bytes);
      subject = der::subject_of(bytes);
    }
    if (subject) {
      entries_.push_back({static_cast<std::size_t>(base64->data() - content_.bytes.get()), base64->size(),
                          subject_hash(normalised_name(*subject))});
    }
  }
}

Bytes Bundle::certificate(const Entry& entry, bool& is_rejected) const {
  const std::string_view text = content_.text().substr(entry.begin, entry.size);
  if (!is_der_) {
    Bytes settings;
    Bytes der = pem_certificate(text, &settings);
    const std::string_view before = content_.text().substr(0, entry.begin);
    is_rejected = before.ends_with("TRUSTED CERTIFICATE-----") && rejects_servers(settings);
    return der;
  }
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

std::vector<Bytes> Bundle::find(ByteView subject, std::vector<AnchorNote>* notes) const {
  std::vector<Bytes> found;
  const std::string wanted = normalised_name(subject);
  const std::uint64_t hash = subject_hash(wanted);
  for (const Entry& entry : entries_) {
    if (entry.subject != hash) {
      continue;
    }
    bool is_rejected = false;
    Bytes der = certificate(entry, is_rejected);
    const auto own = der::subject_of(der);
    if (own && normalised_name(*own) == wanted && std::ranges::find(found, der) == found.end()) {
      if (is_rejected && notes != nullptr) {
        notes->push_back({static_cast<std::uint16_t>(found.size()), true, {}});
      }
      found.push_back(std::move(der));
    }
  }
  return found;
}

}  // namespace checks
