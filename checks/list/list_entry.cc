#include "checks/list/list_entry.h"

namespace checks {

std::string ListEntry::value(std::string_view column) const {
  if (column == "name" || column == "host") {
    return endpoint.host;
  }
  if (column == "port") {
    return std::to_string(endpoint.port);
  }
  if (column == "protocol") {
    return endpoint.protocol;
  }
  if (column == "address") {
    return endpoint.address;
  }
  if (column == "label") {
    return endpoint.label;
  }
  for (const auto& [index, cell] : cells) {
    if (file->columns[index] == column) {
      return cell;
    }
  }
  return {};
}

}  // namespace checks
