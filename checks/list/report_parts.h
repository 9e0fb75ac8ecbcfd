// What the HTML report is made of, put into the program from the files in report/ by report/embed.sh.

#pragma once

#include <string_view>

namespace checks {

// The page, with {{name}} where html_report.cc puts something: filled_template.
std::string_view report_template();

// What stands in its style and its script element, and the base64 of the SHA-256 of each, by which the page's
// content-security policy lets these in and nothing else.
std::string_view report_style();
std::string_view report_style_hash();
std::string_view report_script();
std::string_view report_script_hash();

}  // namespace checks
