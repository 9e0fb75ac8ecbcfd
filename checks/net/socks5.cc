#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "checks/net/proxy_dialogue.h"

namespace checks {
namespace {

constexpr std::uint8_t kVersion = 5;
constexpr std::uint8_t kLoginVersion = 1;

// RFC 1928, section 3.
constexpr std::uint8_t kNoLogin = 0;
constexpr std::uint8_t kByPassword = 2;
constexpr std::uint8_t kNoneAcceptable = 0xff;

// RFC 1928, sections 4 and 5.
constexpr std::uint8_t kConnect = 1;
constexpr std::uint8_t kIpv4 = 1;
constexpr std::uint8_t kName = 3;
constexpr std::uint8_t kIpv6 = 4;

struct Reply {
  FailureKind kind;
  const char* words;
};

// RFC 1928, section 6, from 1 on.
constexpr std::array<Reply, 8> kReplies = {{
    {FailureKind::proxy, "general SOCKS server failure"},
    {FailureKind::proxy, "connection not allowed by ruleset"},
    {FailureKind::unreachable, "network unreachable"},
    {FailureKind::unreachable, "host unreachable"},
    {FailureKind::refused, "connection refused"},
    {FailureKind::unreachable, "TTL expired"},
    {FailureKind::proxy, "command not supported"},
    {FailureKind::proxy, "address type not supported"},
}};

void append(Bytes& to, std::string_view text) {
  to.push_back(static_cast<std::uint8_t>(text.size()));
  to.insert(to.end(), text.begin(), text.end());
}

NetworkError not_socks(const Stream& stream, ByteView head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  return stream.failure(FailureKind::proxy,
                        text.starts_with("HT")
                            ? "the answer is not SOCKS 5 but HTTP: use http:// for this proxy"
                            : "the answer is not SOCKS 5: it begins with " + quote(head));
}

void append_host(Bytes& to, const std::string& host) {
  boost::system::error_code error;
  const boost::asio::ip::address address = boost::asio::ip::make_address(host, error);
  if (error) {
    to.push_back(kName);
    append(to, host);
  } else if (address.is_v4()) {
    to.push_back(kIpv4);
    std::ranges::copy(address.to_v4().to_bytes(), std::back_inserter(to));
  } else {
    to.push_back(kIpv6);
    std::ranges::copy(address.to_v6().to_bytes(), std::back_inserter(to));
  }
}

// RFC 1929, section 2: "a STATUS field of X'00' indicates success".
Task<> log_in(Stream& stream, ProxyLogin login) {
  stream.set_stage(Stage::proxy, "before the answer to the login");
  Bytes message{kLoginVersion};
  append(message, login.user);
  append(message, login.password);
  co_await stream.write(message);
  const Bytes answer = co_await stream.read_exactly(2);
  if (answer[0] != kLoginVersion) {
    throw stream.failure(FailureKind::proxy, "the answer to the login is not of RFC 1929: " + quote(answer));
  }
  if (answer[1] != 0) {
    throw stream.failure(FailureKind::proxy, "the proxy does not accept the name and password");
  }
}

Task<> agree_on_login(Stream& stream, std::optional<ProxyLogin> login) {
  stream.set_stage(Stage::proxy, "before the answer to the greeting");
  const Bytes greeting = login ? Bytes{kVersion, 2, kNoLogin, kByPassword} : Bytes{kVersion, 1, kNoLogin};
  co_await stream.write(greeting);
  const Bytes answer = co_await stream.read_exactly(2);
  if (answer[0] != kVersion) {
    throw not_socks(stream, answer);
  }
  if (answer[1] == kByPassword && login) {
    co_await log_in(stream, *std::move(login));
    co_return;
  }
  if (answer[1] != kNoLogin) {
    throw stream.failure(
        FailureKind::proxy,
        answer[1] == kNoneAcceptable && !login
            ? "the proxy wants a login: give --proxy-auth-file"
            : "the proxy accepts neither a login by name and password nor none: it is its configuration that "
              "has to allow one");
  }
}

NetworkError refusal(const Stream& stream, std::uint8_t code) {
  if (code > kReplies.size()) {
    return stream.failure(FailureKind::proxy,
                          "the proxy refuses with the unknown code " + std::to_string(code));
  }
  const Reply& reply = kReplies[code - 1U];
  const char* what =
      reply.kind == FailureKind::proxy ? "the proxy refuses: '" : "the proxy cannot reach the server: '";
  const char* hint = code == 1 ? ", which may mean that it does not find the name" : "";
  return stream.failure(reply.kind, what + std::string(reply.words) + "'" + hint);
}

Task<Bytes> read_reply(Stream& stream, const ProxyRequest& request) {
  try {
    Bytes head = co_await stream.read_exactly(2);
    co_return head;
  } catch (const NetworkError& error) {
    throw stream.has_unread() ? error : unanswered(stream, request, error.failure());
  }
}

// A refusal may end behind its code: what follows is not waited for. Of a consent all is read, for the
// server's bytes come behind it.
Task<> ask(Stream& stream, ProxyRequest request) {
  stream.set_stage(Stage::proxy, "before the answer to CONNECT");
  Bytes message{kVersion, kConnect, 0};
  append_host(message, request.host);
  message.insert(message.end(), {static_cast<std::uint8_t>(request.port >> 8),
                                 static_cast<std::uint8_t>(request.port & 0xff)});
  co_await stream.write(message);
  const Bytes head = co_await read_reply(stream, request);
  if (head[0] != kVersion) {
    throw not_socks(stream, head);
  }
  if (head[1] != 0) {
    throw refusal(stream, head[1]);
  }
  const Bytes type = co_await stream.read_exactly(2);
  std::size_t length = 0;
  if (type[1] == kIpv4 || type[1] == kIpv6) {
    length = type[1] == kIpv4 ? 4 : 16;
  } else if (type[1] == kName) {
    const Bytes count = co_await stream.read_exactly(1);
    length = count[0];
  } else {
    throw stream.failure(FailureKind::proxy,
                         "the proxy's consent has the unknown type of address " + std::to_string(type[1]));
  }
  co_await stream.read_exactly(length + 2);
}

}  // namespace

Task<Bytes> socks5_connect(Stream& stream, ProxyRequest request) {
  std::optional<ProxyLogin> login = request.login;
  co_await agree_on_login(stream, std::move(login));
  co_await ask(stream, std::move(request));
  co_return stream.take_unread();
}

}  // namespace checks
