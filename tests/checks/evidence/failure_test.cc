#define BOOST_TEST_MODULE failure

#include "checks/evidence/failure.h"

#include <boost/test/unit_test.hpp>
#include <string>

using checks::FailureKind;
using checks::Stage;

BOOST_AUTO_TEST_CASE(words_of_stages) {
  const char* const words[] = {"resolve", "connect", "proxy", "starttls", "tls handshake", "fetch"};
  for (int i = 0; i < 6; ++i) {
    BOOST_TEST_CONTEXT(words[i]) {
      BOOST_TEST(checks::word(static_cast<Stage>(i)) == std::string(words[i]));
      BOOST_TEST((checks::stage_from_word(words[i]) == static_cast<Stage>(i)));
    }
  }
  BOOST_TEST(!checks::stage_from_word("handshake").has_value());
  BOOST_TEST(!checks::stage_from_word("").has_value());
}

BOOST_AUTO_TEST_CASE(words_of_kinds) {
  const struct {
    FailureKind kind;
    const char* word;
  } rows[] = {
      {FailureKind::name_not_found, "name_not_found"},
      {FailureKind::resolver_silent, "resolver_silent"},
      {FailureKind::refused, "refused"},
      {FailureKind::unreachable, "unreachable"},
      {FailureKind::no_route, "no_route"},
      {FailureKind::deadline, "deadline"},
      {FailureKind::closed, "closed"},
      {FailureKind::reset, "reset"},
      {FailureKind::not_offered, "not_offered"},
      {FailureKind::rejected, "rejected"},
      {FailureKind::alert, "alert"},
      {FailureKind::protocol, "protocol"},
      {FailureKind::too_large, "too_large"},
      {FailureKind::proxy, "proxy"},
      {FailureKind::no_resources, "no_resources"},
      {FailureKind::other, "other"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.word) {
      BOOST_TEST(checks::word(row.kind) == std::string(row.word));
      BOOST_TEST((checks::failure_kind_from_word(row.word) == row.kind));
    }
  }
  BOOST_TEST(!checks::failure_kind_from_word("Refused").has_value());
}
