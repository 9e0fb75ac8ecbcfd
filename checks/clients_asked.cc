#include "checks/clients_asked.h"

#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace checks {

std::string machine_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "this machine";
}

StoreSearch store_search(const Settings& settings) {
  StoreSearch search;
  for (const StorePlace& place : settings.store_places) {
    search.given.emplace_back(place.client, place.path);
  }
  search.virtual_environments = settings.virtual_environments;
  return search;
}

// Clients whose stores lie at one place share one, so that it is searched once.
void ClientsAsked::add(Row row) {
  const auto same = std::find_if(rows_.begin(), rows_.end(), [&row](const Row& one) {
    return one.anchors != nullptr && one.place == row.place;
  });
  if (row.own && same != rows_.end()) {
    row.anchors = same->anchors;
    row.own.reset();
  } else if (row.own) {
    row.recorder = std::make_unique<RecordingAnchors>(*row.own);
    row.anchors = row.recorder.get();
  }
  rows_.push_back(std::move(row));
}

void ClientsAsked::add(ClientStore store) {
  Row row{store.client, store.place, store.trouble(), store.knows_distrust()};
  if (row.trouble.empty()) {
    row.own = std::move(store.anchors);
  }
  add(std::move(row));
}

void ClientsAsked::add(const ClientStoreRecord& record) {
  const std::optional<ClientId> client = client_from_word(record.client);
  if (!client) {
    return;  // of a later version
  }
  Row row{*client, record.place, record.trouble, record.has_distrust};
  if (!record.place.empty() && record.trouble.empty()) {
    row.own = recorded_anchors(record.answers, record.place);
  }
  add(std::move(row));
}

plugin::Result<ClientsAsked> ClientsAsked::open(const Settings& settings, const Evidence& evidence,
                                                TrustAnchors* given) {
  ClientsAsked asked;
  if (given != nullptr) {
    for (const std::string_view id : kClientWords) {
      asked.rows_.push_back({*client_from_word(id), given->name(), {}, false, given});
    }
    return asked;
  }
  if (!settings.replay.empty() && settings.store_places.empty()) {
    for (const ClientStoreRecord& record : evidence.client_stores) {
      asked.add(record);
    }
    return asked;
  }
  plugin::Result<std::vector<ClientStore>> stores = find_client_stores(store_search(settings));
  if (!stores) {
    return plugin::Error{plugin::Text("--store: ") + stores.error().text};
  }
  for (ClientStore& store : *stores) {
    asked.add(std::move(store));
  }
  return asked;
}

std::vector<ClientQuestion> ClientsAsked::questions() const {
  std::vector<ClientQuestion> questions;
  for (const Row& row : rows_) {
    questions.push_back({row.client, row.place, row.trouble, row.has_distrust, row.anchors});
  }
  return questions;
}

std::vector<ClientStoreRecord> ClientsAsked::records() const {
  std::vector<ClientStoreRecord> records;
  for (const Row& row : rows_) {
    records.push_back({std::string(word(row.client)), row.place, row.trouble, row.has_distrust,
                       row.recorder ? row.recorder->answers() : std::vector<AnchorAnswer>()});
  }
  return records;
}

}  // namespace checks
