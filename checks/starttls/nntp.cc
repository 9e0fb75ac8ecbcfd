#include <string>
#include <string_view>
#include <utility>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/numeric_reply.h"

namespace checks {
namespace {

constexpr TextProtocol kNntp = {"NNTP", "nntp", "QUIT\r\n"};

struct Capabilities {
  bool are_known = false;
  bool have_starttls = false;
  bool have_mode_reader = false;
};

Task<NumericReply> read_reply(Stream& stream) {
  return read_numeric_reply(stream, kNntp, ReplyForm::one_line);
}

bool is_welcome(int code) { return code == 200 || code == 201; }

// 400, and 502 in a greeting: the server closes. RFC 3977, 3.2.1 and 5.1.1.
Task<> leave(Stream& stream, FailureKind kind, std::string text, bool is_closing) {
  if (is_closing) {
    throw stream.failure(kind, std::move(text));
  }
  co_await refuse(stream, kNntp, kind, std::move(text));
}

Task<> read_welcome(Stream& stream) {
  const NumericReply reply = co_await read_reply(stream);
  if (reply.code < 400 && !is_welcome(reply.code)) {
    throw not_spoken(stream, kNntp, reply.lines.front());
  }
  if (!is_welcome(reply.code)) {
    co_await leave(stream, FailureKind::rejected, "the server turns us away: " + reply.words(),
                   reply.code == 400 || reply.code == 502);
  }
}

// RFC 3977, 5.2 and 3.1.1: lines up to a single dot.
Task<Capabilities> read_capabilities(Stream& stream) {
  Capabilities found{.are_known = true};
  for (std::size_t count = 0;; ++count) {
    const std::string line = co_await stream.read_line();
    if (line == ".") {
      co_return found;
    }
    found.have_starttls |= begins_with_word(line, "STARTTLS");
    found.have_mode_reader |= begins_with_word(line, "MODE-READER");
    if (count == kMaxReplyLines) {
      throw too_many_lines(stream, line);
    }
  }
}

// A server of before RFC 3977 does not know CAPABILITIES; whether it knows STARTTLS is only known by asking.
Task<Capabilities> ask_for_capabilities(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to CAPABILITIES");
  co_await stream.write("CAPABILITIES\r\n");
  const NumericReply reply = co_await read_reply(stream);
  if (reply.code == 400) {
    throw stream.failure(FailureKind::rejected, "the server ends the session: " + reply.words());
  }
  Capabilities found;
  if (reply.code == 101) {
    found = co_await read_capabilities(stream);
  }
  co_return found;
}

// RFC 3977, 3.4.2: a server that feeds others may be another one for readers, with capabilities of its own.
Task<Capabilities> ask_readers_server(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to MODE READER");
  co_await stream.write("MODE READER\r\n");
  co_await read_welcome(stream);
  const Capabilities found = co_await ask_for_capabilities(stream);
  co_return found;
}

Task<bool> find_starttls(Stream& stream) {
  Capabilities found = co_await ask_for_capabilities(stream);
  if (!found.have_starttls && found.have_mode_reader) {
    found = co_await ask_readers_server(stream);
  }
  if (found.are_known && !found.have_starttls) {
    co_await refuse(stream, kNntp, FailureKind::not_offered, "the server does not offer STARTTLS");
  }
  co_return found.have_starttls;
}

// RFC 4642, 2.2.1: 382 is consent. 480 (RFC 3977, 3.2.1) asks for the login that TLS was to protect.
Task<> ask_for_tls(Stream& stream, bool is_offered) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("STARTTLS\r\n");
  const NumericReply reply = co_await read_reply(stream);
  if (reply.code == 382) {
    co_return;
  }
  if (reply.code == 480) {
    co_await refuse(stream, kNntp, FailureKind::not_offered,
                    "the server does not offer STARTTLS before a login: " + reply.words());
  }
  if (!is_offered && reply.code == 500) {
    co_await refuse(stream, kNntp, FailureKind::not_offered,
                    "the server knows neither CAPABILITIES nor STARTTLS: " + reply.words());
  }
  const char* what =
      is_offered ? "the server offers STARTTLS and refuses it: " : "the server refuses STARTTLS: ";
  co_await leave(stream, FailureKind::rejected, what + reply.words(), reply.code == 400);
}

}  // namespace

Task<Framing> start_nntp(Stream& stream, DialogueContext) {
  co_await await_greeting(stream, kNntp);
  co_await read_welcome(stream);
  const bool is_offered = co_await find_starttls(stream);
  co_await ask_for_tls(stream, is_offered);
  co_return Framing::plain;
}

}  // namespace checks
