#include "checks/pki/store_files.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "checks/pki/anchor_sources.h"
#include "checks/pki/certificate_files.h"
#include "checks/pki/compiled_roots.h"
#include "checks/pki/keystore.h"
#include "checks/pki/machine.h"
#include "checks/pki/p11_kit.h"

namespace checks {
namespace {

using Result = plugin::Result<OpenedStore>;

plugin::Error error(const std::string& path, std::string_view problem) {
  return {plugin::Text(path + std::string(problem))};
}

OpenedStore opened(std::unique_ptr<TrustAnchors> anchors) { return {std::move(anchors)}; }

Result opened(plugin::Result<std::unique_ptr<TrustAnchors>> anchors) {
  return anchors ? Result(opened(std::move(*anchors))) : Result(anchors.error());
}

Result nothing_in(const std::string& path) {
  return error(path,
               " holds no certificate: expected PEM, DER, PKCS#7, PKCS#12, JKS, a p11-kit file or a program "
               "with certificates in it");
}

bool is_program(const std::string& path) {
  constexpr std::string_view kMagic =
      "\x7f"
      "ELF";
  return beginning_of(path, kMagic.size()) == kMagic;
}

Result open_program(const std::string& path) {
  plugin::Result<CompiledRoots> roots = read_compiled_roots(path);
  if (!roots) {
    return roots.error();
  }
  Bundle bundle(file_content(roots->pem));
  return bundle.empty() ? nothing_in(path)
                        : Result(opened(std::make_unique<BundleFile>(path, std::move(bundle))));
}

Result open_keystore(const std::string& path, ByteView bytes) {
  Keystore store = read_keystore(bytes, "changeit");
  if (store.error && store.error->trouble == KeystoreTrouble::password_wrong) {
    store = read_keystore(bytes);
  }
  if (store.error) {
    return error(path, ": " + store.error->text.characters());
  }
  std::vector<StoredCertificate> certificates;
  for (Bytes& der : store.certificates) {
    certificates.push_back({std::move(der)});
  }
  return opened(std::make_unique<CertificateList>(path, std::move(certificates)));
}

Result open_p11_kit(const std::string& path, std::string_view text) {
  auto list = std::make_unique<CertificateList>(path, read_p11_kit(text));
  if (list->empty()) {
    return nothing_in(path);
  }
  OpenedStore store = opened(std::move(list));
  store.knows_distrust = true;
  return store;
}

Result open_file(const std::string& path) {
  if (is_program(path)) {
    return open_program(path);
  }
  std::string why;
  auto content = read_file(path, kMaxBundle, &why);
  if (!content) {
    return error(path, ": " + why);
  }
  const std::string_view text = content->text();
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  const KeystoreKind kind = keystore_kind(bytes);
  if (kind != KeystoreKind::pem && kind != KeystoreKind::der && kind != KeystoreKind::unknown) {
    return open_keystore(path, bytes);
  }
  if (is_p11_kit(text)) {
    return open_p11_kit(path, text);
  }
  Bundle bundle(std::move(*content));
  return bundle.empty() ? nothing_in(path)
                        : Result(opened(std::make_unique<BundleFile>(path, std::move(bundle))));
}

}  // namespace

plugin::Result<OpenedStore> open_store(ClientId client, const std::string& path) {
  if (is_folder(path)) {
    return opened(open_folder(path, client == ClientId::go ? FolderReading::whole : FolderReading::by_hash));
  }
  return open_file(path);
}

void SharedStore::open() {
  if (!opened_) {
    opened_ = opener_();
  }
}

AnchorAnswer SharedStore::find(ByteView subject) {
  open();
  return *opened_ ? (*opened_)->anchors->find(subject)
                  : AnchorAnswer{{subject.begin(), subject.end()}, {}, {}};
}

std::string SharedStore::trouble() {
  open();
  return *opened_ ? "" : opened_->error().text.characters();
}

bool SharedStore::knows_distrust() {
  open();
  return *opened_ && (*opened_)->knows_distrust;
}

}  // namespace checks
