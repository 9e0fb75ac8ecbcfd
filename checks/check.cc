#include "checks/check.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "checks/cache.h"
#include "checks/clients_asked.h"
#include "checks/collect.h"
#include "checks/collect_addresses.h"
#include "checks/collect_files.h"
#include "checks/evidence/archive.h"
#include "checks/fetch.h"
#include "checks/file_options.h"
#include "checks/net/client_credentials.h"
#include "checks/net/network.h"
#include "checks/net/tls_engine.h"
#include "checks/openssl/certificate_pool.h"
#include "checks/options.h"
#include "checks/pki/trust_anchors.h"
#include "checks/pki/understand.h"
#include "checks/plan.h"
#include "checks/rules/table.h"
#include "checks/starttls/protocol.h"
#include "checks/version.h"
#include "checks/write_chain.h"
#include "plugin/deadline.h"
#include "plugin/file.h"

namespace checks {
namespace {

constexpr std::size_t kMaxKeyFile = 1 << 20;  // a chain of 20 certificates is 40 kB
constexpr std::size_t kMaxPassword = 4096;

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

Result<Done> load_evidence(const std::string& path, Evidence& evidence) {
  Result<std::string> text = plugin::read_file(path, kMaxArchive);
  if (!text) {
    return Error{Text("--replay: ") + text.error().text};
  }
  Result<Evidence> read = read_archive(*text);
  if (!read) {
    return Error{Text("--replay ") + Text::bounded(path, 100) + Text(": ") + read.error().text};
  }
  if (read->observations.empty()) {
    return Error{Text("--replay ") + Text::bounded(path, 100) +
                 Text(": damaged evidence: it has no observation")};
  }
  evidence = *std::move(read);
  return Done{};
}

Result<std::unique_ptr<TrustAnchors>> chosen_anchors(const Settings& settings) {
  Result<std::unique_ptr<TrustAnchors>> anchors = open_anchors(settings.ca_files, settings.ca_paths);
  if (anchors) {
    return anchors;
  }
  const char* option = settings.ca_paths.empty()   ? "-r, --ca-file: "
                       : settings.ca_files.empty() ? "--ca-path: "
                                                   : "--ca-file, --ca-path: ";
  return Error{Text(option) + anchors.error().text};
}

bool are_given(const Settings& settings) { return !settings.ca_files.empty() || !settings.ca_paths.empty(); }

// --store NAME: the store of one client, for all that is judged.
Result<std::unique_ptr<TrustAnchors>> anchors_of_client(const Settings& settings) {
  Result<std::vector<ClientStore>> stores = find_client_stores(store_search(settings));
  if (!stores) {
    return Error{Text("--store: ") + stores.error().text};
  }
  ClientStore& store = (*stores)[static_cast<std::size_t>(*settings.store)];
  const Text option = Text("--store ") + std::string(word(*settings.store)) + ": ";
  if (store.place.empty()) {
    return Error{option + "its trust store is not on this machine; say where by --store NAME=PATH"};
  }
  if (const std::string trouble = store.trouble(); !trouble.empty()) {
    return Error{option + Text::bounded(trouble, 300)};
  }
  return std::move(store.anchors);
}

Result<std::unique_ptr<TrustAnchors>> choose_anchors(const Settings& settings, const Evidence& evidence) {
  if (are_given(settings)) {
    return chosen_anchors(settings);
  }
  if (settings.store) {
    return anchors_of_client(settings);
  }
  if (!settings.replay.empty()) {
    return recorded_anchors(evidence.anchors, evidence.anchor_store);
  }
  return system_anchors();
}

// The network of a run. A replay has none.
struct Live {
  explicit Live(std::chrono::milliseconds timeout) : deadline(plugin::Deadline::after(timeout)) {}

  // Threads are started as names come: one for the endpoint's, more when several fetches look up theirs.
  Network& network() { return loop.network(4); }

