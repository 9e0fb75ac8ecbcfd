#define BOOST_TEST_MODULE row_reader
#include "checks/list/row_reader.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

// "1: a|b|c", "2# comment", "3! fault".
std::vector<std::string> rows_of(std::string_view text, char separator = ',') {
  std::vector<std::string> shown;
  checks::RowReader reader(text, separator);
  while (const std::optional<checks::Row> row = reader.next()) {
    std::string line = std::to_string(row->line);
    if (!row->fault.empty()) {
      shown.push_back(line + "! " + row->fault.line());
      continue;
    }
    line += row->is_comment ? "#" : ": ";
    for (const std::string& cell : row->cells) {
      line += (&cell == &row->cells.front() ? "" : "|") + cell;
    }
    shown.push_back(std::move(line));
  }
  return shown;
}

struct Reading {
  std::string_view text;
  std::vector<std::string> rows;
};

const Reading kReadings[] = {
    {"", {}},
    {"\n \r\n\t\r", {}},
    {"a,b,c", {"1: a|b|c"}},
    {"a,b\nc,d\n", {"1: a|b", "2: c|d"}},
    {"a,b\r\nc,d\re,f", {"1: a|b", "2: c|d", "3: e|f"}},
    {"a,b\n\n\nc,d", {"1: a|b", "4: c|d"}},
    {" a , b\t", {"1: a|b"}},
    {"a,,", {"1: a||"}},
    {",", {"1: |"}},
    {"\"a,b\",c", {"1: a,b|c"}},
    {"\"a \"\"b\"\" c\" , d", {"1: a \"b\" c|d"}},
    {"\"a\nb\",c\nd,e", {"1: a\nb|c", "3: d|e"}},
    {"\"\",\"\"", {"1: |"}},
    {"a\"b,c", {"1: a\"b|c"}},
    {"#off, really\nb,c", {"1#off, really", "2: b|c"}},
    {"  # off", {"1# off"}},
    {"\"a\"b,c\nd,e", {"1! there is more behind a closing quote", "2: d|e"}},
    {"a,\"b\nc,\"d\"\ne,f", {"1! there is more behind a closing quote", "2: c|d", "3: e|f"}},
    {"a,\"b\nc,d\ne,f", {"1! a quote is never closed", "2: c|d", "3: e|f"}},
};

BOOST_AUTO_TEST_CASE(reads_rows_with_their_lines) {
  for (const Reading& one : kReadings) {
    BOOST_TEST_CONTEXT(one.text) {
      BOOST_TEST(rows_of(one.text) == one.rows, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(other_separators) {
  BOOST_TEST(rows_of("a,b;c", ';') == std::vector<std::string>{"1: a,b|c"}, boost::test_tools::per_element());
  BOOST_TEST(rows_of("a \t b", '\t') == std::vector<std::string>{"1: a|b"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_are_bounded) {
  const std::string longest(checks::kMaxRow, 'a');
  BOOST_TEST(rows_of(longest + "\nb").size() == 2U);
  BOOST_TEST(rows_of(longest).front().size() == 3 + checks::kMaxRow);
  BOOST_TEST(
      rows_of(longest + "a\nb") == (std::vector<std::string>{"1! a row has at most 16384 bytes", "2: b"}),
      boost::test_tools::per_element());
  BOOST_TEST(rows_of("\"" + longest + "\na\"\nb").front() == "1! a row has at most 16384 bytes");
  BOOST_TEST(rows_of("\"a\n" + longest + "\"\nb").front() == "1! a quote is never closed");
  BOOST_TEST(rows_of(std::string(checks::kMaxCells - 1, ',')).front().front() == '1');
  BOOST_TEST(rows_of(std::string(checks::kMaxCells, ',')).front() == "1! a row has at most 200 cells");
}

}  // namespace
