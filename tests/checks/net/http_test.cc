#define BOOST_TEST_MODULE http
#include "checks/net/http.h"

#include <boost/test/unit_test.hpp>

#include "checks/net/http_answer.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

using checks::Bytes;
using checks::Failure;
using checks::HttpClient;
using tests::closes;
using tests::hears;
using tests::hears_anything;
using tests::resets;
using tests::says;
using tests::Script;
using tests::ScriptedNetwork;
using tests::stays_silent;

namespace {

constexpr std::size_t kLimit = 100;

plugin::Deadline late() { return plugin::Deadline::after(std::chrono::minutes(1)); }

// The body, else "kind: text", for a failure of a fetch.
std::string get(ScriptedNetwork& network, const std::string& url, bool allows_private = false) {
  const HttpClient client{network, "tests/1", allows_private};
  try {
    const Bytes body = tests::run(checks::http_get(client, url, kLimit, late()));
    return {body.begin(), body.end()};
  } catch (const checks::NetworkError& error) {
    BOOST_TEST((error.failure().stage == checks::Stage::fetch));
    return std::string(word(error.failure().kind)) + ": " + error.failure().text;
  }
}

ScriptedNetwork network_with(std::vector<Script> scripts) {
  ScriptedNetwork network;
  network.name("ca.example", {"8.8.8.8"});
  for (Script& script : scripts) {
    network.serve("8.8.8.8", 80, std::move(script));
  }
  return network;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

// One request, and what comes of each answer; whatever the pieces it comes in.
BOOST_AUTO_TEST_CASE(answers) {
  const std::string much(kLimit, 'x');
  const struct {
    const char* name;
    std::string answer;
    tests::Step end;
    std::string expected;
  } rows[] = {
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", stays_silent(), "body"},
      {"until the end", "HTTP/1.0 200 OK\r\n\r\nbody", closes(), "body"},
      {"chunked",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nbod\r\n1\r\ny\r\n0\r\nA: b\r\n\r\n",
       stays_silent(), "body"},
      {"without a body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", stays_silent(), ""},
      {"interim",
       "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
       stays_silent(), "body"},
      {"at the limit", "HTTP/1.1 200 OK\r\n\r\n" + much, closes(), much},
      {"no reason", "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", stays_silent(),
       "rejected: the server answers 404 'Not Found'"},
      {"not found", "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx", stays_silent(),
       "rejected: the server answers 404 'Not Found'"},
      {"partial", "HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx", stays_silent(),
       "rejected: the server answers 206 'Partial Content'"},
      {"nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", stays_silent(),
       "rejected: the server answers 302 'Found'"},
      {"many interim",
       "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 "
       "C\r\n\r\n",
       stays_silent(), "protocol: more than 4 interim answers and no other"},
      {"announced too large", "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", stays_silent(),
       "too_large: the answer has more than 100 bytes"},
      {"too large", "HTTP/1.1 200 OK\r\n\r\n" + much + "x", stays_silent(),
       "too_large: the answer has more than 100 bytes"},
      {"chunks too large", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + much + "x\r\n",
       stays_silent(), "too_large: the answer has more than 100 bytes"},
      {"closed at once", "", closes(),
       "closed: the server closed the connection before the end of the answer"},
      {"closed in the head", "HTTP/1.1 200 OK\r\nConte", closes(),
       "closed: the server closed the connection before the end of the answer"},
      {"closed in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody", closes(),
       "closed: the server closed the connection before the end of the answer"},
      {"closed in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbody", closes(),
       "closed: the server closed the connection before the end of the answer"},
      {"reset", "HTTP/1.1 200 OK\r\n", resets(),
       "reset: the server reset the connection before the end of the answer"},
      {"silent", "", stays_silent(), "deadline: the server sent nothing within the timeout"},
      {"slow", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nb", stays_silent(),
       "deadline: the timeout passed before the end of the answer"},
  };
  for (const auto& row : rows) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
      BOOST_TEST_CONTEXT(row.name << " in pieces of " << piece) {
        Script script{
            hears("GET /1.crt HTTP/1.1\r\nHost: ca.example\r\nUser-Agent: tests/1\r\nAccept: */*\r\n"
                  "Accept-Encoding: identity\r\nConnection: close\r\n\r\n")};
        for (std::size_t at = 0; at < row.answer.size(); at += piece) {
          script.push_back(says(row.answer.substr(at, piece)));
        }
        script.push_back(row.end);
        ScriptedNetwork network = network_with({std::move(script)});
        BOOST_TEST(get(network, "http://ca.example/1.crt") == row.expected);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(no_http) {
  const struct {
    std::string answer;
    std::string expected;
  } rows[] = {
      {"\x16\x03\x01 nothing\r\n\r\n",
       "protocol: what came is no proper HTTP: '\x16\x03\x01 nothing\r\n\r\n'"},
      {"HTTP/2.0 200 OK\r\n\r\n", "protocol: what came is no proper HTTP: 'HTTP/2.0 200 OK\r\n\r\n'"},
      {"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
       "protocol: what came is no proper HTTP: 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'"},
      {"HTTP/1.1 200 OK\r\nA: " + std::string(checks::kMaxHttpHead, 'x'),
       "too_large: the answer's header has more than 8192 bytes"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.answer.substr(0, 60)) {
      ScriptedNetwork network = network_with({{hears_anything(), says(row.answer), stays_silent()}});
      BOOST_TEST(get(network, "http://ca.example/") == row.expected);
    }
  }
}

// Many small chunks: hardly any body, but bytes on the wire without end.
BOOST_AUTO_TEST_CASE(endless_interim_fields_and_chunks) {
  std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 90; ++i) {
    answer += "1;" + std::string(2000, 'e') + "\r\nx\r\n";
  }
  ScriptedNetwork network = network_with({{hears_anything(), says(answer), stays_silent()}});
  BOOST_TEST(get(network, "http://ca.example/") == "too_large: the answer has more than 100 bytes");
}

Script redirects(const std::string& to) {
  return {hears_anything(), says("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n"),
          closes()};
}

Script gives(const std::string& body) {
  return {hears_anything(), says("HTTP/1.1 200 OK\r\n\r\n" + body), closes()};
}

BOOST_AUTO_TEST_CASE(redirects_are_followed_within_bounds) {
  const struct {
    const char* name;
    std::vector<Script> scripts;
    std::string expected;
  } rows[] = {
      {"once", {redirects("/2"), gives("body")}, "body"},
      {"three times",
       {redirects("/2"), redirects("http://ca.example/3"), redirects("//ca.example/4"), gives("body")},
       "body"},
      {"loop",
       {redirects("/1"), redirects("/1"), redirects("/1"), redirects("/1")},
       "rejected: more than 3 redirects, the last to '/1'"},
      {"https",
       {redirects("https://ca.example/1")},
       "other: redirects to 'https://ca.example/1', which is not an http:// URL"},
      {"file",
       {redirects("file:///etc/passwd")},
       "other: redirects to 'file:///etc/passwd', which is not an http:// URL"},
      {"another port",
       {redirects("http://ca.example:22/")},
       "other: redirects to 'http://ca.example:22/', which has port 22: only with --fetch-private"},
      {"a private address",
       {redirects("http://127.0.0.1/")},
       "other: would lead to 127.0.0.1 (loopback): only with --fetch-private"},
      {"a user part",
       {redirects("http://a@ca.example/")},
       "other: redirects to 'http://a@ca.example/', which has a user part"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedNetwork network = network_with(row.scripts);
      BOOST_TEST(get(network, "http://ca.example/1") == row.expected);
    }
  }
}

// The address that was judged is the one connected to, and there is no second look-up.
BOOST_AUTO_TEST_CASE(where_it_goes) {
  const struct {
    const char* name;
    std::string url;
    std::vector<std::string> addresses;  // of ca.example
    bool allows_private;
    std::string expected;
    std::string asked;
  } rows[] = {
      {"https", "https://ca.example/", {"8.8.8.8"}, true, "other: is not an http:// URL", ""},
      {"port",
       "http://ca.example:8080/",
       {"8.8.8.8"},
       false,
       "other: has port 8080: only with --fetch-private",
       ""},
      {"port allowed",
       "http://ca.example:8080/",
       {"8.8.8.8"},
       true,
       "refused: 8.8.8.8 port 8080: connection refused",
       "resolve ca.example, connect 8.8.8.8 8080"},
      {"private",
       "http://ca.example/",
       {"10.0.0.1", "fe80::1"},
       false,
       "other: would lead to 10.0.0.1 (private use): only with --fetch-private",
       "resolve ca.example"},
      {"private allowed",
       "http://ca.example/",
       {"10.0.0.1"},
       true,
       "refused: 10.0.0.1 port 80: connection refused",
       "resolve ca.example, connect 10.0.0.1 80"},
      {"numeric",
       "http://[::ffff:127.0.0.1]/",
       {},
       false,
       "other: would lead to ::ffff:127.0.0.1 (loopback inside an IPv4-mapped address): only with "
       "--fetch-private",
       "resolve ::ffff:127.0.0.1"},
      {"the public ones of several",
       "http://ca.example/",
       {"127.0.0.1", "9.9.9.9", "8.8.8.8"},
       false,
       "body",
       "resolve ca.example, connect 9.9.9.9 80, connect 8.8.8.8 80"},
      {"no such name",
       "http://no.example/",
       {},
       false,
       "name_not_found: there is no no.example",
       "resolve no.example"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedNetwork network = network_with({gives("body")});
      network.name("ca.example", row.addresses);
      BOOST_TEST(get(network, row.url, row.allows_private) == row.expected);
      BOOST_TEST(joined(network.asked()) == row.asked);
    }
  }
}

}  // namespace
