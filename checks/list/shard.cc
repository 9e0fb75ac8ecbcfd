#include "checks/list/shard.h"

#include <cstdint>
#include <string>
#include <utility>

#include "plugin/ascii.h"

namespace checks {
namespace {

// FNV-1a, 64 bits: the same on every machine, in every version.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(plugin::lower(c))) * 0x100000001b3;
  }
  return value;
}

}  // namespace

List shard_of(List list, Shard shard) {
  if (shard.of == 1) {
    return list;
  }
  const auto is_elsewhere = [&](std::string_view key) { return hash(key) % shard.of != shard.part - 1; };
  std::erase_if(list.entries, [&](const ListEntry& entry) {
    return is_elsewhere(entry.group.empty() ? entry.endpoint.host : entry.group);
  });
  std::erase_if(list.faults, [&](const ListFault& fault) { return is_elsewhere(fault.place); });
  if (shard.part != 1) {
    list.remarks.clear();
    list.switched_off = 0;
  }
  return list;
}

}  // namespace checks
