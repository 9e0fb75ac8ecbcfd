#include "checks/list/mailbox.h"

#include <algorithm>
#include <cstddef>

#include "plugin/ascii.h"
#include "plugin/text.h"

namespace checks {

using plugin::Error;
using plugin::Result;
using plugin::Text;

namespace {

// RFC 5322, 3.2.3.
constexpr std::string_view kAtomSigns = "!#$%&'*+-/=?^_`{|}~";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_atom_character(char c) {
  return is_alphanumeric(c) || kAtomSigns.find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string in_quotes(std::string_view text) { return "'" + plugin::cut(text, 80) + "'"; }

// Atoms with dots between them: RFC 5322, 3.2.3 (dot-atom).
bool is_dot_atom(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c == '.' || is_atom_character(c); });
}

bool is_domain(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {  // RFC 5321, 4.1.3
    return std::ranges::all_of(text.substr(1, text.size() - 2),
                               [](char c) { return is_alphanumeric(c) || c == '.' || c == ':'; });
  }
  return is_dot_atom(text) && std::ranges::all_of(text, [](char c) {
           return is_alphanumeric(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
         });
}

Error clause(std::string text) { return Error{Text(std::move(text))}; }

Result<std::string> parse_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) {
    return clause("has no @ in " + in_quotes(text));
  }
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  // What is invisible or turns the direction has no place in an address either.
  if (!is_dot_atom(local) || !is_domain(domain) || Text(text).line() != text) {
    return clause("is no address in " + in_quotes(text));
  }
  if (local.size() > kMaxLocalPart || domain.size() > kMaxMailDomain || text.size() > kMaxMailAddress) {
    return clause("is too long in " + in_quotes(text));
  }
  return std::string(local) + "@" + plugin::lower(domain);
}

// Without its quotes and backslashes, if it has some.
std::string display_name(std::string_view text) {
  text = plugin::trimmed(text);
  std::string name;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else {
      i += text[i] == '\\' && is_quoted && i + 1 < text.size() ? 1 : 0;
      name += text[i];
    }
  }
  return plugin::cut(Text(name).line(), kMaxDisplayName);
}

Result<Mailbox> parse_mailbox(std::string_view text) {
  const std::size_t open = text.rfind('<');
  Mailbox box;
  if (open != std::string_view::npos) {
    if (!text.ends_with('>')) {
      return clause("lacks a > in " + in_quotes(text));
    }
    box.name = display_name(text.substr(0, open));
    text = plugin::trimmed(text.substr(open + 1, text.size() - open - 2));
  }
  Result<std::string> address = parse_address(text);
  if (!address) {
    return address.error();
  }
  box.address = *std::move(address);
  return box;
}

// Up to a separator that is not in quotes.
std::string_view take_part(std::string_view& text) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (is_quoted || (text[end] != ',' && text[end] != ';')); ++end) {
    if (text[end] == '"') {
      is_quoted = !is_quoted;
    } else if (text[end] == '\\' && is_quoted && end + 1 < text.size()) {
      ++end;
    }
  }
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return plugin::trimmed(part);
}

}  // namespace

bool is_phrase_character(char c) { return c == ' ' || is_atom_character(c); }

Result<std::vector<Mailbox>> parse_mailboxes(std::string_view text) {
  std::vector<Mailbox> boxes;
  if (!plugin::is_utf8(text)) {
    return clause("is not UTF-8");
  }
  while (!text.empty()) {
    const std::string_view one = take_part(text);
    if (one.empty()) {
      continue;
    }
    Result<Mailbox> box = parse_mailbox(one);
    if (!box) {
      return box.error();
    }
    if (boxes.size() == kMaxMailboxes) {
      return clause("has more than " + std::to_string(kMaxMailboxes) + " addresses");
    }
    boxes.push_back(*std::move(box));
  }
  return boxes;
}

}  // namespace checks
