#define BOOST_TEST_MODULE beside
#include "checks/rules/beside.h"

#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::Failure;
using checks::FailureKind;
using checks::Observation;
using checks::Purpose;
using checks::Stage;

Observation seen(Purpose purpose, const char* address, std::uint16_t port) {
  Observation made;
  made.purpose = purpose;
  made.address = address;
  made.port = port;
  return made;
}

BOOST_AUTO_TEST_CASE(beside_is_the_same_purpose_address_and_port) {
  CaseBuilder b = good_case();
  b.observation.port = 443;
  b.observations = {b.observation,
                    seen(Purpose::rsa, "127.0.0.1", 443),
                    seen(Purpose::ecdsa, "127.0.0.1", 443),
                    seen(Purpose::rsa, "127.0.0.2", 443),
                    seen(Purpose::rsa, "127.0.0.1", 8443),
                    seen(Purpose::version_probe, "127.0.0.1", 443),
                    seen(Purpose::version_probe, "127.0.0.1", 443)};
  const struct {
    Purpose purpose;
    std::vector<std::size_t> found;
  } rows[] = {
      {Purpose::rsa, {1}}, {Purpose::ecdsa, {2}}, {Purpose::version_probe, {5, 6}}, {Purpose::file, {}}};
  for (const auto& row : rows) {
    BOOST_TEST(checks::seen_beside(b.build(), row.purpose) == row.found, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_ends_the_handshake_of_a_server_that_speaks_tls) {
  const struct {
    Stage stage;
    FailureKind kind;
    bool is_refusal;
    bool is_refusal_without_tls;  // of a server that completes no TLS otherwise
  } rows[] = {
      {Stage::handshake, FailureKind::alert, true, true},
      {Stage::handshake, FailureKind::closed, true, false},
      {Stage::handshake, FailureKind::reset, true, false},
      {Stage::handshake, FailureKind::deadline, false, false},
      {Stage::handshake, FailureKind::protocol, false, false},
      {Stage::connect, FailureKind::reset, false, false},
      {Stage::starttls, FailureKind::closed, false, false},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(word(row.stage) << ", " << word(row.kind)) {
      CaseBuilder b = good_case();
      Observation beside;
      BOOST_TEST(!checks::is_refusal(b.observation, beside));
      beside.failure = Failure{row.stage, row.kind, "it failed"};
      BOOST_TEST(checks::is_refusal(b.observation, beside) == row.is_refusal);
      b.observation.handshake->version.clear();
      BOOST_TEST(checks::is_refusal(b.observation, beside) == row.is_refusal_without_tls);
      b.observation.handshake.reset();
      BOOST_TEST(checks::is_refusal(b.observation, beside) == row.is_refusal_without_tls);
    }
  }
}

BOOST_AUTO_TEST_CASE(reasons_name_the_stage_but_for_the_handshake) {
  Observation beside;
  BOOST_TEST(checks::reason_of(beside).empty());
  beside.failure =
      Failure{Stage::handshake, FailureKind::deadline, "the server sent nothing within the timeout"};
  BOOST_TEST(checks::reason_of(beside).line() == "the server sent nothing within the timeout");
  beside.failure = Failure{Stage::connect, FailureKind::refused, "connection refused"};
  BOOST_TEST(checks::reason_of(beside).line() == "connect: connection refused");
  beside.failure->text.assign(10'000, 'x');
  BOOST_TEST(checks::reason_of(beside).line().size() < 1000);
}

}  // namespace
}  // namespace tests
