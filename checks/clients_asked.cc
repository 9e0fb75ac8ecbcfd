#include "checks/clients_asked.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace checks {

// Clients whose stores lie at one place share one, so that it is searched once.
void ClientsAsked::add(Row row) {
  const auto same = std::find_if(rows_.begin(), rows_.end(), [&row](const Row& one) {
    return one.anchors != nullptr && !row.place.empty() && one.place == row.place;
  });
  if (same != rows_.end()) {
    row.anchors = same->anchors;
    row.own.reset();
  } else if (row.own) {
    row.recorder = std::make_shared<RecordingAnchors>(*row.own);
    row.anchors = row.recorder.get();
  }
  rows_.push_back(std::move(row));
}

plugin::Result<ClientsAsked> ClientsAsked::open(const Settings& /*settings*/, const Evidence& evidence,
                                                TrustAnchors* given) {
  ClientsAsked asked;
  if (given != nullptr) {
    for (const std::string_view id : kClientWords) {
      asked.rows_.push_back({*client_from_word(id), given->name(), {}, false, given});
    }
    return asked;
  }
  for (const ClientStoreRecord& record : evidence.client_stores) {
    const std::optional<ClientId> client = client_from_word(record.client);
    if (!client) {
      continue;  // of a later version
    }
    Row row{*client, record.place, record.trouble, record.has_distrust};
    if (!record.place.empty() && record.trouble.empty()) {
      row.own = recorded_anchors(record.answers, record.place);
    }
    asked.add(std::move(row));
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
