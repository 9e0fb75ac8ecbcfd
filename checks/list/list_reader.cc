#include "checks/list/list_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "checks/host.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::string_view kBlanks = " \t\r\n\v\f";

// Columns of the list itself, beside those of the endpoint.
constexpr std::array<std::string_view, 3> kOwnColumns = {"contact", "monitor_host", "monitor_service"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kAliases = {{{"host", "name"},
                                                                                    {"hostname", "name"},
                                                                                    {"domain", "name"},
                                                                                    {"starttls", "protocol"},
                                                                                    {"resolve", "address"},
                                                                                    {"ip", "address"}}};

constexpr std::array<std::string_view, 5> kEndpointColumns = {"name", "port", "protocol", "address", "label"};

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string_view trimmed(std::string_view text) { return plugin::trimmed(text, kBlanks); }

std::string normalised(std::string_view column) {
  std::string name(column);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c == ' ' || c == '-' ? '_' : plugin::lower(c); });
  const auto* alias =
      std::ranges::find(kAliases, name, &std::pair<std::string_view, std::string_view>::first);
  return alias == kAliases.end() ? name : std::string(alias->second);
}

std::string_view first_line(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    const std::string_view content = trimmed(line);
    if (!content.empty() && content.front() != '#') {
      return content;
    }
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return {};
}

// Of a text whose first line is a header with a column for the host.
std::optional<char> separator_of(std::string_view text) {
  const std::string_view line = first_line(text);
  for (const char separator : {',', ';', '\t'}) {
    const std::optional<Row> row = RowReader(line, separator).next();
    const bool has_name =
        row && row->fault.empty() &&
        std::ranges::any_of(row->cells, [](const std::string& cell) { return normalised(cell) == "name"; });
    const bool is_only_column = row && row->cells.size() == 1;
    if (has_name && (!is_only_column || line.find_first_of(",;\t") == std::string_view::npos)) {
      return separator;
    }
  }
  return std::nullopt;
}

// "www.example.org:8443/https" of cells; with an error of parse_endpoint for what they make together.
Result<EndpointEntry> endpoint_of(std::string_view host, std::string_view port, std::string_view protocol) {
  if (host.empty()) {
    return Error{Text("the name or address is missing")};
  }
  if (host.find("://") != std::string_view::npos) {
    return port.empty() && protocol.empty()
               ? parse_endpoint(host)
               : Error{Text("the URL says port and protocol: their cells must be empty")};
  }
  const bool is_bare_ipv6 = host.front() != '[' && host.find(':') != host.rfind(':');
  std::string text = is_bare_ipv6 ? "[" + std::string(host) + "]" : std::string(host);
  text += port.empty() ? "" : ":" + std::string(port);
  text += protocol.empty() ? "" : "/" + std::string(protocol);
  return parse_endpoint(text);
}

// A word of a sentence is a host name too: without one of these it is none here.
bool looks_like_endpoint(std::string_view text) {
  return text.find_first_of(".:/") != std::string_view::npos && !text.ends_with('.') && !text.ends_with(':');
}

// All that tells one entry from another.
std::string identity(const ListEntry& entry) {
  const EndpointEntry& at = entry.endpoint;
  std::string text = at.host + '\0' + std::to_string(at.port) + '\0' + at.protocol + '\0' + at.address;
  for (const auto& [column, cell] : entry.cells) {
    text += '\0' + entry.file->columns[column] + '\0' + cell;
  }
  return text + '\0' + entry.group;
}

// `taken`: how often each was.
std::string unique(const std::string& wanted, std::map<std::string, std::size_t>& taken) {
  std::string name = wanted;
  while (!taken.emplace(name, 0).second) {
    name = wanted + " (" + std::to_string(++taken[wanted] + 1) + ")";
  }
  return name;
}

}  // namespace

void ListReader::read(std::string name, std::string_view text) {
  file_ = std::make_shared<ListFile>();
  file_->name = std::move(name);
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  if (text.find('\0') != std::string_view::npos) {
    list_.faults.push_back({file_->name, Text("it holds NUL bytes: this is no text in UTF-8")});
    return;
  }
  if (const std::optional<char> separator = separator_of(text)) {
    read_table(text, *separator);
  } else {
    read_lines(text);
  }
}

void ListReader::add_fault(std::string name, Text why) {
  list_.faults.push_back({std::move(name), std::move(why)});
}

void ListReader::fault(std::size_t line, Text why) {
  list_.faults.push_back({file_->name + ":" + std::to_string(line), std::move(why)});
}

void ListReader::read_table(std::string_view text, char separator) {
  RowReader reader(text, separator);
  while (std::optional<Row> row = reader.next()) {
    if (row->is_comment) {
      count_if_endpoint(row->cells.front(), separator);
    } else if (!row->fault.empty()) {
      fault(row->line, std::move(row->fault));
    } else if (file_->columns.empty()) {
      read_header(*row);
    } else {
      read_row(*row);
    }
  }
}

void ListReader::read_header(const Row& row) {
  for (const std::string& cell : row.cells) {
    std::string column = normalised(cell);
    const bool is_ours =
        is_among(kEndpointColumns, column) || is_among(kOwnColumns, column) || settings_.is_option(column);
    const bool is_again = std::ranges::find(file_->columns, column) != file_->columns.end();
    if (!column.empty() && (is_again || !is_ours)) {
      list_.remarks.push_back(Text(file_->name + ":" + std::to_string(row.line) + ": column ") +
                              Text::bounded(cell, 100) +
                              (is_again ? " is there twice: the second one is not read"
                                        : " is none of ours: it is not read, but may be used in {...}"));
    }
    file_->columns.push_back(is_again ? std::string() : std::move(column));
  }
}

