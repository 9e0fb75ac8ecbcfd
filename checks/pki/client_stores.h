// Which trust stores the clients on this machine use.
//
//   plugin::Result<std::vector<ClientStore>> stores = find_client_stores({.given = {{ClientId::java,
//   "cacerts"}}}); for (ClientStore& store : *stores) {
//     if (!store.anchors) ...                 // not installed
//     else if (!store.trouble().empty()) ...  // there, and cannot be read
//     else store.anchors->find(subject);
//   }
//
// Looks at names of files only: no store is opened before it is asked. A client is installed when its store
// or its program is there; which version it is nobody asks. Where clients share a place they share what was
// read of it. What a client makes of its store (whether an intermediate in it is an anchor) is not decided
// here.
//
// Where each looks (the layouts of Debian, Red Hat, SUSE and Alpine):
//   openssl, roots-only: SSL_CERT_DIR and SSL_CERT_FILE, else OpenSSL's defaults and the places of the
//     distributions, as system_anchors().
//   python: the same, where there is a python3.
//   certifi: REQUESTS_CA_BUNDLE, else CURL_CA_BUNDLE (as requests does); else what certifi.where() says in
//   the
//     given virtual environments, then in the system's Pythons: cacert.pem beside it, or the system's bundle
//     where distributions took that file out; last the copy inside pip.
//   java: JAVA_HOME, else the Java that `java` in the bin folders is, else those in /usr/lib/jvm; of each
//     jssecacerts, else cacerts, in lib/security or jre/lib/security; else the distributions' own copies.
//   node: the roots in the program `node` or in libnode; the system's store where the build says so or has
//     none; NODE_EXTRA_CA_CERTS besides.
//   go: SSL_CERT_FILE, else the first bundle of crypto/x509/root_linux.go that is there; besides all files in
//     the folders of SSL_CERT_DIR, else /etc/ssl/certs and /etc/pki/tls/certs.
//   gnutls: p11-kit's files where there are some, else the system's bundle; where libgnutls is.
//   browser: Mozilla's roots as ca-certificates ships them (Debian: files in a folder; Red Hat and SUSE: with
//     distrust dates, by p11-kit), else the system's bundle.

#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checks/pki/client_id.h"
#include "checks/pki/machine.h"
#include "checks/pki/store_files.h"
#include "checks/pki/trust_anchors.h"
#include "plugin/result.h"

namespace checks {

struct ClientStore {
  ClientId client = ClientId::openssl;
  std::string place = {};  // paths, joined by ", "; empty: not installed
  // Null: not installed. Opens each place when it is first asked, and holds what any of them has.
  std::unique_ptr<TrustAnchors> anchors = {};
  std::vector<std::shared_ptr<SharedStore>> parts = {};  // the places behind `anchors`

  // These open what is not open yet.
  // Why no place can be read; empty: one can be, or the client is not installed.
  std::string trouble() const;
  // A place says which certificates Mozilla distrusts from when on.
  bool knows_distrust() const;
};

struct StoreSearch {
  Machine machine = {};
  std::vector<std::pair<ClientId, std::string>> given = {};  // --store NAME=PATH; several: all of them
  std::vector<std::string> virtual_environments = {};        // of Python
};

// One for each ClientId, in the enumerators' order. A store that was given is opened here and now: the error
// says which cannot be.
plugin::Result<std::vector<ClientStore>> find_client_stores(const StoreSearch& search);

}  // namespace checks
