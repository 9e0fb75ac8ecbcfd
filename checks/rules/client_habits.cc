#include "checks/rules/client_habits.h"

#include <algorithm>

#include "checks/pki/names.h"

namespace checks {
namespace {

constexpr int kUsualRsaBits = 2048;
constexpr TlsVersion kUsualTls = TlsVersion::tls1_2;

// In the order of ClientId. For clients that use OpenSSL the paths are judged by OpenSSL itself.
constexpr ClientHabits kHabits[] = {
    {ClientId::openssl,
     "curl, OpenSSL",
     {.common_name = true, .short_wildcards = true, .final_dot = true},
     {},
     PathSearch::all,
     kUsualTls},
    {ClientId::roots_only,
     "roots only",
     {.unicode_host = true, .final_dot = true},
     {.refuses_sha1 = true, .min_rsa_bits = kUsualRsaBits},
     PathSearch::all,
     kUsualTls},
    {ClientId::python,
     "Python",
     {.common_name = true, .short_wildcards = true, .unicode_host = true},
     {},
     PathSearch::all,
     kUsualTls},
    {ClientId::certifi,
     "Python requests (certifi)",
     {.common_name = true, .short_wildcards = true, .unicode_host = true},
     {},
     PathSearch::all,
     kUsualTls},
    {ClientId::java,
     "Java",
     {.common_name = true, .partial_wildcards = true, .unicode_host = true, .final_dot = true},
     {.judges_anchor_dates = false},
     PathSearch::all,
     kUsualTls},
    {ClientId::node,
     "Node.js",
     {.common_name = true, .partial_wildcards = true, .final_dot = true},
     {},
     PathSearch::all,
     kUsualTls},
    {ClientId::go,
     "Go",
     {.short_wildcards = true, .unicode_host = true},
     {.refuses_sha1 = true},
     PathSearch::all,
     kUsualTls},
    {ClientId::gnutls,
     "GnuTLS",
     {.common_name = true, .unicode_host = true, .final_dot = true},
     {.refuses_sha1 = true},
     PathSearch::linear,
     TlsVersion::tls1_0},
    {ClientId::browser,
     "browsers",
     {.unicode_host = true, .final_dot = true},
     {.refuses_sha1 = true},
     PathSearch::all,
     kUsualTls},
};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

// One '*' in the leftmost label, standing for any part of it; `is_whole`: it must be that label.
bool matches_wildcard(std::string_view pattern, std::string_view name, bool is_whole, bool is_short) {
  const std::size_t pattern_dot = pattern.find('.');
  const std::size_t name_dot = name.find('.');
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos || pattern_dot == pattern.npos || star > pattern_dot || name_dot == name.npos ||
      !is_same(pattern.substr(pattern_dot), name.substr(name_dot))) {
    return false;
  }
  const std::string_view parent = pattern.substr(pattern_dot + 1);
  if ((is_whole && pattern_dot != 1) || (!is_short && parent.find('.') == parent.npos)) {
    return false;
  }
  const std::string_view label = name.substr(0, name_dot);
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1, pattern_dot - star - 1);
  return label.size() >= before.size() + after.size() && is_same(label.substr(0, before.size()), before) &&
         is_same(label.substr(label.size() - after.size()), after) && after.find('*') == after.npos;
}

bool covers_by(std::string_view entry, std::string_view name, const NameHabits& habits) {
  return is_same(entry, name) ||
         matches_wildcard(entry, name, !habits.partial_wildcards, habits.short_wildcards);
}

}  // namespace

const ClientHabits& habits_of(ClientId client) { return kHabits[static_cast<std::size_t>(client)]; }

bool covers(const CertificateFacts& certificate, std::string_view name, const NameHabits& habits) {
  if (covering_name(certificate, name)) {
    return true;
  }
  const std::vector<std::string>& names = certificate.dns_names;
  const bool has_names = !names.empty() || !certificate.ip_addresses.empty();
  if (habits.common_name && !has_names) {
    return covers_by(certificate.common_name, name, habits);
  }
  return !is_ip_address(name) && std::any_of(names.begin(), names.end(), [&](const std::string& entry) {
    return covers_by(entry, name, habits);
  });
}

}  // namespace checks
