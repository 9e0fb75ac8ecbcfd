// Results that are not delivered yet, kept from run to run: killed at any moment, none is lost.
//
// Each result goes into the run's file before its delivery is tried, by one write and without waiting for the
// disk, and is marked there, by one byte, as soon as it is settled. A kill therefore leaves every result in
// the file, and only one whose delivery it interrupted is not marked and will be sent again, as it was. A
// power cut may take what was written in the last seconds, until sync().
//
// A run begins by putting what waits into a new file that replaces the older ones: it is complete before it
// has its name, and names what it replaces, so that a kill in between repeats nothing.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/submit/passive_result.h"
#include "checks/submit/spool_folder.h"
#include "plugin/result.h"
#include "plugin/text.h"

namespace checks {

// What is kept of earlier runs: beyond, the oldest are dropped, which is told. A list of 10,000 endpoints
// with Zabbix down loses nothing in 10 runs, one with Nagios or Icinga down never.
inline constexpr std::size_t kMaxSpooledResults = 100000;
inline constexpr std::size_t kMaxSpooledBytes = 64U << 20;

// A note: kMaxDoubts items of zabbix_doubts.h, most of them short.
inline constexpr std::size_t kMaxSpoolNote = 16U << 20;

// Of several results of one service.
enum class SpoolKeeps { newest, all };

class Spool {
 public:
  // What waits for another target stays where it is. `notes` gets what has to be told: damaged files that
  // were set aside, results that were dropped. Nothing: another run has it. The error reads "cannot use the
  // spool DIR: No space left on device".
  static plugin::Result<std::optional<Spool>> open(const std::string& folder, const std::string& target,
                                                   SpoolKeeps keeps, std::vector<plugin::Text>& notes);

  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&& other) noexcept;
  ~Spool();

  // What waits from earlier runs, the oldest first; to be called once. Their handles are 0, 1, 2, ...
  std::vector<PassiveResult> take_waiting() { return std::move(waiting_); }

  // False: it could not be written, errno says why; the file is as before. Else it has the next handle.
  bool add(const PassiveResult& result);
  // It is delivered, refused, or there is a newer one.
  void settle(std::size_t handle);
  // Onto the disk; once, before the first delivery.
  void sync();
  // Removes the file when nothing in it waits.
  void finish();

  // A small text beside the results, for the next runs: replaced whole, and lost without harm. Empty: none.
  std::string read_note(const std::string& name) const;
  void write_note(const std::string& name, const std::string& text);

  std::size_t size() const { return offsets_.size(); }
  const std::string& folder() const { return folder_.name(); }

 private:
  Spool(SpoolFolder folder, unsigned number) : folder_(std::move(folder)), number_(number) {}

  SpoolFolder folder_;
  unsigned number_;
  int file_ = -1;
  std::size_t bytes_ = 0;  // of the file
  std::size_t open_ = 0;   // results that wait
  std::vector<std::size_t> offsets_;
  std::vector<PassiveResult> waiting_;
};

}  // namespace checks
