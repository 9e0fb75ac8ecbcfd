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

std::string key_of(const ListEntry& entry) {
  const EndpointEntry& at = entry.endpoint;
  const bool is_ipv6 = at.host.find(':') != std::string::npos;
  const std::string server_name = entry.value("sni");
  return plugin::valid_utf8(at.label + " " + (is_ipv6 ? "[" + at.host + "]" : at.host) + ":" +
                            std::to_string(at.port) + "/" + at.protocol +
                            (at.address.empty() ? "" : " at " + at.address) +
                            (server_name.empty() ? "" : " sni " + server_name));
}

}  // namespace checks
