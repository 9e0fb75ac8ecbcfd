#include "checks/route.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxAuthFile = 4096;  // servers take no longer header fields
constexpr const char* kVariable = "TLS_PROXY_AUTH";

// Where the login comes from, in words, and its line; an empty one: there is none.
struct Source {
  Text name;
  std::string line;
};

Result<Source> source_of(const Settings& settings, Environment environment) {
  if (settings.proxy_auth_file.empty()) {
    const char* variable = environment(kVariable);
    return Source{Text("the variable ") + kVariable, variable != nullptr ? variable : ""};
  }
  Result<std::string> text = plugin::read_file(settings.proxy_auth_file, kMaxAuthFile);
  if (!text) {
    return Error{Text("--proxy-auth-file: ") + text.error().text};
  }
  Source source{Text("--proxy-auth-file ") + Text::bounded(settings.proxy_auth_file, 200),
                text->substr(0, text->find_first_of("\r\n"))};
  if (source.line.empty()) {
    return Error{source.name + ": its first line is empty"};
  }
  return source;
}

bool has_control(const std::string& text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool fits_socks(const std::string& text) { return !text.empty() && text.size() <= kMaxSocksLogin; }

Result<Done> check_login(const ProxyLogin& login, ProxyKind kind, const Text& source) {
  if (has_control(login.user) || has_control(login.password)) {
    return Error{source + ": a name or password for a proxy has no control characters"};
  }
  if (kind == ProxyKind::http && login.user.find(':') != std::string::npos) {
    return Error{source + ": Basic authentication has no names with a ':' in them"};
  }
  if (kind != ProxyKind::http && (!fits_socks(login.user) || !fits_socks(login.password))) {
    return Error{source + ": SOCKS 5 takes a name and a password of 1 to 255 bytes each"};
  }
  return Done{};
}

// The line of `source` as a login; without a line, what the URL has.
Result<std::optional<ProxyLogin>> login_of(const Source& source, const ProxyUrl& url) {
  const std::size_t colon = source.line.find(':');
  if (source.line.empty() && url.password) {
    return std::optional(ProxyLogin{url.user, *url.password});
  }
  if (source.line.empty()) {
    return url.user.empty()
               ? Result<std::optional<ProxyLogin>>(std::optional<ProxyLogin>())
               : Error{Text("-x, --proxy: the URL names a user: give the password by --proxy-auth-file, "
                            "or in the variable ") +
                       kVariable};
  }
  if (!url.user.empty()) {
    return std::optional(ProxyLogin{url.user, source.line});
  }
  if (colon == std::string::npos || colon == 0) {
    return Error{source.name + ": expected user:password"};
  }
  return std::optional(ProxyLogin{source.line.substr(0, colon), source.line.substr(colon + 1)});
}

Result<std::optional<ProxyLogin>> load_login(const Settings& settings, const ProxyUrl& url,
                                             Environment environment) {
  Result<Source> source = source_of(settings, environment);
  if (!source) {
    return source.error();
  }
  Result<std::optional<ProxyLogin>> login = login_of(*source, url);
  if (!login || !*login) {
    return login;
  }
  if (Result<Done> good = check_login(**login, url.proxy.kind, source->name); !good) {
    return good.error();
  }
  return login;
}

// It works all the same, and whose check it is cannot change it: told, no state.
Text remark_on_file(const std::string& path) {
  struct stat status {};
  const bool is_open = !path.empty() && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
                       (status.st_mode & S_IROTH);
  return is_open ? Text("every user of this machine can read --proxy-auth-file ") + Text::bounded(path, 200) +
                       ": chmod o-r"
                 : Text();
}

Result<Done> check_options(const Settings& settings) {
  const bool asks_for_proxy = !settings.proxy.empty() || settings.proxy_from_env;
  return asks_for_proxy || settings.proxy_auth_file.empty()
             ? Result<Done>(Done{})
             : Error{Text("--proxy-auth-file needs --proxy or --proxy-from-env beside it")};
}

}  // namespace

Result<ChosenRoute> choose_route(const Settings& settings, Target& target, Environment environment) {
  if (Result<Done> good = check_options(settings); !good) {
    return good.error();
  }
  Result<std::optional<ProxyUrl>> url = choose_proxy(settings, target, environment);
  if (!url) {
    return url.error();
  }
  ChosenRoute chosen;
  chosen.route.header = target.proxy_header = settings.proxy_header;
  if (!*url) {
    return chosen;
  }
  Result<std::optional<ProxyLogin>> login = load_login(settings, **url, environment);
  if (!login) {
    return login.error();
  }
  chosen.route.proxy = target.proxy = (*url)->proxy;
  chosen.route.login = *std::move(login);
  chosen.remark = remark_on_file(settings.proxy_auth_file);
  return chosen;
}

}  // namespace checks
