// Which items Zabbix refuses, found out from run to run.
//
// Zabbix answers a batch with counts and no names, and to ask again would store the others twice. So the
// items of a batch of which some were refused are in doubt: the next run sends their new values in smaller
// batches, the one after it one by one, until it is known which they are. What is known to be refused is sent
// in batches of its own, where all are refused and so all can be told by name, until Zabbix takes them.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/submit/outbox.h"

namespace checks {

// Values of one connection, as zabbix_sender has them.
inline constexpr std::size_t kMaxTrapperBatch = 250;
// Of items in doubt, the first time: 250 in 16 batches.
inline constexpr std::size_t kDoubtfulBatch = 16;
// Items that are remembered; of more, nothing is found out. Ten lists of 10,000.
inline constexpr std::size_t kMaxDoubts = 100000;

class ZabbixDoubts {
 public:
  // What text() made; lines that cannot be read are passed over.
  static ZabbixDoubts parse(std::string_view text);
  std::string text() const;

  // The results in batches: first those without a doubt, then the others, each kind in its order.
  std::vector<std::vector<std::size_t>> batches(const Outbox& outbox) const;

  // What became of a batch.
  void note(const Outbox& outbox, const std::vector<std::size_t>& batch, std::size_t failed);

  bool has_changed() const { return has_changed_; }

 private:
  // Most values of a batch with this item; 0: it is refused.
  using Limit = std::size_t;
  using Name = std::pair<std::string, std::string>;  // host and key

  Limit limit_of(const PassiveResult& result) const;
  void set(const PassiveResult& result, Limit limit);

  std::map<Name, Limit> limits_;  // an item that is not there: kMaxTrapperBatch
  bool has_changed_ = false;
};

}  // namespace checks
