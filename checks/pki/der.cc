#include "checks/pki/der.h"

#include <algorithm>
#include <limits>

namespace checks::der {

std::optional<Reader::Header> Reader::header() const {
  constexpr std::uint8_t kLongTag = 0x1f;
  constexpr std::size_t kMaxLengthOctets = 4;
  if (rest_.size() < 2 || (rest_[0] & kLongTag) == kLongTag) {
    return std::nullopt;
  }
  Header found{rest_[0], 2, rest_[1]};
  if (found.length < 0x80) {
    return found;
  }
  const std::size_t octets = found.length & 0x7fU;
  if (octets == 0 || octets > kMaxLengthOctets || rest_.size() < 2 + octets) {
    return std::nullopt;
  }
  found.size = 2 + octets;
  found.length = 0;
  for (const std::uint8_t octet : rest_.subspan(2, octets)) {
    found.length = found.length << 8 | octet;
  }
  return found;
}

void Reader::fail() {
  failed_ = true;
  rest_ = {};
}

std::optional<Element> Reader::next() {
  if (at_end()) {
    return std::nullopt;
  }
  const auto found = header();
  if (!found || found->length > rest_.size() - found->size) {
    fail();
    return std::nullopt;
  }
  const Element element{found->tag, rest_.subspan(found->size, found->length),
                        rest_.first(found->size + found->length)};
  rest_ = rest_.subspan(element.whole.size());
  return element;
}

std::optional<Element> Reader::next(std::uint8_t tag) {
  return !at_end() && rest_[0] == tag ? next() : std::nullopt;
}

bool Reader::enter(std::uint8_t tag) {
  const auto found = header();
  if (!found || found->tag != tag) {
    fail();
    return false;
  }
  rest_ = rest_.subspan(found->size);
  rest_ = rest_.first(std::min(rest_.size(), found->length));
  return true;
}

std::optional<ByteView> only(ByteView bytes, std::uint8_t tag) {
  Reader reader(bytes);
  const auto element = reader.next(tag);
  return element && reader.finished() ? std::optional(element->value) : std::nullopt;
}

namespace {

// The first two arcs share one number (X.690, 8.19.4).
void append_arc(std::string& text, std::uint64_t arc) {
  if (text.empty()) {
    const std::uint64_t first = std::min<std::uint64_t>(arc / 40, 2);
    text = std::to_string(first) + '.' + std::to_string(arc - first * 40);
  } else {
    text += '.' + std::to_string(arc);
  }
}

}  // namespace

std::string dotted(ByteView oid) {
  constexpr std::uint64_t kMaxBeforeShift = std::numeric_limits<std::uint64_t>::max() >> 7;
  if (oid.empty() || oid.size() > kMaxOid || (oid.back() & 0x80) != 0) {
    return {};
  }
  std::string text;
  std::uint64_t arc = 0;
  for (const std::uint8_t octet : oid) {
    if (arc > kMaxBeforeShift) {
      return {};
    }
    arc = arc << 7 | (octet & 0x7fU);
    if ((octet & 0x80) == 0) {
      append_arc(text, arc);
      arc = 0;
    }
  }
  return text;
}

std::optional<ByteView> subject_of(ByteView prefix) {
  Reader reader(prefix);
  if (!reader.enter(kSequence) || !reader.enter(kSequence)) {
    return std::nullopt;
  }
  reader.next(constructed(0));                                                     // version
  constexpr std::uint8_t kBefore[] = {kInteger, kSequence, kSequence, kSequence};  // serial .. validity
  for (const std::uint8_t tag : kBefore) {
    if (!reader.next(tag)) {
      return std::nullopt;
    }
  }
  const auto subject = reader.next(kSequence);
  return subject ? std::optional(subject->whole) : std::nullopt;
}

}  // namespace checks::der
