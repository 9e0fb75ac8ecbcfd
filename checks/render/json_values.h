// What the parts of a JSON document are made of. For this folder's sources.

#pragma once

#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "checks/evidence/failure.h"
#include "plugin/metric.h"
#include "plugin/text.h"

namespace checks::json_values {

// A string value: the characters themselves, as valid UTF-8.
inline boost::json::string text(std::string_view characters) {
  return boost::json::string(plugin::valid_utf8(characters));
}
inline boost::json::string text(const plugin::Text& characters) {
  return text(std::string_view(characters.characters()));
}

// A sentence that may quote strangers: one line, escaped.
inline boost::json::string sentence(const plugin::Text& words) { return boost::json::string(words.line()); }
inline boost::json::string sentence(std::string_view words) { return sentence(plugin::Text(words)); }

inline boost::json::object failure(const Failure& failure) {
  return {{"stage", word(failure.stage)}, {"kind", word(failure.kind)}, {"text", sentence(failure.text)}};
}

// In seconds, by label.
boost::json::object metrics(const std::vector<plugin::Metric>& all);

}  // namespace checks::json_values
