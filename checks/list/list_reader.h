// Reads lists of endpoints in the forms that people have:
//
//   CSV          name,port,protocol,warning,contact     a header in any order, then a row an endpoint;
//                www.example.org,443,https,20,web@...   separated by `,`, `;` or tabs
//   lines        mx.example.org/smtp                     see endpoint_entry.h; also URLs
//   deployment   example.org|web1:/etc/ssl web2:/etc/ssl servers that must all send the same certificate for
//                                                        a domain
//
// A file is CSV if its first line that is no comment names a column "name" ("host", "hostname", "domain");
// else each line is of one of the other two forms. UTF-8 with or without a byte-order mark.
//
// `#` at the beginning of a line switches it off; in lines also behind a blank, for a remark. A line that
// cannot be used is a fault, and the others are read.

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checks/list/descriptors.h"
#include "checks/list/entry_settings.h"
#include "checks/list/list_entry.h"
#include "checks/list/row_reader.h"
#include "plugin/text.h"

namespace checks {

// Bytes of one list, and entries of all: a machine that checks so many has been sharded long before.
inline constexpr std::size_t kMaxList = std::size_t{64} << 20;
inline constexpr std::size_t kMaxEntries = 1'000'000;

struct ListFault {
  std::string place;  // "hosts.csv:12", or the file alone
  plugin::Text why;
};

struct List {
  std::vector<ListEntry> entries;                // in the order of the files
  std::vector<ListFault> faults;                 // likewise
  std::vector<plugin::Text> remarks;             // columns that are not ours, endpoints listed twice
  std::size_t switched_off = 0;                  // endpoints behind a `#`
  std::size_t connections = kFewestConnections;  // at once, of the one that takes the most (descriptors.h)
};

class ListReader {
 public:
  // What a row asks for is tried on `settings`, which must outlive the reader.
  explicit ListReader(const EntrySettings& settings) : settings_(settings) {}

  // Adds what `text` says. `name` is for errors and remarks.
  void read(std::string name, std::string_view text);
  // A file that could not be read.
  void add_fault(std::string name, plugin::Text why);

  List take() { return std::move(list_); }

 private:
  void read_table(std::string_view text, char separator);
  void read_lines(std::string_view text);
  void read_header(const Row& row);
  void read_row(const Row& row);
  void read_line(std::string_view line, std::size_t number);
  void read_deployment(std::string_view line, std::size_t number);
  void count_if_endpoint(std::string_view comment, char separator);
  plugin::Result<ListEntry> entry_of(const Row& row) const;
  void add(ListEntry entry);
  void fault(std::size_t line, plugin::Text why);

  const EntrySettings& settings_;
  std::shared_ptr<ListFile> file_;  // that is being read
  List list_;
  std::map<std::string, std::size_t> identities_;  // of entries -> their index
  std::map<std::string, std::size_t> labels_;      // how often each was taken; keys likewise
  std::map<std::string, std::size_t> keys_;
};

}  // namespace checks
