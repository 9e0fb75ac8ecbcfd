#include "checks/listings.h"

#include <algorithm>
#include <vector>

#include "checks/options.h"
#include "checks/starttls/protocol.h"
#include "checks/version.h"

namespace checks {
namespace {

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text + "  ";
}

std::string help(const Program& program) {
  const std::vector<plugin::OptionSpec> specs =
      plugin::specs_of<Settings>(option_table(program.config, program.without, program.source));
  const char* what = program.source == Source::endpoint ? " -H HOST [OPTIONS]\n" : " -f FILE [OPTIONS]\n";
  return std::string(program.name) + ": " + program.does + "\n\nUsage: " + program.name + what +
         plugin::help_text(specs) +
         "\nExit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. An empty value counts as not given.\n";
}

std::string version(const Program& program) { return std::string(program.name) + " " + kVersion + "\n"; }

std::string state_column(const Rule& rule) {
  std::string state = plugin::word(rule.state);
  if (rule.state == plugin::Status::ok) {
    state += " (remark)";
  }
  return state;
}

std::string list_checks(const Program& program) {
  plugin::Result<Grader> grader = Grader::make(rules_for(program.source), split_list(program.rules), {});
  std::string text =
      padded("CHECK", 29) + padded("STATE", 11) + padded("UNDETERMINED", 12) + "WHAT IT CHECKS\n";
  for (const Rule* rule : grader->rules()) {
    const bool is_remark = rule->undetermined == plugin::Status::ok;
    text += padded(rule->id, 29) + padded(state_column(*rule), 11) +
            padded(is_remark ? "remark" : plugin::word(rule->undetermined), 12) + rule->sentence + " [" +
            rule->citation + "]\n";
  }
  return text;
}

std::string list_protocols() {
  std::string text = padded("PROTOCOL", 15) + padded("KIND", 8) + padded("PORT", 5) + "SOURCE\n";
  for (const Protocol& protocol : protocol_table()) {
    std::string names = protocol.name;
    text += padded(names, 15) + padded(protocol.kind == ProtocolKind::direct ? "direct" : "starttls", 8) +
            padded(std::to_string(protocol.port), 5) + protocol.rfc;
    text += *protocol.aliases ? std::string(" (also: ") + protocol.aliases + ")\n" : "\n";
  }
  return text;
}

}  // namespace

std::string listing(const Settings& settings, const Program& program) {
  switch (settings.instead) {
    case Instead::help:
      return help(program);
    case Instead::version:
      return version(program);
    case Instead::list_checks:
      return list_checks(program);
    case Instead::list_protocols:
      return list_protocols();
    case Instead::nothing:
      break;
  }
  return {};
}

int listing_exit_code(const Settings& settings) {
  return settings.instead == Instead::help || settings.instead == Instead::version ? 3 : 0;
}

}  // namespace checks
