// The certificates of the scenarios: one function each, named as the scenario where it serves only one.
//
// "Good" means: P-256, signed with SHA-256 by Lab Intermediate CA 1, for www.lab.example, 60 days left of 90,
// sent with its intermediate. Each other function says in its name how it differs.

#pragma once

#include "tests/lab/pki.h"

namespace lab::identities {

Identity good(Pki& pki);
Identity good_rsa(Pki& pki);
Identity expired_rsa(Pki& pki);
Identity good_six_day(Pki& pki);  // 160 hours, of which 4 days are left
Identity ed25519(Pki& pki);
Identity stapling(Pki& pki);  // with an OCSP response by its issuer: good, for 6 more days
Identity mail(Pki& pki);      // for mail.lab.example

Identity expiring(Pki& pki);  // 10 days left of 90
Identity expired(Pki& pki);   // 3 days ago
Identity not_yet_valid(Pki& pki);

Identity wrong_name(Pki& pki);  // for three other names
Identity cn_only(Pki& pki);
Identity wildcard(Pki& pki);      // *.wild.lab.example
Identity ip_name(Pki& pki);       // 127.0.0.1 as iPAddress
Identity unicode_name(Pki& pki);  // muenchen.lab.example with its umlaut, as an A-label
Identity hostile_names(Pki& pki);
Identity placeholder_name(Pki& pki);  // the organization is kPlaceholder, for raw_tls to overwrite

Identity self_signed(Pki& pki);
Identity leaf_only(Pki& pki);
Identity leaf_only_with_aia(Pki& pki, const char* path);  // its issuer is to be fetched from `path`
Identity leaf_only_below_two(Pki& pki);
Identity wrong_order(Pki& pki);  // two intermediates, the upper one first
Identity duplicate(Pki& pki);    // the leaf twice
Identity root_sent(Pki& pki);
Identity unrelated_sent(Pki& pki);
Identity expired_intermediate(Pki& pki);
Identity expired_root(Pki& pki);
Identity cross_signed_expired_first(Pki& pki);
Identity cross_signed_expired_last(Pki& pki);
Identity cross_signed_expired_only(Pki& pki);
Identity issuer_not_ca(Pki& pki);
Identity unknown_root(Pki& pki);
Identity chain_200(Pki& pki);

Identity rsa_1024(Pki& pki);
Identity sha1(Pki& pki);
Identity public_800_days(Pki& pki);  // with the CA/Browser Forum's policy for validated domains

// For clients: one that the lab's servers accept, one that they refuse. Issued by a root itself, so that
// nothing else need be sent with them.
Identity client(Pki& pki);
Identity stranger(Pki& pki);

// As long as the bytes that take its place.
inline constexpr std::string_view kPlaceholder = "~~~~~~~~";

}  // namespace lab::identities
