// A run's results on their way to the monitor: kept, delivered, and what became of them.
//
//   Result<unique_ptr<Submission>> submission = Submission::open(options);
//   submission->add(result, place);           // as soon as each endpoint is judged
//   loop.spawn(submission->deliver(network, deadline, now));
//   loop.run();
//   submission->report()

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/net/network.h"
#include "checks/net/task.h"
#include "checks/submit/passive_result.h"
#include "checks/submit/submit_target.h"
#include "plugin/deadline.h"
#include "plugin/result.h"
#include "plugin/text.h"

namespace checks {

// Refused names and notes that are told; the others are counted.
inline constexpr std::size_t kMaxToldNames = 20;

struct SubmitOptions {
  SubmitTarget target;
  std::string spool;  // folder; empty: what cannot be delivered is lost, and told

  // Icinga
  std::string user;
  std::string password_file;
  std::string ca_file;           // that the API is verified by; empty: the system's
  std::string certificate_name;  // that its certificate is for, where the URL has another name
  std::string check_source;      // who checked: this host's name
  std::optional<std::chrono::seconds> ttl;
};

struct SubmitReport {
  std::size_t delivered = 0;     // all that the monitor took, earlier runs' too
  std::size_t from_earlier = 0;  // of these
  std::size_t refused = 0;       // dropped: unknown to the monitor, or no name that it can take
  std::size_t waiting = 0;       // in the spool, for the next run
  std::size_t lost = 0;          // not delivered and in no spool
  bool is_held = false;          // another run has the spool: nothing was sent, and this run's are lost
  std::string target;            // SubmitTarget::text
  std::string spool;
  std::optional<plugin::Text> failure;  // why not all were delivered
  std::vector<plugin::Text> told;       // "www.example.org/TLS https 443: Icinga has no such service, ..."
  std::vector<plugin::Text> notes;      // damaged or full spool
  std::optional<plugin::Text> shared;   // "2 endpoints share the service www/TLS https 443: ..."; no fault

  // True if every result is with the monitor, or waits for a newer one, and there is nothing to tell.
  bool is_good() const { return refused == 0 && waiting == 0 && lost == 0 && !failure && notes.empty(); }
};

// One sentence a line, the most important first: "1,200 results wait in the spool DIR: icinga2 at ...:
// connection refused". The last says how many were delivered.
std::vector<plugin::Text> report_lines(const SubmitReport& report);

class Submission {
 public:
  // Reads the password, the CA file and what waits in the spool. The error is one line for the user. It is
  // none that another run has the spool: a monitor that hangs shall not stop the checks. Nothing is sent
  // then, for a result of that run could come behind a newer one of ours; the next run has newer ones.
  static plugin::Result<std::unique_ptr<Submission>> open(SubmitOptions options);
  ~Submission();
  Submission(const Submission&) = delete;
  Submission& operator=(const Submission&) = delete;

  // Bounds it, refuses a name that the monitor cannot take, and puts it into the spool, where it is safe when
  // this returns. For Nagios and Icinga it takes the place of an earlier run's of its service.
  //
  // Of several results of this run with one name the worst counts, and of equally bad ones that with the
  // lowest `place`, its endpoint's in the list: in whatever order they come. That they share it is reported.
  void add(PassiveResult result, std::size_t place);

  // Refuses a result that has no name at all: "hosts.csv:12: ...".
  void refuse(plugin::Text what);

  // Delivers what was added and what waited, until `deadline`. `now`: for what Nagios asks of the age of
  // files. Must outlive the task; may be destroyed with it at any time, then the rest waits in the spool.
  Task<> deliver(Network& network, plugin::Deadline deadline, SubmitTime now);

  // Also without deliver(): then everything waits.
  SubmitReport report() const;

 private:
  struct State;
  explicit Submission(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Runs deliver() on a loop of its own, for `timeout` at most, and no longer than until `must_stop` says so.
// True: a look-up was given up on (EventLoop::has_abandoned_lookups).
bool deliver_now(Submission& submission, std::chrono::milliseconds timeout,
                 const std::function<bool()>& must_stop);

}  // namespace checks
