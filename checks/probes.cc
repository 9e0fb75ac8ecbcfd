#include "checks/probes.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>
#include <vector>

namespace checks {

Probes::Probes(EventLoop& loop, Collector& collector, const Target& target, plugin::Deadline deadline)
    : loop_(loop), collector_(collector), deadline_(deadline) {
  if (target.both_keys || !target.refuse.empty()) {
    collector.on_connected = [this](const Target& at, const std::string& address) { begin(at, address); };
  }
}

void Probes::begin_one(const Target& target, Observation wanted) {
  Observation& seen = seen_.emplace_back(std::move(wanted));
  ++running_;
  loop_.spawn(run(target, seen));
}

Task<> Probes::run(const Target& target, Observation& seen) {
  co_await collect_beside(collector_, *find_protocol(target.protocol), target, deadline_, seen);
  if (--running_ == 0 && on_done_) {
    on_done_();
  }
}

Task<> Probes::finish(Evidence& evidence) {
  if (seen_.empty()) {  // as in most checks: not even a timer is made
    co_return;
  }
  namespace asio = boost::asio;
  asio::steady_timer done(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  on_done_ = [&done] { done.cancel(); };
  boost::system::error_code ignored;
  while (running_ > 0) {
    co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  on_done_ = nullptr;
  add_to(evidence);
}

void Probes::begin(const Target& at, const std::string& address) {
  const Target& target = targets_.emplace_back(at);
  Observation wanted;
  wanted.address = address;
  wanted.port = target.port;
  if (target.both_keys) {
    for (const Purpose purpose : {Purpose::rsa, Purpose::ecdsa}) {
      wanted.purpose = purpose;
      begin_one(target, wanted);
    }
  }
  wanted.purpose = Purpose::version_probe;
  for (const TlsVersion version : target.refuse) {
    wanted.offered = version;
    begin_one(target, wanted);
  }
}

void Probes::add_to(Evidence& evidence) {
  const std::vector<Observation>& all = evidence.observations;
  std::vector<std::string> order;
  std::ranges::transform(all, std::back_inserter(order), &Observation::address);
  std::vector<Observation> seen(std::move_iterator(seen_.begin()), std::move_iterator(seen_.end()));
  std::ranges::stable_sort(seen, {}, [&order](const Observation& one) {
    return std::ranges::find(order, one.address) - order.begin();
  });
  std::ranges::move(seen, std::back_inserter(evidence.observations));
  seen_.clear();
}

}  // namespace checks
