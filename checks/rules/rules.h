// The questions, one per file: "leaf-expiry" is judge_leaf_expiry in leaf_expiry.cc. What each asks, its
// states and its source stand in its row in table.cc. All follow the contract of Rule::judge, and may be
// called only when the row's `needs` is met.

#pragma once

#include "checks/rules/rule.h"

namespace checks {

Findings judge_reachable(const Case& c);
Findings judge_leaf_expiry(const Case& c);
Findings judge_not_yet_valid(const Case& c);
Findings judge_name_match(const Case& c);
Findings judge_self_signed(const Case& c);
Findings judge_chain_complete(const Case& c);
Findings judge_chain_trusted(const Case& c);
Findings judge_chain_expiry(const Case& c);
Findings judge_expected_fingerprint(const Case& c);
Findings judge_pin(const Case& c);
Findings judge_expected_serial(const Case& c);
Findings judge_expected_issuer(const Case& c);
Findings judge_client_certificate(const Case& c);
Findings judge_signature_algorithm(const Case& c);
Findings judge_key_strength(const Case& c);
Findings judge_starttls_injection(const Case& c);
Findings judge_tls_version(const Case& c);
Findings judge_validity_length(const Case& c);
Findings judge_chain_order(const Case& c);
Findings judge_root_sent(const Case& c);

// The connection failed for no other reason than that the server wanted a client certificate, or another one:
// it sent its own certificates, asked, and said no. Such a server is reachable (TLS 1.2 refuses in the
// handshake, TLS 1.3 after it).
bool refused_for_client_certificate(const Observation& observation);

}  // namespace checks
