#include <algorithm>
#include <string_view>
#include <vector>

#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

bool is_digit(char ch) { return ch >= '0' && ch <= '9'; }

bool is_label(std::string_view label) {
  constexpr std::size_t kMaxLabel = 63;  // RFC 1034, 3.1
  const auto is_allowed = [](char ch) {
    return is_digit(ch) || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '-' || ch == '_';
  };
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, is_allowed);
}

// Underscores are let through: beyond the preferred syntax, but in use, and no client minds. An address is no
// DNS name.
bool is_dns_name(std::string_view name) {
  constexpr std::size_t kMaxName = 253;  // RFC 1034, 3.1, without the root's label
  if (name.empty() || name.size() > kMaxName) {
    return false;
  }
  for (;;) {
    const std::size_t dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    if (!is_label(label)) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return !std::ranges::all_of(label, is_digit);
    }
    name.remove_prefix(dot + 1);
  }
}

bool is_dns_name_or_wildcard(std::string_view name) {
  return is_dns_name(name.starts_with("*.") ? name.substr(2) : name);
}

bool is_address(std::string_view octets) { return octets.size() == 4 || octets.size() == 16; }

bool is_mailbox(std::string_view text) {
  const std::size_t at = text.rfind('@');
  const bool has_both = at != std::string_view::npos && at > 0;
  const bool is_quoted = text.starts_with('"');  // only then may another @ stand in the local part
  return has_both && (is_quoted || text.find('@') == at) && is_dns_name(text.substr(at + 1)) &&
         std::ranges::all_of(text, [](char ch) { return ch > ' ' && ch < 0x7f; });
}

// "MUST NOT be a relative URI [...] MUST include both a scheme (e.g., "http" or "ftp") and a
// scheme-specific-part."
bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         text.substr(0, colon).find('/') == std::string_view::npos &&
         std::ranges::all_of(text, [](char ch) { return ch > ' ' && ch < 0x7f; });
}

// RFC 5280, 4.2.1.6.
bool is_well_formed(const GeneralName& name) {
  switch (name.kind) {
    case NameKind::email:
      return is_mailbox(name.value);
    case NameKind::uri:
      return is_uri(name.value);
    case NameKind::ip:
      return is_address(name.value);
    default:
      return true;
  }
}

// "in the style of RFC 4632 (CIDR)": ones, then zeros.
bool is_mask(std::string_view octets) {
  bool is_over = false;
  for (const char octet : octets) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool is_one = ((octet >> bit) & 1) != 0;
      if (is_one && is_over) {
        return false;
      }
      is_over = !is_one;
    }
  }
  return true;
}

bool is_host_or_domain(std::string_view text) {
  return text.empty() || is_dns_name(text.starts_with('.') ? text.substr(1) : text);
}

// RFC 5280, 4.2.1.10. A period in front means something for mail addresses and URIs only.
bool is_well_formed_constraint(const GeneralName& name) {
  const std::string_view value = name.value;
  switch (name.kind) {
    case NameKind::dns:
      return value.empty() || is_dns_name(value);
    case NameKind::email:
      return value.find('@') == std::string_view::npos ? is_host_or_domain(value) : is_mailbox(value);
    case NameKind::uri:
      return is_host_or_domain(value);
    case NameKind::ip:
      return value.size() % 2 == 0 && is_address(value.substr(value.size() / 2)) &&
             is_mask(value.substr(value.size() / 2));
    default:
      return true;
  }
}

Text shown(const GeneralName& name) {
  return name.kind == NameKind::ip ? Text("for an IP address") : quoted(name.value);
}

Complaint complaint_of_constraints(const NameConstraints& constraints) {
  for (const std::vector<GeneralName>* list : {&constraints.permitted, &constraints.excluded}) {
    const auto bad = std::ranges::find_if_not(*list, is_well_formed_constraint);
    if (bad != list->end()) {
      return Text("has a malformed name constraint ") + shown(*bad);
    }
  }
  return {};
}

// RFC 5280, 4.2.1.6: "The name MUST be in the "preferred name syntax", as specified by Section 3.5 of
// [RFC1034] and as modified by Section 2.1 of [RFC1123]."
Complaint complaint(const Inspected& one) {
  const CertificateFacts& facts = one.facts;
  if (facts.malformed_extensions.has(ExtensionKind::subject_alternative_name)) {
    return Text("has alternative names that cannot be read");
  }
  const auto bad_dns = std::ranges::find_if_not(facts.dns_names, is_dns_name_or_wildcard);
  if (bad_dns != facts.dns_names.end()) {
    return Text("has the malformed DNS name ") + quoted(*bad_dns);
  }
  const auto bad = std::ranges::find_if_not(facts.general_names, is_well_formed);
  if (bad != facts.general_names.end()) {
    return Text("has a malformed alternative name ") + shown(*bad);
  }
  return facts.name_constraints ? complaint_of_constraints(*facts.name_constraints) : Complaint();
}

}  // namespace

Findings judge_rfc5280_names(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint, "names and name constraints are well-formed");
}

}  // namespace checks
