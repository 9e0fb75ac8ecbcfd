// Name look-ups and TCP connections under a deadline, on one thread.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/target.h"
#include "checks/net/lookup.h"
#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"

namespace checks {

// One end of a connection: a numeric address without scope, a port.
struct ConnectionEnd {
  std::string address;
  std::uint16_t port = 0;
};

struct ConnectionEnds {
  ConnectionEnd local;
  ConnectionEnd remote;
};

// A TCP connection. Closed at its destruction, and when the deadline it was opened with passes: a pending
// read or write then throws NetworkError{deadline}, and so does every later one. Never raises SIGPIPE.
class Connection : public Transport {
 public:
  // Sends FIN. Ignores failures.
  virtual void finish() = 0;
  // None: they are not known, as that of a server behind a proxy.
  virtual std::optional<ConnectionEnds> ends() const { return std::nullopt; }
  // How long a proxy took before it let through: the look-up of its name and its answers. None: there was
  // none.
  virtual std::optional<std::chrono::microseconds> time_in_proxy() const { return std::nullopt; }
};

// The world as the collector sees it: one real implementation, one scripted fake in tests.
class Network {
 public:
  virtual ~Network() = default;

  // The addresses of `host` in the order of getaddrinfo, numeric, each once, at least one, at most
  // kMaxAddresses (lookup.h). A numeric host is returned as it is and starts no thread. Throws
  // NetworkError{resolve, ...}: name_not_found (also for what can be no name, and for a numeric host of the
  // other family), resolver_silent (also when the deadline passes; the look-up is then given up on),
  // no_resources. The same name asked for again while its look-up is under way shares it.
  virtual Task<std::vector<std::string>> resolve(std::string host, AddressFamily family,
                                                 plugin::Deadline deadline) = 0;

  // `address` is numeric, an IPv6 one perhaps with its scope ("fe80::1%eth0"). Connecting is given up at
  // `connect_by`, so that another address has its turn; the connection itself lives until `deadline`. Throws
  // NetworkError{connect, ...}.
  virtual Task<std::unique_ptr<Connection>> connect(std::string address, std::uint16_t port,
                                                    plugin::Deadline connect_by,
                                                    plugin::Deadline deadline) = 0;
};

// How often a loop looks whether it must stop.
inline constexpr std::chrono::milliseconds kStopPulse{50};

// Runs coroutines on the calling thread until all are done.
class EventLoop {
 public:
  EventLoop();
  // What was not run to its end is destroyed where it stands.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Lives as long as the loop. `resolver_threads` at most look up names at once; the first call decides.
  // `look_up` is replaced in tests.
  Network& network(unsigned resolver_threads = 1, LookupThreads::LookUp look_up = &checks::look_up);

  // Starts a coroutine; an exception that leaves it is rethrown by run() when all have ended (the first one,
  // if there are several).
  void spawn(Task<> task);

  // Until every spawned coroutine has ended, or stop() is called. May be called again.
  void run();

  // The same, or until `must_stop`, which is asked every kStopPulse, says so: then false, as by stop().
  // Also where so much is ready that timers are late.
  bool run_unless(const std::function<bool()>& must_stop);

  // Makes run() return at once. What has not ended stands where it is until the loop's destruction.
  void stop();

  // True if a look-up was given up on and its thread is still inside libc: the process must end by _exit.
  bool has_abandoned_lookups() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace checks
