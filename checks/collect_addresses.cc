#include "checks/collect_addresses.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "checks/join.h"

namespace checks {
namespace {

struct LookUp {
  Observation seen;
  std::vector<std::string> addresses;
  std::vector<Observation> left_out = {};
};

// What addresses are sorted by: IPv4 before IPv6, each as numbers.
struct SortKey {
  bool ipv6 = false;
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::string text;  // of a scoped one with its scope

  explicit SortKey(const std::string& address) : ipv6(address.find(':') != std::string::npos), text(address) {
    inet_pton(ipv6 ? AF_INET6 : AF_INET, address.substr(0, address.find('%')).c_str(), bytes.data());
  }
  friend bool operator<(const SortKey& a, const SortKey& b) {
    return std::tie(a.ipv6, a.bytes, a.text) < std::tie(b.ipv6, b.bytes, b.text);
  }
};

void sort_addresses(std::vector<std::string>& addresses) {
  std::sort(addresses.begin(), addresses.end(),
            [](const std::string& a, const std::string& b) { return SortKey(a) < SortKey(b); });
}

// Those behind the first kMaxTried, which are not connected to.
std::vector<Observation> cut(std::vector<std::string>& addresses, std::uint16_t port) {
  std::vector<Observation> rest;
  for (std::size_t i = kMaxTried; i < addresses.size(); ++i) {
    Observation& one = rest.emplace_back();
    one.address = std::move(addresses[i]);
    one.port = port;
    one.superseded = true;
  }
  addresses.resize(std::min(addresses.size(), kMaxTried));
  return rest;
}

// A target at one of its addresses, and what was seen there.
Evidence at_address(Target target, std::string address) {
  Evidence one;
  one.target = std::move(target);
  one.target.address = std::move(address);
  return one;
}

// As if the name had been looked up for this address alone.
Observation with_lookup(Observation seen, const Timings::Time& lookup) {
  seen.timings.resolve = lookup;
  if (seen.timings.total && lookup) {
    *seen.timings.total += *lookup;
  }
  return seen;
}

// The observations of each target, at least one, into `all`.
Task<> observe(Collector& collector, std::span<const Target> targets, plugin::Deadline deadline,
               std::vector<std::vector<Observation>>& all) {
  std::vector<LookUp> found(targets.size());
  std::vector<Task<>> look_ups;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    look_ups.push_back(find_addresses(collector, targets[i], deadline, found[i].seen, found[i].addresses));
  }
  co_await join(std::move(look_ups));
  std::list<Evidence> collected;  // which does not move
  std::vector<Task<>> visits;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    sort_addresses(found[i].addresses);
    found[i].left_out = cut(found[i].addresses, targets[i].port);
    for (std::string& address : found[i].addresses) {
      Evidence& one = collected.emplace_back(at_address(targets[i], std::move(address)));
      visits.push_back(collect(collector, *find_protocol(one.target.protocol), deadline, one));
    }
  }
  co_await join(std::move(visits));
  all.resize(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t k = 0; k < found[i].addresses.size(); ++k) {
      Observation& seen = collected.front().observations.back();
      all[i].push_back(with_lookup(std::move(seen), found[i].seen.timings.resolve));
      collected.pop_front();
    }
    if (all[i].empty()) {
      found[i].seen.port = targets[i].port;
      all[i].push_back(std::move(found[i].seen));
    }
    std::ranges::move(found[i].left_out, std::back_inserter(all[i]));
  }
}

bool is_ipv6(const Observation& seen) { return seen.address.find(':') != std::string::npos; }

bool has_no_route(const Observation& seen) {
  return seen.failure && seen.failure->kind == FailureKind::no_route;
}

void set_aside_family(bool ipv6, std::vector<Observation>& all) {
  const auto is_other = [=](const Observation& seen) { return !seen.superseded && is_ipv6(seen) != ipv6; };
  const auto is_lost = [=](const Observation& seen) {
    return seen.superseded || is_ipv6(seen) != ipv6 || has_no_route(seen);
  };
  if (std::ranges::any_of(all, is_other) && std::ranges::all_of(all, is_lost)) {
    for (Observation& seen : all) {
      seen.superseded = seen.superseded || is_ipv6(seen) == ipv6;
    }
  }
}

}  // namespace

Task<> collect_every_address(Collector& collector, plugin::Deadline deadline, Evidence& evidence) {
  std::vector<std::vector<Observation>> observed;
  co_await observe(collector, std::span(&evidence.target, 1), deadline, observed);
  std::vector<Observation>& all = observed.front();
  const bool can_reach_one = !std::ranges::all_of(
      all, [](const Observation& seen) { return seen.superseded || has_no_route(seen); });
  if (can_reach_one) {
    set_aside_family(false, all);
    set_aside_family(true, all);
  }
  std::ranges::move(all, std::back_inserter(evidence.observations));
}

Task<> collect_served(Collector& collector, const std::vector<Target>& targets, plugin::Deadline deadline,
                      Evidence& evidence) {
  std::vector<std::vector<Observation>> all;
  co_await observe(collector, targets, deadline, all);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (Observation& seen : all[i]) {
      seen.purpose = Purpose::served;
      seen.host = targets[i].host;
      evidence.observations.push_back(std::move(seen));
    }
  }
}

}  // namespace checks
