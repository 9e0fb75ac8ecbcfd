#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "checks/evidence/base64.h"
#include "checks/net/http_answer.h"
#include "checks/net/proxy_dialogue.h"

namespace checks {
namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::empty_body>;
using Message = Parser::value_type;

constexpr std::size_t kChunk = 2048;

// RFC 7617, section 2.
std::string basic(const ProxyLogin& login) {
  const std::string pair = login.user + ":" + login.password;
  return to_base64({reinterpret_cast<const std::uint8_t*>(pair.data()), pair.size()});
}

std::string text_of(const ProxyRequest& request) {
  const std::string authority = authority_of(request);
  return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" +
         (request.login ? "Proxy-Authorization: Basic " + basic(*request.login) + "\r\n" : "") + "\r\n";
}

std::string_view characters(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

NetworkError not_http(const Stream& stream, ByteView bytes) {
  constexpr std::uint8_t kSocks5 = 5;  // its version, with which it begins every answer
  if (bytes.front() == kSocks5) {
    return stream.failure(FailureKind::proxy,
                          "the answer to CONNECT is not HTTP but SOCKS 5: use socks5h:// for this proxy");
  }
  const std::string_view text = characters(bytes);
  return stream.failure(FailureKind::proxy, "the answer to CONNECT is not HTTP: " +
                                                quote(text.substr(0, text.find_first_of("\r\n"))));
}

bool begins_as_http(ByteView bytes) {
  constexpr std::string_view kBeginning = "HTTP/1.";
  return characters(bytes).substr(0, kBeginning.size()) == kBeginning.substr(0, bytes.size());
}

// Throws, always. A server of another protocol does not end its answer as HTTP does, so that no more is
// waited for than the rest of a line to show.
Task<> fail_as_other_protocol(Stream& stream, Bytes bytes) {
  constexpr std::chrono::milliseconds kLinePatience{200};
  const bool is_text = bytes.front() >= ' ';
  try {
    while (is_text && bytes.size() <= kMaxQuote && characters(bytes).find('\n') == std::string_view::npos) {
      const std::optional<Bytes> more = co_await stream.read_some_within(kMaxQuote, kLinePatience);
      if (!more || more->empty()) {
        break;
      }
      bytes.insert(bytes.end(), more->begin(), more->end());
    }
  } catch (const NetworkError&) {
  }
  throw not_http(stream, bytes);
}

// As Beast wants it: every line ends in CR LF.
std::string with_whole_ends(std::string_view head) {
  std::string whole;
  for (const char c : head) {
    if (c == '\n' && !whole.ends_with('\r')) {
      whole += '\r';
    }
    whole += c;
  }
  return whole;
}

// Takes the head off the front of `unread`, `size` bytes.
Message parsed(const Stream& stream, Bytes& unread, std::size_t size) {
  Parser parser;
  const std::string head = with_whole_ends(characters(unread).substr(0, size));
  parser.header_limit(2 * kMaxHttpHead);  // it is bounded already, and grew
  // "Any Content-Length or Transfer-Encoding header fields [...] MUST be ignored": RFC 9110, 9.3.6. What a
  // refusal has to show to people is not read.
  parser.skip(true);
  parser.eager(true);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head), error);
  if (error || !parser.is_header_done()) {
    throw not_http(stream, unread);
  }
  unread.erase(unread.begin(), unread.begin() + static_cast<std::ptrdiff_t>(size));
  return parser.release();
}

// Behind the empty line; 0 if there is none.
std::size_t end_of_head(std::string_view text) {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
    const std::string_view rest = text.substr(end + 1, 2);
    if (rest.starts_with('\n') || rest == "\r\n") {
      return end + (rest.starts_with('\n') ? 2 : 3);
    }
  }
  return 0;
}

// The size of the head with its end; 0: more has to come.
std::size_t head_in(const Stream& stream, ByteView unread) {
  const std::size_t size = end_of_head(characters(unread));
  if ((size > 0 ? size : unread.size()) > kMaxHttpHead) {
    throw stream.failure(FailureKind::proxy, "the head of the answer to CONNECT has more than " +
                                                 std::to_string(kMaxHttpHead) + " bytes");
  }
  return size;
}

// `is_first`: nothing of the answer came before.
Task<Bytes> read_more(Stream& stream, const ProxyRequest& request, bool is_first) {
  try {
    Bytes more = co_await stream.read_some(kChunk);
    co_return more;
  } catch (const NetworkError& error) {
    throw is_first ? unanswered(stream, request, error.failure()) : error;
  }
}

