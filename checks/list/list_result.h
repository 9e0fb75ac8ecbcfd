// What is kept of each endpoint of a run: enough for every output, and little enough for 10,000 of them.
//
// Nothing here points into evidence or facts, which are dropped as soon as an endpoint is judged. What came
// from a peer is bounded when it is put in (list_result.cc), and a Text or a string that each writer escapes
// by the rules of its format.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/evidence/observation.h"
#include "checks/list/list_reader.h"
#include "plugin/calendar.h"
#include "plugin/status.h"
#include "plugin/text.h"

namespace checks {

// Of one endpoint; what is beyond is counted.
inline constexpr std::size_t kMaxKeptFindings = 8;
inline constexpr std::size_t kMaxKeptRemedies = 4;

struct ListFinding {
  std::string id;  // the rule's: "leaf-expiry"
  plugin::Status status = plugin::Status::ok;
  plugin::Text text;  // one sentence, at most 300 bytes
};

// A certificate above the leaf, as reports draw it.
struct ChainLink {
  plugin::Text name;  // CertificateFacts::display_name
  std::string key;    // "RSA 2048 bits"
  plugin::Time not_after{};
  bool sent = false;  // by the server; else it came from the trust store
  bool is_anchor = false;
  std::string sha256_fingerprint;

  friend bool operator==(const ChainLink&, const ChainLink&) = default;
};

// The issuer first, the trust anchor last; without an anchor where there is no path. Equal ones are one
// object (ChainShelf).
using IssuerChain = std::vector<ChainLink>;

// Makes equal chains one object.
class ChainShelf {
 public:
  std::shared_ptr<const IssuerChain> shared(IssuerChain chain);

 private:
  std::map<std::string, std::shared_ptr<const IssuerChain>> chains_;  // by fingerprints
};

// The leaf that was seen.
struct ListLeaf {
  plugin::Text name;     // display_name
  plugin::Text subject;  // RFC 4514, at most 300 bytes; issuer likewise
  plugin::Text issuer;
  plugin::Text issuer_name;  // its common name, else as `issuer`
  std::string serial;
  std::string sha256_fingerprint;
  std::string key;                  // "ECDSA P-256"
  std::string signature_algorithm;  // "ECDSA-SHA384"
  plugin::Time not_before{};
  plugin::Time not_after{};
  std::vector<std::string> names;  // of its SAN, at most 5 of them
  std::size_t more_names = 0;
};

struct ListResult {
  std::size_t entry = 0;  // its index in List::entries
  plugin::Status status = plugin::Status::unknown;
  plugin::Text headline;              // what leads, without the label: "certificate expires in 59 days (...)"
  std::vector<ListFinding> findings;  // those that are not OK, worst first
  std::size_t more_findings = 0;
  std::vector<plugin::Text> remedies;           // what to do, step by step
  std::optional<ListLeaf> leaf;                 // none: no certificate was seen, or it does not parse
  std::optional<plugin::Time> chain_not_after;  // the earliest end on the best path above the leaf
  std::shared_ptr<const IssuerChain> chain;     // null: none
  bool reached = false;                         // rule `reachable` passed
  bool valid = false;                           // trust, name and dates are good, whatever thresholds say
  plugin::Text address;                         // that was connected to, empty if none was reached
  std::string tls_version;                      // "TLSv1.3", empty: not negotiated
  Timings timings;
  plugin::Time checked_at{};  // when it was judged
  bool left_over = false;     // the deadline or a signal came first: nothing is known of it
};

// What is kept of a finished check. `entry` is filled in by the caller.
ListResult make_list_result(const Checked& checked, const Program& program, ChainShelf& chains);

// A whole run.
struct ListRun {
  List list;
  std::vector<ListResult> results;  // of every entry that was checked, in the order of the list
  std::size_t not_checked = 0;  // entries that the deadline or a signal left over: also among the results,
                                // UNKNOWN
  plugin::Time started{};
  std::chrono::milliseconds taken{};
};

}  // namespace checks
