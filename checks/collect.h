// Collects evidence of one endpoint: look-up, connection, STARTTLS, TLS. The only part that touches the
// network.
//
// Every failure becomes evidence. When the deadline passes, what was not answered is a `deadline` failure and
// what was seen until then stays.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "checks/net/tls_engine.h"
#include "checks/openssl/certificate_pool.h"
#include "checks/starttls/protocol.h"
#include "plugin/deadline.h"

namespace checks {

// Addresses of a name that are connected to; each takes a descriptor, of which a process has 1,024 by
// default.
inline constexpr std::size_t kMaxTried = 64;

// What collectors of one run share; must outlive them.
struct Collector {
  Network& network;
  TlsContext& tls;
  openssl::CertificatePool& certificates;
  std::string local_name;                                // who we say we are in dialogues
  std::shared_ptr<const ClientCredentials> credentials;  // null: no client certificate
  // Told the target and its address as soon as the ordinary connection stands (probes.h); null: nobody.
  std::function<void(const Target&, const std::string&)> on_connected = nullptr;
  // Told the address as soon as the ordinary connection to it is gone, or none came about.
  std::function<void(const std::string&)> on_ended = nullptr;
};

// Connects to the first address of `evidence.target` that answers, of the first kMaxTried that it has, and
// adds an observation for each attempt that failed before and for the one that answered or failed last: at
// least one, exactly one not superseded. `collector`, `protocol` and `evidence` must outlive the task.
// Throws nothing that comes from the network.
Task<> collect(Collector& collector, const Protocol& protocol, plugin::Deadline deadline, Evidence& evidence);

// One connection more to an address of `target`: `seen` says why and where to (purpose, address, port,
// offered) and is filled in. All four must outlive the task.
Task<> collect_beside(Collector& collector, const Protocol& protocol, const Target& target,
                      plugin::Deadline deadline, Observation& seen);

// The addresses of `target`; none: `seen` has the failure.
Task<> find_addresses(Collector& collector, const Target& target, plugin::Deadline deadline,
                      Observation& seen, std::vector<std::string>& into);

// This machine's name if it has a domain, else "localhost.localdomain": what EHLO takes.
std::string local_host_name();

}  // namespace checks
