// The options that name what the certificate must be: --serial, --fingerprint, --pin.

#include <algorithm>
#include <string>
#include <utility>

#include "checks/option_setters.h"
#include "checks/setters.h"
#include "plugin/ascii.h"

namespace checks {

using plugin::Done;
using plugin::Result;

namespace {

// Hex in lower case without colons and blanks; empty if it is something else.
std::string hex_digits(std::string_view text) {
  std::string digits;
  for (const char written : text) {
    if (written == ':' || written == ' ') {
      continue;
    }
    const char c = plugin::lower(written);
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      return {};
    }
    digits += c;
  }
  return digits;
}

bool is_base64_digest(std::string_view text) {
  constexpr std::size_t kDigestInBase64 = 44;  // 32 bytes and one `=`
  return text.size() == kDigestInBase64 && text.find('=') == kDigestInBase64 - 1 &&
         std::all_of(text.begin(), text.end() - 1, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                  c == '/';
         });
}

}  // namespace

Result<Done> add_serial(Settings& s, std::string_view value) {
  if (value.starts_with("0x") || value.starts_with("0X")) {
    value.remove_prefix(2);
  }
  std::string digits = hex_digits(value);
  constexpr std::size_t kMaxDigits = 128;
  if (digits.empty() || digits.size() > kMaxDigits) {
    return expected("a serial number in hexadecimal");
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  s.policy.serials.push_back(std::move(digits));
  return Done{};
}

Result<Done> add_fingerprint(Settings& s, std::string_view value) {
  constexpr std::size_t kSha1Digits = 40;
  constexpr std::size_t kSha256Digits = 64;
  std::string digits = hex_digits(value);
  if (digits.size() != kSha1Digits && digits.size() != kSha256Digits) {
    return expected("a SHA-1 or SHA-256 fingerprint: 40 or 64 hexadecimal digits");
  }
  s.policy.fingerprints.push_back(std::move(digits));
  return Done{};
}

Result<Done> add_pin(Settings& s, std::string_view value) {
  constexpr std::string_view kPrefix = "sha256//";
  if (!value.starts_with(kPrefix) || !is_base64_digest(value.substr(kPrefix.size()))) {
    return expected("sha256// and the base64 of the SHA-256 of the public key, as curl's --pinnedpubkey");
  }
  s.policy.pins.emplace_back(value.substr(kPrefix.size()));
  return Done{};
}

}  // namespace checks
