#include "checks/pki/distinguished_name.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "checks/pki/der.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

struct Attribute {
  std::size_t level = 0;  // which RDN
  ByteView type;          // OID, content
  der::Element value;
};

// More levels or values than this are not looked at: X.520 knows about 60 attribute types.
constexpr std::size_t kMaxAttributes = 200;

std::vector<Attribute> attributes_of(ByteView name) {
  std::vector<Attribute> all;
  const auto sequence = der::only(name, der::kSequence);
  if (!sequence) {
    return all;
  }
  der::Reader levels(*sequence);
  for (std::size_t level = 0; const auto rdn = levels.next(der::kSet); ++level) {
    der::Reader values(rdn->value);
    while (const auto pair = values.next(der::kSequence)) {
      der::Reader parts(pair->value);
      const auto type = parts.next(der::kOid);
      const auto value = parts.next();
      if (!type || !value || all.size() == kMaxAttributes) {
        return all;
      }
      all.push_back({level, type->value, *value});
    }
  }
  return all;
}

struct ShortName {
  std::string_view oid;  // content octets
  std::string_view text;
};

constexpr std::string_view kCommonName = "\x55\x04\x03";
constexpr std::string_view kEmailAddress = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";

// RFC 4514, 3 and the names that OpenSSL prints for what certificates carry besides.
constexpr ShortName kShortNames[] = {
    {kCommonName, "CN"},
    {"\x55\x04\x06", "C"},
    {"\x55\x04\x0a", "O"},
    {"\x55\x04\x0b", "OU"},
    {"\x55\x04\x07", "L"},
    {"\x55\x04\x08", "ST"},
    {"\x55\x04\x09", "STREET"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", "DC"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", "UID"},
    {kEmailAddress, "emailAddress"},
    {"\x55\x04\x05", "serialNumber"},
    {"\x55\x04\x04", "SN"},
    {"\x55\x04\x2a", "GN"},
    {"\x55\x04\x2b", "initials"},
    {"\x55\x04\x0c", "title"},
    {"\x55\x04\x0d", "description"},
    {"\x55\x04\x0f", "businessCategory"},
    {"\x55\x04\x10", "postalAddress"},
    {"\x55\x04\x11", "postalCode"},
    {"\x55\x04\x2e", "dnQualifier"},
    {"\x55\x04\x41", "pseudonym"},
    {"\x55\x04\x61", "organizationIdentifier"},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01", "jurisdictionL"},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02", "jurisdictionST"},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03", "jurisdictionC"},
};

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view short_name(ByteView type) {
  const auto* const found = std::ranges::find(kShortNames, as_text(type), &ShortName::oid);
  return found == std::end(kShortNames) ? std::string_view() : found->text;
}

constexpr char32_t kReplacement = 0xfffd;

void append_utf8(std::string& text, char32_t c) {
  if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
    c = kReplacement;
  }
  const auto put = [&text](char32_t octet) { text += static_cast<char>(octet); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

// Big-endian characters of `width` octets; a surrogate pair is one character. An incomplete last one is left
// out.
std::string from_wide(ByteView bytes, std::size_t width) {
  std::string text;
  char32_t high = 0;
  for (; bytes.size() >= width; bytes = bytes.subspan(width)) {
    char32_t c = 0;
    for (const std::uint8_t octet : bytes.first(width)) {
      c = c << 8 | octet;
    }
    if (high != 0 && c >= 0xdc00 && c <= 0xdfff) {
      c = 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00);
      high = 0;
    } else if (high != 0) {
      append_utf8(text, kReplacement);
      high = 0;
    }
    if (width == 2 && c >= 0xd800 && c <= 0xdbff) {
      high = c;
    } else {
      append_utf8(text, c);
    }
  }
  if (high != 0) {
    append_utf8(text, kReplacement);
  }
  return text;
}

std::string from_latin1(ByteView bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const std::uint8_t octet : bytes) {
    append_utf8(text, octet);
  }
  return text;
}

bool is_string(std::uint8_t tag) {
  switch (tag) {
    case der::kUtf8String:
    case der::kNumericString:
    case der::kPrintableString:
    case der::kT61String:
    case der::kIa5String:
    case der::kVisibleString:
    case der::kUniversalString:
    case der::kBmpString:
      return true;
    default:
      return false;
  }
}

std::string characters(const der::Element& value) {
  switch (value.tag) {
    case der::kT61String:  // in practice Latin-1, as OpenSSL reads it
      return from_latin1(value.value);
    case der::kBmpString:
      return from_wide(value.value, 2);
    case der::kUniversalString:
      return from_wide(value.value, 4);
    default:
      return std::string(as_text(value.value));
  }
}

