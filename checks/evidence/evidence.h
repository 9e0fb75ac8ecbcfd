// Everything that a run learnt from outside: the input of judgement, and a bug report when saved.
//
// Holds no password, private key, authorization header, session ticket or session secret.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/evidence/failure.h"
#include "checks/evidence/observation.h"
#include "checks/evidence/target.h"

namespace checks {

// A document fetched because judgement asked for it.
struct Fetch {
  std::string purpose;  // "aia", "ocsp", "crl"
  std::string url;
  Bytes request;  // the body sent, empty for a GET
  Bytes answer;
  std::optional<Failure> failure;

  friend bool operator==(const Fetch&, const Fetch&) = default;
};

// What a store says of one of its certificates besides holding it. Only files of p11-kit and PEM blocks
// "TRUSTED CERTIFICATE" say such things.
struct AnchorNote {
  std::uint16_t certificate = 0;  // which of AnchorAnswer::certificates
  // Not to be trusted for TLS servers: "x-distrusted" or an anchor for other purposes only (p11-kit),
  // rejected or not listed for server authentication (OpenSSL).
  bool rejected = false;
  // Server certificates that begin later are not trusted (Mozilla's server-distrust-after).
  std::optional<std::chrono::sys_seconds> distrust_after = {};

  friend bool operator==(const AnchorNote&, const AnchorNote&) = default;
};

// What a store of trust anchors answered when asked for a subject. "None" is an answer too.
struct AnchorAnswer {
  Bytes subject;                       // Name, DER, as in the certificate that asked
  std::vector<Bytes> certificates;     // DER; empty: the store has none of that subject
  std::string source;                  // where they lie: a file or folder
  std::vector<AnchorNote> notes = {};  // at most one for each certificate; most have none

  friend bool operator==(const AnchorAnswer&, const AnchorAnswer&) = default;
};

// The trust store of one kind of client on the machine that ran the check, and what it answered.
struct ClientStoreRecord {
  std::string client;                 // its id: "java"
  std::string place;                  // where the store lies; empty: the client is not installed
  std::string trouble;                // why the store could not be read
  bool has_distrust = false;          // it says from when on roots are distrusted
  std::vector<AnchorAnswer> answers;  // of several clients with one place, only the first has them

  friend bool operator==(const ClientStoreRecord&, const ClientStoreRecord&) = default;
};

struct Evidence {
  Target target;
  std::chrono::sys_seconds collected_at{};
  std::vector<Observation> observations;
  std::vector<Fetch> fetches;
  std::vector<AnchorAnswer> anchors;
  std::string anchor_store;  // the store's name in words: "/etc/ssl/certs"
  // The name of the machine on which the clients' stores lie; empty: nobody asked for clients, or the user
  // gave all of them the same anchors, which are those of `anchors`.
  std::string machine;
  std::vector<ClientStoreRecord> client_stores;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

}  // namespace checks
