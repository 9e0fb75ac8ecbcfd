#include "plugin/ascii.h"

#include <algorithm>

namespace plugin {

std::string_view trimmed(std::string_view text, std::string_view blanks) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string_view without_comment(std::string_view line, std::string_view blanks) {
  for (std::size_t i = line.find('#'); i != std::string_view::npos; i = line.find('#', i + 1)) {
    if (i == 0 || blanks.find(line[i - 1]) != std::string_view::npos) {
      return line.substr(0, i);
    }
  }
  return line;
}

}  // namespace plugin
