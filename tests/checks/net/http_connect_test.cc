#define BOOST_TEST_MODULE http_connect
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>

#include "checks/net/http.h"
#include "checks/net/proxy_dialogue.h"
#include "tests/checks/net/proxy_script.h"

namespace {

using checks::FailureKind;
using checks::ProxyLogin;
using checks::ProxyRequest;
using namespace tests;  // NOLINT: the script reads as prose

const ProxyRequest kPlain{"www.example.org", 443, {}};
const ProxyRequest kWithLogin{"www.example.org", 443, ProxyLogin{"monitor", "pass:word\xc3\xa9"}};

const Step kConnect = hears("CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n\r\n");

Script answered(const std::string& answer) { return {kConnect, says(answer)}; }

BOOST_AUTO_TEST_CASE(asks_for_names_and_addresses_and_logs_in) {
  const struct {
    ProxyRequest request;
    const char* text;
  } kRows[] = {
      {kPlain, "CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n\r\n"},
      {{"192.0.2.1", 25, {}}, "CONNECT 192.0.2.1:25 HTTP/1.1\r\nHost: 192.0.2.1:25\r\n\r\n"},
      {{"2001:db8::1", 65535, {}},
       "CONNECT [2001:db8::1]:65535 HTTP/1.1\r\nHost: [2001:db8::1]:65535\r\n\r\n"},
      {kWithLogin,
       "CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n"
       "Proxy-Authorization: Basic bW9uaXRvcjpwYXNzOndvcmTDqQ==\r\n\r\n"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      check_consent(&checks::http_connect, row.request, {hears(row.text), says("HTTP/1.1 200 OK\r\n\r\n")});
    }
  }
}

BOOST_AUTO_TEST_CASE(consent_wherever_it_is_split_and_whatever_comes_behind_it) {
  for (const char* answer :
       {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nVia: 1.1 squid\r\n\r\n",
        "HTTP/1.1 204 \r\n\r\n",
        // "a recipient MAY recognize a single LF as a line terminator": RFC 9112, 2.2.
        "HTTP/1.0 200 OK\n\n", "HTTP/1.1 200 OK\nVia: 1.1 old\n\n", "HTTP/1.1 200 OK\r\nVia: 1.1 old\n\r\n",
        "HTTP/1.1 200 OK\nVia: 1.1 old\r\n\n", "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        // To be ignored: RFC 9110, 9.3.6.
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    BOOST_TEST_CONTEXT(answer) {
      check_good(&checks::http_connect, kPlain, answered(answer));
      check_bytes_behind(&checks::http_connect, kPlain, answered(answer), "220 mx.example.org\r\n\r\n");
    }
  }
}

std::string interim_answers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "HTTP/1.1 103 Early Hints\r\n\r\n";
  }
  return text;
}

