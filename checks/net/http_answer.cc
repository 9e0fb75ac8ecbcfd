#include "checks/net/http_answer.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <memory>
#include <utility>

#include "checks/net/network_error.h"

namespace checks {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using Parser = http::response_parser<http::vector_body<std::uint8_t>>;

constexpr std::size_t kChunk = 16384;

NetworkError failure(FailureKind kind, std::string text) {
  return NetworkError(Stage::fetch, kind, std::move(text));
}

NetworkError malformed(const ErrorCode& error, std::size_t limit, ByteView bytes) {
  if (error == http::error::body_limit) {
    return failure(FailureKind::too_large, "the answer has more than " + std::to_string(limit) + " bytes");
  }
  if (error == http::error::header_limit) {
    return failure(FailureKind::too_large,
                   "the answer's header has more than " + std::to_string(kMaxHttpHead) + " bytes");
  }
  return failure(FailureKind::protocol, "what came is no proper HTTP: " + quote(bytes));
}

// Reads messages from one connection, in order.
class Reader {
 public:
  Reader(Stream& stream, std::size_t limit) : stream_(stream), limit_(limit) {}

  Task<> read(Parser& parser);
  bool has_unread() const { return !unread_.empty(); }

 private:
  void feed(Parser& parser);
  Task<bool> receive();

  Stream& stream_;
  const std::size_t limit_;
  std::size_t received_ = 0;
  Bytes unread_;
};

void Reader::feed(Parser& parser) {
  std::size_t used = 1;
  while (used > 0 && !unread_.empty() && !parser.is_done()) {
    ErrorCode error;
    used = parser.put(boost::asio::buffer(unread_), error);
    if (error && error != http::error::need_more) {
      throw malformed(error, limit_, unread_);
    }
    unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(used));
  }
}

// False at the end of the stream. Chunks of one byte cost six on the wire: a body that is small, and made to
// last, ends here.
Task<bool> Reader::receive() {
  const Bytes more = co_await stream_.read_some(kChunk);
  received_ += more.size();
  if (received_ > 2 * limit_ + kMaxInterim * kMaxHttpHead) {
    throw malformed(http::error::body_limit, limit_, {});
  }
  unread_.insert(unread_.end(), more.begin(), more.end());
  co_return !more.empty();
}

Task<> Reader::read(Parser& parser) {
  parser.eager(true);
  parser.header_limit(kMaxHttpHead);
  parser.body_limit(limit_);
  for (feed(parser); !parser.is_done(); feed(parser)) {
    const bool more = co_await receive();
    if (more) {
      continue;
    }
    ErrorCode error;
    if (parser.is_header_done()) {
      parser.put_eof(error);
    }
    if (error || !parser.is_done()) {
      throw stream_.closed();
    }
  }
}

HttpAnswer answer_of(Parser& parser) {
  HttpAnswer answer;
  answer.keeps_open = parser.keep_alive();
  Parser::value_type message = parser.release();
  answer.status = message.result_int();
  answer.reason = std::string(message.reason());
  answer.location = std::string(message[http::field::location]);
  answer.body = std::move(message.body());
  return answer;
}

}  // namespace

Task<HttpAnswer> read_http_answer(Stream& stream, std::size_t limit) {
  Reader reader(stream, limit);
  for (int interim = 0; interim <= kMaxInterim; ++interim) {
    const auto parser = std::make_unique<Parser>();
    co_await reader.read(*parser);
    if (parser->get().result_int() / 100 != 1) {
      HttpAnswer answer = answer_of(*parser);
      answer.keeps_open = answer.keeps_open && !reader.has_unread();
      co_return std::move(answer);
    }
  }
  throw failure(FailureKind::protocol,
                "more than " + std::to_string(kMaxInterim) + " interim answers and no other");
}

}  // namespace checks
