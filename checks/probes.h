// What is tried beside the ordinary connection: a handshake for each kind of key (--both-keys), and each
// version that the server should refuse (--refuse). All at once and with the ordinary handshake, under the
// same deadline, at every address that answered that one.

#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>

#include "checks/collect.h"
#include "checks/evidence/evidence.h"
#include "checks/evidence/target.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"

namespace checks {

// From its birth on, `collector` tells it of each ordinary connection, if `target` asks for anything. All
// that it is given, and itself, must outlive finish().
class Probes {
 public:
  Probes(EventLoop& loop, Collector& collector, const Target& target, plugin::Deadline deadline);
  Probes(const Probes&) = delete;
  Probes& operator=(const Probes&) = delete;

  // Waits for all of them, then adds what was seen behind the ordinary observations, in the order of their
  // addresses; at each address RSA, ECDSA, then the versions, the oldest first.
  Task<> finish(Evidence& evidence);

 private:
  void begin(const Target& at, const std::string& address);
  void begin_one(const Target& target, Observation wanted);
  Task<> run(const Target& target, Observation& seen);
  void add_to(Evidence& evidence);

  EventLoop& loop_;
  Collector& collector_;
  plugin::Deadline deadline_;
  std::list<Target> targets_;  // which do not move, nor do these
  std::list<Observation> seen_;
  std::size_t running_ = 0;
  std::function<void()> on_done_;  // wakes who waits
};

}  // namespace checks
