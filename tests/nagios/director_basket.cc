#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tests/nagios/icinga2_definitions.h"

namespace definitions {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Argument argument(const std::string& name, const json::object& object) {
  const json::value* repeat = object.if_contains("repeat_key");
  return {.key = name,
          .value = text_of(object, "value"),
          .set_if = text_of(object, "set_if"),
          .repeat_key = repeat == nullptr ? std::nullopt : std::optional(repeat->as_bool()),
          .description = text_of(object, "description")};
}

// Director's class of a field's type: Icinga\Module\Director\DataType\DataTypeString.
std::string type_of(const json::object& field) {
  constexpr std::string_view kPrefix = "Icinga\\Module\\Director\\DataType\\DataType";
  const std::string type = text_of(field, "datatype");
  return type.starts_with(kPrefix) ? type.substr(kPrefix.size()) : type;
}

void read_fields(const json::object& object, const json::object& all, Command& command) {
  const json::value* fields = object.if_contains("fields");
  for (const json::value& one : fields == nullptr ? json::array() : fields->as_array()) {
    const std::string id = std::to_string(one.at("datafield_id").as_int64());
    const json::object& field = all.at(id).as_object();
    command.fields.emplace(text_of(field, "varname"), type_of(field));
  }
}

Command command(const json::object& object, const json::object& fields) {
  Command command;
  command.program = text_of(object, "command");
  if (const json::value* timeout = object.if_contains("timeout")) {
    command.timeout = std::to_string(timeout->as_int64());
  }
  if (const json::value* imports = object.if_contains("imports")) {
    for (const json::value& one : imports->as_array()) {
      command.imports.emplace_back(one.as_string());
    }
  }
  if (const json::value* arguments = object.if_contains("arguments")) {
    for (const auto& one : arguments->as_object()) {
      const std::string name(one.key());
      command.arguments.emplace(name, argument(name, one.value().as_object()));
    }
  }
  if (const json::value* variables = object.if_contains("vars")) {
    for (const auto& one : variables->as_object()) {
      command.variables.emplace(one.key(), one.value().as_string());
    }
  }
  read_fields(object, fields, command);
  return command;
}

}  // namespace

Commands read_basket(std::string_view text) {
  const json::value basket = json::parse(json::string_view(text.data(), text.size()));
  const json::object& fields = basket.at("Datafield").as_object();
  Commands commands;
  for (const char* type : {"CommandTemplate", "Command"}) {
    for (const auto& one : basket.at(type).as_object()) {
      commands.emplace(one.key(), command(one.value().as_object(), fields));
    }
  }
  return commands;
}

}  // namespace definitions