const ProxyRefusal kRefusals[] = {
    {"cannot connect", answered("HTTP/1.1 502 Bad Gateway\r\n\r\n"), FailureKind::unreachable,
     "the proxy cannot reach the server: '502 Bad Gateway'"},
    {"Squid", answered("HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n<html>"),
     FailureKind::unreachable,
     "the proxy cannot reach the server: '503 Service Unavailable' ('ERR_DNS_FAIL 0')"},
    {"late", answered("HTTP/1.1 504 \r\n\r\n"), FailureKind::unreachable,
     "the proxy cannot reach the server: '504 Gateway Timeout'"},
    {"Tinyproxy", answered("HTTP/1.0 500 Unable to connect\r\n\r\n"), FailureKind::unreachable,
     "the proxy cannot reach the server: '500 Unable to connect'"},
    {"Squid, of a name",
     answered("HTTP/1.1 500 Internal Server Error\r\nX-Squid-Error: ERR_CANNOT_FORWARD 0\r\n\r\n"),
     FailureKind::unreachable,
     "the proxy cannot reach the server: '500 Internal Server Error' ('ERR_CANNOT_FORWARD 0')"},
    {"broken", answered("HTTP/1.1 500 Internal Server Error\r\n\r\n"), FailureKind::proxy,
     "the proxy refuses CONNECT: '500 Internal Server Error'"},
    {"forbidden", answered("HTTP/1.1 403 Forbidden\r\n\r\n"), FailureKind::proxy,
     "the proxy forbids CONNECT to www.example.org:443: '403 Forbidden': allow it in the proxy's "
     "configuration"},
    {"forbidden, by lines that end in LF alone",
     answered("HTTP/1.0 403 Forbidden\nContent-Type: text/plain\n\nno\n"), FailureKind::proxy,
     "the proxy forbids CONNECT to www.example.org:443: '403 Forbidden': allow it in the proxy's "
     "configuration"},
    {"no proxy", answered("HTTP/1.1 405 Not Allowed\r\nServer: nginx\r\n\r\n"), FailureKind::proxy,
     "the proxy refuses CONNECT: '405 Not Allowed'"},
    {"a login as servers want it, not proxies", answered("HTTP/1.1 401 Unauthorized\r\n\r\n"),
     FailureKind::proxy, "the proxy refuses CONNECT: '401 Unauthorized'"},
    {"moved", answered("HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n"), FailureKind::proxy,
     "the proxy refuses CONNECT: '302 Found'"},
    {"login wanted",
     answered("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"),
     FailureKind::proxy, "the proxy wants a name and password (407): give --proxy-auth-file"},
    {"login wanted, nothing said of it", answered("HTTP/1.1 407 no\r\n\r\n"), FailureKind::proxy,
     "the proxy wants a name and password (407): give --proxy-auth-file"},
    {"another login wanted",
     answered("HTTP/1.1 407 no\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM abc\r\n\r\n"),
     FailureKind::proxy,
     "the proxy wants a login by 'Negotiate, NTLM' (407), and only Basic is spoken here: let this machine "
     "pass "
     "without a login"},
    {"Basic among others",
     answered("HTTP/1.1 407 no\r\nProxy-Authenticate: Negotiate, basic realm=\"x\"\r\n\r\n"),
     FailureKind::proxy, "the proxy wants a name and password (407): give --proxy-auth-file"},
    {"too many interim answers", answered(interim_answers(5)), FailureKind::proxy,
     "more than 4 interim answers to CONNECT and no other"},
    {"SOCKS", answered("\x05\xff"), FailureKind::proxy,
     "the answer to CONNECT is not HTTP but SOCKS 5: use socks5h:// for this proxy"},
    {"SMTP", answered("220 mx.example.org ESMTP\r\n"), FailureKind::proxy,
     "the answer to CONNECT is not HTTP: '220 mx.example.org ESMTP'"},
    {"HTTP/2", answered("HTTP/2 200\r\n\r\n"), FailureKind::proxy,
     "the answer to CONNECT is not HTTP: 'HTTP/2 200'"},
    {"no number", answered("HTTP/1.1 2xx OK\r\n\r\n"), FailureKind::proxy,
     "the answer to CONNECT is not HTTP: 'HTTP/1.1 2xx OK'"},
    {"no field", answered("HTTP/1.1 200 OK\r\nnothing\r\n\r\n"), FailureKind::proxy,
     "the answer to CONNECT is not HTTP: 'HTTP/1.1 200 OK'"},
    {"endless line", answered("HTTP/1.1 200 " + std::string(100'000, 'x')), FailureKind::proxy,
     "the head of the answer to CONNECT has more than 8192 bytes"},
    {"fields as long as may be, by LF alone",
     answered("HTTP/1.1 403 no\n" + repeated("A: b\n", 1'500) + "\n"), FailureKind::proxy,
     "the proxy forbids CONNECT to www.example.org:443: '403 no': allow it in the proxy's configuration"},
    {"endless fields, by LF alone", answered("HTTP/1.1 200 OK\n" + repeated("A: b\n", 10'000)),
     FailureKind::proxy, "the head of the answer to CONNECT has more than 8192 bytes"},
    {"endless fields", answered("HTTP/1.1 200 OK\r\n" + repeated("A: b\r\n", 10'000)), FailureKind::proxy,
     "the head of the answer to CONNECT has more than 8192 bytes"},
    {"closed",
     {kConnect, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to CONNECT"},
    {"reset",
     {kConnect, resets()},
     FailureKind::reset,
     "the server reset the connection before the answer to CONNECT"},
    {"silent",
     {kConnect, stays_silent()},
     FailureKind::deadline,
     "the proxy did not connect to www.example.org:443 within the timeout: the server is down or filtered, "
     "or the proxy hangs"},
    {"silent behind an interim answer",
     {kConnect, says("HTTP/1.1 102 Processing\r\n\r\n"), stays_silent()},
     FailureKind::deadline,
     "the proxy did not connect to www.example.org:443 within the timeout: the server is down or filtered, "
     "or the proxy hangs"},
    {"silent in the middle",
     {kConnect, says("HTTP/1.1 200 OK\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to CONNECT"},
    {"gone before",
     {closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to CONNECT"},
};

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals(&checks::http_connect, kPlain, kRefusals); }

BOOST_AUTO_TEST_CASE(a_login_that_is_not_accepted) {
  const ProxyRefusal row{"not accepted",
                         {hears_anything(), says("HTTP/1.1 407 no\r\nProxy-Authenticate: Basic\r\n\r\n")},
                         FailureKind::proxy,
                         "the proxy does not accept the name and password (407)"};
  check_refusals(&checks::http_connect, kWithLogin, {&row, 1});
  const ProxyRefusal tinyproxys{"Tinyproxy's",
                                {hears_anything(), says("HTTP/1.0 401 Unauthorized\r\n\r\n")},
                                FailureKind::proxy,
                                "the proxy does not accept the name and password (401)"};
  check_refusals(&checks::http_connect, kWithLogin, {&tinyproxys, 1});
}

}  // namespace
