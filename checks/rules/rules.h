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

// Of a profile: see profile.h.
Findings judge_rfc5280_authority_key_id(const Case& c);
Findings judge_rfc5280_subject_key_id(const Case& c);
Findings judge_rfc5280_basic_constraints(const Case& c);
Findings judge_rfc5280_key_usage(const Case& c);
Findings judge_rfc5280_name_constraints(const Case& c);
Findings judge_rfc5280_serial_number(const Case& c);
Findings judge_rfc5280_critical_extensions(const Case& c);
Findings judge_rfc5280_empty_subject(const Case& c);
Findings judge_rfc5280_names(const Case& c);
Findings judge_rfc5280_version(const Case& c);
Findings judge_webpki_extended_key_usage(const Case& c);
Findings judge_webpki_root_eku(const Case& c);
Findings judge_webpki_san_critical(const Case& c);
Findings judge_webpki_key_type(const Case& c);
Findings judge_webpki_signature(const Case& c);
Findings judge_webpki_authority_key_id(const Case& c);
Findings judge_webpki_aia(const Case& c);
Findings judge_webpki_end_entity_ca(const Case& c);
Findings judge_webpki_common_name(const Case& c);
Findings judge_webpki_alternative_names(const Case& c);
Findings judge_clients_agree(const Case& c);

// Of files.
Findings judge_file_readable(const Case& c);
Findings judge_key_match(const Case& c);
Findings judge_served_same(const Case& c);
Findings judge_addresses_agree(const Case& c);

// Of what was tried beside the ordinary connection.
Findings judge_both_keys(const Case& c);
Findings judge_versions_refused(const Case& c);

// "RSA", "ECDSA", "Ed25519", "Ed448", "DSA", "other": how certificates of one server are told apart.
const char* kind_of_key(KeyType type);

// "192.0.2.7:443", or the host where no address was found: what was seen for --served, as sentences name it.
plugin::Text served_label(const Observation& observation);

// The connection failed for no other reason than that the server wanted a client certificate, or another one:
// it sent its own certificates, asked, and said no. Such a server is reachable (TLS 1.2 refuses in the
// handshake, TLS 1.3 after it).
bool refused_for_client_certificate(const Observation& observation);

}  // namespace checks
