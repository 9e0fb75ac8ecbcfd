#include "checks/rules/client_names.h"

#include <algorithm>

#include "checks/pki/names.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::equal_ignoring_case;
using plugin::lower;

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

std::string_view take_label(std::string_view& rest) {
  const std::size_t dot = std::min(rest.find('.'), rest.size());
  const std::string_view label = rest.substr(0, dot);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  return label;
}

// RFC 952 and 1123: letters, digits and hyphens, no hyphen at either end.
bool is_ldh_label(std::string_view label) {
  const auto is_letter_or_digit = [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
  };
  return !label.empty() && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [&](char c) { return c == '-' || c == '*' || is_letter_or_digit(c); });
}

bool is_ldh(std::string_view name) {
  while (!name.empty()) {
    if (!is_ldh_label(take_label(name))) {
      return false;
    }
  }
  return true;
}

bool has_star(std::string_view text) { return text.find('*') != text.npos; }
bool has_dot(std::string_view text) { return text.find('.') != text.npos; }

// Each '*' stands for any characters, of which there may be none.
bool matches_stars(std::string_view pattern, std::string_view label) {
  const std::size_t last = pattern.rfind('*');
  const std::size_t end = pattern.size() - last - 1;
  if (label.size() < end ||
      !equal_ignoring_case(label.substr(label.size() - end), pattern.substr(last + 1))) {
    return false;
  }
  label.remove_suffix(end);
  for (std::string_view left = pattern.substr(0, last + 1); !left.empty();) {
    const std::string_view part = left.substr(0, left.find('*'));
    const bool is_first = left.size() == last + 1;
    const auto at = std::search(label.begin(), label.end(), part.begin(), part.end(),
                                [](char x, char y) { return lower(x) == lower(y); });
    if ((is_first && at != label.begin()) || label.end() - at < std::ssize(part)) {
      return false;
    }
    label.remove_prefix(static_cast<std::size_t>(at - label.begin()) + part.size());
    left.remove_prefix(part.size() + 1);
  }
  return true;
}

bool matches_label(std::string_view pattern, std::string_view label, Wildcards wildcards) {
  if (!has_star(pattern)) {
    return equal_ignoring_case(pattern, label);
  }
  const bool is_one = pattern.find('*') == pattern.rfind('*');
  const bool is_allowed = wildcards == Wildcards::any_label || pattern == "*" ||
                          (is_one && wildcards == Wildcards::part_of_label) ||
                          (is_one && wildcards == Wildcards::label_end && pattern.front() == '*');
  return is_allowed && !label.empty() && matches_stars(pattern, label);
}

// Label by label: as many on both sides.
bool matches_wildcard(std::string_view pattern, std::string_view name, const NameHabits& habits) {
  const std::string_view parent = pattern.substr(std::min(pattern.find('.') + 1, pattern.size()));
  const bool is_short = !has_dot(parent);
  const bool is_all_wild = !has_dot(pattern.substr(pattern.rfind('*')));
  if (pattern.ends_with('.') || (is_short && !habits.short_wildcards) ||
      (is_all_wild && habits.wildcards == Wildcards::any_label) ||
      std::count(pattern.begin(), pattern.end(), '.') != std::count(name.begin(), name.end(), '.')) {
    return false;
  }
  for (bool is_first = true; !pattern.empty() && !name.empty(); is_first = false) {
    const std::string_view part = take_label(pattern);
    const std::string_view label = take_label(name);
    const bool may_be_wild = is_first || habits.wildcards == Wildcards::any_label;
    if (has_star(part) && habits.wants_ldh_in_wildcard && !is_ldh_label(label)) {
      return false;
    }
    if (may_be_wild ? !matches_label(part, label, habits.wildcards) : !equal_ignoring_case(part, label)) {
      return false;
    }
  }
  return pattern.empty() && name.empty();
}

bool covers_by(std::string_view entry, std::string_view name, const NameHabits& habits) {
  if (habits.wants_ldh && (!is_ldh(without_dot(entry)) || !is_ldh(without_dot(name)))) {
    return false;
  }
  const std::string_view wanted = habits.final_dot == FinalDot::kept ? name : without_dot(name);
  const std::string_view has = habits.drops_entry_dot ? without_dot(entry) : entry;
  if (has.empty() || wanted.empty()) {
    return false;
  }
  const bool is_literal = habits.final_dot == FinalDot::either && equal_ignoring_case(entry, name);
  return is_literal || equal_ignoring_case(has, wanted) ||
         (has.find('*') != has.npos && matches_wildcard(has, wanted, habits));
}

}  // namespace

bool covers(const CertificateFacts& certificate, std::string_view name, const NameHabits& habits) {
  const bool by_common_name = names_host_by_common_name(certificate, habits.common_name);
  if (is_ip_address(name)) {
    return covering_name(certificate, name) ||
           (by_common_name && habits.common_name_as_address && certificate.common_name == name);
  }
  const std::vector<std::string>& names = certificate.dns_names;
  return (by_common_name && covers_by(certificate.common_name, name, habits)) ||
         std::any_of(names.begin(), names.end(),
                     [&](const std::string& entry) { return covers_by(entry, name, habits); });
}

}  // namespace checks
