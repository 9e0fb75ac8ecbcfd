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
namespace {

namespace asio = boost::asio;

bool ended_without_word(const Observation& seen) {
  const bool ended =
      seen.failure && (seen.failure->kind == FailureKind::closed || seen.failure->kind == FailureKind::reset);
  return ended && !(seen.handshake && !seen.handshake->version.empty());
}

}  // namespace

Probes::Probes(EventLoop& loop, Collector& collector, const Target& target, plugin::Deadline deadline)
    : loop_(loop), collector_(collector), deadline_(deadline) {
  if (target.both_keys || !target.refuse.empty()) {
    collector.on_connected = [this](const Target& at, const std::string& address) { begin(at, address); };
    collector.on_ended = [this](const std::string& address) { end_ordinary(address); };
  }
}

void Probes::begin_one(Place& place, Observation wanted) {
  Observation& seen = place.seen.emplace_back(std::move(wanted));
  ++place.connections;
  loop_.spawn(run(place, seen));
}

Task<> Probes::run(Place& place, Observation& seen) {
  co_await collect_beside(collector_, *find_protocol(place.target.protocol), place.target, deadline_, seen);
  end_one(place);
}

void Probes::end_ordinary(const std::string& address) {
  const auto place = std::ranges::find(places_, address, &Place::address);
  if (place != places_.end()) {
    end_one(*place);
  }
}

void Probes::end_one(Place& place) {
  if (--place.connections == 0) {
    loop_.spawn(try_again(place));
  }
}

Task<> Probes::settle() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const plugin::Deadline soon = plugin::Deadline::after(kSettling);
  asio::steady_timer timer(executor, std::min(soon.at(), deadline_.at()));
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

Task<> Probes::try_again(Place& place) {
  for (Observation& seen : place.seen) {
    if (ended_without_word(seen)) {
      co_await settle();
      Observation again;
      again.purpose = seen.purpose;
      again.address = seen.address;
      again.port = seen.port;
      again.offered = seen.offered;
      co_await collect_beside(collector_, *find_protocol(place.target.protocol), place.target, deadline_,
                              again);
      seen = std::move(again);
    }
  }
  if (--running_ == 0 && on_done_) {
    on_done_();
  }
}

Task<> Probes::finish(Evidence& evidence) {
  if (places_.empty()) {  // as in most checks: not even a timer is made
    co_return;
  }
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
  Place& place = places_.emplace_back(Place{.target = at, .address = address});
  const Target& target = place.target;
  ++running_;
  Observation wanted;
  wanted.address = address;
  wanted.port = target.port;
  if (target.both_keys) {
    for (const Purpose purpose : {Purpose::rsa, Purpose::ecdsa}) {
      wanted.purpose = purpose;
      begin_one(place, wanted);
    }
  }
  wanted.purpose = Purpose::version_probe;
  for (const TlsVersion version : target.refuse) {
    wanted.offered = version;
    begin_one(place, wanted);
  }
}

void Probes::add_to(Evidence& evidence) {
  const std::vector<Observation>& all = evidence.observations;
  std::vector<std::string> order;
  std::ranges::transform(all, std::back_inserter(order), &Observation::address);
  places_.sort([&order](const Place& a, const Place& b) {
    return std::ranges::find(order, a.address) < std::ranges::find(order, b.address);
  });
  for (Place& place : places_) {
    std::ranges::move(place.seen, std::back_inserter(evidence.observations));
  }
  places_.clear();
}

}  // namespace checks
