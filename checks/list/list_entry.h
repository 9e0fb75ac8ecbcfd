// One endpoint of a list, and where it stands there.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/endpoint_entry.h"

namespace checks {

// What the entries of one file share.
struct ListFile {
  std::string name;                  // as given; "standard input" for -
  std::vector<std::string> columns;  // of its header: lower case, `_` for blanks and dashes
};

struct ListEntry {
  EndpointEntry endpoint;  // its label is unique in the list
  std::string key;         // by which a later run knows it again: key_of, made unique
  std::shared_ptr<const ListFile> file;
  std::size_t line = 0;
  // What else its row says, without empty cells: the column's index in the file, and the cell.
  std::vector<std::pair<std::uint16_t, std::string>> cells;
  // Entries of one group are servers that must send the same certificate: the domain of a deployment list.
  // Empty: none.
  std::string group;

  // The cell of the column with this name; of the endpoint for "name", "host", "port", "protocol", "address"
  // and "label", which every list has. Empty if there is none.
  std::string value(std::string_view column) const;

  // "hosts.csv:12"
  std::string place() const { return file->name + ":" + std::to_string(line); }
};

// What an entry is called as written, and where it is: "mail mx.example.org:25/smtp at 192.0.2.7". For rows
// that differ in that it is the same whatever other rows there are.
std::string key_of(const ListEntry& entry);

}  // namespace checks
