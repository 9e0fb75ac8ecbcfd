#define BOOST_TEST_MODULE shard
#include "checks/list/shard.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "tests/checks/list/list_samples.h"

namespace {

using checks::List;
using checks::Shard;

List hosts(int count) {
  tests::Samples samples("2026-11-21T00:00:00Z");
  for (int i = 0; i < count; ++i) {
    samples.add("h" + std::to_string(i) + ".example");
    samples.add("H" + std::to_string(i) + ".EXAMPLE:8443");
    samples.add_fault("hosts.csv:" + std::to_string(i), "why");
  }
  List list = samples.run().list;
  list.remarks.emplace_back("a remark");
  list.switched_off = 3;
  return list;
}

BOOST_AUTO_TEST_CASE(the_only_part_is_all) {
  const List all = checks::shard_of(hosts(10), Shard{1, 1});
  BOOST_TEST(all.entries.size() == 20U);
  BOOST_TEST(all.faults.size() == 10U);
}

BOOST_AUTO_TEST_CASE(parts_are_disjoint_and_whole) {
  std::map<std::string, std::map<unsigned, int>> parts_of;  // by lower-case host
  std::size_t faults = 0;
  std::size_t remarks = 0;
  for (unsigned part = 1; part <= 4; ++part) {
    const List list = checks::shard_of(hosts(400), Shard{part, 4});
    BOOST_TEST(list.entries.size() > 150U);
    BOOST_TEST(list.entries.size() < 250U);
    for (const checks::ListEntry& entry : list.entries) {
      ++parts_of[entry.endpoint.host.substr(1, entry.endpoint.host.find('.'))][part];
    }
    faults += list.faults.size();
    remarks += list.remarks.size() + list.switched_off;
  }
  BOOST_TEST(parts_of.size() == 400U);
  for (const auto& [host, parts] : parts_of) {
    BOOST_TEST_CONTEXT(host) {
      BOOST_TEST(parts.size() == 1U);
      BOOST_TEST(parts.begin()->second == 2);
    }
  }
  BOOST_TEST(faults == 400U);
  BOOST_TEST(remarks == 4U);
}

// Machines of different versions share a list: the parts are written down.
BOOST_AUTO_TEST_CASE(parts_never_change) {
  const std::pair<const char*, unsigned> rows[] = {
      {"www.example.org", 1}, {"mail.example.org", 3}, {"a.example", 1}, {"192.0.2.1", 1}};
  for (const auto& [host, expected] : rows) {
    for (unsigned part = 1; part <= 4; ++part) {
      BOOST_TEST_CONTEXT(host << ", part " << part) {
        tests::Samples samples("2026-11-21T00:00:00Z");
        samples.add(host);
        const bool is_here = !checks::shard_of(samples.run().list, Shard{part, 4}).entries.empty();
        BOOST_TEST(is_here == (part == expected));
      }
    }
  }
}

}  // namespace