Result<ListEntry> ListReader::entry_of(const Row& row) const {
  if (row.cells.size() > file_->columns.size()) {
    return Error{Text(std::to_string(row.cells.size()) + " cells, where the header has " +
                      std::to_string(file_->columns.size()) + " columns")};
  }
  std::array<std::string_view, kEndpointColumns.size()> own;
  ListEntry entry;
  entry.file = file_;
  entry.line = row.line;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto* role = std::ranges::find(kEndpointColumns, std::string_view(file_->columns[i]));
    if (role != kEndpointColumns.end()) {
      own[static_cast<std::size_t>(role - kEndpointColumns.begin())] = row.cells[i];
    } else if (!row.cells[i].empty() && !file_->columns[i].empty()) {
      entry.cells.emplace_back(static_cast<std::uint16_t>(i), row.cells[i]);
    }
  }
  Result<EndpointEntry> endpoint = endpoint_of(own[0], own[1], own[2]);
  if (!endpoint) {
    return endpoint.error();
  }
  entry.endpoint = *std::move(endpoint);
  if (!own[3].empty()) {
    const Result<Host> address = parse_host(own[3]);
    if (!address || !address->protocol.empty() || !plugin::is_utf8(address->name)) {
      return Error{Text("column address: expected an address")};
    }
    entry.endpoint.address = address->name;
  }
  if (!own[4].empty()) {
    entry.endpoint.label = own[4];
  }
  return entry;
}

void ListReader::read_row(const Row& row) {
  Result<ListEntry> entry = entry_of(row);
  if (entry) {
    add(*std::move(entry));
  } else {
    fault(row.line, entry.error().text);
  }
}

void ListReader::read_lines(std::string_view text) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    text.remove_prefix(line.size());
    text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
    const std::string_view content = trimmed(line);
    if (content.starts_with('#')) {
      count_if_endpoint(content.substr(1), '\0');
    } else if (!content.empty()) {
      read_line(trimmed(plugin::without_comment(content, kBlanks)), number);
    }
  }
}

void ListReader::read_line(std::string_view line, std::size_t number) {
  if (line.find('|') != std::string_view::npos) {
    return read_deployment(line, number);
  }
  Result<EndpointEntry> endpoint = parse_endpoint_line(line);
  if (!endpoint) {
    return fault(number, endpoint.error().text);
  }
  ListEntry entry;
  entry.endpoint = *std::move(endpoint);
  entry.file = file_;
  entry.line = number;
  add(std::move(entry));
}

// domain|server:dir server:dir. A server may have a user before it, as for ssh.
void ListReader::read_deployment(std::string_view line, std::size_t number) {
  const std::string_view domain = trimmed(line.substr(0, line.find('|')));
  std::string_view servers = trimmed(line.substr(line.find('|') + 1));
  if (servers.empty()) {
    return fault(number,
                 Text("expected a domain, a bar, and server:dir for each server: no server is named"));
  }
  while (!servers.empty()) {
    std::string_view server = servers.substr(0, servers.find_first_of(kBlanks));
    servers = trimmed(servers.substr(server.size()));
    server.remove_prefix(server.find('@') == std::string_view::npos ? 0 : server.find('@') + 1);
    const bool is_bracketed = server.starts_with('[');
    server = server.substr(0, is_bracketed ? server.find(']') + 1 : server.find(':'));
    Result<EndpointEntry> endpoint = parse_endpoint(domain);
    const Result<Host> address = parse_host(server);
    if (!endpoint || !address || !plugin::is_utf8(server)) {
      return fault(number,
                   Text("expected a domain, a bar, and server:dir for each server: ") +
                       (endpoint ? Text("a server that is a name or address") : endpoint.error().text));
    }
    endpoint->address = address->name;
    endpoint->label += " at " + address->name;
    ListEntry entry;
    entry.endpoint = *std::move(endpoint);
    entry.file = file_;
    entry.line = number;
    entry.group = domain;
    add(std::move(entry));
  }
}

void ListReader::count_if_endpoint(std::string_view comment, char separator) {
  const std::string_view line =
      trimmed(comment.substr(std::min(comment.find_first_not_of('#'), comment.size())));
  bool is_endpoint = false;
  if (separator != '\0') {
    const std::optional<Row> row = RowReader(line, separator).next();
    is_endpoint = row && row->fault.empty() && row->cells.size() == file_->columns.size() &&
                  (row->cells.size() > 1 || looks_like_endpoint(line)) && bool(entry_of(*row));
  } else {
    is_endpoint = looks_like_endpoint(line) && bool(parse_endpoint_line(line));
  }
  list_.switched_off += is_endpoint ? 1 : 0;
}

void ListReader::add(ListEntry entry) {
  if (list_.entries.size() == kMaxEntries) {
    return fault(entry.line, Text("more than " + std::to_string(kMaxEntries) + " endpoints"));
  }
  Result<Settings> settings = settings_.settings(entry);
  if (!settings) {
    return fault(entry.line, settings.error().text);
  }
  if (Result<Target> target = endpoint(*settings); !target) {
    return fault(entry.line, target.error().text);
  }
  const auto [same, is_new] = identities_.emplace(identity(entry), list_.entries.size());
  if (!is_new) {
    list_.remarks.push_back(Text(entry.place() + ": ") + Text::bounded(entry.endpoint.label, 200) +
                            " is listed already at " + list_.entries[same->second].place() +
                            ": it is checked once");
    return;
  }
  entry.key = unique(key_of(entry), keys_);
  entry.endpoint.label = unique(entry.endpoint.label, labels_);
  list_.connections = std::max(list_.connections, most_connections(*settings));
  list_.entries.push_back(std::move(entry));
}

}  // namespace checks
