// A client's trust store in one file or folder, whatever its format.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "checks/pki/client_id.h"
#include "checks/pki/trust_anchors.h"
#include "plugin/result.h"

namespace checks {

struct OpenedStore {
  std::unique_ptr<TrustAnchors> anchors;
  bool knows_distrust = false;  // its format has distrust dates (p11-kit)
};

// `--store NAME=PATH`. The content decides how it is read: a bundle of PEM, one certificate in DER, a hashed
// or plain folder, PKCS#12 or JKS (with Java's usual password "changeit", then with none), PKCS#7, a p11-kit
// file, a program with certificates compiled in (Node.js). Go reads every file of a folder, the others only
// hashed names where there are some. The error names the file and what is wrong with it or was expected.
plugin::Result<OpenedStore> open_store(ClientId client, const std::string& path);

// A store that is opened when it is first asked; several clients may share it.
class SharedStore {
 public:
  using Opener = std::function<plugin::Result<OpenedStore>()>;
  explicit SharedStore(Opener opener) : opener_(std::move(opener)) {}

  AnchorAnswer find(ByteView subject);  // no certificates when it cannot be opened
  // These open it. Why it cannot be read; empty: it can.
  std::string trouble();
  bool knows_distrust();

 private:
  void open();

  Opener opener_;
  std::optional<plugin::Result<OpenedStore>> opened_;
};

}  // namespace checks