Task<Message> read_head(Stream& stream, const ProxyRequest& request, Bytes& unread) {
  std::size_t size = 0;
  for (size = head_in(stream, unread); size == 0; size = head_in(stream, unread)) {
    const Bytes more = co_await read_more(stream, request, unread.empty());
    if (more.empty()) {
      throw stream.closed();
    }
    unread.insert(unread.end(), more.begin(), more.end());
    if (!begins_as_http(unread)) {
      co_await fail_as_other_protocol(stream, unread);
    }
  }
  co_return parsed(stream, unread, size);
}

bool is_word(std::string_view word, const char* wanted) { return boost::beast::iequals(word, wanted); }

// The first words of the challenges: "Negotiate, NTLM". Empty: Basic is among them, or none was told. RFC
// 9110, 11.7.1.
std::string other_schemes(const Message& message) {
  std::string schemes;
  const auto [begin, end] = message.equal_range(http::field::proxy_authenticate);
  for (auto field = begin; field != end; ++field) {
    const std::string_view value(field->value().data(), field->value().size());
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t stop = std::min(value.find_first_of(" ,\t", at), value.size());
      if (is_word(value.substr(at, stop - at), "Basic")) {
        return {};
      }
      at = stop + 1;
    }
    schemes += schemes.empty() ? "" : ", ";
    schemes += value.substr(0, value.find_first_of(" ,\t"));
  }
  return schemes;
}

std::string words_of(const Message& message) {
  const std::string reason(message.reason());
  std::string words = quote(std::to_string(message.result_int()) + (reason.empty() ? "" : " " + reason));
  const std::string squid(message["X-Squid-Error"]);  // "ERR_DNS_FAIL 0"
  return squid.empty() ? words : words + " (" + quote(squid) + ")";
}

NetworkError login_wanted(const Stream& stream, const Message& message, bool had_login) {
  const std::string others = other_schemes(message);
  if (!others.empty()) {
    return stream.failure(FailureKind::proxy,
                          "the proxy wants a login by " + quote(others) +
                              " (407), and only Basic is spoken here: let this machine pass "
                              "without a login");
  }
  return stream.failure(FailureKind::proxy,
                        had_login ? "the proxy does not accept the name and password (" +
                                        std::to_string(message.result_int()) + ")"
                                  : "the proxy wants a name and password (407): give --proxy-auth-file");
}

// What proxies say by 500 in place of 502 to 504: Tinyproxy of every server that it cannot reach
// (src/reqs.c), Squid of a name that it does not find.
bool cannot_reach(const Message& message) {
  const unsigned status = message.result_int();
  return (status >= 502 && status <= 504) ||
         (status == 500 && (is_word(std::string(message.reason()), "Unable to connect") ||
                            message["X-Squid-Error"].starts_with("ERR_CANNOT_FORWARD")));
}

NetworkError refusal(const Stream& stream, const Message& message, const ProxyRequest& request) {
  const unsigned status = message.result_int();
  if (status == 407 || (status == 401 && request.login)) {  // 401: Tinyproxy

    return login_wanted(stream, message, request.login.has_value());
  }
  if (cannot_reach(message)) {
    return stream.failure(FailureKind::unreachable,
                          "the proxy cannot reach the server: " + words_of(message));
  }
  if (status == 403) {
    return stream.failure(FailureKind::proxy, "the proxy forbids CONNECT to " + authority_of(request) + ": " +
                                                  words_of(message) +
                                                  ": allow it in the proxy's configuration");
  }
  return stream.failure(FailureKind::proxy, "the proxy refuses CONNECT: " + words_of(message));
}

}  // namespace

Task<Bytes> http_connect(Stream& stream, ProxyRequest request) {
  stream.set_stage(Stage::proxy, "before the answer to CONNECT");
  const std::string text = text_of(request);
  co_await stream.write(text);
  Bytes unread;
  for (int interim = 0; interim <= kMaxInterim; ++interim) {
    const Message message = co_await read_head(stream, request, unread);
    const unsigned status_class = message.result_int() / 100;
    if (status_class == 2) {
      co_return unread;
    }
    if (status_class != 1) {
      throw refusal(stream, message, request);
    }
  }
  throw stream.failure(FailureKind::proxy, "more than " + std::to_string(kMaxInterim) +
                                               " interim answers to CONNECT and no other");
}

}  // namespace checks
