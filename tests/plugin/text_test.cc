#define BOOST_TEST_MODULE text

#include "plugin/text.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace std::string_literals;
using plugin::Text;

struct Row {
  const char* name;
  std::string characters;
  std::string line;
};

BOOST_AUTO_TEST_CASE(line_escapes) {
  const Row rows[] = {
      {"empty", "", ""},
      {"plain", "CN=www.example.org, O=\"A & B\" <x>", "CN=www.example.org, O=\"A & B\" <x>"},
      {"backslash stays", "a\\nb\\", "a\\nb\\"},
      {"perfdata separator", "CN=evil|x=1", "CN=evil\\x7cx=1"},
      {"line ends", "a\nb\r\nc\td", "a\\nb\\r\\nc\\td"},
      {"NUL and escape", "a\0b\x1b[31m"s, "a\\x00b\\x1b[31m"},
      {"delete", "\x7f", "\\x7f"},
      {"C1: U+0085 and U+009B", "\xc2\x85|\xc2\x9b", "\\x85\\x7c\\x9b"},
      {"no-break space stays", "a\xc2\xa0z", "a\xc2\xa0z"},
      {"letters of other scripts", "M\xc3\xbcller \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x92",
       "M\xc3\xbcller \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x92"},
      {"Latin-1 byte", "M\xfcller", "M\\xfcller"},
      {"lone continuation", "\x80", "\\x80"},
      {"cut short", "a\xe6\x97", "a\\xe6\\x97"},
      {"cut short, then a letter", "\xe6\x97g", "\\xe6\\x97g"},
      {"overlong slash, 2 bytes", "\xc0\xaf", "\\xc0\\xaf"},
      {"overlong, 3 bytes", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
      {"overlong, 4 bytes", "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf"},
      {"surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
      {"above U+10FFFF", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
      {"five bytes", "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80"},
      {"last before the surrogates", "\xed\x9f\xbf", "\xed\x9f\xbf"},
      {"U+10FFFD", "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd"},
      {"replacement character stays", "\xef\xbf\xbd", "\xef\xbf\xbd"},
      {"soft hyphen", "a\xc2\xadz", "a\\u{00ad}z"},
      {"zero width space and joiner", "\xe2\x80\x8b\xe2\x80\x8d", "\\u{200b}\\u{200d}"},
      {"right to left mark", "\xe2\x80\x8f", "\\u{200f}"},
      {"right to left override", "\xe2\x80\xaegro", "\\u{202e}gro"},
      {"isolates", "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}"},
      {"Arabic letter mark", "\xd8\x9c", "\\u{061c}"},
      {"line and paragraph separators", "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}"},
      {"hyphen U+2010 stays", "\xe2\x80\x90", "\xe2\x80\x90"},
      {"byte order mark", "\xef\xbb\xbf", "\\u{feff}"},
      {"annotation", "\xef\xbf\xb9", "\\u{fff9}"},
      {"no character", "\xef\xbf\xbf", "\\u{ffff}"},
      {"variation selector", "\xef\xb8\x8f", "\\u{fe0f}"},
      {"Hangul fillers", "\xe1\x85\x9f\xe3\x85\xa4\xef\xbe\xa0", "\\u{115f}\\u{3164}\\u{ffa0}"},
      {"tag letter", "\xf3\xa0\x81\xa1", "\\u{e0061}"},
      {"variation selector supplement", "\xf3\xa0\x84\x80", "\\u{e0100}"},
      {"Mongolian vowel separator", "\xe1\xa0\x8e", "\\u{180e}"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(Text(row.characters).line() == row.line); }
  }
}

BOOST_AUTO_TEST_CASE(line_is_valid_and_plain_for_every_pair_of_bytes) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string line = Text(std::string{static_cast<char>(a), static_cast<char>(b)}).line();
      const bool is_plain = line.find_first_of("|\n\r\t\x7f\0"s) == std::string::npos;
      if (!is_plain || !plugin::is_utf8(line)) {
        BOOST_ERROR("bytes " << a << " " << b << ": " << line);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  const Row rows[] = {
      {"empty", "", ""},
      {"plain, NUL included", "a\0b"s, "a\0b"s},
      {"umlaut", "\xc3\xbc", "\xc3\xbc"},
      {"Latin-1", "M\xfcl", "M\xef\xbf\xbdl"},
      {"overlong", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"cut short", "\xf0\x9f\x94", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(plugin::valid_utf8(row.characters) == row.line);
      BOOST_TEST(plugin::is_utf8(row.characters) == (row.characters == row.line));
    }
  }
}

BOOST_AUTO_TEST_CASE(cut_keeps_characters_whole) {
  const struct {
    std::string text;
    std::size_t limit;
    std::string cut;
  } rows[] = {
      {"abcdef", 6, "abcdef"},
      {"abcdefg", 6, "abc..."},
      {"", 0, ""},
      {"abc", 0, ""},
      {"abcd", 2, ".."},
      {"abcd", 3, "..."},
      {"ab\xc3\xbc\xc3\xbc\xc3\xbc", 7, "ab\xc3\xbc..."},
      {"ab\xc3\xbc\xc3\xbc\xc3\xbc", 6, "ab..."},
      {"\xf0\x9f\x94\x92\xf0\x9f\x94\x92", 7, "\xf0\x9f\x94\x92..."},
      {"\xf0\x9f\x94\x92\xf0\x9f\x94\x92", 6, "..."},
      {"\x80\x80\x80\x80\x80\x80\x80\x80\x80", 8, "\x80\x80..."},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text << " at " << row.limit) {
      BOOST_TEST(plugin::cut(row.text, row.limit) == row.cut);
      BOOST_TEST(Text::bounded(row.text, row.limit).characters() == row.cut);
    }
  }
}

BOOST_AUTO_TEST_CASE(texts_are_joined) {
  BOOST_TEST((Text("a|") + Text("b") + "|c").line() == "a\\x7cb\\x7cc");
  BOOST_TEST(Text().empty());
  BOOST_TEST((Text("a") == Text(std::string_view("a"))));
}
