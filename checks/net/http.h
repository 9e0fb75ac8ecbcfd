// A small HTTP/1.1 client for documents that certificates name: one GET, one connection, no state.
//
// What it fetches is a stranger's choice, so: http:// only, also after a redirect; port 80 and addresses of
// the public Internet only (checks/net/address_class.h), unless private ones are allowed; the very address
// that was judged is connected to. No proxy, no cookies, no authorization, no compression, no keep-alive.
// What comes back is bounded in all its parts and has to be verified by who asked for it.

#pragma once

#include <cstddef>
#include <string>

#include "checks/evidence/bytes.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"

namespace checks {

// Redirects followed. Real AIA, OCSP and CRL addresses have none or one (a CDN).
inline constexpr int kMaxRedirects = 3;

struct HttpClient {
  Network& network;
  std::string user_agent;
  bool allows_private = false;  // any port, any address
};

// The body of a 200 answer, at most `limit` bytes. `client` must outlive the task. Throws NetworkError with
// stage `fetch`, its text a clause that follows the URL:
//
//   other            we did not go there: "is not an http:// URL", "would lead to 10.0.0.1 (private use):
//   only
//                    with --fetch-private"
//   rejected         the server has it not: "the server answers 404 'Not Found'", "more than 3 redirects"
//   too_large, protocol, closed, reset, deadline, refused, name_not_found, ...   as for any connection
//
// Every address of the host is tried, each with its share of the time left.
Task<Bytes> http_get(const HttpClient& client, std::string url, std::size_t limit, plugin::Deadline deadline);

}  // namespace checks
