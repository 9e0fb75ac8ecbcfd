// Distinguished names: X.501 names in DER as text, and compared.
//
// Every function takes a whole Name (tag and length included), as a hostile peer may have sent it. What is no
// DER ends the reading: the result holds what came before.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/bytes.h"

namespace checks {

// Longest text made of a name or of one of its values. A real one has 100 to 200 bytes; all upper bounds of
// X.520 together reach about 1,000.
inline constexpr std::size_t kMaxNameText = 2000;

// As RFC 4514 writes it: the most specific first, "CN=www.example.org,O=Example\, Inc.,C=JP", several values
// of one level joined by "+". Attribute types by their short names, else by number with the value in
// hexadecimal ("2.5.4.97=#0c03..."). Characters as UTF-8; bytes that a certificate calls UTF-8 or ASCII stay
// as they are. Control characters stay too (but NUL is "\00"): every output escapes its own way. Cut at
// kMaxNameText with "...".
std::string rfc4514(ByteView name);

// The most specific common name, unescaped; empty if there is none. Cut at kMaxNameText with "...".
std::string common_name_of(ByteView name);

// The values of its emailAddress attributes (RFC 2985, 5.2.1); cut as above.
std::vector<std::string> emails_of(ByteView name);

// A key that is equal for names that are equal as RFC 5280, 7.1 and OpenSSL's X509_NAME_cmp say: ASCII
// letters in any case, any string type, blanks collapsed and trimmed. For each attribute: one octet with the
// number of its level (RDN), then type and value, each with its size in front. So one key begins with another
// exactly if the names' attributes do.
std::string normalised_name(ByteView name);

// `text` if it has at most `limit` bytes, else its beginning, cut at a character boundary, and "...".
std::string bounded_text(std::string_view text, std::size_t limit);

}  // namespace checks
