#include "checks/prepare.h"

#include <cstdlib>
#include <utility>

#include "checks/clients_asked.h"
#include "checks/evidence/archive.h"
#include "checks/file_options.h"
#include "checks/options.h"
#include "checks/rules/table.h"
#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxKeyFile = 1 << 20;  // a chain of 20 certificates is 40 kB
constexpr std::size_t kMaxPassword = 4096;

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
  if (are_anchors_given(settings)) {
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

// What names them on the command line.
std::string key_of(const Settings& settings) {
  std::string key(settings.store ? word(*settings.store) : std::string_view());
  for (const std::string& file : settings.ca_files) {
    key += "\nfile " + file;
  }
  for (const std::string& folder : settings.ca_paths) {
    key += "\nfolder " + folder;
  }
  for (const StorePlace& place : settings.store_places) {
    key += "\nplace " + std::string(word(place.client)) + " " + place.path;
  }
  return key;
}

Result<std::shared_ptr<TrustAnchors>> shared_anchors(const Settings& settings, const Evidence& evidence,
                                                     OpenedFiles& opened) {
  std::shared_ptr<TrustAnchors>& kept = opened.anchors[key_of(settings)];
  if (!kept) {
    Result<std::unique_ptr<TrustAnchors>> anchors = choose_anchors(settings, evidence);
    if (!anchors) {
      return anchors.error();
    }
    kept = *std::move(anchors);
  }
  return kept;
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

Result<std::shared_ptr<const ClientCredentials>> load_credentials(const Settings& settings,
                                                                  OpenedFiles& opened) {
  using Credentials = std::shared_ptr<const ClientCredentials>;
  if (Result<Done> good = check_client_options(settings); !good) {
    return good.error();
  }
  if (settings.client_cert.empty()) {
    return Credentials();
  }
  Credentials& kept = opened.credentials[settings.client_cert + '\n' + settings.client_key + '\n' +
                                         settings.client_key_password_file];
  if (kept) {
    return kept;
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
  return kept = *std::move(credentials);
}

// The instant to judge at: --at, else for saved evidence when it was saved, else the clock.
Result<plugin::Time> instant(const Settings& settings, const Evidence& evidence, plugin::Time clock) {
  const plugin::Time now = settings.replay.empty() ? clock : evidence.collected_at;
  return settings.at.empty() ? Result<plugin::Time>(now) : plugin::parse_time(settings.at, now);
}

// What is to be looked at: the endpoint, or files and what serves them.
Result<Done> prepare_source(const Settings& settings, Source source, Evidence& evidence, Prepared& prepared) {
  if (source != Source::files) {
    Result<Target> target = endpoint(settings);
    if (!target) {
      return target.error();
    }
    evidence.target = *std::move(target);
    Result<ChosenRoute> way = choose_route(settings, evidence.target,
                                           [](const char* name) -> const char* { return std::getenv(name); });
    if (!way) {
      return way.error();
    }
    prepared.way = *std::move(way);
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

}  // namespace

bool are_anchors_given(const Settings& settings) {
  return !settings.ca_files.empty() || !settings.ca_paths.empty();
}

std::span<const Rule> rules_for(Source source) {
  return source == Source::files ? file_rule_table() : rule_table();
}

Result<Prepared> prepare(const Settings& settings, const Program& program, plugin::Time clock,
                         OpenedFiles& opened, Evidence& evidence) {
  Result<Grader> grader = make_grader(settings, program);
  if (!grader) {
    return grader.error();
  }
  Prepared prepared{*std::move(grader), {}, {}, {}, {}, {}, {}, {}};
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
  Result<std::shared_ptr<TrustAnchors>> anchors = shared_anchors(settings, evidence, opened);
  if (!anchors) {
    return anchors.error();
  }
  Result<std::shared_ptr<const ClientCredentials>> credentials = load_credentials(settings, opened);
  if (!credentials) {
    return credentials.error();
  }
  prepared.now = *now;
  prepared.names = *std::move(names);
  prepared.anchors = *std::move(anchors);
  prepared.credentials = *std::move(credentials);
  return prepared;
}

}  // namespace checks
