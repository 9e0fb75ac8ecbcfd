#include <string>
#include <string_view>
#include <utility>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {
namespace {

constexpr TextProtocol kPop3 = {"POP3", "pop3", "QUIT\r\n"};

enum class Offer { yes, no, unknown };

// RFC 1939, 3: "+OK" or "-ERR".
struct Status {
  bool is_ok = false;
  std::string line;
};

Task<Status> read_status(Stream& stream) {
  std::string line = co_await stream.read_line();
  const bool is_ok = begins_with_word(line, "+OK");
  if (!is_ok && !begins_with_word(line, "-ERR")) {
    throw not_spoken(stream, kPop3, line);
  }
  Status status{is_ok, std::move(line)};
  co_return status;
}

Task<> read_greeting(Stream& stream) {
  co_await await_greeting(stream, kPop3);
  const Status greeting = co_await read_status(stream);
  if (!greeting.is_ok) {
    co_await refuse(stream, kPop3, FailureKind::rejected,
                    "the server turns us away: " + quote(greeting.line));
  }
}

// RFC 2449, 5: lines up to a single dot.
Task<Offer> read_capabilities(Stream& stream) {
  Offer offer = Offer::no;
  for (std::size_t count = 0;; ++count) {
    const std::string line = co_await stream.read_line();
    if (line == ".") {
      co_return offer;
    }
    if (begins_with_word(line, "STLS")) {
      offer = Offer::yes;
    }
    if (count == kMaxReplyLines) {
      throw too_many_lines(stream, line);
    }
  }
}

// A server of before RFC 2449 knows no CAPA; whether it knows STLS is only known by asking.
Task<Offer> ask_for_capabilities(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to CAPA");
  co_await stream.write("CAPA\r\n");
  const Status status = co_await read_status(stream);
  Offer offer = Offer::unknown;
  if (status.is_ok) {
    offer = co_await read_capabilities(stream);
  }
  if (offer == Offer::no) {
    co_await refuse(stream, kPop3, FailureKind::not_offered, "the server does not offer STLS");
  }
  co_return offer;
}

Task<> ask_for_tls(Stream& stream, Offer offer) {
  stream.set_stage(Stage::starttls, "before the answer to STLS");
  co_await stream.write("STLS\r\n");
  const Status status = co_await read_status(stream);
  if (status.is_ok) {
    co_return;
  }
  if (offer == Offer::unknown) {
    co_await refuse(stream, kPop3, FailureKind::not_offered,
                    "the server knows neither CAPA nor STLS: " + quote(status.line));
  }
  co_await refuse(stream, kPop3, FailureKind::rejected,
                  "the server offers STLS and refuses it: " + quote(status.line));
}

}  // namespace

Task<Framing> start_pop3(Stream& stream, DialogueContext) {
  co_await read_greeting(stream);
  const Offer offer = co_await ask_for_capabilities(stream);
  co_await ask_for_tls(stream, offer);
  co_return Framing::plain;
}

}  // namespace checks
