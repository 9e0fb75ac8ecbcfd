// Which clients a run asks for, by which stores: those of this machine, those that the evidence was collected
// with, or the trust anchors that the user gives to all.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/pki/client_stores.h"
#include "checks/pki/trust_anchors.h"
#include "checks/pki/understand.h"
#include "checks/settings.h"
#include "plugin/result.h"

namespace checks {

// The name of this machine, as `hostname` prints it, "this machine" if it has none.
std::string machine_name();

// Where the clients' stores lie, as far as the user says.
StoreSearch store_search(const Settings& settings);

class ClientsAsked {
 public:
  ClientsAsked() = default;  // for none

  // `given`: the user's anchors, for every client; null: each has its own store. Errors: a store of
  // --store NAME=PATH that cannot be read.
  static plugin::Result<ClientsAsked> open(const Settings& settings, const Evidence& evidence,
                                           TrustAnchors* given);

  // Of all clients; points into this object.
  std::vector<ClientQuestion> questions() const;

  // What the stores answered so far, for the archive.
  std::vector<ClientStoreRecord> records() const;

 private:
  struct Row {
    ClientId client = ClientId::openssl;
    std::string place;
    std::string trouble;
    bool has_distrust = false;
    TrustAnchors* anchors = nullptr;                  // null: not installed or not readable
    std::unique_ptr<TrustAnchors> own = {};           // what the recorder asks
    std::unique_ptr<RecordingAnchors> recorder = {};  // of the first row with this store
  };
  void add(ClientStore store);
  void add(const ClientStoreRecord& record);
  void add(Row row);

  std::vector<Row> rows_;
};

}  // namespace checks
