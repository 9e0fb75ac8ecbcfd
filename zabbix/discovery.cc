#include "zabbix/discovery.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "checks/command_line.h"
#include "checks/endpoint_entry.h"
#include "checks/listings.h"
#include "checks/render/json.h"
#include "plugin/ascii.h"
#include "plugin/file.h"

namespace zabbix {
namespace {

using checks::EndpointEntry;
using checks::Settings;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::size_t kMaxFile = std::size_t{1} << 20;  // 500 entries are far less
constexpr std::size_t kMaxShownEntry = 200;             // of one that makes no sense

// What stands in quoted parameters of keys and in contexts of macros: without the characters that end these.
std::string without_quoting(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '"' || c == '\\' || c == '{' || c == '}'; }, '_');
  return text;
}

std::string shown(std::string_view text, std::size_t limit) {
  return without_quoting(Text::bounded(text, limit).line());
}

std::string label_of(std::string_view text) { return plugin::cut(shown(text, kMaxLabel), kMaxLabel); }

Row bad_row(const Text& why, std::string_view entry) {
  return {"bad entry (" + without_quoting(why.line()) + "): " + shown(entry, kMaxShownEntry), "", "", "",
          label_of(entry)};
}

Row row_of(const Result<EndpointEntry>& entry, std::string_view text) {
  if (!entry) {
    return bad_row(entry.error().text, text);
  }
  return {entry->host, std::to_string(entry->port), entry->protocol, entry->address, label_of(entry->label)};
}

// Calls `take` with what stands between characters of `separators`, where there is something else than
// blanks.
template <class Take>
void each_part(std::string_view text, std::string_view separators, Take take) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find_first_of(separators));
    if (part.find_first_not_of(kBlanks) != std::string_view::npos) {
      take(part);
    }
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
}

auto identity(const Row& row) { return std::tie(row.host, row.port, row.protocol, row.address, row.label); }

// A label that nobody has yet.
std::string unique_label(const Row& row, const std::set<std::string>& taken) {
  if (!taken.contains(row.label)) {
    return row.label;
  }
  const std::string endpoint = " (" + row.host + ":" + row.port + "/" + row.protocol +
                               (row.address.empty() ? "" : " at " + row.address) + ")";
  const std::string longer = row.label + plugin::cut(endpoint, kMaxLabel);
  for (std::size_t n = 2;; ++n) {
    const std::string label = n == 2 ? longer : longer + " #" + std::to_string(n - 1);
    if (!taken.contains(label)) {
      return label;
    }
  }
}

// The file that a section names, and what is in it.
Result<std::string> read_endpoints(const std::string& section, const checks::Program& program) {
  const std::string use = "--use=" + section;
  const std::string_view arguments[] = {use};
  const Result<Settings> settings = checks::read_settings(arguments, program.config, {}, program.without);
  if (!settings) {
    return settings.error();
  }
  if (settings->endpoints_file.empty()) {
    return Error{Text("--discover: section [") + Text::bounded(section, kMaxLabel) + "] of " +
                 program.config.fixed_file + " has no endpoints-file"};
  }
  Result<std::string> contents = plugin::read_file(settings->endpoints_file, kMaxFile);
  return contents ? contents : Error{Text("endpoints-file: ") + contents.error().text};
}

plugin::Output failed(const Error& error) { return {checks::json_error(error.text), 3}; }

void append(std::vector<Row> more, std::vector<Row>& rows) {
  std::move(more.begin(), more.end(), std::back_inserter(rows));
}

}  // namespace

std::vector<Row> rows_of_list(std::string_view list) {
  std::vector<Row> rows;
  each_part(list, kBlanks,
            [&](std::string_view entry) { rows.push_back(row_of(checks::parse_endpoint(entry), entry)); });
  return rows;
}

std::vector<Row> rows_of_file(std::string_view contents) {
  if (contents.starts_with("\xef\xbb\xbf")) {  // editors on Windows write a byte order mark
    contents.remove_prefix(3);
  }
  std::vector<Row> rows;
  each_part(contents, "\n", [&](std::string_view line) {
    line = plugin::trimmed(plugin::without_comment(line, kBlanks), kBlanks);
    if (!line.empty()) {
      rows.push_back(row_of(checks::parse_endpoint_line(line), line));
    }
  });
  return rows;
}

std::vector<Row> distinct(std::vector<Row> rows) {
  std::vector<Row> kept;
  std::set<std::tuple<std::string, std::string, std::string, std::string, std::string>> seen;
  std::set<std::string> labels;
  std::size_t left_out = 0;
  for (Row& row : rows) {
    if (!seen.insert(identity(row)).second) {
      continue;
    }
    if (kept.size() == kMaxEndpoints) {
      ++left_out;
      continue;
    }
    row.label = unique_label(row, labels);
    labels.insert(row.label);
    kept.push_back(std::move(row));
  }
  if (left_out > 0) {
    kept.push_back(bad_row(Text("only " + std::to_string(kMaxEndpoints) + " are taken"),
                           std::to_string(left_out) + " more entries"));
  }
  return kept;
}

std::string discovery_json(const std::vector<Row>& rows) {
  boost::json::array array;
  for (const Row& row : rows) {
    array.push_back(boost::json::object{{"{#TLS.HOST}", plugin::valid_utf8(row.host)},
                                        {"{#TLS.PORT}", row.port},
                                        {"{#TLS.PROTOCOL}", row.protocol},
                                        {"{#TLS.ADDRESS}", plugin::valid_utf8(row.address)},
                                        {"{#TLS.LABEL}", plugin::valid_utf8(row.label)}});
  }
  return boost::json::serialize(array) + "\n";
}

bool asks_for_endpoints(std::span<const std::string_view> arguments) {
  return std::ranges::any_of(arguments, [](std::string_view argument) {
    argument = argument.substr(0, argument.find('='));
    return argument == "--discover" || argument == "--endpoints";
  });
}

plugin::Output discover(std::span<const std::string_view> arguments, const checks::Program& program) {
  const Result<Settings> settings = checks::read_settings(arguments, program.config, {}, program.without);
  if (!settings) {
    return failed(settings.error());
  }
  if (settings->instead != checks::Instead::nothing) {
    return {checks::listing(*settings, program), checks::listing_exit_code(*settings)};
  }
  if (settings->discover.empty() && settings->endpoints.empty()) {
    return failed(Error{Text("no endpoints are given: --endpoints LIST and --discover SECTION are empty")});
  }
  std::vector<Row> rows = rows_of_list(settings->endpoints);
  if (!settings->discover.empty()) {
    const Result<std::string> contents = read_endpoints(settings->discover, program);
    if (!contents) {
      return failed(contents.error());
    }
    append(rows_of_file(*contents), rows);
  }
  return {discovery_json(distinct(std::move(rows))), 0};
}

}  // namespace zabbix
