// A table of cases for one rule: what is changed in the good case, and everything that the rule then says.

#pragma once

#include <boost/test/unit_test.hpp>

#include "checks/rules/rules.h"
#include "tests/support/case_builder.h"

namespace tests {

struct Row {
  const char* name;
  void (*change)(CaseBuilder& b);
  const char* told;
};

template <std::size_t kRows>
void check_rows(checks::Findings (*judge)(const checks::Case&), const Row (&rows)[kRows]) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = good_case();
      row.change(b);
      BOOST_TEST(told(judge(b.build())) == row.told);
    }
  }
}

template <std::size_t kRows>
void check_file_rows(checks::Findings (*judge)(const checks::Case&), const Row (&rows)[kRows]) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = file_case();
      row.change(b);
      BOOST_TEST(told(judge(b.build())) == row.told);
    }
  }
}

}  // namespace tests
