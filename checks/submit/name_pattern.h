// Names made of a list's columns: "TLS {protocol} {port}", "tls.result[{name},{port},{protocol}]".

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/result.h"

namespace checks {

class NamePattern {
 public:
  // The value of a column, empty if the row has none. What it gives may be anything: whether the monitor can
  // take the name is asked afterwards (submit_target.h).
  using Columns = std::function<std::string(std::string_view)>;

  // Placeholders are names in braces: letters, digits, `_` and `-`, any case, read as in a list's header
  // (lower case, `_` for `-`). "{{" and "}}" are braces. The error tells what is wrong, without the pattern:
  // "'{' without '}'".
  static plugin::Result<NamePattern> parse(std::string_view text);

  // Each name once, in their order: to tell those that no list has.
  std::vector<std::string> columns() const;

  std::string expand(const Columns& columns) const;

  // The same for a Zabbix item key. A value inside of the brackets becomes a parameter as Zabbix reads it: in
  // quotes where it has a comma, a bracket, a leading quote or blank, its quotes escaped. One that is in
  // quotes already ("{name}") is escaped only. Fails for what no key can say: a value that ends with a
  // backslash in quotes, and outside of brackets anything but letters, digits, `.`, `_` and `-`. (Zabbix,
  // manual, "Item key format".) The error is a clause: "the value 'x\' of {name} cannot be a parameter of a
  // key".
  plugin::Result<std::string> expand_key(const Columns& columns) const;

 private:
  struct Part {
    bool is_column = false;
    std::string text;  // literal, or the column's name
  };
  std::vector<Part> parts_;
};

}  // namespace checks
