// Puts strangers' words into a page of HTML, where they stay words.
//
// A page has three places for them, and this has a way into each: between tags, in an attribute between
// double quotes, and in a script element of type application/json. What plugin::Text escapes in a line of
// output (invisible characters, those that turn the direction of others, bytes that are not UTF-8) is escaped
// the same way here: one rule for all outputs.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "plugin/text.h"

namespace checks {

// For between tags and for attributes in double or single quotes (HTML, 13.1.2.3): `&`, `<`, `>`, `"`, `'` as
// references.
std::string html_text(const plugin::Text& text);
std::string html_text(std::string_view text);

// JSON as the content of a script element, which ends at the first `</script` whatever stands around it
// (HTML, 4.12.1.3): `<`, `>`, `&` and U+2028, U+2029 (ends of lines to old parsers) become \uHHHH. In JSON
// these can stand in strings only, so the values stay what they are.
std::string script_json(std::string_view json);

struct TemplateValue {
  std::string_view name;
  std::string_view html;  // as it is to stand there: escaped already
};

// `text` with every {{name}} replaced by that value; values are not searched for names. A name that is not
// among them is a mistake of ours: std::logic_error.
std::string filled_template(std::string_view text, std::span<const TemplateValue> values);

}  // namespace checks
