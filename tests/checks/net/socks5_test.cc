#define BOOST_TEST_MODULE socks5
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

#include "checks/net/proxy_dialogue.h"
#include "tests/checks/net/proxy_script.h"

namespace {

using checks::FailureKind;
using checks::ProxyLogin;
using checks::ProxyRequest;
using namespace tests;  // NOLINT: the script reads as prose

// A literal with NUL bytes.
template <std::size_t size>
constexpr std::string_view sized(const char (&text)[size]) {
  return {text, size - 1};
}

const ProxyRequest kPlain{"www.example.org", 443, {}};
const ProxyRequest kWithLogin{"www.example.org", 443, ProxyLogin{"monitor", "se cret"}};

const Step kGreeting = hears(sized("\x05\x01\x00"));
const Step kNoLogin = says(sized("\x05\x00"));
const Step kAsk = hears(sized("\x05\x01\x00\x03\x0fwww.example.org\x01\xbb"));
const Step kConsent = says(sized("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"));

const Step kGreetingWithLogin = hears(sized("\x05\x02\x00\x02"));
const Step kLogin = hears(sized("\x01\x07monitor\x07se cret"));

Script answered(std::string_view answer) { return {kGreeting, kNoLogin, kAsk, says(answer)}; }

BOOST_AUTO_TEST_CASE(consent_to_names_and_addresses) {
  const struct {
    ProxyRequest request;
    std::string asks;
    std::string_view answer;
  } kRows[] = {
      {kPlain, std::string(sized("\x05\x01\x00\x03\x0fwww.example.org\x01\xbb")),
       sized("\x05\x00\x00\x01\xc0\x00\x02\x01\xff\xff")},
      {{"192.0.2.1", 25, {}},
       std::string(sized("\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x19")),
       sized("\x05\x00\x00\x03\x02mx\x00\x19")},
      {{"2001:db8::1", 65535, {}},
       std::string(
           sized("\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff\xff")),
       sized("\x05\x00\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff\xff")},
      {{std::string(253, 'a'), 1, {}},
       std::string(sized("\x05\x01\x00\x03\xfd")) + std::string(253, 'a') + std::string(sized("\x00\x01")),
       sized("\x05\x00\x00\x03\x00\x00\x00")},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.request.host) {
      const Script script{kGreeting, kNoLogin, hears(row.asks), says(row.answer)};
      check_good(&checks::socks5_connect, row.request, script);
      check_bytes_behind(&checks::socks5_connect, row.request, script, "220 mx.example.org\r\n");
    }
  }
}

BOOST_AUTO_TEST_CASE(logs_in_where_the_proxy_wants_it) {
  check_good(&checks::socks5_connect, kWithLogin,
             {kGreetingWithLogin, says(sized("\x05\x02")), kLogin, says(sized("\x01\x00")), kAsk, kConsent});
  check_good(&checks::socks5_connect, kWithLogin, {kGreetingWithLogin, kNoLogin, kAsk, kConsent});
}

const ProxyRefusal kRefusals[] = {
    {"1", answered(sized("\x05\x01")), FailureKind::proxy,
     "the proxy refuses: 'general SOCKS server failure', which may mean that it does not find the name"},
    {"2", answered(sized("\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00")), FailureKind::proxy,
     "the proxy refuses: 'connection not allowed by ruleset'"},
    {"3", answered(sized("\x05\x03")), FailureKind::unreachable,
     "the proxy cannot reach the server: 'network unreachable'"},
    {"4", answered(sized("\x05\x04")), FailureKind::unreachable,
     "the proxy cannot reach the server: 'host unreachable'"},
    {"5", answered(sized("\x05\x05")), FailureKind::refused,
     "the proxy cannot reach the server: 'connection refused'"},
    {"6", answered(sized("\x05\x06")), FailureKind::unreachable,
     "the proxy cannot reach the server: 'TTL expired'"},
    {"7", answered(sized("\x05\x07")), FailureKind::proxy, "the proxy refuses: 'command not supported'"},
    {"8", answered(sized("\x05\x08")), FailureKind::proxy, "the proxy refuses: 'address type not supported'"},
    {"9", answered(sized("\x05\x09")), FailureKind::proxy, "the proxy refuses with the unknown code 9"},
    {"255", answered(sized("\x05\xff")), FailureKind::proxy, "the proxy refuses with the unknown code 255"},
    {"address of no type", answered(sized("\x05\x00\x00\x02")), FailureKind::proxy,
     "the proxy's consent has the unknown type of address 2"},
    {"login wanted",
     {kGreeting, says(sized("\x05\xff"))},
     FailureKind::proxy,
     "the proxy wants a login: give --proxy-auth-file"},
    {"a login that was not offered",
     {kGreeting, says(sized("\x05\x02"))},
     FailureKind::proxy,
     "the proxy accepts neither a login by name and password nor none: it is its configuration that has to "
     "allow one"},
    {"SOCKS 4",
     {kGreeting, says(sized("\x00\x5b"))},
     FailureKind::proxy,
     std::string("the answer is not SOCKS 5: it begins with '\x00\x5b'", 46)},
    {"HTTP",
     {kGreeting, says("HTTP/1.1 400 Bad Request\r\n\r\n")},
     FailureKind::proxy,
     "the answer is not SOCKS 5 but HTTP: use http:// for this proxy"},
    {"another version later",
     {kGreeting, kNoLogin, kAsk, says(sized("\x04\x5a"))},
     FailureKind::proxy,
     "the answer is not SOCKS 5: it begins with '\x04\x5a'"},
    {"closed",
     {kGreeting, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to the greeting"},
    {"closed later",
     {kGreeting, kNoLogin, kAsk, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to CONNECT"},
    {"silent",
     {kGreeting, stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout"},
    {"silent later",
     {kGreeting, kNoLogin, kAsk, stays_silent()},
     FailureKind::deadline,
     "the proxy did not connect to www.example.org:443 within the timeout: the server is down or filtered, "
     "or the proxy hangs"},
    {"silent in the middle",
     {kGreeting, kNoLogin, kAsk, says("\x05"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to CONNECT"},
};

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals(&checks::socks5_connect, kPlain, kRefusals); }

const ProxyRefusal kRefusedLogins[] = {
    {"wrong",
     {kGreetingWithLogin, says(sized("\x05\x02")), kLogin, says(sized("\x01\x01"))},
     FailureKind::proxy,
     "the proxy does not accept the name and password"},
    {"no answer of that kind",
     {kGreetingWithLogin, says(sized("\x05\x02")), kLogin, says(sized("\x05\x00"))},
     FailureKind::proxy,
     std::string("the answer to the login is not of RFC 1929: '\x05\x00'", 48)},
    {"neither",
     {kGreetingWithLogin, says(sized("\x05\xff"))},
     FailureKind::proxy,
     "the proxy accepts neither a login by name and password nor none: it is its configuration that has to "
     "allow one"},
    {"closed",
     {kGreetingWithLogin, says(sized("\x05\x02")), kLogin, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to the login"},
};

BOOST_AUTO_TEST_CASE(refused_logins) { check_refusals(&checks::socks5_connect, kWithLogin, kRefusedLogins); }

}  // namespace
