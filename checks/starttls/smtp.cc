#include <string>
#include <string_view>
#include <vector>

#include "checks/starttls/dialogues.h"

namespace checks {
namespace {

// Lines of one reply. RFC 5321 has no bound; a server with every extension there is sends about 20.
constexpr std::size_t kMaxReplyLines = 128;

struct Reply {
  int code = 0;                    // of the last line
  std::vector<std::string> lines;  // with their codes

  // What is shown: the last line, which says the most in a refusal.
  std::string words() const { return quote(lines.back()); }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// RFC 5321, 4.2: three digits, then a blank, or "-" where lines follow, or nothing.
bool is_reply_line(std::string_view line) {
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

int code_of(std::string_view line) { return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'); }

// A TLS record of type alert or handshake: RFC 8446, 5.1.
bool begins_tls(std::uint8_t byte) { return byte == 21 || byte == 22; }

NetworkError not_smtp(const Stream& stream, std::string_view line) {
  const std::string_view name = line.starts_with("HTTP/")  ? "HTTP"
                                : line.starts_with("SSH-") ? "SSH"
                                : line.starts_with("* OK") ? "IMAP"
                                : line.starts_with("+OK")  ? "POP3"
                                                           : "";
  const std::string what = name.empty() ? std::string("the answer is not SMTP: ")
                                        : "the server speaks " + std::string(name) + ", not SMTP: ";
  return stream.failure(FailureKind::protocol, what + quote(line));
}

Task<Reply> read_reply(Stream& stream) {
  Reply reply;
  for (;;) {
    std::string line = co_await stream.read_line();
    if (!is_reply_line(line)) {
      throw not_smtp(stream, line);
    }
    const bool is_last = line.size() == 3 || line[3] == ' ';
    reply.code = code_of(line);
    reply.lines.push_back(std::move(line));
    if (is_last) {
      co_return reply;
    }
    if (reply.lines.size() == kMaxReplyLines) {
      throw stream.failure(FailureKind::too_large, "a reply of more than " + std::to_string(kMaxReplyLines) +
                                                       " lines: " + reply.words());
    }
  }
}

// Without waiting for the answer. 421 means that the server is closing already.
Task<> quit(Stream& stream, int code) {
  constexpr int kClosing = 421;
  if (code == kClosing) {
    co_return;
  }
  try {
    co_await stream.write("QUIT\r\n");
  } catch (const NetworkError&) {
  }
}

// Sends QUIT, then throws.
Task<> refuse(Stream& stream, FailureKind kind, std::string text, int code) {
  co_await quit(stream, code);
  throw stream.failure(kind, std::move(text));
}

Task<> read_greeting(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the greeting");
  std::uint8_t first = 0;
  try {
    first = co_await stream.peek();
  } catch (const NetworkError& error) {
    if (error.failure().kind != FailureKind::deadline) {
      throw;
    }
    throw stream.failure(FailureKind::deadline,
                         error.failure().text + " (if TLS begins at once on this port, use -P smtps)");
  }
  if (begins_tls(first)) {
    throw stream.failure(FailureKind::protocol, "TLS begins at once on this port: use -P smtps");
  }
  const Reply greeting = co_await read_reply(stream);
  if (greeting.code != 220) {
    co_await refuse(stream, FailureKind::rejected, "the server turns us away: " + greeting.words(),
                    greeting.code);
  }
}

bool is_keyword(std::string_view line, std::string_view keyword) {
  std::string_view word = line.substr(line.size() < 4 ? line.size() : 4);
  word = word.substr(0, word.find_first_of(" \t"));
  if (word.size() != keyword.size()) {
    return false;
  }
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char capital = word[i] >= 'a' && word[i] <= 'z' ? static_cast<char>(word[i] - 'a' + 'A') : word[i];
    if (capital != keyword[i]) {
      return false;
    }
  }
  return true;
}

// The first line names the server: RFC 5321, 4.1.1.1.
bool offers_starttls(const Reply& reply) {
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    if (is_keyword(reply.lines[i], "STARTTLS")) {
      return true;
    }
  }
  return false;
}

Task<> say_hello(Stream& stream, std::string local_name) {
  stream.set_stage(Stage::starttls, "before the answer to EHLO");
  const std::string command = "EHLO " + local_name + "\r\n";
  co_await stream.write(command);
  const Reply reply = co_await read_reply(stream);
  if (reply.code >= 500 &&
      reply.code <= 504) {  // RFC 5321, 4.2.4: not understood; then there are no extensions
    co_await refuse(stream, FailureKind::not_offered,
                    "the server does not know EHLO, so it cannot offer STARTTLS: " + reply.words(),
                    reply.code);
  }
  if (reply.code != 250) {
    co_await refuse(stream, FailureKind::rejected, "the server refuses EHLO: " + reply.words(), reply.code);
  }
  if (!offers_starttls(reply)) {
    co_await refuse(stream, FailureKind::not_offered, "the server does not offer STARTTLS", reply.code);
  }
}

Task<> ask_for_tls(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("STARTTLS\r\n");
  const Reply reply = co_await read_reply(stream);
  if (reply.code != 220) {
    co_await refuse(stream, FailureKind::rejected,
                    "the server offers STARTTLS and refuses it: " + reply.words(), reply.code);
  }
}

}  // namespace

Task<Framing> start_smtp(Stream& stream, DialogueContext context) {
  co_await read_greeting(stream);
  co_await say_hello(stream, std::move(context.local_name));
  co_await ask_for_tls(stream);
  co_return Framing::plain;
}

}  // namespace checks
