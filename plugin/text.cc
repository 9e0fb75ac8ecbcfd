#include "plugin/text.h"

#include <algorithm>
#include <iterator>

namespace plugin {
namespace {

struct CodePoints {
  char32_t first;
  char32_t last;
};

// What has no shape of its own or turns the direction of its neighbours: categories Cf, Zl, Zp of Unicode 15,
// the variation selectors, the blocks of tags and specials, and letters that are defined to be blank. Sorted.
constexpr CodePoints kInvisible[] = {
    {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},
    {0x070f, 0x070f},   {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
};

bool is_invisible(char32_t point) {
  const auto* found = std::lower_bound(std::begin(kInvisible), std::end(kInvisible), point,
                                       [](const CodePoints& range, char32_t p) { return range.last < p; });
  return found != std::end(kInvisible) && found->first <= point;
}

struct Character {
  char32_t point = 0;
  std::size_t length = 0;  // 0: not UTF-8
};

constexpr std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xc2 && lead <= 0xdf) {
    return 2;
  }
  if (lead >= 0xe0 && lead <= 0xef) {
    return 3;
  }
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

constexpr bool is_scalar(char32_t point, std::size_t length) {
  constexpr char32_t kFirst[] = {0, 0, 0x80, 0x800, 0x10000};  // anything less is an overlong form
  return point >= kFirst[length] && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}

// The first character of a text that is not empty (RFC 3629).
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = sequence_length(lead);
  if (length == 1) {
    return {lead, 1};
  }
  if (length == 0 || text.size() < length) {
    return {};
  }
  char32_t point = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0U) != 0x80) {
      return {};
    }
    point = point << 6 | (byte & 0x3fU);
  }
  return is_scalar(point, length) ? Character{point, length} : Character{};
}

void append_hex(std::string& out, char32_t number, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[number >> shift & 0xf];
  }
}

void append_byte(std::string& out, char32_t byte) {
  switch (byte) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\x";
      append_hex(out, byte, 2);
  }
}

void append_code_point(std::string& out, char32_t point) {
  out += "\\u{";
  append_hex(out, point, point > 0xfffff ? 6 : point > 0xffff ? 5 : 4);
  out += '}';
}

constexpr bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7f && c != '|'; }

// Appends the first character escaped, and says how many bytes of `text` it took.
std::size_t append_escaped(std::string& out, std::string_view text) {
  const Character c = first_character(text);
  if (c.length == 0) {
    append_byte(out, static_cast<unsigned char>(text.front()));
    return 1;
  }
  if (c.point < 0xa0 && !is_plain(static_cast<unsigned char>(c.point))) {
    append_byte(out, c.point);
  } else if (is_invisible(c.point)) {
    append_code_point(out, c.point);
  } else {
    out.append(text.substr(0, c.length));
  }
  return c.length;
}

std::size_t plain_prefix(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_plain(static_cast<unsigned char>(text[length]))) {
    ++length;
  }
  return length;
}

}  // namespace

Text Text::bounded(std::string_view characters, std::size_t limit) { return Text(cut(characters, limit)); }

std::string Text::line() const {
  std::string out;
  out.reserve(characters_.size());
  std::string_view rest = characters_;
  while (!rest.empty()) {
    const std::size_t plain = plain_prefix(rest);
    out.append(rest.substr(0, plain));
    rest.remove_prefix(plain);
    if (!rest.empty()) {
      rest.remove_prefix(append_escaped(out, rest));
    }
  }
  return out;
}

Text& Text::operator+=(const Text& more) {
  characters_ += more.characters_;
  return *this;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_character(text).length;
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = first_character(text).length;
    out.append(length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string cut(std::string_view line, std::size_t limit) {
  if (line.size() <= limit) {
    return std::string(line);
  }
  constexpr std::string_view kDots = "...";
  std::size_t end = limit - std::min(limit, kDots.size());
  // A character has at most three bytes after its first; more are not UTF-8 and may be cut anywhere.
  for (int i = 0; i < 3 && end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80; ++i) {
    --end;
  }
  return std::string(line.substr(0, end)).append(kDots.substr(0, std::min(limit, kDots.size())));
}

}  // namespace plugin
