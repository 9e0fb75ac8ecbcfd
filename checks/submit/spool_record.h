// The text of a spool file: results that wait, one a line, with a checksum.
//
//   tls-checks results 1 7 icinga2:https://master:5665
//   R 0f3a9c... {"h":"www.example.org","s":"TLS https 443",...}
//   D 77ab12... {"h":...}
//
// The head names the format, the number of the newest file that this one replaces (0: none), and the target.
// R waits, D is done: the letter is all that changes in a file. The checksum is over the JSON, FNV-1a of 64
// bits: it finds what a power cut or a bad disk did, and is no protection against anybody.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/submit/passive_result.h"

namespace checks {

inline constexpr char kWaits = 'R';
inline constexpr char kDone = 'D';
// Bytes of a line. A bounded result (passive_result.h) has some 9 kB at most, escaped by JSON.
inline constexpr std::size_t kMaxSpoolLine = 64 << 10;

std::string spool_head(unsigned replaces, const std::string& target);
// Ended by a newline; begins with kWaits.
std::string spool_line(const PassiveResult& result);

struct SpoolContents {
  unsigned replaces = 0;
  std::string target;
  std::vector<PassiveResult> waiting;  // in the order of their lines
  std::size_t damaged = 0;             // lines that cannot be read
};

// Nothing: the head is none of ours. A last line without its end is what a kill left of a line that was being
// written, and no damage.
std::optional<SpoolContents> read_spool(std::string_view text);

}  // namespace checks
