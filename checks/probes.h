// What is tried beside the ordinary connection: a handshake for each kind of key (--both-keys), and each
// version that the server should refuse (--refuse). All at once and with the ordinary handshake, under the
// same deadline, at every address that answered that one.
//
// A connection that ended without a word of TLS may have been one too many: servers bound how many a client
// may have. It is tried once more when all others to that address have ended, alone, and what is seen then
// takes its place: an end without a word in evidence is the second one.

#pragma once

#include <chrono>
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

// What a server needs to notice that the connection before is gone.
inline constexpr std::chrono::milliseconds kSettling{100};

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
  // An address that answered.
  struct Place {
    Target target;
    std::string address;
    std::list<Observation> seen = {};  // which do not move
    std::size_t connections = 1;       // under way, the ordinary one among them
  };

  void begin(const Target& at, const std::string& address);
  void begin_one(Place& place, Observation wanted);
  Task<> run(Place& place, Observation& seen);
  void end_ordinary(const std::string& address);
  void end_one(Place& place);
  Task<> try_again(Place& place);
  Task<> settle();
  void add_to(Evidence& evidence);

  EventLoop& loop_;
  Collector& collector_;
  plugin::Deadline deadline_;
  std::list<Place> places_;        // which do not move
  std::size_t running_ = 0;        // places that are not done
  std::function<void()> on_done_;  // wakes who waits
};

}  // namespace checks
