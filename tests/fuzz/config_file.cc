// A configuration file, whole and by section.

#include <sys/mman.h>
#include <unistd.h>

#include <vector>

#include "checks/options.h"
#include "plugin/option_table.h"
#include "tests/fuzz/fuzz.h"

namespace {

void read(const std::vector<plugin::OptionSpec>& table, const std::string& path, std::string_view section) {
  const plugin::Result<std::vector<plugin::Given>> given = plugin::read_config(table, path, section, 0);
  if (!given) {
    fuzz::require_printable(given.error().text.line());
    return;
  }
  for (const plugin::Given& one : *given) {
    fuzz::require(one.row < table.size() && !one.where.empty(), "an option is of the table and has a place");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<plugin::Option<checks::Settings>> options = checks::option_table({});
  static const std::vector<plugin::OptionSpec> table =
      plugin::specs_of(std::span<const plugin::Option<checks::Settings>>(options));
  static const int file = memfd_create("config", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  fuzz::require(
      file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == static_cast<ssize_t>(size),
      "there is memory for a file");
  read(table, path, "");
  read(table, path, "web");
  return 0;
}
