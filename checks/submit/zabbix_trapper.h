// Results to a Zabbix server or proxy, as zabbix_sender sends them (Zabbix, manual, "Sender protocol" and
// "Header and data length").

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "checks/submit/outbox.h"
#include "checks/submit/zabbix_doubts.h"
#include "plugin/deadline.h"
#include "plugin/text.h"

namespace checks {

// Of an answer, one line of counts.
inline constexpr std::size_t kMaxTrapperAnswer = 64 << 10;

struct ZabbixTrapper {
  std::string host;
  std::uint16_t port = 0;
};

// The value of an item: one JSON object {"schema":1,"status":2,"state":"CRITICAL","summary":"...",
// "details":[...],"clock":1800000000,"metrics":{"leaf_left":-259200,...}}, for dependent items to take apart.
// The clock is when it was judged: a certificate ends at clock + leaf_left, however late the value arrives.
std::string zabbix_value(const PassiveResult& result);

// A packet of "sender data" with the original times.
Bytes trapper_request(const Outbox& outbox, const std::vector<std::size_t>& batch);

// "processed: 248; failed: 2; ..." of an answer's JSON.
struct TrapperAnswer {
  std::size_t processed = 0;
  std::size_t failed = 0;

  friend bool operator==(const TrapperAnswer&, const TrapperAnswer&) = default;
};
// Nothing: `why` says what came instead, "the answer is no JSON".
std::optional<TrapperAnswer> trapper_answer(std::string_view json, std::string& why);

// Sends all in batches of kMaxTrapperBatch, one connection each, unencrypted (the trapper's TLS is not
// spoken: send to a proxy on this machine where the network is not trusted). Nothing: all are settled. Else
// why the rest is not: "zabbix at 127.0.0.1:10051: connection refused".
//
// Where Zabbix refuses all of a batch, each is refused by name. Where it refuses some, they are told as
// partly refused, and `doubts` finds out in the runs to come (zabbix_doubts.h). A batch whose answer does not
// come is not settled.
Task<std::optional<plugin::Text>> deliver_to_zabbix(ZabbixTrapper trapper, Network& network, Outbox& outbox,
                                                    ZabbixDoubts& doubts, plugin::Deadline deadline);

}  // namespace checks
