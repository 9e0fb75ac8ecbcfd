#include "checks/rules/name_constraints.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string_view>

#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::equal_ignoring_case;

enum class Match { no, yes, impossible };

Match match_if(bool is_match) { return is_match ? Match::yes : Match::no; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

// `host` is below `domain`, which may have a dot in front.
bool is_below(std::string_view host, std::string_view domain) {
  if (domain.starts_with('.')) {
    domain.remove_prefix(1);
  }
  const bool is_longer = host.size() > domain.size() + 1;
  return is_longer && host[host.size() - domain.size() - 1] == '.' && ends_with(host, domain);
}

// "any DNS name that can be constructed by simply adding zero or more labels to the left-hand side"
Match match_dns(std::string_view name, std::string_view constraint) {
  const bool is_itself = equal_ignoring_case(name, constraint);
  return match_if(constraint.empty() || is_itself || is_below(name, constraint));
}

// "*.example.org" stands for "www.example.org".
Match match_excluded_dns(std::string_view name, std::string_view constraint) {
  if (name.starts_with("*.") && is_below(constraint, name.substr(1))) {
    const std::string_view label = constraint.substr(0, constraint.size() - name.size() + 1);
    if (label.find('.') == std::string_view::npos) {
      return Match::yes;
    }
  }
  return match_dns(name, constraint);
}

// For rfc822Name and URI: "when the constraint begins with a period, it MAY be expanded with one or more
// labels", else it is one host.
Match match_host(std::string_view host, std::string_view constraint) {
  return match_if(
      constraint.empty() ||
      (constraint.starts_with('.') ? is_below(host, constraint) : equal_ignoring_case(host, constraint)));
}

Match match_email(std::string_view name, std::string_view constraint) {
  const std::size_t at = name.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == name.size()) {
    return Match::impossible;
  }
  const std::string_view host = name.substr(at + 1);
  const std::size_t constraint_at = constraint.rfind('@');
  if (constraint_at == std::string_view::npos) {
    return match_host(host, constraint);
  }
  return match_if(name.substr(0, at) == constraint.substr(0, constraint_at) &&
                  equal_ignoring_case(host, constraint.substr(constraint_at + 1)));
}

