#include "checks/list/mail_encoding.h"

#include <algorithm>

#include "checks/evidence/base64.h"

namespace checks {
namespace {

constexpr std::string_view kNewLine = "\r\n";
constexpr std::string_view kWordBegin = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string base64_lines(std::string_view text) {
  constexpr std::size_t kBytesPerLine = kMaxEncodedLine / 4 * 3;
  std::string lines;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kBytesPerLine))) {
    lines += to_base64(bytes_of(text.substr(0, kBytesPerLine)));
    lines += kNewLine;
  }
  return lines;
}

std::string with_crlf(std::string_view text) {
  std::string lines;
  for (const char c : text) {
    lines += c == '\n' ? kNewLine : std::string_view(&c, 1);
  }
  return lines;
}

std::string escaped(unsigned char byte) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  return {'=', kDigits[byte >> 4], kDigits[byte & 15]};
}

// RFC 2045, 6.7 (1) to (3): blanks are literal but at the end of a line.
std::string quoted_character(std::string_view line, std::size_t at, bool begins_line) {
  const auto byte = static_cast<unsigned char>(line[at]);
  const bool is_blank = byte == ' ' || byte == '\t';
  const bool is_plain = byte > ' ' && byte < 0x7f && byte != '=';
  if (begins_line && (byte == '.' || line.substr(at).starts_with("From "))) {
    return escaped(byte);
  }
  return is_plain || (is_blank && at + 1 < line.size()) ? std::string(1, line[at]) : escaped(byte);
}

void add_quoted_line(std::string_view line, std::string& to) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    std::string one = quoted_character(line, at, column == 0);
    const std::size_t room = kMaxEncodedLine - (at + 1 < line.size() ? 1 : 0);
    if (column + one.size() > room) {
      to += "=\r\n";
      column = 0;
      one = quoted_character(line, at, true);
    }
    to += one;
    column += one.size();
  }
  to += kNewLine;
}

// The first bytes of `text`, at most `limit`, that end with a whole character.
std::string_view whole_characters(std::string_view text, std::size_t limit) {
  std::size_t size = std::min(text.size(), limit);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80) {
    --size;
  }
  return text.substr(0, size);
}

// RFC 2047, 2: each line with an encoded word has at most 76 characters; 5 (3): a character is in one word.
std::string as_encoded_words(std::string_view text, std::size_t column) {
  std::string words;
  while (!text.empty()) {
    const std::size_t used = column + kWordBegin.size() + kWordEnd.size();
    const std::size_t room = used + 4 <= kMaxEncodedLine ? (kMaxEncodedLine - used) / 4 * 3 : 0;
    const std::string_view part = whole_characters(text, room);
    if (!part.empty()) {
      words += std::string(kWordBegin) + to_base64(bytes_of(part)) + std::string(kWordEnd);
      text.remove_prefix(part.size());
    }
    if (!text.empty()) {
      words += "\r\n ";
    }
    column = 1;
  }
  return words;
}

// At its blanks, as far as it has some.
std::string folded(std::string_view text, std::size_t column) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t next = std::min(text.find(' ', 1), text.size());  // a word with the blank before it
    const std::string_view word = text.substr(0, next);
    if (column + word.size() > kMaxEncodedLine && word.front() == ' ' && word.size() > 1) {
      lines += kNewLine;
      column = 0;
    }
    lines += word;
    column += word.size();
    text.remove_prefix(next);
  }
  return lines;
}

}  // namespace

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string quoted_printable(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    add_quoted_line(text.substr(0, end), lines);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

EncodedBody encode_body(std::string_view text) {
  std::string quoted = quoted_printable(text);
  std::string base64 = base64_lines(with_crlf(text));
  return base64.size() < quoted.size() ? EncodedBody{"base64", std::move(base64)}
                                       : EncodedBody{"quoted-printable", std::move(quoted)};
}

std::string encode_words(std::string_view text, std::size_t column) {
  // RFC 5322, 2.1.1: a line has at most 998 characters, so a longer word is encoded; blanks at an end, or in
  // a row, could get lost or make a line of blanks.
  const bool is_plain = is_ascii(text) && text.find("=?") == std::string_view::npos &&
                        text.find("  ") == std::string_view::npos && !text.starts_with(' ') &&
                        !text.ends_with(' ');
  return is_plain ? folded(text, column) : as_encoded_words(text, column);
}

}  // namespace checks
