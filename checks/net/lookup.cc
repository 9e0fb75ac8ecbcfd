#include "checks/net/lookup.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace checks {
namespace {

using Clock = std::chrono::steady_clock;
using AddrinfoPtr = std::unique_ptr<addrinfo, decltype([](addrinfo* list) { freeaddrinfo(list); })>;

int family_number(AddressFamily family) {
  switch (family) {
    case AddressFamily::ipv4:
      return AF_INET;
    case AddressFamily::ipv6:
      return AF_INET6;
    case AddressFamily::any:
      break;
  }
  return AF_UNSPEC;
}

const char* family_word(AddressFamily family) {
  switch (family) {
    case AddressFamily::ipv4:
      return "IPv4 ";
    case AddressFamily::ipv6:
      return "IPv6 ";
    case AddressFamily::any:
      break;
  }
  return "";
}

std::string numeric(const addrinfo& one) {
  char text[NI_MAXHOST];
  const int error = getnameinfo(one.ai_addr, one.ai_addrlen, text, sizeof(text), nullptr, 0, NI_NUMERICHOST);
  return error == 0 ? text : "";
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

// errno if this process has not the two descriptors that a look-up needs at most, else 0. Without them
// getaddrinfo reads neither /etc/hosts nor a server's answer and says that the name does not exist.
int lacking_descriptors() {
  const int one = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int two = one < 0 ? -1 : ::dup(one);
  const int error = two < 0 ? errno : 0;
  for (const int descriptor : {one, two}) {
    if (descriptor >= 0) {
      ::close(descriptor);
    }
  }
  return error;
}

// A thread of ours must not run the signal handlers of the program it lives in.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// Of the whole process, now.
constinit std::atomic<unsigned> abandoned{0};

LookupAnswer look_up_safely(LookupThreads::LookUp look_up, const std::string& host, AddressFamily family) {
  try {
    return look_up(host, family);
  } catch (const std::bad_alloc&) {
    return {EAI_MEMORY, 0, {}};
  }
}

}  // namespace

std::string host_name_fault(std::string_view host) {
  const std::string_view name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  if (name.empty()) {
    return "the host name is empty";
  }
  if (name.size() > kMaxHostName) {
    return "the host name is too long (" + std::to_string(name.size()) + " characters, at most " +
           std::to_string(kMaxHostName) + ")";
  }
  const auto odd = std::find_if_not(name.begin(), name.end(), is_name_character);
  if (odd == name.end()) {
    return "";
  }
  return "no host name has the character '" + std::string(1, *odd) + "' (place " +
         std::to_string(odd - name.begin() + 1) + ")";
}

Failure lookup_failure(const LookupAnswer& answer, const std::string& host, AddressFamily family) {
  const auto failure = [](FailureKind kind, std::string text) {
    return Failure{Stage::resolve, kind, std::move(text)};
  };
  switch (answer.error) {
    case 0:
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
      return failure(FailureKind::name_not_found, host + " has no " + family_word(family) + "address");
    case EAI_NONAME:
      return failure(
          FailureKind::name_not_found,
          "the name " + host + " does not exist" +
              (family == AddressFamily::any ? std::string()
                                            : std::string(" or has no ") + family_word(family) + "address"));
    case EAI_MEMORY:
      return failure(FailureKind::no_resources, "no memory for a look-up");
    case EAI_AGAIN:
      return failure(FailureKind::resolver_silent, "the resolver gave no answer for " + host);
    case EAI_SYSTEM: {
      const bool is_ours = answer.system_error == EMFILE || answer.system_error == ENFILE ||
                           answer.system_error == ENOMEM || answer.system_error == ENOBUFS;
      return failure(
          is_ours ? FailureKind::no_resources : FailureKind::resolver_silent,
          "the look-up of " + host + " failed: " + std::generic_category().message(answer.system_error));
    }
    default:
      return failure(FailureKind::resolver_silent,
                     "the resolver failed for " + host + ": " + gai_strerror(answer.error));
  }
}

LookupAnswer look_up(const std::string& host, AddressFamily family) {
  addrinfo hints{};
  hints.ai_family = family_number(family);
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  LookupAnswer answer;
  answer.error = getaddrinfo(host.c_str(), nullptr, &hints, &raw);
  if (answer.error != 0) {
    answer.system_error = errno;
    if (const int lacking = lacking_descriptors(); lacking != 0) {
      answer.error = EAI_SYSTEM;
      answer.system_error = lacking;
    }
    return answer;
  }
  const AddrinfoPtr list(raw);
  std::vector<std::string>& addresses = answer.addresses;
  for (const addrinfo* one = raw; one != nullptr && addresses.size() < kMaxAddresses; one = one->ai_next) {
    std::string address = numeric(*one);
    if (!address.empty() && std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(std::move(address));
    }
  }
  return answer;
}

unsigned abandoned_lookups() { return abandoned; }

// The domain above the name: its servers answer for all names of it, or for none.
std::string_view zone_of(std::string_view host) {
  const std::size_t dot = host.find('.');
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

// Owned by every thread of the pool and by the pool, so that an abandoned thread finds it valid.
struct LookupThreads::Shared {
  struct Job {
    std::string key;
    std::string host;
    AddressFamily family;
  };
  struct Worker {
    std::thread thread;
    bool is_inside = false;  // libc
  };
  struct Zone {
    std::size_t inside = 0;
    bool answers = false;  // the last answer came soon
  };

  bool is_shared_out() const { return most_threads >= kMinShared; }

  // The first job whose zone has room.
  std::deque<Job>::iterator next_job() {
    if (!is_shared_out()) {
      return jobs.begin();
    }
    const std::size_t most = most_threads / kShareOfSilentZone;
    return std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) {
      const auto zone = zones.find(zone_of(job.host));
      return zone == zones.end() || zone->second.answers || zone->second.inside < most;
    });
  }

