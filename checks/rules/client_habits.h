// How the kinds of clients differ in what they accept, as measured: tests/clients runs the real ones.

#pragma once

#include <string_view>

#include "checks/pki/client_id.h"
#include "checks/pki/facts.h"
#include "checks/rules/path_conditions.h"
#include "checks/rules/policy.h"

namespace checks {

// How a client compares names. By default as RFC 9525 says (checks/pki/names.h).
struct NameHabits {
  bool common_name = false;        // looks at the common name when there is no alternative name of a host
  bool partial_wildcards = false;  // "f*.example.org" covers "foo.example.org" (RFC 2818, 3.1)
  bool short_wildcards = false;    // "*.org" covers "example.org"
  bool unicode_host = false;       // converts a host name in Unicode by itself
  bool final_dot = false;          // takes a host name that ends with a dot
};

// Which of several ways from the leaf to an anchor a client finds.
enum class PathSearch {
  all,     // tries one after the other until one is good
  linear,  // for each certificate the first issuer among those sent; no way back
};

struct ClientHabits {
  ClientId client;
  const char* name;  // for people
  NameHabits names;
  PathHabits path;
  PathSearch search;
  TlsVersion oldest_tls;
};

const ClientHabits& habits_of(ClientId client);

// Whether a client of these habits finds that the certificate covers `name`, a host name in ASCII or an
// address.
bool covers(const CertificateFacts& certificate, std::string_view name, const NameHabits& habits);

}  // namespace checks
