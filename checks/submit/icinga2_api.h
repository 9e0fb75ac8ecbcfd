// Results to Icinga 2 by its REST API: POST /v1/actions/process-check-result (Icinga 2, manual, "Icinga 2
// API").

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checks/net/https.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "checks/submit/outbox.h"
#include "plugin/deadline.h"
#include "plugin/result.h"
#include "plugin/text.h"

namespace checks {

// Connections at once. One result takes Icinga 1 to 2 ms; more connections take its API from others.
inline constexpr int kIcingaConnections = 4;
// Of an answer, which names one object: some hundred bytes.
inline constexpr std::size_t kMaxIcingaAnswer = 64 << 10;

struct IcingaApi {
  HttpsPeer peer;  // `certificate_name`: the node's name where the URL has another one
  std::string user;
  std::string password;
  std::string check_source;  // who checked, as Icinga shows it; empty: not told
  // A service whose next result does not come within it is UNKNOWN, by Icinga; none: as the service says.
  std::optional<std::chrono::seconds> ttl;
};

// The request for one result, with its original times.
HttpsRequest icinga_request(const IcingaApi& api, const PassiveResult& result);

// What an answer says. Only Icinga's own words refuse for good: those of a proxy, or of another server behind
// the URL, stop, and so does Icinga while it loads its configuration.
struct IcingaVerdict {
  enum class Kind {
    taken,    // or Icinga has a newer one, which it keeps
    refused,  // this object: `why` follows its name
    stop,     // nothing can be submitted: `why` is a sentence without a subject, "answers 401: ..."
  };
  Kind kind = Kind::stop;
  std::string why;

  friend bool operator==(const IcingaVerdict&, const IcingaVerdict&) = default;
};
IcingaVerdict icinga_verdict(unsigned status, std::string_view body);

// A password from the first line of a file, at most 1,024 bytes.
plugin::Result<std::string> read_password(const std::string& path);

// Submits all, kIcingaConnections at a time, each connection used again and again. Nothing: all are settled.
// Else why the rest is not: "icinga2 at master:5665: connection refused". Everything must outlive the task.
Task<std::optional<plugin::Text>> deliver_to_icinga(const IcingaApi& api, const VerifiedTlsContext& tls,
                                                    Network& network, Outbox& outbox,
                                                    plugin::Deadline deadline);

}  // namespace checks
