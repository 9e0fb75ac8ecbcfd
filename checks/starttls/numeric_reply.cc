#include "checks/starttls/numeric_reply.h"

#include <utility>

namespace checks {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Three digits, then a blank, or "-" where lines follow, or nothing.
bool is_reply_line(std::string_view line) {
  return line.size() >= 3 && line[0] >= '1' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

int code_of(std::string_view line) { return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'); }

bool is_last(std::string_view line, ReplyForm form) {
  return form == ReplyForm::one_line || line.size() == 3 || line[3] == ' ';
}

}  // namespace

Task<NumericReply> read_numeric_reply(Stream& stream, TextProtocol protocol, ReplyForm form) {
  NumericReply reply;
  for (;;) {
    std::string line = co_await stream.read_line();
    const bool is_inside = form == ReplyForm::framed && !reply.lines.empty();
    if (!is_inside && !is_reply_line(line)) {
      throw not_spoken(stream, protocol, line);
    }
    const bool is_end =
        is_reply_line(line) && is_last(line, form) && (!is_inside || code_of(line) == reply.code);
    if (!is_inside) {
      reply.code = code_of(line);
    }
    reply.lines.push_back(std::move(line));
    if (is_end) {
      co_return reply;
    }
    if (reply.lines.size() == kMaxReplyLines) {
      throw too_many_lines(stream, reply.lines.back());
    }
  }
}

}  // namespace checks
