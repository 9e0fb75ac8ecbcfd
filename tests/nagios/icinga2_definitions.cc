#include "tests/nagios/icinga2_definitions.h"

#include <algorithm>
#include <iterator>

#include "checks/options.h"

namespace definitions {
namespace {

// Options that are no part of a check: they print something else instead.
constexpr std::string_view kNotOfACheck[] = {"help", "version", "list-checks", "list-protocols"};

using Specs = std::vector<plugin::OptionSpec>;

bool is_of_a_check(std::string_view name) {
  return std::find(std::begin(kNotOfACheck), std::end(kNotOfACheck), name) == std::end(kNotOfACheck);
}

Specs all_specs(const checks::Program& program) {
  return plugin::specs_of<checks::Settings>(
      checks::option_table(program.config, program.without, program.source));
}

Specs specs_of_a_check(const checks::Program& program) {
  Specs specs = all_specs(program);
  std::erase_if(specs, [](const plugin::OptionSpec& spec) { return !is_of_a_check(spec.name); });
  return specs;
}

std::string variable_of(const plugin::OptionSpec& spec) {
  std::string name = std::string("tls_") + spec.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void compare(const plugin::OptionSpec& spec, const Argument& argument, std::vector<std::string>& wrong) {
  const std::string option = std::string("--") + spec.name;
  const std::string macro = "$" + variable_of(spec) + "$";
  const bool is_flag = spec.value == nullptr;
  if ((is_flag ? argument.set_if : argument.value) != macro) {
    wrong.push_back(option + ": " + (is_flag ? "set_if" : "value") + " is not " + macro);
  }
  if (!(is_flag ? argument.value : argument.set_if).empty()) {
    wrong.push_back(option + (is_flag ? ": a flag has no value" : ": takes a value and has set_if"));
  }
  const bool repeats = spec.repeatable && !is_flag;
  if (repeats && argument.repeat_key != true) {
    wrong.push_back(option + ": may be given several times and has no repeat_key");
  }
  if (!repeats && argument.repeat_key) {
    wrong.push_back(option + ": is given once and has repeat_key");
  }
  if (argument.description.empty()) {
    wrong.push_back(option + ": has no description");
  }
}

// An argument whose name is not its key is a further use of the option.
void check_argument(const Specs& specs, const std::string& name, const Argument& argument,
                    std::vector<std::string>& wrong) {
  const auto spec = std::find_if(specs.begin(), specs.end(), [&](const plugin::OptionSpec& one) {
    return argument.key == std::string("--") + one.name;
  });
  if (spec == specs.end()) {
    wrong.push_back(name + ": is no option of a check");
  } else if (name != argument.key && !spec->repeatable) {
    wrong.push_back(name + ": the option may be given once");
  }
}

const char* field_type(const plugin::OptionSpec& spec) {
  return spec.value == nullptr ? "Boolean" : spec.repeatable ? "Array" : "String";
}

}  // namespace

Command resolved(const Commands& commands, const std::string& name) {
  const auto found = commands.find(name);
  if (found == commands.end()) {
    return {};
  }
  Command whole = found->second;
  for (const std::string& parent : found->second.imports) {
    Command inherited = resolved(commands, parent);
    whole.timeout = whole.timeout.empty() ? inherited.timeout : whole.timeout;
    whole.arguments.merge(inherited.arguments);
    whole.variables.merge(inherited.variables);
    whole.fields.merge(inherited.fields);
  }
  return whole;
}

std::vector<std::string> complaints(const checks::Program& program, const Command& command) {
  std::vector<std::string> wrong;
  const Specs all = all_specs(program);
  for (const std::string_view name : kNotOfACheck) {
    if (std::none_of(all.begin(), all.end(), [&](const auto& spec) { return spec.name == name; })) {
      wrong.push_back("--" + std::string(name) + ": is excepted and does not exist");
    }
  }
  const Specs specs = specs_of_a_check(program);
  for (const plugin::OptionSpec& spec : specs) {
    const auto argument = command.arguments.find(std::string("--") + spec.name);
    if (argument == command.arguments.end()) {
      wrong.push_back("--" + std::string(spec.name) + ": is missing");
    } else {
      compare(spec, argument->second, wrong);
    }
  }
  for (const auto& [name, argument] : command.arguments) {
    check_argument(specs, name, argument, wrong);
  }
  return wrong;
}

std::vector<std::string> field_complaints(const checks::Program& program, const Command& command) {
  std::vector<std::string> wrong;
  std::map<std::string, std::string> fields = command.fields;
  for (const plugin::OptionSpec& spec : specs_of_a_check(program)) {
    const auto field = fields.extract(variable_of(spec));
    if (!field) {
      wrong.push_back(variable_of(spec) + ": has no field");
    } else if (field.mapped() != field_type(spec)) {
      wrong.push_back(variable_of(spec) + ": its field is " + field.mapped() + " and not " +
                      field_type(spec));
    }
  }
  for (const auto& [variable, type] : fields) {
    wrong.push_back(variable + ": a field without an option");
  }
  return wrong;
}

}  // namespace definitions
