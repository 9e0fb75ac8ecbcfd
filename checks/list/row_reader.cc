#include "checks/list/row_reader.h"

#include <algorithm>
#include <utility>

#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::Text;

Text row_too_long() { return Text("a row has at most " + std::to_string(kMaxRow) + " bytes"); }

}  // namespace

RowReader::RowReader(std::string_view text, char separator) : rest_(text), separator_(separator) {}

std::string_view RowReader::take_line() {
  ++line_;
  const std::string_view line = rest_.substr(0, rest_.find_first_of("\r\n"));
  rest_.remove_prefix(line.size());
  rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, rest_.size()));
  return line;
}

std::optional<Row> RowReader::next() {
  while (!rest_.empty()) {
    const std::string_view line = take_line();
    const std::string_view content = plugin::trimmed(line);
    if (content.empty()) {
      continue;
    }
    Row row;
    row.line = line_;
    if (content.front() == '#') {
      row.is_comment = true;
      row.cells.emplace_back(content.substr(1, kMaxRow));
    } else if (line.size() > kMaxRow) {
      row.fault = row_too_long();
    } else {
      read_cells(line, row);
    }
    return row;
  }
  return std::nullopt;
}

// Appends to `cell` what stands in quotes, which may go on in further lines; what is left of its last line
// comes back in `line`. False: `row` has a fault.
bool RowReader::read_quoted(std::string_view& line, Row& row, std::string& cell) {
  const std::string_view before = rest_;
  const std::size_t line_before = line_;
  line.remove_prefix(1);
  for (;;) {
    const std::size_t quote = line.find('"');
    cell += line.substr(0, quote);
    if (cell.size() > kMaxRow || (quote == std::string_view::npos && rest_.empty())) {
      row.fault = Text("a quote is never closed");
      rest_ = before;
      line_ = line_before;
      return false;
    }
    if (quote == std::string_view::npos) {
      cell += '\n';
      line = take_line();
      continue;
    }
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) {
      return true;
    }
    cell += '"';
    line.remove_prefix(1);
  }
}

void RowReader::read_cells(std::string_view line, Row& row) {
  const std::string_view behind = rest_;
  for (;;) {
    std::string cell;
    const std::size_t first = std::min(line.find_first_not_of(" \t"), line.size());
    const bool is_quoted = separator_ != '"' && line.substr(first).starts_with('"');
    if (is_quoted) {
      line.remove_prefix(first);
      if (!read_quoted(line, row, cell)) {
        return;
      }
    }
    const std::string_view plain = line.substr(0, line.find(separator_));
    if (is_quoted && !plugin::trimmed(plain).empty()) {
      row.fault = Text("there is more behind a closing quote");
      rest_ = behind;  // the lines that the quote took are rows of their own
      line_ = row.line;
      return;
    }
    row.cells.push_back(is_quoted ? std::move(cell) : std::string(plugin::trimmed(plain)));
    line.remove_prefix(plain.size());
    if (line.empty()) {
      return;
    }
    if (row.cells.size() == kMaxCells) {
      row.fault = Text("a row has at most " + std::to_string(kMaxCells) + " cells");
      return;
    }
    line.remove_prefix(1);
  }
}

}  // namespace checks
