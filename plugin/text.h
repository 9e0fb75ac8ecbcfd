// Text that may hold what a stranger wrote, and cannot be printed unescaped.
//
// Names in certificates, replies of servers, arguments and file names end up in a monitor's command pipe, its
// database and its web page. A Text keeps the characters and has no way out but two: `line`, for every
// output made of lines, which escapes; and `characters`, for the writer of a format that escapes by its own
// rules (JSON, HTML, CSV, ...). There is no conversion to std::string and no operator<<.
//
//   Text t = Text("issued by ") + Text::bounded(issuer, 200);
//   t.line();   // issued by CN=evil\x7cx\n2
//
// `line` gives valid UTF-8 in one line. Escaped are: `|` and control characters (C0, DEL, C1) as \n, \r, \t
// or \xHH; bytes that are not UTF-8 as \xHH; invisible and direction-changing characters (general categories
// Cf, Zl, Zp, and the tag and variation blocks) as \u{HHHH}. Everything else, backslash included, stays: it
// reads better and nothing downstream acts on it.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace plugin {

class Text {
 public:
  Text() = default;
  explicit Text(std::string characters) : characters_(std::move(characters)) {}
  explicit Text(std::string_view characters) : characters_(characters) {}
  explicit Text(const char* characters) : characters_(characters) {}

  // Cut to at most `limit` bytes, as by `cut`.
  static Text bounded(std::string_view characters, std::size_t limit);

  // Escaped for one line of output.
  std::string line() const;

  // Unescaped, perhaps not even UTF-8: only for a writer that escapes by the rules of its own format.
  const std::string& characters() const { return characters_; }

  bool empty() const { return characters_.empty(); }
  Text& operator+=(const Text& more);
  friend Text operator+(Text a, const Text& b) { return std::move(a += b); }
  friend Text operator+(Text a, std::string_view b) { return std::move(a += Text(b)); }
  friend bool operator==(const Text&, const Text&) = default;

 private:
  std::string characters_;
};

bool is_utf8(std::string_view text);

// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD. For formats whose strings must
// be UTF-8 and keep their characters (JSON).
std::string valid_utf8(std::string_view text);

// `line` (already escaped or not) cut to at most `limit` bytes at a character boundary, ended by "..." where
// cut (the dots are counted).
std::string cut(std::string_view line, std::size_t limit);

}  // namespace plugin
