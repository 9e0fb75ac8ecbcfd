#include <string>
#include <string_view>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {
namespace {

constexpr TextProtocol kTelnet = {"Telnet", "telnet", ""};

// Bytes of banner and options before consent. No specification has a bound; a banner is a page.
constexpr std::size_t kMaxBytes = 16384;

// RFC 854.
constexpr std::uint8_t kEnd = 240;
constexpr std::uint8_t kBegin = 250;
constexpr std::uint8_t kWill = 251;
constexpr std::uint8_t kWont = 252;
constexpr std::uint8_t kDo = 253;
constexpr std::uint8_t kDont = 254;
constexpr std::uint8_t kEscape = 255;

// draft-altman-telnet-starttls-02, 2.
constexpr std::uint8_t kStartTls = 46;
constexpr std::uint8_t kFollows = 1;

constexpr std::string_view kOurWill = "\xff\xfb\x2e";
constexpr std::string_view kOurFollows = "\xff\xfa\x2e\x01\xff\xf0";

// What the server says, command by command.
class Reader {
 public:
  explicit Reader(Stream& stream) : stream_(stream) {}

  // The next command; text before it is kept in `banner`.
  Task<std::uint8_t> command() {
    for (;;) {
      const std::uint8_t byte = co_await next();
      if (byte != kEscape) {
        keep(byte);
        continue;
      }
      const std::uint8_t code = co_await next();
      if (code != kEscape) {
        co_return code;
      }
    }
  }

  Task<std::uint8_t> next() {
    if (++count_ > kMaxBytes) {
      throw stream_.failure(FailureKind::too_large, "more than " + std::to_string(kMaxBytes) +
                                                        " bytes and no START_TLS: " + quote(banner_));
    }
    const Bytes byte = co_await stream_.read_exactly(1);
    co_return byte.front();
  }

  // Of a subnegotiation, the option first, up to its end.
  Task<Bytes> parameters() {
    Bytes all;
    for (;;) {
      std::uint8_t byte = co_await next();
      if (byte == kEscape) {
        byte = co_await next();
        if (byte == kEnd) {
          co_return all;
        }
      }
      all.push_back(byte);
    }
  }

 private:
  // A whole first line tells another protocol; Telnet's options come before or behind it.
  void keep(std::uint8_t byte) {
    if (byte == '\n' && !has_line_) {
      has_line_ = true;
      if (is_greeting_of_other(kTelnet, banner_)) {
        throw not_spoken(stream_, kTelnet, banner_);
      }
    }
    if (!has_line_ && byte != '\r' && banner_.size() < kMaxLine) {
      banner_ += static_cast<char>(byte);
    }
  }

  Stream& stream_;
  std::string banner_;  // its first line
  bool has_line_ = false;
  std::size_t count_ = 0;
};

// What we do not do, we will not: RFC 854 wants an answer.
Task<> decline(Stream& stream, std::uint8_t command, std::uint8_t option) {
  const Bytes answer = {kEscape, command == kDo ? kWont : kDont, option};
  co_await stream.write(ByteView(answer));
}

bool is_consent(ByteView parameters) {
  return parameters.size() == 2 && parameters[0] == kStartTls && parameters[1] == kFollows;
}

// Until the server says DO START_TLS, which may cross our WILL.
Task<> await_do(Stream& stream, Reader& reader) {
  for (;;) {
    const std::uint8_t command = co_await reader.command();
    if (command == kBegin) {
      co_await reader.parameters();
    }
    if (command < kWill) {
      continue;
    }
    const std::uint8_t option = co_await reader.next();
    if (option == kStartTls && command == kDo) {
      co_return;
    }
    if (option == kStartTls && command == kDont) {
      co_await refuse(stream, kTelnet, FailureKind::not_offered, "the server does not offer START_TLS");
    }
    if (command == kDo || command == kWill) {
      co_await decline(stream, command, option);
    }
  }
}

// Both sides say FOLLOWS, and nothing behind it but TLS.
Task<> await_follows(Stream& stream, Reader& reader) {
  for (;;) {
    const std::uint8_t command = co_await reader.command();
    if (command == kBegin) {
      const Bytes parameters = co_await reader.parameters();
      if (is_consent(parameters)) {
        co_return;
      }
    } else if (command >= kWill) {
      const std::uint8_t option = co_await reader.next();
      if (option == kStartTls && command == kDont) {
        co_await refuse(stream, kTelnet, FailureKind::rejected, "the server offers START_TLS and refuses it");
      }
    }
  }
}

}  // namespace

Task<Framing> start_telnet(Stream& stream, DialogueContext) {
  Reader reader(stream);
  stream.set_stage(Stage::starttls, "before the answer to START_TLS");
  co_await stream.write(kOurWill);
  co_await await_greeting(stream, kTelnet, FirstWord::ours);
  co_await await_do(stream, reader);
  stream.set_stage(Stage::starttls, "before FOLLOWS");
  co_await stream.write(kOurFollows);
  co_await await_follows(stream, reader);
  co_return Framing::plain;
}

}  // namespace checks
