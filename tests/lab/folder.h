// What the lab leaves in its folder, for check_tls and for real servers.
//
//   roots.pem                    the Lab's roots, one of them expired: --ca-file
//   roots-and-intermediate.pem   the same and Lab Intermediate CA 1
//   clients.pem                  the same roots and the anchors of the scenarios for clients
//   hashed/                      roots.pem as OpenSSL looks it up, HHHHHHHH.0: --ca-path
//   chains/NAME.pem              what the server NAME sends, the leaf first
//   keys/NAME.pem                its private key, PKCS #8
//   anchors/NAME.pem             the store of a scenario that has its own: --ca-file
//   aia/lab-root-ca.crt, ...     each authority, DER, under the name that AIA URLs give it
//   client.pem, client.key       a client certificate that the lab's servers accept
//   stranger.pem, stranger.key   one that they refuse
//
// Private keys have mode 0600. A file that is already there is replaced by a new one: a link is never
// followed.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/lab/scenario.h"

namespace lab {

// Makes `dir` where it is missing (not its parents).
void write_folder(const std::string& dir, const std::vector<std::unique_ptr<Service>>& services, Pki& pki);

}  // namespace lab
