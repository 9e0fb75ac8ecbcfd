#include <string>
#include <string_view>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/numeric_reply.h"

namespace checks {
namespace {

struct Dialect {
  TextProtocol protocol;
  const char* hello;
  const char* step;
};

constexpr Dialect kSmtp = {{"SMTP", "smtp", "QUIT\r\n"}, "EHLO", "before the answer to EHLO"};
constexpr Dialect kLmtp = {{"LMTP", "lmtp", "QUIT\r\n"}, "LHLO", "before the answer to LHLO"};

Task<NumericReply> read_reply(Stream& stream, const Dialect& dialect) {
  return read_numeric_reply(stream, dialect.protocol, ReplyForm::numbered);
}

// 421: the server is closing already. RFC 5321, 3.8.
Task<> leave(Stream& stream, const Dialect& dialect, FailureKind kind, std::string text, int code) {
  if (code == 421) {
    throw stream.failure(kind, std::move(text));
  }
  co_await refuse(stream, dialect.protocol, kind, std::move(text));
}

Task<std::string> read_greeting(Stream& stream, const Dialect& dialect) {
  co_await await_greeting(stream, dialect.protocol);
  const NumericReply greeting = co_await read_reply(stream, dialect);
  if (greeting.code < 300 && greeting.code != 220) {
    throw not_spoken(stream, dialect.protocol, greeting.lines.front());
  }
  if (greeting.code != 220) {
    co_await leave(stream, dialect, FailureKind::rejected, "the server turns us away: " + greeting.words(),
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

// A greeting alone does not tell: a mail server may call itself anything. ProFTPD hangs up on EHLO.
void throw_if_other(const Stream& stream, const Dialect& dialect, const std::string& greeting) {
  if (is_greeting_of_other(dialect.protocol, greeting)) {
    throw not_spoken(stream, dialect.protocol, greeting);
  }
}

// Without EHLO there are no extensions; without LHLO there is no LMTP: RFC 2033, 4.1.
Task<> fail_without_hello(Stream& stream, const Dialect& dialect, const NumericReply& reply) {
  if (&dialect == &kLmtp) {
    co_await leave(
        stream, dialect, FailureKind::protocol,
        "the server does not know LHLO, so it is no LMTP: if it is SMTP, use -P smtp (" + reply.words() + ")",
        reply.code);
  }
  co_await leave(stream, dialect, FailureKind::not_offered,
                 "the server does not know EHLO, so it cannot offer STARTTLS: " + reply.words(), reply.code);
}

Task<> say_hello(Stream& stream, const Dialect& dialect, std::string local_name, std::string greeting) {
  stream.set_stage(Stage::starttls, dialect.step);
  const std::string command = std::string(dialect.hello) + " " + local_name + "\r\n";
  co_await stream.write(command);
  NumericReply reply;
  try {
    reply = co_await read_reply(stream, dialect);
  } catch (const NetworkError&) {
    throw_if_other(stream, dialect, greeting);
    throw;
  }
  if (reply.code >= 500) {
    throw_if_other(stream, dialect, greeting);
  }
  if (reply.code >= 500 && reply.code <= 504) {  // not understood: RFC 5321, 4.2.4
    co_await fail_without_hello(stream, dialect, reply);
  }
  if (reply.code != 250) {
    co_await leave(stream, dialect, FailureKind::rejected,
                   std::string("the server refuses ") + dialect.hello + ": " + reply.words(), reply.code);
  }
  if (!offers_starttls(reply)) {
    co_await leave(stream, dialect, FailureKind::not_offered, "the server does not offer STARTTLS",
                   reply.code);
  }
}

Task<> ask_for_tls(Stream& stream, const Dialect& dialect) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("STARTTLS\r\n");
  const NumericReply reply = co_await read_reply(stream, dialect);
  if (reply.code == 530) {  // RFC 4954, 6: authentication required
    co_await leave(stream, dialect, FailureKind::not_offered,
                   "the server does not offer STARTTLS before a login: " + reply.words(), reply.code);
  }
  if (reply.code != 220) {
    co_await leave(stream, dialect, FailureKind::rejected,
                   "the server offers STARTTLS and refuses it: " + reply.words(), reply.code);
  }
}

Task<Framing> start(Stream& stream, const Dialect& dialect, DialogueContext context) {
  std::string greeting = co_await read_greeting(stream, dialect);
  co_await say_hello(stream, dialect, std::move(context.local_name), std::move(greeting));
  co_await ask_for_tls(stream, dialect);
  co_return Framing::plain;
}

}  // namespace

Task<Framing> start_smtp(Stream& stream, DialogueContext context) {
  return start(stream, kSmtp, std::move(context));
}

Task<Framing> start_lmtp(Stream& stream, DialogueContext context) {
  return start(stream, kLmtp, std::move(context));
}

}  // namespace checks
