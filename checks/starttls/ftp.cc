#include <string>
#include <string_view>
#include <utility>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/numeric_reply.h"

namespace checks {
namespace {

constexpr TextProtocol kFtp = {"FTP", "ftp", "QUIT\r\n"};

Task<NumericReply> read_reply(Stream& stream) { return read_numeric_reply(stream, kFtp, ReplyForm::framed); }

// 421: the server is closing already. RFC 959, 4.2.2.
Task<> leave(Stream& stream, FailureKind kind, std::string text, int code) {
  if (code == 421) {
    throw stream.failure(kind, std::move(text));
  }
  co_await refuse(stream, kFtp, kind, std::move(text));
}

// The greeting's first line. RFC 959, 5.4: 120 says that 220 will follow.
Task<std::string> read_greeting(Stream& stream) {
  co_await await_greeting(stream, kFtp);
  NumericReply greeting = co_await read_reply(stream);
  if (greeting.code == 120) {
    greeting = co_await read_reply(stream);
  }
  if (greeting.code < 400 && greeting.code != 220) {
    throw not_spoken(stream, kFtp, greeting.lines.front());
  }
  if (greeting.code != 220) {
    co_await leave(stream, FailureKind::rejected, "the server turns us away: " + greeting.words(),
                   greeting.code);
  }
  co_return greeting.lines.front();
}

// RFC 4217, 4 and RFC 959, 4.2.1: 500, 502 where AUTH is not known, 504 where TLS is not.
bool is_unknown(int code) { return code == 500 || code == 502 || code == 504; }

// RFC 4217, 6: there is no need to ask for features first.
Task<> ask_for_tls(Stream& stream, std::string greeting) {
  stream.set_stage(Stage::starttls, "before the answer to AUTH TLS");
  co_await stream.write("AUTH TLS\r\n");
  const NumericReply reply = co_await read_reply(stream);
  if (reply.code == 234) {
    co_return;
  }
  if (reply.code >= 500 && is_greeting_of_other(kFtp, greeting)) {
    throw not_spoken(stream, kFtp, greeting);
  }
  if (reply.code == 530) {
    co_await leave(stream, FailureKind::not_offered,
                   "the server does not offer AUTH TLS before a login: " + reply.words(), reply.code);
  }
  if (is_unknown(reply.code)) {
    co_await leave(stream, FailureKind::not_offered, "the server does not offer AUTH TLS: " + reply.words(),
                   reply.code);
  }
  co_await leave(stream, FailureKind::rejected, "the server refuses AUTH TLS: " + reply.words(), reply.code);
}

}  // namespace

Task<Framing> start_ftp(Stream& stream, DialogueContext) {
  std::string greeting = co_await read_greeting(stream);
  co_await ask_for_tls(stream, std::move(greeting));
  co_return Framing::plain;
}

}  // namespace checks
