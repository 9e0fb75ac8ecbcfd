// What a list and the command line together ask for each endpoint.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "checks/list/list_entry.h"
#include "checks/options.h"
#include "checks/settings.h"
#include "plugin/options.h"
#include "plugin/result.h"

namespace checks {

class EntrySettings {
 public:
  // `common`: what the command line gives, as rows of `table`; of it holds here what check_tls has too.
  EntrySettings(std::span<const plugin::Option<Settings>> table, const std::vector<plugin::Given>& common,
                Settings defaults);

  // True if a column of this name, such as "ca_file", sets an option: one that check_tls has and that makes
  // sense for one endpoint. Host, port, protocol and address are columns of their own.
  bool is_option(std::string_view column) const;

  // The command line, with what the entry's row says in place of what that says of the same options. Several
  // values of an option that may be repeated are separated by `;`; a flag is yes or no. The error names the
  // column.
  plugin::Result<Settings> settings(const ListEntry& entry) const;

 private:
  std::optional<std::size_t> find_row(std::string_view column) const;
  plugin::Result<plugin::Done> add(std::size_t row, const ListEntry& entry, std::string_view cell,
                                   std::vector<plugin::Given>& into) const;
  plugin::Result<std::vector<plugin::Given>> given_by(const ListEntry& entry) const;

  std::vector<plugin::Option<Settings>> table_;  // check_tls's
  std::vector<plugin::OptionSpec> specs_;
  std::vector<plugin::Given> common_;
  Settings defaults_;
};

}  // namespace checks
