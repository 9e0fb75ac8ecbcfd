#include "checks/check.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "checks/cache.h"
#include "checks/checker.h"
#include "checks/clients_asked.h"
#include "checks/collect.h"
#include "checks/collect_addresses.h"
#include "checks/collect_files.h"
#include "checks/evidence/archive.h"
#include "checks/fetch.h"
#include "checks/net/network.h"
#include "checks/net/routed_network.h"
#include "checks/net/tls_engine.h"
#include "checks/openssl/certificate_pool.h"
#include "checks/pki/trust_anchors.h"
#include "checks/pki/understand.h"
#include "checks/plan.h"
#include "checks/probes.h"
#include "checks/starttls/protocol.h"
#include "checks/version.h"
#include "checks/write_chain.h"
#include "plugin/deadline.h"
#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Result;
using plugin::Text;

// The cache of --cache, or the default one if it can be used. None: `trouble` says why, if --cache asked for
// it.
std::optional<FetchCache> open_cache(const Settings& settings, Text& trouble) {
  const std::string folder = cache_folder(settings.cache, std::getenv("XDG_CACHE_HOME"));
  if (folder.empty()) {
    return std::nullopt;
  }
  Result<FetchCache> cache = FetchCache::open(folder);
  if (!cache) {
    trouble = settings.cache.empty() ? Text() : cache.error().text;
    return std::nullopt;
  }
  return *std::move(cache);
}

// A run that was not asked to fetch spends no more than this on it.
constexpr std::chrono::seconds kMostUnasked{2};

plugin::Deadline fetch_deadline(AiaMode mode, plugin::Deadline deadline) {
  const plugin::Deadline soon = plugin::Deadline::after(kMostUnasked);
  return mode == AiaMode::always || deadline.at() < soon.at() ? deadline : soon;
}

// A file that the user asked for was not written.
void complain(Checked& checked, Text why) {
  checked.trouble = std::move(why);
  checked.verdict.status = plugin::worst(checked.verdict.status, plugin::Status::unknown);
}

void save(const Settings& settings, const RecordingAnchors& anchors, const ClientsAsked& clients,
          Checked& checked) {
  checked.evidence.anchors = anchors.answers();
  checked.evidence.anchor_store = anchors.name();
  checked.evidence.client_stores = clients.records();
  if (settings.save_evidence.empty()) {
    return;
  }
  if (Result<Done> saved =
          plugin::write_private_file(settings.save_evidence, write_archive(checked.evidence));
      !saved) {
    complain(checked, Text("the evidence was not saved: ") + saved.error().text);
  }
}

void write_files(const Settings& settings, const RecordingAnchors& anchors, const ClientsAsked& clients,
                 Checked& checked) {
  if (settings.replay.empty()) {
    save(settings, anchors, clients, checked);
  }
  if (settings.write_chain.empty()) {
    return;
  }
  if (Result<Text> written = write_chain(settings.write_chain, checked.facts, checked.verdict); written) {
    checked.remark = *std::move(written);
  } else {
    complain(checked, written.error().text);
  }
}

// Evidence of a run in which the user's anchors were those of all clients names no machine.
bool were_given(const Settings& settings, const Evidence& evidence) {
  return !settings.replay.empty() && settings.store_places.empty() && evidence.machine.empty() &&
         !evidence.client_stores.empty();
}

Result<ClientsAsked> ask_clients(const Settings& settings, const Program& program, TrustAnchors& anchors,
                                 Checked& checked) {
  Evidence& evidence = checked.evidence;
  const bool is_verbose = program.clients == ClientsShown::verbose && settings.verbosity > 0;
  if (!settings.shows_clients && !is_verbose) {
    return ClientsAsked();
  }
  checked.given_anchors = are_anchors_given(settings) || were_given(settings, evidence);
  if (checked.given_anchors) {
    evidence.machine.clear();
  } else if (settings.replay.empty() || !settings.store_places.empty()) {
    evidence.machine = machine_name();
  }
  return ClientsAsked::open(settings, evidence, checked.given_anchors ? &anchors : nullptr);
}

}  // namespace

// One check on its way.
struct Checker::Inquiry {
  Inquiry(const Settings& asked, Prepared with, Checked& into, plugin::Time clock)
      : settings(asked), begun(clock), prepared(std::move(with)), anchors(*prepared.anchors), checked(into) {}

  const Settings& settings;
  plugin::Time begun;
  Prepared prepared;
  RecordingAnchors anchors;
  ClientsAsked clients;
  Question question;
  plugin::Deadline deadline = plugin::Deadline::after({});  // set when it begins
  std::optional<RoutedNetwork> routed;
  Checked& checked;

