#define BOOST_TEST_MODULE metric

#include "plugin/metric.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>

using plugin::at_least;
using plugin::Metric;
using plugin::Range;
using std::chrono::microseconds;
using std::chrono::seconds;

BOOST_AUTO_TEST_CASE(perfdata_follows_the_guidelines) {
  const Range days_20 = at_least(seconds(1728000));
  const Range days_7 = at_least(seconds(604800));
  const struct {
    const char* name;
    std::vector<Metric> metrics;
    const char* text;
  } rows[] = {
      {"none", {}, ""},
      {"left",
       {plugin::time_left("leaf_left", seconds(5097600), days_20, days_7)},
       "leaf_left=5097600s;1728000:;604800:"},
      {"expired",
       {plugin::time_left("leaf_left", seconds(-90), days_20, days_7)},
       "leaf_left=-90s;1728000:;604800:"},
      {"taken", {plugin::time_taken("tls_time", microseconds(12345))}, "tls_time=0.012345s"},
      {"taken long", {plugin::time_taken("t", microseconds(10'000'001))}, "t=10.000001s"},
      {"taken, no time", {plugin::time_taken("t", microseconds(0))}, "t=0.000000s"},
      {"negative fraction", {{"t", microseconds(-1'500'000), false, {}, {}}}, "t=-1.500000s"},
      {"negative below one", {{"t", microseconds(-1), false, {}, {}}}, "t=-0.000001s"},
      {"lowest", {{"t", microseconds::min(), false, {}, {}}}, "t=-9223372036854.775808s"},
      {"warning alone", {{"t", microseconds(0), true, Range{seconds(1), seconds(2), true}, {}}}, "t=0s;@1:2"},
      {"critical alone", {{"t", microseconds(0), true, {}, Range{{}, seconds(2), false}}}, "t=0s;;~:2"},
      {"out of scale",
       {plugin::time_left("l", seconds::max(), days_20, days_7)},
       "l=9223372036854s;1728000:;604800:"},
      {"two",
       {plugin::time_taken("a", microseconds(1)), plugin::time_taken("b", microseconds(2))},
       "a=0.000001s b=0.000002s"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(plugin::perfdata(row.metrics) == row.text); }
  }
}
