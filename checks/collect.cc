#include "checks/collect.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/attempt.h"
#include "checks/net/connect_race.h"
#include "checks/net/tds_transport.h"
#include "checks/net/version_probe.h"

namespace checks {
namespace {

using Clock = std::chrono::steady_clock;

// The way there and back to a server far away; what it says is of no use.
constexpr std::chrono::milliseconds kFarewellPatience{200};

std::chrono::microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

struct Attempt {
  Collector& collector;
  const Protocol& protocol;
  const Target& target;
  plugin::Deadline deadline;
  Observation& seen;
};

Task<Framing> speak_starttls(const Attempt& a, Stream& stream) {
  if (!a.protocol.start) {
    co_return Framing::plain;
  }
  const Clock::time_point start = Clock::now();
  stream.set_stage(Stage::starttls);
  DialogueContext context{a.target.server_name.value_or(a.target.host), a.collector.local_name};
  const Framing framing = co_await a.protocol.start(stream, std::move(context));
  a.seen.timings.starttls = since(start);
  a.seen.injected = stream.take_unread();
  co_return framing;
}

ServerKeys keys_for(Purpose purpose) {
  return purpose == Purpose::rsa     ? ServerKeys::rsa
         : purpose == Purpose::ecdsa ? ServerKeys::ecdsa
                                     : ServerKeys::any;
}

Task<> speak_tls(const Attempt& a, Stream& stream, TdsTransport& wrapped) {
  const Clock::time_point start = Clock::now();
  stream.set_stage(Stage::handshake);
  Handshake& handshake = a.seen.handshake.emplace();
  TlsSession session(
      a.collector.tls, stream,
      {a.target.server_name, a.protocol.alpn, a.collector.credentials, keys_for(a.seen.purpose)}, handshake);
  co_await session.handshake();
  wrapped.end_handshake();
  a.seen.timings.tls = since(start);
  session.share_certificates(a.collector.certificates);
  if (handshake.certificate_request) {
    co_await session.await_verdict();
  }
  bool may_speak = true;
  if (a.protocol.server_greets) {
    may_speak = co_await session.await_greeting();
  }
  co_await session.leave(may_speak ? a.protocol.farewell : std::string_view());
}

Task<> ask_version(const Attempt& a, Stream& stream) {
  Handshake& handshake = a.seen.handshake.emplace();
  HelloOffer offer{a.seen.offered.value_or(TlsVersion::tls1_2), a.target.server_name, a.protocol.alpn};
  co_await probe_version(stream, std::move(offer), handshake);
}

// Until the server ends, too.
Task<> hear_out(Stream& stream) {
  const Clock::time_point until = Clock::now() + kFarewellPatience;
  try {
    for (bool is_open = true; is_open;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
      std::optional<Bytes> bytes;
      if (left.count() > 0) {
        bytes = co_await stream.read_some_within(kMaxUnread, left);
      }
      is_open = bytes && !bytes->empty();
    }
  } catch (const NetworkError&) {
  }
}

void tell_connected(const Attempt& a) {
  if (a.seen.purpose == Purpose::ordinary && a.collector.on_connected) {
    a.collector.on_connected(a.target, a.seen.address);
  }
}

// Of the time that it took to connect, what a proxy needed is told apart.
void add_time_in_proxy(const Connection& connection, Timings& timings) {
  timings.proxy = connection.time_in_proxy();
  if (timings.proxy && timings.connect) {
    *timings.connect -= std::min(*timings.proxy, *timings.connect);
  }
}

Task<> speak(const Attempt& a, Connection& connection) {
  tell_connected(a);
  add_time_in_proxy(connection, a.seen.timings);
  Stream stream(connection);
  TdsTransport wrapped(connection);
  const Framing framing = co_await speak_starttls(a, stream);
  if (framing == Framing::tds) {
    stream.put_above(wrapped);
  }
  if (a.seen.purpose == Purpose::version_probe) {
    co_await ask_version(a, stream);
  } else {
    co_await speak_tls(a, stream, wrapped);
  }
  connection.finish();
  if (a.protocol.answers_farewell) {
    co_await hear_out(stream);
  }
}

Task<> connect(const Attempt& a, std::unique_ptr<Connection>& into) {
  const Clock::time_point start = Clock::now();
  std::unique_ptr<Connection> connection =
      co_await a.collector.network.connect(a.seen.address, a.target.port, a.deadline, a.deadline);
  a.seen.timings.connect = since(start);
  into = std::move(connection);
}

Task<> resolve(Collector& collector, const Target& target, plugin::Deadline deadline, Observation& seen,
               std::vector<std::string>& into) {
  const Clock::time_point start = Clock::now();
  const std::string& name = target.address.empty() ? target.host : target.address;
  std::vector<std::string> addresses = co_await collector.network.resolve(name, target.family, deadline);
  const bool was_looked_up = addresses.size() != 1 || addresses.front() != name;
  if (was_looked_up) {
    seen.timings.resolve = since(start);
  }
  into = std::move(addresses);
}

Task<> visit(const Attempt& a) {
  std::unique_ptr<Connection> connection;
  const bool connected = co_await attempt(a.seen.failure, connect(a, connection));
  if (connected) {
    co_await attempt(a.seen.failure, speak(a, *connection));
  }
}

// What to tell if none answered: that this machine has no route to one family says the least.
void put_telling_last(std::vector<ConnectTry>& tries) {
  std::stable_partition(tries.begin(), tries.end(), [](const ConnectTry& one) {
    return !one.failure || one.failure->kind == FailureKind::no_route;
  });
}

// An observation for each; `all` ends with one that is filled in by the caller.
void add_tries(const std::vector<ConnectTry>& tries, std::vector<Observation>& all) {
  for (const ConnectTry& one : tries) {
    const bool is_last = &one == &tries.back();
    all.back().address = one.address;
    all.back().failure = one.failure;
    all.back().superseded = !is_last;
    if (!one.failure) {
      all.back().timings.connect = one.taken;
    }
    if (!is_last) {
      Observation next;
      next.port = all.back().port;
      next.timings.resolve = all.back().timings.resolve;
      all.push_back(std::move(next));
    }
  }
}

Task<> visit_first(Collector& collector, const Protocol& protocol, plugin::Deadline deadline,
                   std::vector<std::string> addresses, Evidence& evidence) {
  addresses.resize(std::min(addresses.size(), kMaxTried));
  std::vector<ConnectTry> tries;
  const std::unique_ptr<Connection> connection = co_await connect_to_first(
      collector.network, interleaved(addresses), evidence.target.port, deadline, tries);
  if (!connection) {
    put_telling_last(tries);
  }
  add_tries(tries, evidence.observations);
  Observation& seen = evidence.observations.back();
  if (connection) {
    const Attempt a{collector, protocol, evidence.target, deadline, seen};
    co_await attempt(seen.failure, speak(a, *connection));
  }
}

}  // namespace

Task<> collect(Collector& collector, const Protocol& protocol, plugin::Deadline deadline,
               Evidence& evidence) {
  const Target& target = evidence.target;
  // Not in a local variable: the frame would be larger than what Asio keeps for reuse.
  std::vector<Observation>& all = evidence.observations;
  const Clock::time_point start = Clock::now();
  all.emplace_back().port = target.port;
  std::vector<std::string> addresses;
  const bool resolved =
      co_await attempt(all.back().failure, resolve(collector, target, deadline, all.back(), addresses));
  if (resolved && addresses.size() == 1) {
    all.back().address = std::move(addresses.front());
    const Attempt a{collector, protocol, target, deadline, all.back()};
    co_await visit(a);
  } else if (resolved) {
    co_await visit_first(collector, protocol, deadline, std::move(addresses), evidence);
  }
  all.back().timings.total = since(start);
  if (collector.on_ended) {
    collector.on_ended(all.back().address);
  }
}

Task<> collect_beside(Collector& collector, const Protocol& protocol, const Target& target,
                      plugin::Deadline deadline, Observation& seen) {
  const Clock::time_point start = Clock::now();
  const Attempt a{collector, protocol, target, deadline, seen};
  co_await visit(a);
  seen.timings.total = since(start);
}

Task<> find_addresses(Collector& collector, const Target& target, plugin::Deadline deadline,
                      Observation& seen, std::vector<std::string>& into) {
  const bool found = co_await attempt(seen.failure, resolve(collector, target, deadline, seen, into));
  if (!found) {
    into.clear();
  }
}

std::string local_host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) {
    return "localhost.localdomain";
  }
  const std::string_view found(name.data());
  const bool plain = std::all_of(found.begin(), found.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
  });
  return plain && found.find('.') != std::string_view::npos ? std::string(found) : "localhost.localdomain";
}

}  // namespace checks
