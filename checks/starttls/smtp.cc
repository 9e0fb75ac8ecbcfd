#include <string>
#include <string_view>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/numeric_reply.h"

namespace checks {
namespace {

constexpr TextProtocol kSmtp = {"SMTP", "smtps", "QUIT\r\n"};

Task<NumericReply> read_reply(Stream& stream) {
  return read_numeric_reply(stream, kSmtp, ReplyForm::numbered);
}

// 421: the server is closing already. RFC 5321, 3.8.
Task<> leave(Stream& stream, FailureKind kind, std::string text, int code) {
  if (code == 421) {
    throw stream.failure(kind, std::move(text));
  }
  co_await refuse(stream, kSmtp, kind, std::move(text));
}

Task<std::string> read_greeting(Stream& stream) {
  co_await await_greeting(stream, kSmtp);
  const NumericReply greeting = co_await read_reply(stream);
  if (greeting.code < 300 && greeting.code != 220) {
    throw not_spoken(stream, kSmtp, greeting.lines.front());
  }
  if (greeting.code != 220) {
    co_await leave(stream, FailureKind::rejected, "the server turns us away: " + greeting.words(),
                   greeting.code);
  }
  co_return greeting.lines.front();
}

// The first line names the server: RFC 5321, 4.1.1.1.
bool offers_starttls(const NumericReply& reply) {
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const std::string_view line = reply.lines[i];
    if (line.size() > 4 && begins_with_word(line.substr(4), "STARTTLS")) {
      return true;
    }
  }
  return false;
}

Task<> say_hello(Stream& stream, std::string local_name, std::string greeting) {
  stream.set_stage(Stage::starttls, "before the answer to EHLO");
  const std::string command = "EHLO " + local_name + "\r\n";
  co_await stream.write(command);
  const NumericReply reply = co_await read_reply(stream);
  if (reply.code >= 500 && is_greeting_of_other(kSmtp, greeting)) {
    throw not_spoken(stream, kSmtp, greeting);
  }
  if (reply.code >= 500 &&
      reply.code <= 504) {  // RFC 5321, 4.2.4: not understood; then there are no extensions
    co_await leave(stream, FailureKind::not_offered,
                   "the server does not know EHLO, so it cannot offer STARTTLS: " + reply.words(),
                   reply.code);
  }
  if (reply.code != 250) {
    co_await leave(stream, FailureKind::rejected, "the server refuses EHLO: " + reply.words(), reply.code);
  }
  if (!offers_starttls(reply)) {
    co_await leave(stream, FailureKind::not_offered, "the server does not offer STARTTLS", reply.code);
  }
}

Task<> ask_for_tls(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("STARTTLS\r\n");
  const NumericReply reply = co_await read_reply(stream);
  if (reply.code != 220) {
    co_await leave(stream, FailureKind::rejected,
                   "the server offers STARTTLS and refuses it: " + reply.words(), reply.code);
  }
}

}  // namespace

Task<Framing> start_smtp(Stream& stream, DialogueContext context) {
  std::string greeting = co_await read_greeting(stream);
  co_await say_hello(stream, std::move(context.local_name), std::move(greeting));
  co_await ask_for_tls(stream);
  co_return Framing::plain;
}

}  // namespace checks
