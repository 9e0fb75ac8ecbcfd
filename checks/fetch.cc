#include "checks/fetch.h"

#include <optional>
#include <utility>

#include "checks/attempt.h"
#include "checks/join.h"

namespace checks {
namespace {

Task<> get(Fetcher& fetcher, plugin::Deadline deadline, Fetch& into) {
  Bytes answer = co_await http_get(fetcher.client, into.url, kMaxAiaAnswer, deadline);
  into.answer = std::move(answer);
}

Task<> fetch_one(Fetcher& fetcher, plugin::Deadline deadline, Fetch& into) {
  std::optional<Fetch> kept = fetcher.cache ? fetcher.cache->find(into, fetcher.clock) : std::nullopt;
  if (kept) {
    into = *std::move(kept);
    co_return;
  }
  co_await attempt(into.failure, get(fetcher, deadline, into));
  if (fetcher.cache) {
    fetcher.cache->keep(into, fetcher.clock);
  }
}

}  // namespace

Task<> fetch(Fetcher& fetcher, std::vector<FetchRequest> requests, plugin::Deadline deadline,
             Evidence& evidence) {
  std::vector<Fetch> fetches(requests.size());
  std::vector<Task<>> tasks;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    fetches[i].purpose = std::move(requests[i].purpose);
    fetches[i].url = std::move(requests[i].url);
    fetches[i].request = std::move(requests[i].body);
    tasks.push_back(fetch_one(fetcher, deadline, fetches[i]));
  }
  co_await join(std::move(tasks));
  std::move(fetches.begin(), fetches.end(), std::back_inserter(evidence.fetches));
}

}  // namespace checks