  // Null where zones do not matter.
  Zone* enter(const Job& job) {
    if (!is_shared_out()) {
      return nullptr;
    }
    Zone& zone = zones[std::string(zone_of(job.host))];
    ++zone.inside;
    return &zone;
  }

  void leave(Zone* zone, bool answered_soon) {
    if (zone) {
      --zone->inside;
      zone->answers = answered_soon;
      wake.notify_all();  // others may have waited for that
    }
  }

  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Job> jobs;
  std::map<std::string, Zone, std::less<>> zones;
  std::vector<Worker> workers;
  std::size_t idle = 0;
  std::size_t most_threads = 1;
  bool stopping = false;
  Deliver deliver;
  LookUp look_up = nullptr;
};

LookupThreads::LookupThreads(unsigned most_threads, Deliver deliver, LookUp look_up)
    : shared_(std::make_shared<Shared>()) {
  shared_->most_threads = std::max(1U, most_threads);
  shared_->deliver = std::move(deliver);
  shared_->look_up = look_up;
}

LookupThreads::~LookupThreads() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
    shared_->deliver = nullptr;
    for (Shared::Worker& worker : shared_->workers) {
      if (worker.is_inside) {
        worker.thread.detach();
        ++abandoned;
      }
    }
  }
  shared_->wake.notify_all();
  for (Shared::Worker& worker : shared_->workers) {
    if (worker.thread.joinable()) {
      worker.thread.join();
    }
  }
}

std::optional<Failure> LookupThreads::start(std::string key, std::string host, AddressFamily family) {
  const std::lock_guard lock(shared_->mutex);
  if (shared_->workers.empty() && !may_add_thread()) {
    return Failure{Stage::resolve, FailureKind::resolver_silent,
                   "resolver busy: not asked for " + host + ", since " +
                       std::to_string(kMaxAbandonedLookups) +
                       " earlier look-ups of this process still have no answer"};
  }
  shared_->jobs.push_back({std::move(key), std::move(host), family});
  const bool needs_thread = shared_->jobs.size() > shared_->idle;
  if (needs_thread && may_add_thread() && !add_thread() && shared_->workers.empty()) {
    shared_->jobs.pop_back();
    return Failure{Stage::resolve, FailureKind::no_resources, "no thread could be started for a look-up"};
  }
  shared_->wake.notify_one();
  return std::nullopt;
}

bool LookupThreads::may_add_thread() const {
  const std::size_t threads = shared_->workers.size();
  const std::size_t most = std::max<std::size_t>(shared_->most_threads, kMaxAbandonedLookups);
  return threads < shared_->most_threads && threads + abandoned < most;
}

bool LookupThreads::add_thread() {
  shared_->workers.emplace_back();
  try {
    const AllSignalsBlocked blocked;
    shared_->workers.back().thread = std::thread(&LookupThreads::work, shared_, shared_->workers.size() - 1);
    return true;
  } catch (const std::exception&) {  // system_error, bad_alloc
    shared_->workers.pop_back();
    return false;
  }
}

bool LookupThreads::is_busy() const {
  const std::lock_guard lock(shared_->mutex);
  const auto is_inside = [](const Shared::Worker& worker) { return worker.is_inside; };
  return !shared_->jobs.empty() || std::any_of(shared_->workers.begin(), shared_->workers.end(), is_inside);
}

void LookupThreads::work(std::shared_ptr<Shared> shared, std::size_t index) {
  std::unique_lock lock(shared->mutex);
  for (;;) {
    ++shared->idle;
    shared->wake.wait(lock,
                      [&shared] { return shared->stopping || shared->next_job() != shared->jobs.end(); });
    --shared->idle;
    if (shared->stopping) {
      return;
    }
    const auto next = shared->next_job();
    const Shared::Job job = std::move(*next);
    shared->jobs.erase(next);
    shared->workers[index].is_inside = true;
    Shared::Zone* const zone = shared->enter(job);
    lock.unlock();
    const Clock::time_point start = Clock::now();
    LookupAnswer answer = look_up_safely(shared->look_up, job.host, job.family);
    lock.lock();
    shared->leave(zone, Clock::now() - start < kSoon);
    if (shared->stopping) {
      --abandoned;
      return;
    }
    shared->workers[index].is_inside = false;
    try {
      shared->deliver(job.key, std::move(answer));
    } catch (const std::bad_alloc&) {  // who waits for it waits until the deadline
    }
  }
}

}  // namespace checks
