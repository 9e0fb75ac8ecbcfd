// What became of the leaf's chain: decided once, so that of the rules on chains exactly one tells a fault.

#pragma once

#include <span>

#include "checks/rules/rule.h"

namespace checks {

// Who tells what:
//
//   outcome               self-signed  chain-complete  chain-trusted  chain-expiry  not-yet-valid
//   trusted                            (*)             pass           thresholds
//   expired                            (*)             steps back     CRITICAL
//   not_yet_valid                      (*)             steps back                   CRITICAL
//   broken                             (*)             CRITICAL (**)
//   self_signed_leaf      CRITICAL     steps back      steps back
//   leaf_issuer_missing                CRITICAL        steps back
//   issuer_unknown                     steps back      CRITICAL
//   signature_mismatch                 steps back      CRITICAL
//   untrusted_root                     pass            CRITICAL
//   nothing_found                      steps back      CRITICAL
//
// (**) MD5 and RSA keys of impossible sizes: steps back, signature-algorithm or key-strength tell them.
// (*) CRITICAL if the best path needs an intermediate from the store, else pass: a fault of its own.
enum class ChainOutcome {
  trusted,              // the best path is valid
  expired,              // there are paths, but an intermediate or the anchor of the best one has expired
  not_yet_valid,        // ... is not valid yet
  broken,               // ... has another problem
  self_signed_leaf,     // the leaf is self-signed and in no store
  leaf_issuer_missing,  // no certificate of the leaf's issuer was seen
  issuer_unknown,       // intermediates were seen, the last one's issuer was not, or only in a circle
  signature_mismatch,   // an issuer of the right name was seen, but its key did not sign
  untrusted_root,       // ends in a self-signed certificate that is not in the store
  nothing_found,        // the search gave up before it found anything
};

ChainOutcome chain_outcome(const Case& c);

// The chain that the verdict is about: the best path, else the longest dead end, else nothing but the leaf.
struct Chain {
  std::span<const PathStep> steps;  // leaf first; empty if the search found nothing
  const Path* path = nullptr;       // null: a dead end

  // The anchor of a path. Nothing in a dead end is one.
  bool is_anchor(std::size_t position) const { return path != nullptr && position + 1 == steps.size(); }
};

Chain chain_in_use(const Case& c);

// The leaf and the intermediates of that chain: no anchor (unless it is the leaf), no root.
std::vector<CertificateIndex> leaf_and_intermediates(const Case& c);

// "certificate", "intermediate 'X'", "intermediate 'X' in /etc/ssl/certs" (not sent), "root 'Y' in
// /etc/ssl/certs", "trust anchor 'Z' in ca.pem" (not self-issued), "root 'Y'" (sent, and no anchor).
plugin::Text name_in_chain(const Case& c, const Chain& chain, std::size_t position);

// How sentences say who brings the certificates: a server sends them, a file holds them.
struct Bringer {
  const char* brings;  // "the server sends"
  const char* lacks;   // "the server does not send"
  const char* there;   // "sent"
  const char* stand;   // "are sent"
  const char* add;     // "send it"
  const char* list;    // "the server's chain file"
};

const Bringer& bringer(const Case& c);

// Where anchors are looked for: "/etc/ssl/certs".
plugin::Text store_name(const Case& c);

// Where the certificate's issuer can be fetched: " (http://ca.example/1.crt)"; empty if the certificate does
// not say.
plugin::Text issuer_url_in_parentheses(const CertificateFacts& certificate);

// What came of fetching the certificate's issuer, where it was fetched.
enum class IssuerFetch { nothing, completes, does_not_complete };
IssuerFetch issuer_fetch(const Case& c, const CertificateFacts& certificate);

// ", which completes the chain", "; what lies at its address does not complete it", "": what a
// sentence says of a missing issuer, before issuer_url_in_parentheses.
plugin::Text words(IssuerFetch fetch);

}  // namespace checks
