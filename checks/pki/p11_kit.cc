#include "checks/pki/p11_kit.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "checks/pki/certificate_files.h"
#include "checks/pki/distrust.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

constexpr std::string_view kHeader = "[p11-kit-object-v1]";

std::string_view next_section(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.size(), rest.find(kHeader)));
  if (rest.empty()) {
    return {};
  }
  rest.remove_prefix(kHeader.size());
  const std::string_view section = rest.substr(0, rest.find(kHeader));
  rest.remove_prefix(section.size());
  return section;
}

// The attribute's value as it stands there; empty: there is none.
std::string_view attribute(std::string_view section, std::string_view name) {
  while (!section.empty()) {
    const std::string_view line = section.substr(0, section.find('\n'));
    section.remove_prefix(std::min(section.size(), line.size() + 1));
    if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':') {
      return plugin::trimmed(line.substr(name.size() + 1), " \t\r");
    }
  }
  return {};
}

int hex_value(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

// What stands between the quotes, "%30" as one byte.
Bytes unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_coded =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    bytes.push_back(
        static_cast<std::uint8_t>(is_coded ? hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]) : text[i]));
    i += is_coded ? 2 : 0;
  }
  return bytes;
}

Bytes certificate_of(std::string_view section) {
  std::string_view rest = section;
  if (const auto base64 = next_pem_certificate(rest)) {
    return pem_certificate(*base64);
  }
  return attribute(section, "class") == "certificate" ? unquoted(attribute(section, "value")) : Bytes();
}

// The public key (SubjectPublicKeyInfo) that this object limits to other purposes than servers.
std::optional<Bytes> limited_key(std::string_view section) {
  if (attribute(section, "class") != "x-certificate-extension" ||
      attribute(section, "object-id") != "2.5.29.37" ||
      allows_servers(unquoted(attribute(section, "value")))) {
    return std::nullopt;
  }
  std::string_view rest = section;
  const auto block = next_pem_block(rest);
  if (!block || block->label != "PUBLIC KEY") {
    return std::nullopt;
  }
  Bytes key;
  decode_base64(block->body, kMaxCertificateFile, key);
  return key;
}

StoredCertificate stored(Bytes der, std::string_view section) {
  const Bytes date = unquoted(attribute(section, "nss-server-distrust-after"));
  return {std::move(der), attribute(section, "x-distrusted") == "true",
          distrust_date({reinterpret_cast<const char*>(date.data()), date.size()})};
}

}  // namespace

bool is_p11_kit(std::string_view text) { return text.find(kHeader) != std::string_view::npos; }

std::vector<StoredCertificate> read_p11_kit(std::string_view text) {
  std::vector<StoredCertificate> found;
  std::vector<Bytes> limited;
  std::string_view rest = text;
  while (true) {
    const std::string_view section = next_section(rest);
    if (section.empty()) {
      break;
    }
    if (auto key = limited_key(section); key && !key->empty()) {
      limited.push_back(std::move(*key));
    } else if (Bytes der = certificate_of(section);
               !der.empty() &&
               (attribute(section, "trusted") == "true" || attribute(section, "x-distrusted") == "true")) {
      found.push_back(stored(std::move(der), section));
    }
  }
  for (StoredCertificate& one : found) {
    one.rejected =
        one.rejected || std::ranges::any_of(limited, [&](const Bytes& key) {
          return std::search(one.der.begin(), one.der.end(), key.begin(), key.end()) != one.der.end();
        });
  }
  return found;
}

}  // namespace checks
