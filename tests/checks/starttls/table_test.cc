#define BOOST_TEST_MODULE table
#include <boost/test/unit_test.hpp>
#include <string>

#include "checks/starttls/protocol.h"

namespace {

BOOST_AUTO_TEST_CASE(names_and_aliases_are_found) {
  const struct {
    const char* asked;
    const char* found;
  } rows[] = {
      {"tls", "tls"},
      {"TLS", "tls"},
      {"ssl", "tls"},
      {"https", "https"},
      {"Smtp", "smtp"},
      {"smtps", "smtps"},
      {"SUBMISSIONS", "smtps"},
      {"submission", "submission"},
      {"PostgreSQL", "postgres"},
      {"pgsql", "postgres"},
      {"dot", "dns"},
      {"", ""},
      {" ", ""},
      {"smt", ""},
      {"smtpss", ""},
      {"tls ssl", ""},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.asked) {
      const checks::Protocol* found = checks::find_protocol(row.asked);
      BOOST_TEST((found == nullptr ? "" : found->name) == std::string(row.found));
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_are_complete) {
  for (const checks::Protocol& row : checks::protocol_table()) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST((row.start != nullptr) == (row.kind == checks::ProtocolKind::starttls));
      BOOST_TEST(row.port != 0);
      BOOST_TEST(!std::string(row.rfc).empty());
      BOOST_TEST(checks::find_protocol(row.name) == &row);
    }
  }
}

}  // namespace
