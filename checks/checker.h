// Checks that share what costs: event loop, TLS context, trust anchors, decoded certificates. A check of one
// endpoint is a batch of one.

#pragma once

#include <functional>
#include <memory>

#include "checks/check.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "checks/net/tls_engine.h"
#include "checks/openssl/certificate_pool.h"
#include "checks/prepare.h"
#include "checks/settings.h"
#include "plugin/calendar.h"
#include "plugin/result.h"

namespace checks {

// Decoded certificates that are kept, of 5 kB each: the intermediates and anchors that most of a list share.
inline constexpr std::size_t kMaxPooled = 1000;

class Checker {
 public:
  // `program` and `calendar` must outlive it. `clock` is read when a check begins: a certificate that was
  // renewed while others were checked is not judged as of before. Of `resolver_threads` as many are started
  // as names come.
  Checker(const Program& program, std::function<plugin::Time()> clock, const plugin::Calendar& calendar,
          unsigned resolver_threads);

  // What the checks run on.
  EventLoop& loop() { return loop_; }

  // One check, from its settings to `checked`; its clock starts with its first look-up. `outcome` has an
  // error if the user is to blame: a host that is missing, a file that cannot be read. What is passed must
  // outlive the task, which throws nothing that comes from the network.
  Task<> check(const Settings& settings, Checked& checked, plugin::Result<plugin::Done>& outcome);

  // Between checks of a long batch: drops decoded certificates that none of the last ones used.
  void forget() { pool_.trim(kMaxPooled); }

  bool has_abandoned_lookups() const { return loop_.has_abandoned_lookups(); }

 private:
  struct Inquiry;
  Task<> collect(Inquiry& one);
  Task<> fetch_more(Inquiry& one);
  Network& network() { return loop_.network(resolver_threads_); }
  TlsContext& tls();

  const Program& program_;
  std::function<plugin::Time()> clock_;
  const plugin::Calendar& calendar_;
  unsigned resolver_threads_;
  OpenedFiles opened_;
  openssl::CertificatePool pool_;
  std::unique_ptr<TlsContext> tls_;  // made when it is needed
  EventLoop loop_;                   // last: what it still runs uses the rest
};

}  // namespace checks
