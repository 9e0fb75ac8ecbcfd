#include "checks/pki/fetched_certificates.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "checks/pki/certificate_files.h"
#include "checks/pki/der.h"
#include "checks/pki/distinguished_name.h"

namespace checks {
namespace {

// 1.2.840.113549.1.7.2, signedData (RFC 5652, 5.1).
constexpr std::array<std::uint8_t, 9> kSignedData = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};

// A message has five levels above its certificates; more is no message that we read.
constexpr int kMaxDepth = 16;

// An element of BER: as DER, or of indefinite length (X.690, 8.1.3.6), as some CAs write the frame around
// their certificates.
std::optional<der::Element> take(ByteView& rest, int depth = 0);

// The elements up to the end-of-contents, which is not among them; nothing if it does not come.
std::optional<ByteView> indefinite_content(ByteView rest, int depth) {
  const ByteView start = rest;
  while (rest.size() >= 2 && depth < kMaxDepth) {
    if (rest[0] == 0 && rest[1] == 0) {
      return start.first(start.size() - rest.size());
    }
    if (!take(rest, depth + 1)) {
      break;
    }
  }
  return std::nullopt;
}

std::optional<der::Element> take(ByteView& rest, int depth) {
  constexpr std::uint8_t kIndefinite = 0x80;
  constexpr std::uint8_t kConstructed = 0x20;
  constexpr std::uint8_t kLongTag = 0x1f;
  const bool is_indefinite = rest.size() > 2 && rest[1] == kIndefinite && (rest[0] & kConstructed) != 0 &&
                             (rest[0] & kLongTag) != kLongTag;
  if (!is_indefinite) {
    der::Reader reader(rest);
    const std::optional<der::Element> element = reader.next();
    rest = element ? rest.subspan(element->whole.size()) : rest;
    return element;
  }
  const std::optional<ByteView> content = indefinite_content(rest.subspan(2), depth);
  if (!content) {
    return std::nullopt;
  }
  const der::Element element{rest[0], *content, rest.first(2 + content->size() + 2)};
  rest = rest.subspan(element.whole.size());
  return element;
}

// The content of the next element if it has this tag.
std::optional<ByteView> enter(ByteView& rest, std::uint8_t tag) {
  const std::optional<der::Element> element = take(rest);
  return element && element->tag == tag ? std::optional(element->value) : std::nullopt;
}

// ContentInfo { OID, [0] SignedData { version, digestAlgorithms, encapContentInfo, [0] certificates, ... } },
// from behind the OID.
std::vector<Bytes> certificates_of_message(ByteView rest, std::size_t most) {
  const auto wrapped = enter(rest, der::constructed(0));
  ByteView inside = wrapped.value_or(ByteView());
  const auto signed_data = enter(inside, der::kSequence);
  ByteView members = signed_data.value_or(ByteView());
  std::vector<Bytes> found;
  if (!enter(members, der::kInteger) || !enter(members, der::kSet) || !enter(members, der::kSequence)) {
    return found;
  }
  ByteView certificates = enter(members, der::constructed(0)).value_or(ByteView());
  while (found.size() < most) {
    const std::optional<der::Element> one = take(certificates);
    if (!one) {
      break;
    }
    if (one->tag == der::kSequence) {
      found.emplace_back(one->whole.begin(), one->whole.end());
    }
  }
  return found;
}

std::vector<Bytes> certificates_of_der(ByteView document, std::size_t most) {
  ByteView rest = document;
  const std::optional<der::Element> outer = take(rest);
  if (!outer || outer->tag != der::kSequence || most == 0) {
    return {};
  }
  ByteView inside = outer->value;
  if (const auto type = enter(inside, der::kOid)) {
    return std::ranges::equal(*type, kSignedData) ? certificates_of_message(inside, most)
                                                  : std::vector<Bytes>();
  }
  std::vector<Bytes> found;
  if (der::subject_of(outer->whole)) {
    found.emplace_back(outer->whole.begin(), outer->whole.end());
  }
  return found;
}

std::vector<Bytes> certificates_of_pem(std::string_view text, std::size_t most) {
  std::vector<Bytes> found;
  std::string_view rest = text;
  while (found.size() < most) {
    const std::optional<std::string_view> block = next_pem_certificate(rest);
    if (!block) {
      break;
    }
    if (Bytes der = pem_certificate(*block); der::subject_of(der)) {
      found.push_back(std::move(der));
    }
  }
  return found;
}

std::vector<Bytes> certificates_of_pem_message(std::string_view text, std::size_t most) {
  for (const std::string_view label : {"-----BEGIN PKCS7-----", "-----BEGIN CMS-----"}) {
    if (const std::size_t at = text.find(label); at != std::string_view::npos) {
      Bytes bytes;
      decode_base64(text.substr(at + label.size()), text.size(), bytes);
      return certificates_of_der(bytes, most);
    }
  }
  return {};
}

}  // namespace

std::vector<Bytes> certificates_in(ByteView document, std::size_t most) {
  if (!document.empty() && document.front() == der::kSequence) {
    return certificates_of_der(document, most);
  }
  const std::string_view text(reinterpret_cast<const char*>(document.data()), document.size());
  std::vector<Bytes> found = certificates_of_pem(text, most);
  return found.empty() ? certificates_of_pem_message(text, most) : found;
}

FetchFacts FetchedCertificates::add(const Fetch& fetch) {
  FetchFacts facts{fetch.url, 0, ""};
  if (fetch.failure) {
    facts.problem = fetch.failure->text;
    return facts;
  }
  for (Bytes& der : certificates_in(fetch.answer, kMaxFetchedCertificates - entries_.size())) {
    if (const auto subject = der::subject_of(der)) {
      entries_.push_back({normalised_name(*subject), std::move(der)});
      ++facts.certificates;
    }
  }
  if (facts.certificates == 0) {
    facts.problem = entries_.size() == kMaxFetchedCertificates ? "more certificates than are looked at"
                                                               : "what lies there is no certificate";
  }
  return facts;
}

std::vector<const Bytes*> FetchedCertificates::find(ByteView subject) const {
  std::vector<const Bytes*> found;
  const std::string wanted = normalised_name(subject);
  for (const Entry& entry : entries_) {
    if (entry.subject == wanted) {
      found.push_back(&entry.der);
    }
  }
  return found;
}

}  // namespace checks
