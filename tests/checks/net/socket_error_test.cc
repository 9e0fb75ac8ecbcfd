#include "checks/net/socket_error.h"

#define BOOST_TEST_MODULE socket_error
#include <boost/test/unit_test.hpp>
#include <cerrno>

namespace {

using checks::FailureKind;

BOOST_AUTO_TEST_CASE(errors_in_words) {
  const struct {
    checks::Failure (*ask)(int);
    int error;
    FailureKind kind;
    const char* text;
  } rows[] = {
      {checks::connect_failure, ECONNREFUSED, FailureKind::refused, "connection refused"},
      {checks::connect_failure, ENETUNREACH, FailureKind::no_route, "no route to the network"},
      {checks::connect_failure, EADDRNOTAVAIL, FailureKind::no_route,
       "this machine has no address to connect from"},
      {checks::connect_failure, ETIMEDOUT, FailureKind::deadline, "no answer, the system gave up"},
      {checks::connect_failure, EMFILE, FailureKind::no_resources, "this process has too many open files"},
      {checks::connect_failure, EIO, FailureKind::other, "Input/output error"},
      {checks::transfer_failure, ECONNRESET, FailureKind::reset, "the server reset the connection"},
      {checks::transfer_failure, EPIPE, FailureKind::closed, "the server closed the connection"},
      {checks::transfer_failure, ENOMEM, FailureKind::no_resources,
       "this machine has no memory for a socket"},
      {checks::transfer_failure, EIO, FailureKind::other, "Input/output error"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const checks::Failure failure = row.ask(row.error);
      BOOST_TEST((failure.kind == row.kind));
      BOOST_TEST(failure.text == row.text);
    }
  }
}

}  // namespace