  // The one for the endpoint; fetches take `direct`.
  Network& network_by_route(Network& direct) {
    const Route& route = prepared.way.route;
    const bool is_direct = !route.proxy && route.header == ProxyHeader::none;
    return is_direct ? direct : routed.emplace(direct, route);
  }

  void understand(openssl::CertificatePool& pool) {
    checked.facts = checks::understand(checked.evidence, anchors, question, pool);
  }
};

Checker::Checker(const Program& program, std::function<plugin::Time()> clock,
                 const plugin::Calendar& calendar, unsigned resolver_threads)
    : program_(program), clock_(std::move(clock)), calendar_(calendar), resolver_threads_(resolver_threads) {}

TlsContext& Checker::tls() {
  if (!tls_) {
    tls_ = std::make_unique<TlsContext>();
  }
  return *tls_;
}

Task<> Checker::collect(Inquiry& one) {
  Evidence& evidence = one.checked.evidence;
  evidence.collected_at = one.begun;
  if (!one.prepared.files.files.empty()) {
    collect_files(one.prepared.files, evidence);
    if (!one.prepared.served.empty()) {
      Collector collector{network(), tls(), pool_, local_host_name(), nullptr};
      co_await collect_served(collector, one.prepared.served, one.deadline, evidence);
    }
    co_return;
  }
  const Protocol& protocol = *find_protocol(evidence.target.protocol);
  Collector collector{one.network_by_route(network()), tls(), pool_,
                      protocol.start ? local_host_name() : std::string(), one.prepared.credentials};
  Probes probes(loop_, collector, evidence.target, one.deadline);
  if (evidence.target.every_address) {
    co_await collect_every_address(collector, one.deadline, evidence);
  } else {
    co_await checks::collect(collector, protocol, one.deadline, evidence);
  }
  co_await probes.finish(evidence);
}

// Rounds of plan, fetch and understand, until nothing new is asked or the time is over.
Task<> Checker::fetch_more(Inquiry& one) {
  const Settings& settings = one.settings;
  Checked& checked = one.checked;
  std::vector<FetchRequest> requests = plan(settings.policy, checked.facts, checked.evidence, checked.now);
  if (requests.empty()) {
    co_return;
  }
  std::optional<FetchCache> cache = open_cache(settings, checked.remark);
  HttpClient client{network(), std::string("tls-checks/") + kVersion, settings.fetch_private};
  Fetcher fetcher{std::move(client), cache ? &*cache : nullptr, one.begun};
  const plugin::Deadline until = fetch_deadline(settings.policy.aia, one.deadline);
  for (int round = 0; round < kMaxRounds && !requests.empty(); ++round) {
    co_await fetch(fetcher, std::move(requests), until, checked.evidence);
    one.understand(pool_);
    requests = plan(settings.policy, checked.facts, checked.evidence, checked.now);
  }
}

Task<> Checker::check(const Settings& settings, Checked& checked, Result<Done>& outcome) {
  const plugin::Time begun = clock_();
  Result<Prepared> prepared = prepare(settings, program_, begun, opened_, checked.evidence);
  if (!prepared) {
    outcome = prepared.error();
    co_return;
  }
  const auto one = std::make_unique<Inquiry>(settings, *std::move(prepared), checked, begun);
  Result<ClientsAsked> clients = ask_clients(settings, program_, one->anchors, checked);
  if (!clients) {
    outcome = clients.error();
    co_return;
  }
  one->clients = *std::move(clients);
  one->question = {one->prepared.now, one->prepared.names, one->clients.questions()};
  checked.now = one->prepared.now;
  checked.perf_addresses = settings.perf_addresses;
  if (settings.replay.empty()) {
    one->deadline = plugin::Deadline::after(settings.timeout);
    co_await collect(*one);
    one->understand(pool_);
    co_await fetch_more(*one);
  } else {
    one->understand(pool_);
  }
  checked.verdict = judge(checked.evidence, checked.facts, settings.policy, one->prepared.grader,
                          one->prepared.now, calendar_);
  write_files(settings, one->anchors, one->clients, checked);
  const Text& of_way = one->prepared.way.remark;
  checked.remark += Text(checked.remark.empty() || of_way.empty() ? "" : "; ") + of_way;
}

Result<Done> check(const Settings& settings, const Program& program, plugin::Time clock,
                   const plugin::Calendar& calendar, Checked& checked) {
  // For one endpoint's name, and for those of several fetches.
  constexpr unsigned kResolverThreads = 4;
  Checker checker(
      program, [clock] { return clock; }, calendar, kResolverThreads);
  Result<Done> outcome = Done{};
  checker.loop().spawn(checker.check(settings, checked, outcome));
  checker.loop().run();
  checked.abandon_threads = checker.loop().has_abandoned_lookups();
  return outcome;
}

}  // namespace checks
