#include "checks/pki/openssl_view.h"

#include <openssl/x509_vfy.h>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"

namespace checks {
namespace {

// Holds certificates of the table, which stay its own.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;

openssl::X509StorePtr store_of(const CertificateTable& table, std::span<const CertificateIndex> trusted) {
  openssl::X509StorePtr store(X509_STORE_new());
  for (std::size_t i = 0; store && i < trusted.size(); ++i) {
    if (X509_STORE_add_cert(store.get(), table.handle(trusted[i])) != 1) {
      return nullptr;
    }
  }
  return store;
}

StackPtr stack_of(const CertificateTable& table, const std::vector<SentCertificate>& sent) {
  StackPtr stack(sk_X509_new_null());
  for (const SentCertificate& one : sent) {
    if (one.certificate && (!stack || sk_X509_push(stack.get(), table.handle(*one.certificate)) == 0)) {
      return nullptr;
    }
  }
  return stack;
}

bool set_up(X509_STORE_CTX* context, Time now, const OpensslTerms& terms) {
  if (X509_STORE_CTX_set_default(context, "ssl_server") != 1) {
    return false;
  }
  X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_time(param, now.time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(param, terms.security_level);
  X509_VERIFY_PARAM_set_depth(param, kMaxOpensslDepth);
  const unsigned long flags =
      X509_V_FLAG_TRUSTED_FIRST | (terms.partial_chain ? X509_V_FLAG_PARTIAL_CHAIN : 0);
  return X509_VERIFY_PARAM_set_flags(param, flags) == 1;
}

OpensslVerdict answer(const CertificateTable& table, X509_STORE_CTX* context) {
  OpensslVerdict verdict;
  verdict.accepts = X509_verify_cert(context) == 1;
  if (!verdict.accepts) {
    verdict.error = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
    verdict.certificate = table.index_of(X509_STORE_CTX_get_current_cert(context));
  }
  STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context);
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    if (const auto index = table.index_of(sk_X509_value(chain, i))) {
      verdict.chain.push_back(*index);
    }
  }
  openssl::clear_errors();
  return verdict;
}

}  // namespace

std::optional<OpensslVerdict> openssl_verdict(const CertificateTable& table,
                                              std::span<const CertificateIndex> trusted,
                                              const std::vector<SentCertificate>& sent, Time now,
                                              const OpensslTerms& terms) {
  if (sent.empty() || !sent.front().certificate) {
    return std::nullopt;
  }
  const openssl::X509StorePtr store = store_of(table, trusted);
  const StackPtr intermediates = stack_of(table, sent);
  const openssl::X509StoreCtxPtr context(X509_STORE_CTX_new());
  const bool is_ready =
      store && intermediates && context &&
      X509_STORE_CTX_init(context.get(), store.get(), table.handle(*sent.front().certificate),
                          intermediates.get()) == 1 &&
      set_up(context.get(), now, terms);
  if (!is_ready) {
    openssl::clear_errors();
    return std::nullopt;
  }
  return answer(table, context.get());
}

}  // namespace checks