  plugin::Deadline deadline;
  EventLoop loop;
};

void collect_endpoint(Live& live, std::shared_ptr<const ClientCredentials> credentials,
                      openssl::CertificatePool& pool, Evidence& evidence) {
  const Protocol& protocol = *find_protocol(evidence.target.protocol);
  TlsContext tls;
  Collector collector{live.network(), tls, pool, protocol.start ? local_host_name() : std::string(),
                      std::move(credentials)};
  if (evidence.target.every_address) {
    return collect_every_address(live.loop, collector, live.deadline, evidence);
  }
  live.loop.spawn(collect(collector, protocol, live.deadline, evidence));
  live.loop.run();
}

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

// Rounds of plan, fetch and understand, until nothing new is asked or the time is over.
template <class Understand>
void fetch_more(Live& live, const Settings& settings, plugin::Time clock, Understand understand_again,
                Checked& checked) {
  std::vector<FetchRequest> requests = plan(settings.policy, checked.facts, checked.evidence, checked.now);
  if (requests.empty()) {
    return;
  }
  std::optional<FetchCache> cache = open_cache(settings, checked.remark);
  Fetcher fetcher{{live.network(), std::string("tls-checks/") + kVersion, settings.fetch_private},
                  cache ? &*cache : nullptr,
                  clock};
  const plugin::Deadline until = fetch_deadline(settings.policy.aia, live.deadline);
  for (int round = 0; round < kMaxRounds && !requests.empty(); ++round) {
    live.loop.spawn(fetch(fetcher, std::move(requests), until, checked.evidence));
    live.loop.run();
    checked.facts = understand_again();
    requests = plan(settings.policy, checked.facts, checked.evidence, checked.now);
  }
}

Result<Grader> make_grader(const Settings& settings, const Program& program) {
  return Grader::make(rules_for(program.source), split_list(program.rules), settings.grading);
}

// A file of the user, or an error that names the option.
Result<std::string> read_named(const char* option, const std::string& path, std::size_t limit) {
  Result<std::string> text = plugin::read_file(path, limit);
  return text ? std::move(text) : Error{Text(option) + ": " + text.error().text};
}

// The first line of the file, else of the environment: a password is never on the command line.
Result<std::string> key_password(const Settings& settings) {
  const char* variable = std::getenv("TLS_CLIENT_KEY_PASSWORD");
  Result<std::string> text =
      settings.client_key_password_file.empty()
          ? Result<std::string>(variable ? variable : "")
          : read_named("--client-key-password-file", settings.client_key_password_file, kMaxPassword);
  return text ? text->substr(0, text->find_first_of("\r\n")) : std::move(text);
}

// What belongs to a client certificate, without one.
Result<Done> check_client_options(const Settings& settings) {
  for (const auto& [option, value] :
       {std::pair("--client-key", &settings.client_key),
        std::pair("--client-key-password-file", &settings.client_key_password_file)}) {
    if (settings.client_cert.empty() && !value->empty()) {
      return Error{Text(option) + " needs --client-cert beside it"};
    }
  }
  return Done{};
}

Result<std::shared_ptr<const ClientCredentials>> load_credentials(const Settings& settings) {
  using Credentials = std::shared_ptr<const ClientCredentials>;
  if (Result<Done> good = check_client_options(settings); !good) {
    return good.error();
  }
  if (settings.client_cert.empty()) {
    return Credentials();
  }
  const std::string& key_file = settings.client_key.empty() ? settings.client_cert : settings.client_key;
  Result<std::string> chain = read_named("--client-cert", settings.client_cert, kMaxKeyFile);
  Result<std::string> key =
      settings.client_key.empty() ? chain : read_named("--client-key", key_file, kMaxKeyFile);
  Result<std::string> password = key_password(settings);
  for (const Result<std::string>* read : {&chain, &key, &password}) {
    if (!*read) {
      return read->error();
    }
  }
  Result<Credentials> credentials = ClientCredentials::parse(*chain, *key, *password);
  if (!credentials) {
    return Error{Text("--client-cert ") + Text::bounded(settings.client_cert, 200) + Text(", --client-key ") +
                 Text::bounded(key_file, 200) + Text(": ") + credentials.error().text};
  }
  return credentials;
}

// The instant to judge at: --at, else for saved evidence when it was saved, else the clock.
Result<plugin::Time> instant(const Settings& settings, const Evidence& evidence, plugin::Time clock) {
  const plugin::Time now = settings.replay.empty() ? clock : evidence.collected_at;
  return settings.at.empty() ? Result<plugin::Time>(now) : plugin::parse_time(settings.at, now);
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
  checked.given_anchors = are_given(settings) || were_given(settings, evidence);
  if (checked.given_anchors) {
    evidence.machine.clear();
  } else if (settings.replay.empty() || !settings.store_places.empty()) {
    evidence.machine = machine_name();
  }
  return ClientsAsked::open(settings, evidence, checked.given_anchors ? &anchors : nullptr);
}

// Everything that can be wrong with what the user gave, before anything is asked of the network.
struct Prepared {
  Grader grader;
  plugin::Time now;
  std::vector<std::string> names;
  std::unique_ptr<TrustAnchors> anchors;
  std::shared_ptr<const ClientCredentials> credentials;
  FileQuestion files;  // of programs that check files
  std::vector<Target> served;
};

void collect_now(Live& live, const Prepared& prepared, plugin::Time clock, openssl::CertificatePool& pool,
                 Evidence& evidence) {
  evidence.collected_at = clock;
  if (prepared.files.files.empty()) {
    return collect_endpoint(live, prepared.credentials, pool, evidence);
  }
  collect_files(prepared.files, evidence);
  if (!prepared.served.empty()) {
    TlsContext tls;
    Collector collector{live.network(), tls, pool, local_host_name(), nullptr};
    collect_served(live.loop, collector, prepared.served, live.deadline, evidence);
  }
}

// What is to be looked at: the endpoint, or files and what serves them.
Result<Done> prepare_source(const Settings& settings, Source source, Evidence& evidence, Prepared& prepared) {
  if (source == Source::endpoint) {
    Result<Target> target = endpoint(settings);
    if (!target) {
      return target.error();
    }
    evidence.target = *std::move(target);
    return Done{};
  }
  Result<FileQuestion> files = file_question(settings);
  if (!files) {
    return files.error();
  }
  Result<std::vector<Target>> served = served_targets(settings);
  if (!served) {
    return served.error();
  }
  prepared.files = *std::move(files);
  prepared.served = *std::move(served);
  return Done{};
}

Result<Prepared> prepare(const Settings& settings, const Program& program, plugin::Time clock,
                         Evidence& evidence) {
  Result<Grader> grader = make_grader(settings, program);
  if (!grader) {
    return grader.error();
  }
  Prepared prepared{*std::move(grader), {}, {}, {}, {}, {}, {}};
  if (Result<Done> done = settings.replay.empty()
                              ? prepare_source(settings, program.source, evidence, prepared)
                              : load_evidence(settings.replay, evidence);
      !done) {
    return done.error();
  }
  Result<plugin::Time> now = instant(settings, evidence, clock);
  if (!now) {
    return Error{Text("--at: ") + now.error().text};
  }
  Result<std::vector<std::string>> names = names_to_match(settings, evidence.target);
  if (!names) {
    return names.error();
  }
  Result<std::unique_ptr<TrustAnchors>> anchors = choose_anchors(settings, evidence);
  if (!anchors) {
    return anchors.error();
  }
  Result<std::shared_ptr<const ClientCredentials>> credentials = load_credentials(settings);
  if (!credentials) {
    return credentials.error();
  }
  prepared.now = *now;
  prepared.names = *std::move(names);
  prepared.anchors = *std::move(anchors);
  prepared.credentials = *std::move(credentials);
  return prepared;
}

}  // namespace

std::span<const Rule> rules_for(Source source) {
  return source == Source::files ? file_rule_table() : rule_table();
}

Result<Done> check(const Settings& settings, const Program& program, plugin::Time clock,
                   const plugin::Calendar& calendar, Checked& checked) {
  Result<Prepared> prepared = prepare(settings, program, clock, checked.evidence);
  if (!prepared) {
    return prepared.error();
  }
  openssl::CertificatePool pool;
  RecordingAnchors anchors(*prepared->anchors);
  Result<ClientsAsked> clients = ask_clients(settings, program, anchors, checked);
  if (!clients) {
    return clients.error();
  }
  const Question question{prepared->now, prepared->names, clients->questions()};
  const auto understand_all = [&] { return understand(checked.evidence, anchors, question, pool); };
  checked.now = prepared->now;
  checked.perf_addresses = settings.perf_addresses;
  if (settings.replay.empty()) {
    Live live(settings.timeout);
    collect_now(live, *prepared, clock, pool, checked.evidence);
    checked.facts = understand_all();
    fetch_more(live, settings, clock, understand_all, checked);
    checked.abandon_threads = live.loop.has_abandoned_lookups();
  } else {
    checked.facts = understand_all();
  }
  checked.verdict =
      judge(checked.evidence, checked.facts, settings.policy, prepared->grader, prepared->now, calendar);
  write_files(settings, anchors, *clients, checked);
  return Done{};
}

}  // namespace checks
