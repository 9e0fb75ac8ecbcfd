// Check commands of Icinga 2 as its configuration and a basket of Icinga Director define them, compared with
// the options of our programs.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.h"

namespace definitions {

struct Argument {
  std::string key;     // "--port"
  std::string value;   // "$tls_port$"; a function as "{{...}}"
  std::string set_if;  // likewise
  std::optional<bool> repeat_key;
  std::string description;
};

// A CheckCommand object or template. Arguments are by the name that they have in the definition, which is
// the key unless `key` says otherwise.
struct Command {
  std::string program;  // "PluginDir/check_tls"
  std::string timeout;  // "1m"; a basket has seconds
  std::vector<std::string> imports;
  std::map<std::string, Argument> arguments;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> fields;  // of a basket: variable -> "String", "Boolean", "Array"
};

using Commands = std::map<std::string, Command>;

// The check commands in a configuration file, templates too. It knows what our files use of the language;
// what it does not know is a std::runtime_error with the line.
Commands read_config(std::string_view text);

// The same of a basket.
Commands read_basket(std::string_view json);

// A command with what it imports; templates that are not in `commands` are Icinga's own.
Command resolved(const Commands& commands, const std::string& name);

// What is wrong with the arguments of a command that is to run `program`, one sentence each:
// an option that is missing or does not exist, a flag or repeatable option treated as something else, a
// variable that is not named as its option, a description that is missing.
std::vector<std::string> complaints(const checks::Program& program, const Command& command);

// The same of the fields of a basket's command.
std::vector<std::string> field_complaints(const checks::Program& program, const Command& command);

}  // namespace definitions
