#include "checks/list/entry_settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "plugin/ascii.h"
#include "plugin/option_table.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Given;
using plugin::Result;
using plugin::Text;

// What holds for a whole run, and what has a column of its own.
constexpr std::array<std::string_view, 23> kNoColumns = {
    "hostname", "port",    "protocol",    "address",    "config",         "use",
    "replay",   "at",      "output",      "max-output", "verbose",        "save-evidence",
    "cache",    "clients", "write-chain", "no-clients", "perf-addresses", "require-clients",
    "venv",     "version", "list-checks", "help",       "list-protocols"};

std::string with_dashes(std::string_view column) {
  std::string name(column);
  std::ranges::replace(name, '_', '-');
  return name;
}

// The part before the next `;`, without blanks around it; takes it off.
std::string_view take_part(std::string_view& cell) {
  const std::string_view part = cell.substr(0, cell.find(';'));
  cell.remove_prefix(std::min(cell.size(), part.size() + 1));
  return plugin::trimmed(part);
}

bool is_one_of(std::string_view cell, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, cell) != words.end();
}

Error column_error(const char* column, std::string_view cell, const Text& why) {
  return Error{Text("column ") + column + ", " + Text::bounded(cell, 100) + ": " + why};
}

}  // namespace

EntrySettings::EntrySettings(std::span<const plugin::Option<Settings>> table,
                             const std::vector<Given>& common, Settings defaults)
    : table_(option_table({})), specs_(plugin::specs_of<Settings>(table_)), defaults_(std::move(defaults)) {
  for (const Given& one : common) {
    const auto row = plugin::find_by_name(specs_, table[one.row].spec.name);
    if (row && table_[*row].apply == table[one.row].apply) {
      common_.push_back({.row = *row, .value = one.value, .where = one.where});
    }
  }
}

std::optional<std::size_t> EntrySettings::find_row(std::string_view column) const {
  const std::optional<std::size_t> row = plugin::find_by_name(specs_, with_dashes(column));
  const bool is_column =
      row && std::ranges::find(kNoColumns, std::string_view(specs_[*row].name)) == kNoColumns.end();
  return is_column ? row : std::nullopt;
}

bool EntrySettings::is_option(std::string_view column) const { return find_row(column).has_value(); }

Result<Done> EntrySettings::add(std::size_t row, const ListEntry& entry, std::string_view cell,
                                std::vector<Given>& into) const {
  const plugin::OptionSpec& spec = specs_[row];
  if (spec.value == nullptr) {
    if (!is_one_of(cell, {"yes", "true", "on", "1", "no", "false", "off", "0"})) {
      return column_error(spec.name, cell, Text("expected yes or no"));
    }
    if (is_one_of(cell, {"yes", "true", "on", "1"})) {
      into.push_back({.row = row, .value = {}, .where = entry.place()});
    }
    return Done{};
  }
  if (!spec.repeatable) {
    into.push_back({.row = row, .value = std::string(cell), .where = entry.place()});
    return Done{};
  }
  while (!cell.empty()) {
    if (const std::string_view part = take_part(cell); !part.empty()) {
      into.push_back({.row = row, .value = std::string(part), .where = entry.place()});
    }
  }
  return Done{};
}

Result<std::vector<Given>> EntrySettings::given_by(const ListEntry& entry) const {
  std::vector<Given> given;
  for (const auto& [column, cell] : entry.cells) {
    const std::optional<std::size_t> row = find_row(entry.file->columns[column]);
    if (!row) {
      continue;
    }
    if (Result<Done> added = add(*row, entry, cell, given); !added) {
      return added.error();
    }
  }
  if (Result<Done> good = plugin::check_uses(specs_, given); !good) {
    return good.error();
  }
  return plugin::overlaid(specs_, common_, std::move(given));
}

Result<Settings> EntrySettings::settings(const ListEntry& entry) const {
  Result<std::vector<Given>> given = given_by(entry);
  if (!given) {
    return given.error();
  }
  Settings settings = defaults_;
  for (const Given& one : *given) {
    if (Result<Done> done = table_[one.row].apply(settings, one.value); !done) {
      return column_error(specs_[one.row].name, one.value, done.error().text);
    }
  }
  settings.host = entry.endpoint.host;
  settings.port = entry.endpoint.port;
  settings.protocol = entry.endpoint.protocol;
  settings.address = entry.endpoint.address;
  return settled(std::move(settings));
}

}  // namespace checks
