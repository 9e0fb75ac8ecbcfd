#include "checks/net/http_url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::lower;

constexpr std::string_view kScheme = "http:";

bool is_alphanumeric(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

std::string hex(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto octet = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[octet >> 4], kDigits[octet & 15]};
}

// Empty: nothing is wrong.
std::string fault_of_characters(std::string_view text) {
  if (text.size() > kMaxHttpUrl) {
    return "has more than " + std::to_string(kMaxHttpUrl) + " characters";
  }
  const auto bad =
      std::find_if(text.begin(), text.end(), [](char c) { return c <= ' ' || c > '~' || c == '\\'; });
  return bad == text.end() ? std::string() : "has the character '" + hex(*bad) + "'";
}

// "scheme" of "scheme:rest", empty if there is none.
std::string_view scheme_of(std::string_view text) {
  const std::size_t end = text.find_first_of(":/?#");
  const bool is_scheme =
      end != std::string_view::npos && end > 0 && text[end] == ':' && !(text[0] >= '0' && text[0] <= '9') &&
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end),
                  [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; });
  return is_scheme ? text.substr(0, end) : std::string_view();
}

bool is_name(std::string_view host) {
  constexpr std::size_t kMaxName = 254;  // RFC 1035, 2.3.4, and a trailing dot
  return !host.empty() && host.size() <= kMaxName && host.front() != '.' && host.front() != '-' &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// Takes the host off the front of `authority`; false: it is none.
bool read_host(std::string_view& authority, HttpUrl& url) {
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) {
      return false;
    }
    url.host = lower(authority.substr(1, end - 1));
    authority.remove_prefix(end + 1);
    return is_ipv6(url.host);
  }
  const std::size_t end = std::min(authority.find(':'), authority.size());
  url.host = lower(authority.substr(0, end));
  authority.remove_prefix(end);
  return is_name(url.host);
}

// What is left of an authority behind its host: nothing, ":" or ":80".
bool read_port(std::string_view rest, HttpUrl& url) {
  if (rest.empty() || rest == ":") {
    return true;
  }
  const char* const end = rest.data() + rest.size();
  const auto [stop, code] = std::from_chars(rest.data() + 1, end, url.port);
  return rest.front() == ':' && code == std::errc() && stop == end && url.port != 0;
}

// RFC 3986, 5.2.4.
std::string without_dots(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool is_up = segment == "/..";
    if (!is_up && segment != "/.") {
      result += segment;
      continue;
    }
    if (is_up) {
      result.erase(std::min(result.rfind('/'), result.size()));
    }
    if (path.empty()) {
      result += '/';
    }
  }
  return result;
}

std::string target_of(std::string_view path_and_query) {
  const std::string_view text = path_and_query.substr(0, path_and_query.find('#'));
  const std::size_t query = std::min(text.find('?'), text.size());
  std::string path = without_dots(text.substr(0, query));
  if (path.empty()) {
    path = "/";
  }
  return path + std::string(text.substr(query));
}

// "host:port/path", what follows "http://".
std::optional<HttpUrl> read_rest(std::string_view rest, std::string& why) {
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  HttpUrl url;
  if (authority.find('@') != std::string_view::npos) {
    why = "has a user part";
  } else if (!read_host(authority, url)) {
    why = "has no proper host";
  } else if (!read_port(authority, url)) {
    why = "has no proper port";
  } else {
    url.target = target_of(rest.substr(end));
    return url;
  }
  return std::nullopt;
}

}  // namespace

std::string HttpUrl::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != 80) {
    text += ':' + std::to_string(port);
  }
  return text;
}

std::optional<HttpUrl> parse_http_url(std::string_view text, std::string& why) {
  why = fault_of_characters(text);
  if (!why.empty()) {
    return std::nullopt;
  }
  if (lower(text.substr(0, kScheme.size() + 2)) != "http://") {
    why = "is not an http:// URL";
    return std::nullopt;
  }
  return read_rest(text.substr(kScheme.size() + 2), why);
}

std::optional<HttpUrl> follow_reference(const HttpUrl& base, std::string_view reference, std::string& why) {
  if (!scheme_of(reference).empty()) {
    return parse_http_url(reference, why);
  }
  why = fault_of_characters(reference);
  if (!why.empty()) {
    return std::nullopt;
  }
  if (reference.starts_with("//")) {
    return read_rest(reference.substr(2), why);
  }
  HttpUrl url = base;
  const std::string_view path = std::string_view(base.target).substr(0, base.target.find('?'));
  if (reference.starts_with('/')) {
    url.target = target_of(reference);
  } else if (reference.starts_with('?')) {
    url.target = target_of(std::string(path) + std::string(reference));
  } else if (!reference.empty() && !reference.starts_with('#')) {
    url.target = target_of(std::string(path.substr(0, path.rfind('/') + 1)) + std::string(reference));
  }
  return url;
}

}  // namespace checks
