// Files of certificates and keys: PEM, DER, PKCS#7, PKCS#12, JKS; stores of anchors as they are indexed;
// p11-kit.

#include "checks/pki/keystore.h"

#include "checks/pki/certificate_files.h"
#include "checks/pki/certificate_table.h"
#include "checks/pki/der.h"
#include "checks/pki/p11_kit.h"
#include "tests/fuzz/fuzz.h"

namespace {

void read(checks::ByteView file, const std::optional<std::string>& password) {
  const checks::Keystore store = checks::read_keystore(file, password);
  fuzz::require(store.error || !store.certificates.empty(), "without an error there are certificates");
  fuzz::require(store.certificates.size() <= checks::kMaxKeystoreEntries, "certificates are bounded");
  fuzz::require(store.problems.size() <= checks::kMaxProblems, "problems are bounded");
  if (store.error) {
    fuzz::require_printable(store.error->text.line());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const checks::ByteView file(data, size);
  const std::string_view text = fuzz::text(data, size);
  read(file, std::nullopt);
  read(file, "changeit");
  const checks::Bundle bundle(checks::file_content(text));
  for (const checks::Bytes& one : checks::read_keystore(file).certificates) {
    if (const auto subject = checks::der::subject_of(one)) {
      (void)bundle.find(*subject);
    }
  }
  if (checks::is_p11_kit(text)) {
    (void)checks::read_p11_kit(text);
  }
  return 0;
}
