// Words that break the output of a program which does not escape what strangers say.
//
// Each has what ends a Nagios line or its text (newline, `|`), forges performance data, closes a quote, is
// markup, moves a terminal's cursor or colour (ESC, BEL, carriage return, backspace), or turns the reading
// direction (U+202E, U+2066), so that a screen shows other words than were sent.

#pragma once

#include <string_view>

namespace lab {

using namespace std::string_view_literals;

// Valid UTF-8: what OpenSSL accepts as a UTF8String.
inline constexpr std::string_view kHostileAuthority =
    "Lab | CA\nOK - all is well | 'leaf_left'=9;; \"q\" <b>&amp;</b>"sv;
inline constexpr std::string_view kHostileSubject =
    "w\"w'w|x=1;2;3\r\nOK\t\x1b[32m\x07<script>alert(1)</script>\xe2\x80\xaegro.live\xe2\x81\xa6 $(id) `id` \\ ,+;#\0 end"sv;
// Not UTF-8: for string types that OpenSSL does not look into.
inline constexpr std::string_view kHostileBytes =
    "\xff\xfe\xc3(\x80|\n\xed\xa0\x80\xf8\x88\x80\x80\x80\x08\x9b"
    "31m"sv;
// Until RFC 6125 a name that ended at NUL for C programs and went on for the authority.
inline constexpr std::string_view kNameWithNul = "www.lab.example\0.evil.example"sv;
// One line of SMTP, without its end.
inline constexpr std::string_view kHostileLine =
    "4.7.0 no | 'leaf_left'=9s;; \"q\" <script>alert(1)</script> \x1b[31m\x07\xe2\x80\xaegro.live\xff\xfe $(id)\tend"sv;

}  // namespace lab
