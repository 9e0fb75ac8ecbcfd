// A private folder of numbered files, used by one process at a time.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/result.h"

namespace checks {

// A file that is read; larger ones are damaged. Twice what is kept (spool.h).
inline constexpr std::size_t kMaxSpoolFile = 128U << 20;
// Damaged files that are kept to be looked at; of more, the oldest go.
inline constexpr std::size_t kMaxDamagedFiles = 4;

class SpoolFolder {
 public:
  // Makes the folder where it is missing, with mode 0700; it must belong to the effective user, be open to
  // nobody else and be no link. Locked until the end of the object, or of the process however it ends.
  // Nothing: another run has it. The error reads "cannot use the spool DIR: it is a link or no folder".
  static plugin::Result<std::optional<SpoolFolder>> open(const std::string& folder);

  SpoolFolder(SpoolFolder&& other) noexcept;
  SpoolFolder& operator=(SpoolFolder&& other) noexcept;
  ~SpoolFolder();

  const std::string& name() const { return name_; }

  // The numbers of its result files, ascending. Removes what a kill left half written.
  std::vector<unsigned> numbers();
  // Nothing: it cannot be read, or is too large or no file of ours.
  std::optional<std::string> read(unsigned number) const;
  void remove(unsigned number);
  // Renames it to damaged-NUMBER, whose path is returned.
  std::string set_aside(unsigned number);

  // Makes a file whole, on the disk, and then with its name: -1 and errno, or its descriptor, to be written
  // on.
  int create(unsigned number, std::string_view contents);

 private:
  SpoolFolder(std::string name, int folder, int lock)
      : name_(std::move(name)), folder_(folder), lock_(lock) {}
  void forget_old_damage();

  std::string name_;
  int folder_;  // descriptors, -1 after a move
  int lock_;
};

}  // namespace checks
