#define BOOST_TEST_MODULE route
#include "checks/route.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using checks::ChosenRoute;
using checks::ProxyHeader;
using checks::Settings;
using checks::Target;

const char* variable = nullptr;  // TLS_PROXY_AUTH
const char* proxy_variable = nullptr;

const char* environment(const char* name) {
  return name == std::string_view("TLS_PROXY_AUTH") ? variable
         : name == std::string_view("https_proxy")  ? proxy_variable
                                                    : nullptr;
}

// A file of that content, which goes away.
class File {
 public:
  explicit File(const std::string& content, mode_t mode = 0600) {
    char name[] = "/tmp/route_test.XXXXXX";
    close(mkstemp(name));
    path_ = name;
    std::ofstream(path_) << content;
    chmod(name, mode);
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Settings with_proxy(const char* proxy) {
  Settings settings;
  settings.proxy = proxy;
  return settings;
}

Target www() {
  Target target;
  target.host = "www.example.org";
  return target;
}

std::string login_of(const ChosenRoute& chosen) {
  return chosen.route.login ? chosen.route.login->user + " / " + chosen.route.login->password : "none";
}

// The login, or the error without the file's path.
std::string login(const Settings& settings) {
  Target target = www();
  const plugin::Result<ChosenRoute> chosen = checks::choose_route(settings, target, &environment);
  if (chosen) {
    return login_of(*chosen);
  }
  std::string text = "error: " + chosen.error().text.line();
  const std::size_t at = text.find(settings.proxy_auth_file);
  return settings.proxy_auth_file.empty() || at == std::string::npos
             ? text
             : text.replace(at, settings.proxy_auth_file.size(), "FILE");
}

BOOST_AUTO_TEST_CASE(logins_by_file) {
  const std::string long_name(256, 'u');
  const struct {
    const char* proxy;
    std::string content;
    std::string login;
  } kRows[] = {
      {"http://x:1", "monitor:secret", "monitor / secret"},
      {"http://x:1", "monitor:se:cret\r\nsecond line\n", "monitor / se:cret"},
      {"http://x:1", "monitor:\n", "monitor / "},
      {"http://monitor@x:1", "se:cret\n", "monitor / se:cret"},
      {"socks5h://x", "monitor:secret\n", "monitor / secret"},
      {"http://x:1", long_name + ":secret\n", long_name + " / secret"},
      {"http://x:1", "", "error: --proxy-auth-file FILE: its first line is empty"},
      {"http://x:1", "\nmonitor:secret\n", "error: --proxy-auth-file FILE: its first line is empty"},
      {"http://x:1", "secret\n", "error: --proxy-auth-file FILE: expected user:password"},
      {"http://x:1", ":secret\n", "error: --proxy-auth-file FILE: expected user:password"},
      {"http://x:1", std::string("a\0b:secret\n", 11),
       "error: --proxy-auth-file FILE: a name or password for a proxy has no control characters"},
      {"http://x:1", "monitor:se\x7f\n",
       "error: --proxy-auth-file FILE: a name or password for a proxy has no control characters"},
      {"http://a%3ab@x:1", "secret\n",
       "error: --proxy-auth-file FILE: Basic authentication has no names with a ':' in them"},
      {"socks5h://a%3ab@x", "secret\n", "a:b / secret"},
      {"socks5h://x", long_name + ":secret\n",
       "error: --proxy-auth-file FILE: SOCKS 5 takes a name and a password of 1 to 255 bytes each"},
      {"socks5h://x", "monitor:" + long_name,
       "error: --proxy-auth-file FILE: SOCKS 5 takes a name and a password of 1 to 255 bytes each"},
      {"socks5h://x", "monitor:\n",
       "error: --proxy-auth-file FILE: SOCKS 5 takes a name and a password of 1 to 255 bytes each"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.proxy << " " << row.content) {
      const File file(row.content);
      Settings settings = with_proxy(row.proxy);
      settings.proxy_auth_file = file.path();
      BOOST_TEST(login(settings) == row.login);
    }
  }
  Settings settings = with_proxy("http://x:1");
  settings.proxy_auth_file = "/nonexistent/auth";
  BOOST_TEST(login(settings) == "error: --proxy-auth-file: cannot read FILE: No such file or directory");
}

BOOST_AUTO_TEST_CASE(logins_by_environment) {
  const struct {
    const char* proxy;  // the option
    const char* proxy_variable;
    const char* variable;
    const char* login;
  } kRows[] = {
      {"http://x:1", nullptr, nullptr, "none"},
      {"http://x:1", nullptr, "", "none"},
      {"http://x:1", nullptr, "monitor:secret", "monitor / secret"},
      {"http://x:1", nullptr, "secret", "error: the variable TLS_PROXY_AUTH: expected user:password"},
      {"http://u@x:1", nullptr, "secret", "u / secret"},
      {"http://u@x:1", nullptr, nullptr,
       "error: -x, --proxy: the URL names a user: give the password by --proxy-auth-file, or in the variable "
       "TLS_PROXY_AUTH"},
      {"", "http://u:p@x:1", nullptr, "u / p"},
      {"", "http://u:p@x:1", "secret", "u / secret"},
      {"", "http://x:1", "monitor:secret", "monitor / secret"},
      {"", nullptr, "monitor:secret", "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.proxy << " " << row.login) {
      Settings settings = with_proxy(row.proxy);
      settings.proxy_from_env = true;
      proxy_variable = row.proxy_variable;
      variable = row.variable;
      BOOST_TEST(login(settings) == row.login);
    }
  }
  proxy_variable = variable = nullptr;
}

BOOST_AUTO_TEST_CASE(the_login_is_no_part_of_the_target) {
  const File file("monitor:secret\n");
  Settings settings = with_proxy("http://squid.example:3128");
  settings.proxy_auth_file = file.path();
  settings.proxy_header = ProxyHeader::v2;
  Target target = www();
  const plugin::Result<ChosenRoute> chosen = checks::choose_route(settings, target, &environment);
  BOOST_TEST_REQUIRE(bool(chosen));
  BOOST_TEST(target.proxy->label() == "squid.example:3128");
  BOOST_TEST((target.proxy_header == ProxyHeader::v2));
  BOOST_TEST((chosen->route.proxy == target.proxy && chosen->route.header == ProxyHeader::v2));
  BOOST_TEST(login_of(*chosen) == "monitor / secret");
  BOOST_TEST(chosen->remark.line() == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_everybody_may_read_is_remarked) {
  const File file("monitor:secret\n", 0644);
  Settings settings = with_proxy("http://squid.example:3128");
  settings.proxy_auth_file = file.path();
  Target target = www();
  const plugin::Result<ChosenRoute> chosen = checks::choose_route(settings, target, &environment);
  BOOST_TEST_REQUIRE(bool(chosen));
  BOOST_TEST(chosen->remark.line() ==
             "every user of this machine can read --proxy-auth-file " + file.path() + ": chmod o-r");
}

BOOST_AUTO_TEST_CASE(no_login_is_read_where_no_proxy_is_used) {
  Settings settings = with_proxy("http://squid.example:3128");
  settings.proxy_auth_file = "/nonexistent/auth";
  settings.no_proxy = "example.org";
  BOOST_TEST(login(settings) == "none");
  settings.proxy.clear();
  BOOST_TEST(login(settings) == "error: --proxy-auth-file needs --proxy or --proxy-from-env beside it");
  settings.proxy_from_env = true;
  BOOST_TEST(login(settings) == "none");
}

}  // namespace
