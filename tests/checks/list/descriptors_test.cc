#define BOOST_TEST_MODULE descriptors
#include "checks/list/descriptors.h"

#include <boost/test/unit_test.hpp>
#include <vector>

namespace {

using checks::TlsVersion;

BOOST_AUTO_TEST_CASE(connections_of_one_check) {
  const struct {
    const char* what;
    bool both_keys;
    std::vector<TlsVersion> refuse;
    bool every_address;
    std::size_t connections;
  } kRows[] = {
      {"nothing asked", false, {}, false, 3},
      {"one version", false, {TlsVersion::ssl3}, false, 3},
      {"both keys", true, {}, false, 3},
      {"three versions", false, {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1}, false, 4},
      {"all", true, {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1}, false, 6},
      {"every address", false, {}, true, 8},
      {"all of every address", true, {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1}, true, 48},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      checks::Settings settings;
      settings.both_keys = row.both_keys;
      settings.refuse = row.refuse;
      settings.every_address = row.every_address;
      BOOST_TEST(checks::most_connections(settings) == row.connections);
    }
  }
}

}  // namespace
