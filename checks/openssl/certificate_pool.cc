#include "checks/openssl/certificate_pool.h"

#include <utility>

#include "checks/openssl/asn1_time.h"
#include "checks/openssl/error.h"

namespace checks::openssl {
namespace {

std::string key(std::span<const std::uint8_t> der) {
  return std::string(reinterpret_cast<const char*>(der.data()), der.size());
}

}  // namespace

X509* CertificatePool::get(std::span<const std::uint8_t> der, std::string* error) {
  const auto [entry, is_new] = entries_.try_emplace(key(der));
  if (is_new) {
    entry->second = decode(der);
  }
  entry->second.is_used = true;
  if (error != nullptr && entry->second.handle == nullptr) {
    *error = entry->second.error;
  }
  return entry->second.handle.get();
}

void CertificatePool::add(std::span<const std::uint8_t> der, X509* handle) {
  const auto [entry, is_new] = entries_.try_emplace(key(der));
  if (is_new && X509_up_ref(handle) == 1) {
    entry->second = checked(X509Ptr(handle));
  }
}

void CertificatePool::trim(std::size_t most) {
  if (entries_.size() <= most) {
    return;
  }
  // By pointers, which another certificate may have next.
  signatures_.clear();
  std::erase_if(entries_, [](const auto& one) { return !one.second.is_used; });
  for (auto& [der, entry] : entries_) {
    entry.is_used = false;
  }
}

bool CertificatePool::is_signed_by(X509* child, X509* issuer) {
  const auto [entry, is_new] = signatures_.try_emplace({child, issuer});
  if (is_new) {
    EVP_PKEY* const key = X509_get0_pubkey(issuer);
    entry->second = key != nullptr && X509_verify(child, key) == 1;
    clear_errors();
  }
  return entry->second;
}

CertificatePool::Entry CertificatePool::decode(std::span<const std::uint8_t> der) {
  if (der.empty() || der.size() > kMaxCertificate) {
    return {nullptr, der.empty() ? "it is empty" : "it is larger than 256 KiB"};
  }
  clear_errors();
  const unsigned char* at = der.data();
  X509Ptr handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (handle == nullptr) {
    const std::string reasons = drain_errors();
    return {nullptr, "it is not well-formed: " + reasons.substr(0, reasons.find(", "))};
  }
  // A key of an unknown kind leaves its reasons in the queue although the certificate parses.
  clear_errors();
  if (at != der.data() + der.size()) {
    return {nullptr, "bytes follow the certificate"};
  }
  return checked(std::move(handle));
}

CertificatePool::Entry CertificatePool::checked(X509Ptr handle) {
  if (!to_time(X509_get0_notBefore(handle.get()))) {
    return {nullptr, "its start date is not a date"};
  }
  if (!to_time(X509_get0_notAfter(handle.get()))) {
    return {nullptr, "its end date is not a date"};
  }
  return {std::move(handle), {}};
}

}  // namespace checks::openssl
