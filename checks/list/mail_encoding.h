// How bytes become lines of ASCII in a mail: RFC 2045 (bodies) and RFC 2047 (headers).

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace checks {

// RFC 2045, 6.7 (5) and 6.8; RFC 2047, 2.
inline constexpr std::size_t kMaxEncodedLine = 76;

struct EncodedBody {
  const char* encoding;  // for Content-Transfer-Encoding
  std::string lines;     // ended by CR LF
};

// `text` in UTF-8, its lines ended by LF. Quoted-printable, or base64 where that is shorter.
EncodedBody encode_body(std::string_view text);

// No line begins with "." or "From ", so that neither SMTP nor an mbox has to change it.
std::string quoted_printable(std::string_view text);

// What may stand in an unstructured header or a phrase, from column `column` on: `text` as it is if it is
// printable ASCII that looks like no encoded word, else as encoded words; folded by CR LF and a blank.
// `text` has no control characters (plugin::Text::line).
std::string encode_words(std::string_view text, std::size_t column);

bool is_ascii(std::string_view text);

}  // namespace checks
