#include "checks/pki/extensions.h"

#include <arpa/inet.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "checks/pki/der.h"
#include "checks/pki/distinguished_name.h"

namespace checks {
namespace {

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void add_bounded(std::vector<std::string>& list, std::string text) {
  if (list.size() < kMaxListed && !text.empty()) {
    list.push_back(std::move(text));
  }
}

// Tags of GeneralName (RFC 5280, 4.2.1.6).
constexpr std::uint8_t kOtherName = der::constructed(0);
constexpr std::uint8_t kEmail = der::primitive(1);
constexpr std::uint8_t kDnsName = der::primitive(2);
constexpr std::uint8_t kDirectoryName = der::constructed(4);
constexpr std::uint8_t kUri = der::primitive(6);
constexpr std::uint8_t kIpAddress = der::primitive(7);
constexpr std::uint8_t kRegisteredId = der::primitive(8);

void add_address(ByteView octets, std::vector<std::string>& list) {
  char text[INET6_ADDRSTRLEN];
  const int family = octets.size() == 4 ? AF_INET : AF_INET6;
  if ((octets.size() == 4 || octets.size() == 16) &&
      inet_ntop(family, octets.data(), text, sizeof text) != nullptr) {
    list.emplace_back(text);
  }
}

// The choice that a tag stands for; none: no GeneralName.
std::optional<NameKind> kind_of(std::uint8_t tag) {
  constexpr std::uint8_t kLastChoice = 8;
  const std::uint8_t number = tag & 0x1f;
  const bool is_context = (tag & 0xc0) == 0x80;
  return is_context && number <= kLastChoice ? std::optional(static_cast<NameKind>(number)) : std::nullopt;
}

std::optional<GeneralName> general_name(const der::Element& element) {
  const std::optional<NameKind> kind = kind_of(element.tag);
  if (!kind) {
    return std::nullopt;
  }
  if (*kind == NameKind::directory && !der::only(element.value, der::kSequence)) {
    return std::nullopt;
  }
  return GeneralName{*kind, *kind == NameKind::directory ? normalised_name(element.value)
                                                         : std::string(as_text(element.value))};
}

void add_other_name(const der::Element& name, CertificateFacts& facts) {
  const auto add = [&facts](std::string_view kind, std::string_view text) {
    add_bounded(facts.other_names, std::string(kind) + bounded_text(text, kMaxNameText));
  };
  switch (name.tag) {
    case kEmail:
      return add("email:", as_text(name.value));
    case kUri:
      return add("URI:", as_text(name.value));
    case kDirectoryName:
      return add("DirName:", rfc4514(name.value));
    case kRegisteredId:
      return add("RID:", der::dotted(name.value));
    case kOtherName: {
      const auto type = der::Reader(name.value).next(der::kOid);
      return add("othername:", type ? der::dotted(type->value) : "");
    }
    default:
      return;
  }
}

bool read_names(ByteView value, bool is_critical, CertificateFacts& facts) {
  facts.has_san = true;
  facts.san_critical = is_critical;
  const auto names = der::only(value, der::kSequence);
  der::Reader reader(names.value_or(ByteView()));
  while (const auto name = reader.next()) {
    if (name->tag == kDnsName) {
      facts.dns_names.emplace_back(as_text(name->value));
      continue;
    }
    std::optional<GeneralName> general = general_name(*name);
    if (!general) {
      return false;
    }
    facts.general_names.push_back(*std::move(general));
    if (name->tag == kIpAddress) {
      add_address(name->value, facts.ip_addresses);
    } else {
      add_other_name(*name, facts);
    }
  }
  return names && !names->empty() && reader.finished();
}

// A number that is not negative, at most INT_MAX. None: malformed.
std::optional<int> count_of(ByteView integer) {
  if (integer.empty() || (integer[0] & 0x80) != 0) {
    return std::nullopt;
  }
  unsigned long long length = 0;
  for (const std::uint8_t octet : integer) {
    length = length << 8 | octet;
    if (length > std::numeric_limits<int>::max()) {
      return std::numeric_limits<int>::max();
    }
  }
  return static_cast<int>(length);
}

// RFC 5280, 4.2.1.10: GeneralSubtree.
bool read_subtrees(ByteView value, std::vector<GeneralName>& list) {
  der::Reader reader(value);
  while (const auto subtree = reader.next(der::kSequence)) {
    der::Reader parts(subtree->value);
    const auto base = parts.next();
    std::optional<GeneralName> name = base ? general_name(*base) : std::nullopt;
    const auto minimum = parts.next(der::primitive(0));
    const bool is_minimum_zero = !minimum || count_of(minimum->value) == 0;
    if (!name || !is_minimum_zero || !parts.finished()) {  // not finished: a maximum
      return false;
    }
    list.push_back(*std::move(name));
  }
  return reader.finished();
}

bool read_name_constraints(ByteView value, bool, CertificateFacts& facts) {
  const auto sequence = der::only(value, der::kSequence);
  if (!sequence) {
    return false;
  }
  NameConstraints& constraints = facts.name_constraints.emplace();
  der::Reader reader(*sequence);
  const auto permitted = reader.next(der::constructed(0));
  const auto excluded = reader.next(der::constructed(1));
  constraints.is_unusable = (permitted && !read_subtrees(permitted->value, constraints.permitted)) ||
                            (excluded && !read_subtrees(excluded->value, constraints.excluded));
  return reader.finished();
}

bool read_basic_constraints(ByteView value, bool is_critical, CertificateFacts& facts) {
  const auto sequence = der::only(value, der::kSequence);
  if (!sequence) {
    return false;
  }
  der::Reader reader(*sequence);
  BasicConstraints constraints{.critical = is_critical, .ca = false, .path_length = {}};
  if (const auto ca = reader.next(der::kBoolean)) {
    constraints.ca = ca->value.size() == 1 && ca->value[0] != 0;
  }
  if (const auto length = reader.next(der::kInteger)) {
    constraints.path_length = count_of(length->value);
    if (!constraints.path_length) {
      return false;
    }
  }
  facts.basic_constraints = constraints;
  return reader.finished();
}

bool read_key_usage(ByteView value, bool is_critical, CertificateFacts& facts) {
  const auto bits = der::only(value, der::kBitString);
  if (!bits || bits->empty()) {
    return false;
  }
  KeyUsage usage{.critical = is_critical, .bits = 0};
  constexpr std::size_t kKnownBits = 9;
  const ByteView octets = bits->subspan(1);  // the first one counts unused bits
  for (std::size_t bit = 0; bit < std::min(kKnownBits, octets.size() * 8); ++bit) {
    if ((octets[bit / 8] >> (7 - bit % 8) & 1) != 0) {
      usage.bits = static_cast<std::uint16_t>(usage.bits | 1U << bit);
    }
  }
  facts.key_usage = usage;
  return true;
}

bool read_extended_key_usage(ByteView value, bool is_critical, CertificateFacts& facts) {
  facts.extended_key_usage_critical = is_critical;
  const auto purposes = der::only(value, der::kSequence);
  der::Reader reader(purposes.value_or(ByteView()));
  while (const auto purpose = reader.next(der::kOid)) {
    add_bounded(facts.extended_key_usage, der::dotted(purpose->value));
  }
  return purposes && !purposes->empty() && reader.finished();
}

bool read_policies(ByteView value, bool, CertificateFacts& facts) {
  const auto policies = der::only(value, der::kSequence);
  der::Reader reader(policies.value_or(ByteView()));
  while (const auto policy = reader.next(der::kSequence)) {
    if (const auto id = der::Reader(policy->value).next(der::kOid)) {
      add_bounded(facts.policies, der::dotted(id->value));
    }
  }
  return policies && reader.finished();
}

bool read_policy_mappings(ByteView value, bool, CertificateFacts& facts) {
  const auto mappings = der::only(value, der::kSequence);
  der::Reader reader(mappings.value_or(ByteView()));
  while (const auto mapping = reader.next(der::kSequence)) {
    der::Reader parts(mapping->value);
    const auto from = parts.next(der::kOid);
    const auto to = parts.next(der::kOid);
    if (!from || !to) {
      return false;
    }
    if (facts.policy_mappings.size() < kMaxListed) {
      facts.policy_mappings.emplace_back(der::dotted(from->value), der::dotted(to->value));
    }
  }
  return mappings && reader.finished();
}

bool read_policy_constraints(ByteView value, bool, CertificateFacts& facts) {
  const auto sequence = der::only(value, der::kSequence);
  der::Reader reader(sequence.value_or(ByteView()));
  if (const auto count = reader.next(der::primitive(0))) {
    facts.policy_constraints.require_explicit = count_of(count->value);
  }
  if (const auto count = reader.next(der::primitive(1))) {
    facts.policy_constraints.inhibit_mapping = count_of(count->value);
  }
  return sequence && reader.finished();
}

bool read_inhibit_any_policy(ByteView value, bool, CertificateFacts& facts) {
  const auto count = der::only(value, der::kInteger);
  facts.policy_constraints.inhibit_any = count ? count_of(*count) : std::nullopt;
  return facts.policy_constraints.inhibit_any.has_value();
}

void add_url(std::vector<std::string>& list, ByteView url) {
  if (list.size() < kMaxUrls && !url.empty() && url.size() <= kMaxUrl) {
    list.emplace_back(as_text(url));
  }
}

bool read_authority_information(ByteView value, bool, CertificateFacts& facts) {
  constexpr std::string_view kOcsp = "\x2b\x06\x01\x05\x05\x07\x30\x01";
  constexpr std::string_view kCaIssuers = "\x2b\x06\x01\x05\x05\x07\x30\x02";
  const auto descriptions = der::only(value, der::kSequence);
  der::Reader reader(descriptions.value_or(ByteView()));
  while (const auto description = reader.next(der::kSequence)) {
    der::Reader parts(description->value);
    const auto method = parts.next(der::kOid);
    const auto location = parts.next(kUri);
    if (method && location && as_text(method->value) == kOcsp) {
      add_url(facts.ocsp_urls, location->value);
    } else if (method && location && as_text(method->value) == kCaIssuers) {
      add_url(facts.ca_issuer_urls, location->value);
    } else {
      facts.has_odd_access_description = true;
    }
  }
  return descriptions && !descriptions->empty() && reader.finished();
}

bool read_crl_points(ByteView value, bool, CertificateFacts& facts) {
  const auto points = der::only(value, der::kSequence);
  der::Reader reader(points.value_or(ByteView()));
  while (const auto point = reader.next(der::kSequence)) {
    const auto name = der::Reader(point->value).next(der::constructed(0));
    const auto full = name ? der::Reader(name->value).next(der::constructed(0)) : std::nullopt;
    der::Reader names(full ? full->value : ByteView());
    while (const auto one = names.next()) {
      if (one->tag == kUri) {
        add_url(facts.crl_urls, one->value);
      }
    }
  }
  return points && reader.finished();
}

bool read_subject_key_id(ByteView value, bool, CertificateFacts& facts) {
  const auto id = der::only(value, der::kOctetString);
  if (id) {
    facts.subject_key_id.assign(id->begin(), id->end());
  }
  return id.has_value();
}

bool read_authority_key_id(ByteView value, bool, CertificateFacts& facts) {
  const auto sequence = der::only(value, der::kSequence);
  if (!sequence) {
    return false;
  }
  der::Reader reader(*sequence);
  if (const auto id = reader.next(der::primitive(0))) {
    facts.authority_key_id.assign(id->value.begin(), id->value.end());
  }
  facts.authority_key_id_names_issuer = !reader.at_end();
  return true;
}

bool read_tls_features(ByteView value, bool, CertificateFacts& facts) {
  constexpr std::uint8_t kStatusRequest = 5;  // RFC 7633, 4.1; RFC 6066, 8
  const auto features = der::only(value, der::kSequence);
  der::Reader reader(features.value_or(ByteView()));
  while (const auto feature = reader.next(der::kInteger)) {
    facts.must_staple |= feature->value.size() == 1 && feature->value[0] == kStatusRequest;
  }
  return features && reader.finished();
}

bool read_scts(ByteView value, bool, CertificateFacts& facts) {
  const auto list = der::only(value, der::kOctetString);
  constexpr std::size_t kEmptyList = 2;  // only the list's length (RFC 6962, 3.3)
  facts.has_embedded_scts = list && list->size() > kEmptyList;
  return list.has_value();
}

// Known to OpenSSL and every other client, but not judged here: no reason to call it unknown.
bool accept_unread(ByteView, bool, CertificateFacts&) { return true; }

struct Handler {
  std::string_view oid;  // content octets
  ExtensionKind kind;
  bool (*read)(ByteView value, bool is_critical, CertificateFacts& facts);  // false: malformed
};

using namespace std::string_view_literals;
using enum ExtensionKind;

constexpr Handler kHandlers[] = {
    {"\x55\x1d\x0e"sv, subject_key_id, read_subject_key_id},
    {"\x55\x1d\x0f"sv, key_usage, read_key_usage},
    {"\x55\x1d\x11"sv, subject_alternative_name, read_names},
    {"\x55\x1d\x13"sv, basic_constraints, read_basic_constraints},
    {"\x55\x1d\x1f"sv, crl_points, read_crl_points},
    {"\x55\x1d\x20"sv, policies, read_policies},
    {"\x55\x1d\x23"sv, authority_key_id, read_authority_key_id},
    {"\x55\x1d\x25"sv, extended_key_usage, read_extended_key_usage},
    {"\x2b\x06\x01\x05\x05\x07\x01\x01"sv, authority_information, read_authority_information},
    {"\x2b\x06\x01\x05\x05\x07\x01\x18"sv, tls_features, read_tls_features},
    {"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02"sv, scts, read_scts},
    {"\x55\x1d\x1e"sv, name_constraints, read_name_constraints},
    {"\x55\x1d\x21"sv, policy_mappings, read_policy_mappings},
    {"\x55\x1d\x24"sv, policy_constraints, read_policy_constraints},
    {"\x55\x1d\x36"sv, inhibit_any_policy, read_inhibit_any_policy},
    {"\x2b\x06\x01\x05\x05\x07\x01\x07"sv, other, accept_unread},      // IP address blocks (RFC 3779)
    {"\x2b\x06\x01\x05\x05\x07\x01\x08"sv, other, accept_unread},      // AS numbers
    {"\x2b\x06\x01\x05\x05\x07\x01\x0e"sv, other, accept_unread},      // proxyCertInfo (RFC 3820)
    {"\x2b\x06\x01\x05\x05\x07\x30\x01\x05"sv, other, accept_unread},  // id-pkix-ocsp-nocheck
    {"\x60\x86\x48\x01\x86\xf8\x42\x01\x01"sv, other, accept_unread},  // Netscape certificate type
};

}  // namespace

void read_extension(ByteView oid, bool is_critical, ByteView value, CertificateFacts& facts) {
  const auto* const handler = std::ranges::find(kHandlers, as_text(oid), &Handler::oid);
  const bool is_known = handler != std::end(kHandlers);
  const ExtensionKind kind = is_known ? handler->kind : ExtensionKind::other;
  const bool is_well_formed = is_known && handler->read(value, is_critical, facts);
  facts.extensions.add(kind);
  if (is_known && !is_well_formed) {
    facts.malformed_extensions.add(kind);
  }
  if (is_critical) {
    facts.critical_extensions.add(kind);
  }
  if (is_critical && !is_well_formed) {
    const std::string id = der::dotted(oid);
    add_bounded(facts.unknown_critical_extensions, id.empty() ? "malformed" : id);
  }
}

}  // namespace checks