// As much of it as can end up in a text, so that a huge value costs nothing.
der::Element beginning(der::Element value) {
  constexpr std::size_t kMaxOctets = 4 * (kMaxNameText + 1);
  value.value = value.value.first(std::min(value.value.size(), kMaxOctets));
  value.whole = value.whole.first(std::min(value.whole.size(), kMaxOctets));
  return value;
}

// RFC 4514, 2.4.
void append_escaped(std::string& text, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool is_edge_blank = c == ' ' && (i == 0 || i + 1 == value.size());
    if (c == '\0') {
      text += "\\00";
      continue;
    }
    if (is_edge_blank || (c == '#' && i == 0) ||
        std::string_view(",+\"\\<>;").find(c) != std::string_view::npos) {
      text += '\\';
    }
    text += c;
  }
}

void append_hex(std::string& text, ByteView bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  text += '#';
  for (const std::uint8_t octet : bytes) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
}

void append_attribute(std::string& text, const Attribute& attribute) {
  const std::string_view type = short_name(attribute.type);
  text += type.empty() ? der::dotted(attribute.type) : std::string(type);
  text += '=';
  const der::Element value = beginning(attribute.value);
  if (!type.empty() && is_string(value.tag)) {
    append_escaped(text, characters(value));
  } else {
    append_hex(text, value.whole);
  }
}

void append_normalised(std::string& key, std::string_view value) {
  bool is_blank_due = false;
  const std::size_t start = key.size();
  for (const char c : value) {
    // The blanks of the C locale, as OpenSSL takes them.
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      is_blank_due = key.size() > start;
      continue;
    }
    if (is_blank_due) {
      key += ' ';
      is_blank_due = false;
    }
    key += plugin::lower(c);
  }
}

// In front of each part, so that no two lists of parts give one key.
void append_size(std::string& key, std::size_t at) {
  const std::size_t size = key.size() - at;
  const char octets[] = {static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                         static_cast<char>(size)};
  key.insert(at, octets, sizeof octets);
}

}  // namespace

std::string rfc4514(ByteView name) {
  const std::vector<Attribute> all = attributes_of(name);
  std::string text;
  for (std::size_t end = all.size(); end > 0 && text.size() <= kMaxNameText;) {
    std::size_t begin = end - 1;
    while (begin > 0 && all[begin - 1].level == all[end - 1].level) {
      --begin;
    }
    for (std::size_t i = begin; i < end; ++i) {
      text += text.empty() ? "" : i == begin ? "," : "+";
      append_attribute(text, all[i]);
    }
    end = begin;
  }
  return bounded_text(text, kMaxNameText);
}

std::string common_name_of(ByteView name) {
  const std::vector<Attribute> all = attributes_of(name);
  for (auto attribute = all.rbegin(); attribute != all.rend(); ++attribute) {
    if (as_text(attribute->type) == kCommonName && is_string(attribute->value.tag)) {
      return bounded_text(characters(beginning(attribute->value)), kMaxNameText);
    }
  }
  return {};
}

std::vector<std::string> emails_of(ByteView name) {
  std::vector<std::string> emails;
  if (as_text(name).find(kEmailAddress) == std::string_view::npos) {
    return emails;  // nearly always
  }
  for (const Attribute& attribute : attributes_of(name)) {
    if (as_text(attribute.type) == kEmailAddress && is_string(attribute.value.tag)) {
      emails.push_back(bounded_text(characters(beginning(attribute.value)), kMaxNameText));
    }
  }
  return emails;
}

std::string normalised_name(ByteView name) {
  std::string key;
  for (const Attribute& attribute : attributes_of(name)) {
    key += static_cast<char>(attribute.level);
    const std::size_t type = key.size();
    key += as_text(attribute.type);
    append_size(key, type);
    const std::size_t value = key.size();
    // NumericString and types that are no strings keep their bytes, as in OpenSSL.
    const std::uint8_t tag = attribute.value.tag;
    if (is_string(tag) && tag != der::kNumericString) {
      append_normalised(key, tag == der::kUtf8String || tag == der::kPrintableString
                                 ? as_text(attribute.value.value)
                                 : std::string_view(characters(attribute.value)));
    } else {
      key += as_text(attribute.value.whole);
    }
    append_size(key, value);
  }
  return key;
}

std::string bounded_text(std::string_view text, std::size_t limit) {
  constexpr std::string_view kEllipsis = "...";
  if (text.size() <= limit) {
    return std::string(text);
  }
  std::size_t end = limit > kEllipsis.size() ? limit - kEllipsis.size() : 0;
  for (int octets = 3; octets > 0 && end > 0 && (text[end] & 0xc0) == 0x80; --octets) {
    --end;
  }
  return std::string(text.substr(0, end)).append(kEllipsis);
}

}  // namespace checks
