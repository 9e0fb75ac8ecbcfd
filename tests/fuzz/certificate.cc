// A certificate in DER, as a server sends it: OpenSSL's view and our own, names matched against it.

#include "checks/pki/certificate.h"

#include "checks/openssl/certificate_pool.h"
#include "checks/pki/der.h"
#include "checks/pki/names.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const checks::ByteView der(data, size);
  (void)checks::der::subject_of(der);
  checks::openssl::CertificatePool pool;
  std::string error;
  X509* handle = pool.get(der, &error);
  fuzz::require(handle != nullptr || !error.empty(), "what does not parse has a reason");
  if (handle != nullptr) {
    const checks::CertificateFacts facts = checks::certificate_facts(handle, der);
    for (const char* name : {"www.example.org", "example.org", "192.0.2.1", "2001:db8::1", ""}) {
      (void)checks::covering_name(facts, name);
    }
    (void)pool.is_signed_by(handle, handle);
  }
  return 0;
}
