#include "checks/proxy_url.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "checks/host.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::lower;
using plugin::Result;
using plugin::Text;

constexpr std::uint16_t kSocksPort = 1080;  // IANA: socks

Error error(std::string_view why) { return Error{Text(why)}; }

int hex_value(char c) {
  const std::size_t at = std::string_view("0123456789abcdef").find(lower(c));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// RFC 3986, 2.1. None: a `%` without two digits.
std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

Result<ProxyKind> kind_of(const std::string& scheme) {
  if (scheme == "https") {
    return error(
        "TLS to the proxy itself (https://) is not spoken here: use http://, which is what most need");
  }
  if (scheme == "socks" || scheme == "socks4" || scheme == "socks4a") {
    return error("SOCKS 4 is not spoken here: use socks5h://");
  }
  const std::optional<ProxyKind> kind = proxy_kind_from_word(scheme);
  return kind ? Result<ProxyKind>(*kind)
              : error("expected http://HOST:PORT, socks5h://HOST or socks5://HOST");
}

// "user" or "user:password", without what follows it.
std::optional<Error> take_user(std::string_view& authority, ProxyUrl& url) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view info = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  const std::size_t colon = info.find(':');
  std::optional<std::string> user = decoded(info.substr(0, colon));
  if (colon != std::string_view::npos) {
    url.password = decoded(info.substr(colon + 1));
  }
  if (!user || user->empty() || (colon != std::string_view::npos && !url.password)) {
    return error("expected a user before the '@', with what is special in it written as %XX");
  }
  url.user = *std::move(user);
  return std::nullopt;
}

bool has_end(std::string_view rest) { return rest.empty() || rest == "/"; }

Result<Host> host_of(std::string_view authority) {
  Result<Host> host = parse_host("http://" + std::string(authority));
  if (!host) {
    return host;
  }
  Result<std::string> ascii = ascii_name(host->name);
  if (!ascii) {
    return ascii.error();
  }
  host->name = *std::move(ascii);
  return host;
}

}  // namespace

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  const Result<ProxyKind> kind = scheme == std::string_view::npos ? Result<ProxyKind>(ProxyKind::http)
                                                                  : kind_of(lower(text.substr(0, scheme)));
  if (!kind) {
    return kind.error();
  }
  std::string_view authority = scheme == std::string_view::npos ? text : text.substr(scheme + 3);
  ProxyUrl url;
  url.proxy.kind = *kind;
  if (std::optional<Error> fault = take_user(authority, url)) {
    return *std::move(fault);
  }
  const std::size_t path = std::min(authority.find_first_of("/?#"), authority.size());
  if (!has_end(authority.substr(path))) {
    return error("expected nothing behind the proxy's port");
  }
  Result<Host> host = host_of(authority.substr(0, path));
  if (!host) {
    return host.error();
  }
  if (!host->port && url.proxy.kind == ProxyKind::http) {
    return error("expected a port, such as http://HOST:3128");
  }
  url.proxy.host = std::move(host->name);
  url.proxy.port = host->port.value_or(kSocksPort);
  return url;
}

}  // namespace checks
