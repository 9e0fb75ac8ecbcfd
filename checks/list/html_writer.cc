#include "checks/list/html_writer.h"

#include <algorithm>
#include <stdexcept>

namespace checks {
namespace {

std::string_view html_reference(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string_view script_escape(std::string_view rest) {
  if (rest.starts_with("\u2028")) {
    return "\\u2028";
  }
  if (rest.starts_with("\u2029")) {
    return "\\u2029";
  }
  switch (rest.front()) {
    case '<':
      return "\\u003c";
    case '>':
      return "\\u003e";
    case '&':
      return "\\u0026";
    default:
      return {};
  }
}

std::string_view value_of(std::string_view name, std::span<const TemplateValue> values) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](const TemplateValue& value) { return value.name == name; });
  if (found == values.end()) {
    throw std::logic_error("the report's template names {{" + std::string(name) + "}}, which has no value");
  }
  return found->html;
}

}  // namespace

std::string html_text(const plugin::Text& text) {
  std::string out;
  for (const char c : text.line()) {
    const std::string_view reference = html_reference(c);
    reference.empty() ? void(out += c) : void(out += reference);
  }
  return out;
}

std::string html_text(std::string_view text) { return html_text(plugin::Text(text)); }

std::string script_json(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  while (!json.empty()) {
    const std::string_view escape = script_escape(json);
    escape.empty() ? void(out += json.front()) : void(out += escape);
    json.remove_prefix(escape.starts_with("\\u202") ? 3 : 1);
  }
  return out;
}

std::string filled_template(std::string_view text, std::span<const TemplateValue> values) {
  std::string out;
  for (std::size_t begin; (begin = text.find("{{")) != std::string_view::npos;) {
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) {
      break;
    }
    out += text.substr(0, begin);
    out += value_of(text.substr(begin + 2, end - begin - 2), values);
    text.remove_prefix(end + 2);
  }
  return out.append(text);
}

}  // namespace checks
