#include "checks/net/http.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "checks/net/address_class.h"
#include "checks/net/http_answer.h"
#include "checks/net/http_url.h"
#include "checks/net/network_error.h"
#include "checks/net/stream.h"

namespace checks {
namespace {

NetworkError failure(FailureKind kind, std::string text) {
  return NetworkError(Stage::fetch, kind, std::move(text));
}

// The same failure, of a fetch.
NetworkError of_fetch(const NetworkError& error, const std::string& where) {
  return failure(error.failure().kind, where + error.failure().text);
}

struct Answer {
  Bytes body;
  std::string location;  // of a redirect, else empty
};

HttpUrl checked(std::optional<HttpUrl> url, const std::string& why, const std::string& what,
                const HttpClient& client) {
  if (!url) {
    throw failure(FailureKind::other, what + why);
  }
  if (url->port != 80 && !client.allows_private) {
    throw failure(FailureKind::other,
                  what + "has port " + std::to_string(url->port) + ": only with --fetch-private");
  }
  return *std::move(url);
}

Task<std::vector<std::string>> addresses_of(const HttpClient& client, std::string host,
                                            plugin::Deadline deadline) {
  std::vector<std::string> addresses;
  try {
    addresses = co_await client.network.resolve(std::move(host), AddressFamily::any, deadline);
  } catch (const NetworkError& error) {
    throw of_fetch(error, "");
  }
  if (!client.allows_private) {
    const std::string first = addresses.front();
    std::erase_if(addresses, [](const std::string& one) { return !classify_address(one).is_global; });
    if (addresses.empty()) {
      throw failure(FailureKind::other, "would lead to " + first + " (" + classify_address(first).kind +
                                            "): only with --fetch-private");
    }
  }
  co_return addresses;
}

plugin::Deadline share_of(plugin::Deadline deadline, std::size_t addresses_left) {
  const auto now = plugin::Deadline::Clock::now();
  return plugin::Deadline(now + deadline.left(now) / static_cast<long>(addresses_left));
}

Task<std::unique_ptr<Connection>> connect(const HttpClient& client, HttpUrl url, plugin::Deadline deadline) {
  const std::vector<std::string> addresses = co_await addresses_of(client, url.host, deadline);
  for (std::size_t i = 0;; ++i) {
    const plugin::Deadline until = share_of(deadline, addresses.size() - i);
    try {
      std::unique_ptr<Connection> connection =
          co_await client.network.connect(addresses[i], url.port, until, deadline);
      co_return std::move(connection);
    } catch (const NetworkError& error) {
      if (i + 1 == addresses.size()) {
        throw of_fetch(error, addresses[i] + " port " + std::to_string(url.port) + ": ");
      }
    }
  }
}

std::string request_for(const HttpUrl& url, const std::string& user_agent) {
  return "GET " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\nUser-Agent: " + user_agent +
         "\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
}

bool is_redirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Answer answer_in(HttpAnswer message) {
  Answer answer;
  if (is_redirect(message.status) && !message.location.empty()) {
    answer.location = std::move(message.location);
    return answer;
  }
  if (message.status != 200) {
    throw failure(FailureKind::rejected, "the server answers " + std::to_string(message.status) +
                                             (message.reason.empty() ? "" : " " + quote(message.reason)));
  }
  answer.body = std::move(message.body);
  return answer;
}

Task<Answer> ask(const HttpClient& client, HttpUrl url, std::size_t limit, plugin::Deadline deadline) {
  const std::unique_ptr<Connection> connection = co_await connect(client, url, deadline);
  Stream stream(*connection);
  stream.set_stage(Stage::fetch, "before the end of the answer");
  const std::string request = request_for(url, client.user_agent);
  co_await stream.write(request);
  HttpAnswer answer = co_await read_http_answer(stream, limit);
  co_return answer_in(std::move(answer));
}

}  // namespace

Task<Bytes> http_get(const HttpClient& client, std::string text, std::size_t limit,
                     plugin::Deadline deadline) {
  std::string why;
  std::optional<HttpUrl> parsed = parse_http_url(text, why);
  HttpUrl url = checked(std::move(parsed), why, "", client);
  for (int redirects = 0;; ++redirects) {
    Answer answer = co_await ask(client, url, limit, deadline);
    if (answer.location.empty()) {
      co_return std::move(answer.body);
    }
    if (redirects == kMaxRedirects) {
      throw failure(FailureKind::rejected, "more than " + std::to_string(kMaxRedirects) +
                                               " redirects, the last to " + quote(answer.location));
    }
    parsed = follow_reference(url, answer.location, why);
    url = checked(std::move(parsed), why, "redirects to " + quote(answer.location) + ", which ", client);
  }
}

}  // namespace checks
