// What is to be delivered, and what became of it: between the targets and whoever keeps what is not
// delivered.

#pragma once

#include <cstddef>
#include <vector>

#include "checks/submit/passive_result.h"
#include "plugin/text.h"

namespace checks {

// Each result is settled at most once. What is not settled stays for the next run. A target settles a result
// as soon as it knows, so that a kill leaves in doubt only what was under way.
class Outbox {
 public:
  virtual ~Outbox() = default;

  virtual std::size_t size() const = 0;
  virtual const PassiveResult& result(std::size_t index) const = 0;

  // The monitor has it.
  virtual void delivered(std::size_t index) = 0;
  // The monitor does not know it, or cannot take it, and never will: it is told and dropped. `why` follows
  // the name: "the monitor has no such service".
  virtual void refused(std::size_t index, plugin::Text why) = 0;
  // The monitor refused `count` of these, and does not say which: they are all settled.
  virtual void partly_refused(const std::vector<std::size_t>& indices, std::size_t count) = 0;
};

}  // namespace checks