// The host name of "scheme://user@host:port/path"; empty if there is none, or an address.
std::string_view host_of(std::string_view uri) {
  const std::size_t colon = uri.find("://");
  if (colon == std::string_view::npos) {
    return {};
  }
  std::string_view host = uri.substr(colon + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  host.remove_prefix(host.rfind('@') + 1);  // npos + 1 is 0
  if (host.starts_with('[')) {
    return {};
  }
  host = host.substr(0, host.find(':'));
  return host.find_first_not_of("0123456789.") == std::string_view::npos ? std::string_view() : host;
}

// "when a constraint applies to a URI [without] a host name specified as a fully qualified domain name [...]
// the application MUST reject the certificate"
Match match_uri(std::string_view name, std::string_view constraint) {
  const std::string_view host = host_of(name);
  return host.empty() ? Match::impossible : match_host(host, constraint);
}

Match match_address(std::string_view address, std::string_view constraint) {
  const auto is_size = [](std::size_t size) { return size == 4 || size == 16; };
  const std::size_t size = constraint.size() / 2;
  if (!is_size(address.size()) || !is_size(size) || constraint.size() % 2 != 0) {
    return Match::impossible;
  }
  bool is_match = address.size() == size;
  for (std::size_t i = 0; i < size && is_match; ++i) {
    is_match = ((address[i] ^ constraint[i]) & constraint[size + i]) == 0;
  }
  return match_if(is_match);
}

// Keys of normalised_name(): the RDN after the constraint's last one must be another level.
Match match_directory(std::string_view name, std::string_view constraint) {
  if (!name.starts_with(constraint)) {
    return Match::no;
  }
  if (name.size() == constraint.size() || constraint.empty()) {
    return Match::yes;
  }
  // Levels count up, so the constraint ends with a whole RDN if the next attribute opens a new level: one
  // that no attribute of the constraint has.
  std::string_view rest = constraint;
  char last_level = 0;
  while (!rest.empty()) {
    last_level = rest[0];
    rest.remove_prefix(1);
    for (int part = 0; part < 2 && rest.size() >= 3; ++part) {
      const auto octet = [&rest](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
      const std::size_t size = static_cast<std::size_t>(octet(0) << 16 | octet(1) << 8 | octet(2));
      rest.remove_prefix(std::min(rest.size(), size + 3));
    }
  }
  return match_if(name[constraint.size()] != last_level);
}

Match match(const NameKind kind, std::string_view name, std::string_view constraint, bool holds_wildcards) {
  switch (kind) {
    case NameKind::dns:
      return holds_wildcards ? match_excluded_dns(name, constraint) : match_dns(name, constraint);
    case NameKind::ip:
      return match_address(name, constraint);
    case NameKind::directory:
      return match_directory(name, constraint);
    case NameKind::email:
      return match_email(name, constraint);
    case NameKind::uri:
      return match_uri(name, constraint);
    default:
      // "MUST either process the constraint or reject the certificate"
      return Match::impossible;
  }
}

class Judge {
 public:
  Judge(const NameConstraints& constraints, NameBudget& budget, const NameTerms& terms)
      : constraints_(constraints), budget_(budget), terms_(terms) {}

  NameVerdict judge(NameKind kind, std::string_view name);

 private:
  // False: used up.
  bool spend(std::size_t count) {
    const bool is_enough = count <= budget_.left;
    budget_.left -= is_enough ? count : budget_.left;
    return is_enough;
  }
  static std::size_t price(std::string_view name, std::string_view constraint) {
    constexpr std::size_t kOctetsPerStep = 16;
    return std::min(name.size(), constraint.size()) / kOctetsPerStep;
  }

  const NameConstraints& constraints_;
  NameBudget& budget_;
  const NameTerms& terms_;
};

NameVerdict Judge::judge(NameKind kind, std::string_view name) {
  if (kind == NameKind::directory && terms_.ignores_directories) {
    return NameVerdict::permitted;
  }
  if (!spend(constraints_.excluded.size() + constraints_.permitted.size())) {
    return NameVerdict::gave_up;
  }
  bool has_permitted = false;
  bool is_permitted = false;
  for (const auto* list : {&constraints_.excluded, &constraints_.permitted}) {
    const bool is_exclusion = list == &constraints_.excluded;
    for (const GeneralName& one : *list) {
      if (one.kind != kind || is_permitted) {
        continue;
      }
      if (!spend(price(name, one.value))) {
        return NameVerdict::gave_up;
      }
      const Match found = match(kind, name, one.value, is_exclusion && terms_.wildcards_hold_excluded);
      if (found == Match::impossible || (is_exclusion && found == Match::yes)) {
        return NameVerdict::forbidden;
      }
      has_permitted |= !is_exclusion;
      is_permitted |= found == Match::yes;
    }
  }
  return has_permitted && !is_permitted ? NameVerdict::forbidden : NameVerdict::permitted;
}

std::string address_in_words(std::string_view octets) {
  char text[INET6_ADDRSTRLEN] = {};
  const int family = octets.size() == 4 ? AF_INET : AF_INET6;
  const bool is_address = octets.size() == 4 || octets.size() == 16;
  return is_address && inet_ntop(family, octets.data(), text, sizeof text) != nullptr ? text
                                                                                      : "malformed address";
}

std::string in_words(const GeneralName& name) {
  switch (name.kind) {
    case NameKind::email:
    case NameKind::uri:
      return name.value;
    case NameKind::ip:
      return address_in_words(name.value);
    case NameKind::directory:
      return "a directory name";
    default:
      return "a name of a rare kind";
  }
}

}  // namespace

NameAnswer judge_names(const CertificateFacts& certificate, const NameConstraints& constraints,
                       NameBudget& budget, const NameTerms& terms) {
  if (constraints.is_unusable) {
    return {NameVerdict::forbidden, {}};
  }
  Judge judge(constraints, budget, terms);
  for (const std::string& name : certificate.dns_names) {
    if (const NameVerdict verdict = judge.judge(NameKind::dns, name); verdict != NameVerdict::permitted) {
      return {verdict, name};
    }
  }
  const std::string& common_name = certificate.common_name;
  if (terms.common_name_is_dns && !common_name.empty()) {
    if (const NameVerdict verdict = judge.judge(NameKind::dns, common_name);
        verdict != NameVerdict::permitted) {
      return {verdict, common_name};
    }
  }
  for (const GeneralName& name : certificate.general_names) {
    if (const NameVerdict verdict = judge.judge(name.kind, name.value); verdict != NameVerdict::permitted) {
      return {verdict, in_words(name)};
    }
  }
  if (!certificate.subject.empty()) {
    const NameVerdict verdict = judge.judge(NameKind::directory, certificate.subject_key);
    if (verdict != NameVerdict::permitted) {
      return {verdict, certificate.subject};
    }
  }
  for (const std::string& email : certificate.subject_emails) {
    if (const NameVerdict verdict = judge.judge(NameKind::email, email); verdict != NameVerdict::permitted) {
      return {verdict, email};
    }
  }
  return {};
}

}  // namespace checks
