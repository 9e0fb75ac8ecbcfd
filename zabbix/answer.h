// Settings -> what Zabbix gets: the document of a check, or one value of it.
//
// The external check prints the text of an answer, the loadable module stores it in an item: the same
// function makes both.

#pragma once

#include <string>

#include "checks/settings.h"
#include "plugin/text.h"

namespace zabbix {

struct Answer {
  // Document: JSON in one line, without a newline. Left: seconds, such as "5184000" or "-86400". Status: "0"
  // to "3". Without a value: why, escaped for one line.
  std::string text;
  bool has_value = true;         // false: `left` of an endpoint whose certificate was not seen
  bool is_usage_error = false;   // the settings contradict each other, or name what is not there
  bool abandon_threads = false;  // see plugin::Output
};

// Runs the check. Errors of the user, exceptions too, become answers: a document with status 3.
Answer answer(const checks::Settings& settings);

// For what never became a check. `line` is its reason.
Answer error_answer(const plugin::Text& line, checks::Wanted wanted);

}  // namespace zabbix
