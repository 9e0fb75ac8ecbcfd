// How the kinds of clients differ in what they accept, as measured: tests/clients runs the real ones.

#pragma once

#include <cstddef>

#include "checks/pki/client_id.h"
#include "checks/rules/client_names.h"
#include "checks/rules/path_terms.h"
#include "checks/rules/policy.h"

namespace checks {

// Which of several ways from the leaf to an anchor a client finds.
enum class PathSearch : std::uint8_t {
  all,     // tries one after the other until one is good
  linear,  // for each certificate the first issuer among those sent; no way back
};

// What a client asks of the server's own certificate beyond RFC 5280.
struct LeafHabits {
  bool wants_digital_signature = true;  // of a key usage, unless the key exchange is by RSA encryption
  bool takes_pss_keys = true;           // keys for RSASSA-PSS only
  bool takes_rare_keys = true;          // Ed25519, Ed448, P-521
  bool takes_anchor = true;             // the certificate itself in the store
  bool takes_empty_subject = true;      // beside names that are not critical
  bool wants_staple = false;            // where the certificate says that there must be one (RFC 7633)
};

struct ClientHabits {
  ClientId client;
  const char* name;  // for people
  NameHabits names;
  PathHabits path;  // of a client that uses OpenSSL: not looked at, OpenSSL itself judges
  LeafHabits leaf;  // likewise
  PathSearch search = PathSearch::all;
  std::size_t most_sent = 10'000;  // certificates in the server's message
  TlsVersion oldest_tls = TlsVersion::tls1_2;
};

const ClientHabits& habits_of(ClientId client);

}  // namespace checks
