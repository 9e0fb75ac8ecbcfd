// Replies that begin with three digits: SMTP, LMTP, FTP, NNTP.

#pragma once

#include <string>
#include <vector>

#include "checks/starttls/text_dialogue.h"

namespace checks {

enum class ReplyForm {
  numbered,  // each line has the number, "250-" where lines follow: RFC 5321, 4.2
  framed,    // from "211-" to the line "211 " there may be anything: RFC 959, 4.2
  one_line,  // RFC 3977, 3.2
};

struct NumericReply {
  int code = 0;                    // of the last line, 100 to 599
  std::vector<std::string> lines;  // with their numbers

  // What is shown: the last line, which says the most in a refusal.
  std::string words() const { return quote(lines.back()); }
};

// One reply. What is none fails as `not_spoken`, more than kMaxReplyLines lines as `too_many_lines`.
Task<NumericReply> read_numeric_reply(Stream& stream, TextProtocol protocol, ReplyForm form);

}  // namespace checks
