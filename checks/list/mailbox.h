// Whom mails go to, as options and cells name them.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/result.h"

namespace checks {

// RFC 5321, 4.5.3.1.1 to 4.5.3.1.3: octets of a local part, a domain, and both (a path without its brackets).
inline constexpr std::size_t kMaxLocalPart = 64;
inline constexpr std::size_t kMaxMailDomain = 253;
inline constexpr std::size_t kMaxMailAddress = 254;
// Of one option or cell: RFC 5321, 4.5.3.1.8 asks servers to take 100.
inline constexpr std::size_t kMaxMailboxes = 100;
// Bytes of a display name: a screen's width.
inline constexpr std::size_t kMaxDisplayName = 100;

struct Mailbox {
  std::string name;     // UTF-8, may be empty
  std::string address;  // "ops@example.org"; the domain in lower case

  friend bool operator==(const Mailbox&, const Mailbox&) = default;
};

// "ops@example.org, Night Shift <night@example.org>, \"Ops, Tokyo\" <tokyo@example.org>"; `;` separates too,
// as people write it in cells. Addresses: a local part without quotes, then a domain name or an address in
// brackets; UTF-8. The error is a clause without the text: "has no @ in 'ops'".
plugin::Result<std::vector<Mailbox>> parse_mailboxes(std::string_view text);

// True for what a phrase may hold without quotes: atoms and blanks (RFC 5322, 3.2.5).
bool is_phrase_character(char c);

}  // namespace checks
