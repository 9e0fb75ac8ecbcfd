#define BOOST_TEST_MODULE proxy_url
#include "checks/proxy_url.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace {

// "http squid.example:3128 user=u password=p", else the error.
std::string read(std::string_view text) {
  const plugin::Result<checks::ProxyUrl> url = checks::parse_proxy_url(text);
  if (!url) {
    return "error: " + url.error().text.line();
  }
  return std::string(word(url->proxy.kind)) + " " + url->proxy.label() +
         (url->user.empty() ? "" : " user=" + url->user) +
         (url->password ? " password=" + *url->password : "");
}

BOOST_AUTO_TEST_CASE(urls) {
  const struct {
    const char* url;
    const char* read;
  } kRows[] = {
      {"http://squid.example:3128", "http squid.example:3128"},
      {"http://squid.example:3128/", "http squid.example:3128"},
      {"HTTP://Squid.example.:3128", "http Squid.example:3128"},
      {"squid.example:3128", "http squid.example:3128"},
      {"192.0.2.1:80", "http 192.0.2.1:80"},
      {"[2001:db8::1]:8080", "http [2001:db8::1]:8080"},
      {"socks5://192.0.2.1", "socks5 192.0.2.1:1080"},
      {"socks5h://proxy.example:9050", "socks5h proxy.example:9050"},
      {"socks5h://[::1]", "socks5h [::1]:1080"},
      {"http://b\xc3\xbc"
       "cher.example:1",
       "http xn--bcher-kva.example:1"},
      {"http://monitor@squid.example:3128", "http squid.example:3128 user=monitor"},
      {"http://a:b@squid.example:3128", "http squid.example:3128 user=a password=b"},
      {"http://a:@squid.example:3128", "http squid.example:3128 user=a password="},
      {"http://a:b:c@squid.example:3128", "http squid.example:3128 user=a password=b:c"},
      {"http://a%40b:%2f%3A@squid.example:3128", "http squid.example:3128 user=a@b password=/:"},
      {"http://a:b@c@squid.example:3128", "http squid.example:3128 user=a password=b@c"},
      {"http://squid.example", "error: expected a port, such as http://HOST:3128"},
      {"squid.example", "error: expected a port, such as http://HOST:3128"},
      {"http://squid.example:0", "error: expected a port from 1 to 65535 after the host"},
      {"http://squid.example:3128/x", "error: expected nothing behind the proxy's port"},
      {"http://squid.example:3128?x", "error: expected nothing behind the proxy's port"},
      {"https://squid.example:3128",
       "error: TLS to the proxy itself (https://) is not spoken here: use http://, which is what most need"},
      {"socks4://squid.example", "error: SOCKS 4 is not spoken here: use socks5h://"},
      {"socks://squid.example", "error: SOCKS 4 is not spoken here: use socks5h://"},
      {"ftp://squid.example", "error: expected http://HOST:PORT, socks5h://HOST or socks5://HOST"},
      {"://squid.example", "error: expected http://HOST:PORT, socks5h://HOST or socks5://HOST"},
      {"http://", "error: expected a host name or address"},
      {"http://:3128", "error: expected a host name or address"},
      {"http://-x:3128", "error: expected a host name or address, which cannot begin with '-'"},
      {"http://a b:3128", "error: expected a host name or address, without blanks or special characters"},
      {"http://a\r\nb:3128", "error: expected a host name or address, without blanks or special characters"},
      {"http://[::1:3128", "error: expected a ']' after the IPv6 address"},
      {"http://@squid.example:3128",
       "error: expected a user before the '@', with what is special in it written as %XX"},
      {"http://:b@squid.example:3128",
       "error: expected a user before the '@', with what is special in it written as %XX"},
      {"http://a%4@squid.example:3128",
       "error: expected a user before the '@', with what is special in it written as %XX"},
      {"http://a:%zz@squid.example:3128",
       "error: expected a user before the '@', with what is special in it written as %XX"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.url) { BOOST_TEST(read(row.url) == row.read); }
  }
}

}  // namespace
