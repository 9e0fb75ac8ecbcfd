#include "checks/collect_served.h"

#include <list>
#include <string>
#include <utility>

namespace checks {
namespace {

struct LookUp {
  Observation seen;
  std::vector<std::string> addresses;
};

// A target at one of its addresses, and what was seen there.
Evidence at_address(Target target, std::string address) {
  Evidence one;
  one.target = std::move(target);
  one.target.address = std::move(address);
  return one;
}

void add(Observation seen, const Target& target, Evidence& evidence) {
  seen.purpose = Purpose::served;
  seen.host = target.host;
  seen.port = target.port;
  evidence.observations.push_back(std::move(seen));
}

}  // namespace

void collect_served(EventLoop& loop, Collector& collector, const std::vector<Target>& targets,
                    plugin::Deadline deadline, Evidence& evidence) {
  std::vector<LookUp> found(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    loop.spawn(find_addresses(collector, targets[i], deadline, found[i].seen, found[i].addresses));
  }
  loop.run();
  std::list<Evidence> collected;  // which does not move
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::string& address : found[i].addresses) {
      Evidence& one = collected.emplace_back(at_address(targets[i], std::move(address)));
      loop.spawn(collect(collector, *find_protocol(one.target.protocol), deadline, one));
    }
  }
  loop.run();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (found[i].addresses.empty()) {
      add(std::move(found[i].seen), targets[i], evidence);
    }
    for (std::size_t k = 0; k < found[i].addresses.size(); ++k) {
      add(std::move(collected.front().observations.back()), targets[i], evidence);
      collected.pop_front();
    }
  }
}

}  // namespace checks
