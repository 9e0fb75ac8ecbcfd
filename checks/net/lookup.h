// Name look-ups by getaddrinfo, which blocks: a few threads, started when the first name comes.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/failure.h"
#include "checks/evidence/target.h"

namespace checks {

// RFC 1035, 2.3.4 (255 octets on the wire are 253 characters).
inline constexpr std::size_t kMaxHostName = 253;
// Addresses kept of one answer; a DNS answer over TCP (RFC 1035, 4.2.2: 65,535 bytes) could hold four
// thousand.
inline constexpr std::size_t kMaxAddresses = 1024;
// Threads of a process that are inside libc for a look-up which was given up on. A process that runs one
// check after the other (the loadable module) would collect them while its resolver is silent.
inline constexpr unsigned kMaxAbandonedLookups = 4;

struct LookupAnswer {
  int error = 0;                       // an EAI_... code, 0 for success
  int system_error = 0;                // errno where error is EAI_SYSTEM
  std::vector<std::string> addresses;  // numeric, in getaddrinfo's order, each once
};

// Why the answer gives no address; `host` and `family` as asked for.
Failure lookup_failure(const LookupAnswer& answer, const std::string& host, AddressFamily family);

// Why `host` cannot be a host name, empty if it can: its length, or a byte that no name has. For names that
// are not numeric.
std::string host_name_fault(std::string_view host);

// Calls getaddrinfo. Blocks, for as long as libc likes. That this process has no descriptor left is an error
// of its own, for libc says then that the name does not exist.
LookupAnswer look_up(const std::string& host, AddressFamily family);

// Threads of this process, now, that were given up on and are still inside libc.
unsigned abandoned_lookups();

// Servers of a zone (a domain) that answer at all do so within this time. Names of a zone that has not are
// looked up by one of kShareOfSilentZone threads of a pool at most, so that they leave the others to other
// names. Pools of less than kMinShared threads are not shared out.
inline constexpr std::chrono::seconds kSoon{1};
inline constexpr unsigned kShareOfSilentZone = 8;
inline constexpr unsigned kMinShared = 16;

class LookupThreads {
 public:
  // Gets each answer with the key it was asked under, on a thread of the pool, one at a time, and never after
  // this object's destruction.
  using Deliver = std::function<void(const std::string& key, LookupAnswer answer)>;
  using LookUp = LookupAnswer (*)(const std::string& host, AddressFamily family);

  // `look_up`, which must not throw anything but bad_alloc, is replaced in tests.
  LookupThreads(unsigned most_threads, Deliver deliver, LookUp look_up = &checks::look_up);
  // Joins the idle threads. One that is still inside libc is abandoned: detached, it owns what it uses.
  ~LookupThreads();
  LookupThreads(const LookupThreads&) = delete;
  LookupThreads& operator=(const LookupThreads&) = delete;

  // Nothing, or why nobody looks up `host`: no thread can be started; or kMaxAbandonedLookups threads of
  // earlier pools have not come back ("resolver busy"). These count against this pool's number too, so that
  // pools used one after the other never abandon more than that, or than `most_threads` if that is more.
  std::optional<Failure> start(std::string key, std::string host, AddressFamily family);

  // True if a thread is inside libc or has work waiting.
  bool is_busy() const;

 private:
  struct Shared;
  static void work(std::shared_ptr<Shared> shared, std::size_t index);
  bool may_add_thread() const;
  bool add_thread();

  std::shared_ptr<Shared> shared_;
};

}  // namespace checks
