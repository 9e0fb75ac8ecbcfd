// Rows of delimited text (RFC 4180), as spreadsheets and people write it.
//
// Beyond the RFC: lines end by LF, CRLF or CR; blanks around a cell that is not quoted are no part of it;
// blank lines, and lines that begin with `#`, are no rows. A quoted cell may hold separators and line ends.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/result.h"

namespace checks {

// Bytes and cells of one row: far above an endpoint with every option, and below what one mistake (a quote
// that is never closed) can swallow.
inline constexpr std::size_t kMaxRow = 16'384;
inline constexpr std::size_t kMaxCells = 200;

struct Row {
  std::size_t line = 0;  // its first, from 1
  std::vector<std::string> cells;
  plugin::Text fault;       // not empty: what is wrong with it; the cells mean nothing then
  bool is_comment = false;  // it began with `#`; one cell with everything behind that
};

class RowReader {
 public:
  // `text` must outlive the reader.
  RowReader(std::string_view text, char separator);

  // The next row or comment. Nothing at the end. A row with a fault ends with its line, so that the next one
  // is read as if nothing had been.
  std::optional<Row> next();

 private:
  std::string_view take_line();
  void read_cells(std::string_view line, Row& row);
  bool read_quoted(std::string_view& line, Row& row, std::string& cell);

  std::string_view rest_;
  char separator_;
  std::size_t line_ = 0;
};

}  // namespace checks
