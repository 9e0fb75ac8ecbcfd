#include "checks/net/socket_error.h"

#include <cerrno>
#include <span>
#include <string>
#include <system_error>

namespace checks {
namespace {

struct Row {
  int error;
  FailureKind kind;
  const char* text;
};

constexpr Row kConnect[] = {
    {ECONNREFUSED, FailureKind::refused, "connection refused"},
    {ECONNRESET, FailureKind::reset, "connection reset"},
    {ETIMEDOUT, FailureKind::deadline, "no answer, the system gave up"},
    {ENETUNREACH, FailureKind::no_route, "no route to the network"},
    {EHOSTUNREACH, FailureKind::unreachable, "no route to the host"},
    {EHOSTDOWN, FailureKind::unreachable, "the host is down"},
    {ENETDOWN, FailureKind::unreachable, "the network is down"},
    {EADDRNOTAVAIL, FailureKind::no_route, "this machine has no address to connect from"},
    {EAFNOSUPPORT, FailureKind::no_route, "this machine does not speak this address family"},
    {EINVAL, FailureKind::unreachable, "no such address to connect to (a link-local one needs %INTERFACE)"},
    {EACCES, FailureKind::unreachable, "forbidden by this machine"},
    {EPERM, FailureKind::unreachable, "forbidden by this machine (its firewall)"},
    {EMFILE, FailureKind::no_resources, "this process has too many open files"},
    {ENFILE, FailureKind::no_resources, "this machine has too many open files"},
    {ENOBUFS, FailureKind::no_resources, "this machine has no memory for a socket"},
    {ENOMEM, FailureKind::no_resources, "this machine has no memory for a socket"},
};

constexpr Row kTransfer[] = {
    {ECONNRESET, FailureKind::reset, "the server reset the connection"},
    {EPIPE, FailureKind::closed, "the server closed the connection"},
    {ETIMEDOUT, FailureKind::deadline, "no answer"},
    {EHOSTUNREACH, FailureKind::unreachable, "the route to the host was lost"},
    {ENETUNREACH, FailureKind::unreachable, "the route to the network was lost"},
    {ENETDOWN, FailureKind::unreachable, "the network went down"},
    {ENOBUFS, FailureKind::no_resources, "this machine has no memory for a socket"},
    {ENOMEM, FailureKind::no_resources, "this machine has no memory for a socket"},
};

Failure look_up(std::span<const Row> table, int error) {
  for (const Row& row : table) {
    if (row.error == error) {
      return {Stage::connect, row.kind, row.text};
    }
  }
  return {Stage::connect, FailureKind::other, std::generic_category().message(error)};
}

}  // namespace

Failure connect_failure(int error) { return look_up(kConnect, error); }
Failure transfer_failure(int error) { return look_up(kTransfer, error); }

}  // namespace checks
