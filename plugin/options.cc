#include "plugin/options.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "plugin/option_table.h"

namespace plugin {
namespace {

Result<Done> refuse_files(std::span<const OptionSpec> table, const std::vector<Given>& given,
                          const ConfigSource& config) {
  for (const Given& one : given) {
    if (config.refuse_files && table[one.row].names_file) {
      Text why("names a file of this machine or who gets its passwords, which is not taken from here");
      if (config.fixed_file != nullptr) {
        why += Text("; put it into a section of ") + config.fixed_file + " and choose that by --" +
               config.option;
      }
      return option_error(table[one.row], one, Error{why});
    }
  }
  return Done{};
}

Result<Done> refuse_repeats(std::span<const OptionSpec> table, const std::vector<Given>& given) {
  std::vector<bool> seen(table.size());
  for (const Given& one : given) {
    if (seen[one.row] && !table[one.row].repeatable) {
      return option_error(table[one.row], one, Error{Text("given twice, expected once")});
    }
    seen[one.row] = true;
  }
  return Done{};
}

bool exclude_each_other(const OptionSpec& a, const OptionSpec& b) {
  return has_word(a.excludes, b.name) || has_word(b.excludes, a.name);
}

Result<Done> refuse_exclusions(std::span<const OptionSpec> table, const std::vector<Given>& given) {
  std::vector<std::size_t> rows;  // given so far, each once: there may be many uses of a repeatable one
  for (const Given& one : given) {
    if (std::find(rows.begin(), rows.end(), one.row) != rows.end()) {
      continue;
    }
    for (const std::size_t earlier : rows) {
      if (exclude_each_other(table[earlier], table[one.row])) {
        return option_error(table[one.row], one,
                            Error{Text("cannot be given beside ") + label(table[earlier])});
      }
    }
    rows.push_back(one.row);
  }
  return Done{};
}

// By row: true if the command line gives the same option or one that excludes it.
std::vector<bool> overruled_rows(std::span<const OptionSpec> table, const std::vector<Given>& command_line) {
  std::vector<bool> overruled(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    overruled[row] = std::any_of(command_line.begin(), command_line.end(), [&](const Given& one) {
      return one.row == row || exclude_each_other(table[one.row], table[row]);
    });
  }
  return overruled;
}

// What the files say that the options of the command line ask for.
Result<std::vector<Given>> from_files(std::span<const OptionSpec> table,
                                      const std::vector<Given>& command_line, const ConfigSource& config) {
  std::vector<Given> given;
  const std::optional<std::size_t> asking = find_by_name(table, config.option);
  for (const Given& one : command_line) {
    if (!asking || one.row != *asking) {
      continue;
    }
    const bool is_fixed = config.fixed_file != nullptr;
    Result<std::vector<Given>> lines = read_config(table, is_fixed ? config.fixed_file : one.value,
                                                   is_fixed ? one.value : std::string_view(), *asking);
    if (!lines) {
      return lines.error();
    }
    std::move(lines->begin(), lines->end(), std::back_inserter(given));
  }
  return given;
}

}  // namespace

Result<Done> check_uses(std::span<const OptionSpec> table, const std::vector<Given>& given) {
  Result<Done> done = refuse_repeats(table, given);
  return done ? refuse_exclusions(table, given) : done;
}

std::vector<Given> overlaid(std::span<const OptionSpec> table, std::vector<Given> base,
                            std::vector<Given> over) {
  const std::vector<bool> overruled = overruled_rows(table, over);
  std::erase_if(base, [&](const Given& one) { return overruled[one.row]; });
  std::move(over.begin(), over.end(), std::back_inserter(base));
  return base;
}

Result<std::vector<Given>> complete_options(std::span<const OptionSpec> table,
                                            std::vector<Given> command_line, const ConfigSource& config) {
  Result<Done> done = refuse_files(table, command_line, config);
  if (done) {
    done = check_uses(table, command_line);
  }
  if (!done) {
    return done.error();
  }
  Result<std::vector<Given>> given = from_files(table, command_line, config);
  if (!given) {
    return given;
  }
  done = check_uses(table, *given);
  if (!done) {
    return done.error();
  }
  return overlaid(table, *std::move(given), std::move(command_line));
}

}  // namespace plugin
