#include "checks/openssl/legacy_context.h"

#include <openssl/crypto.h>
#include <openssl/provider.h>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"

namespace checks::openssl {

struct LegacyContext::State {
  using ContextPtr = std::unique_ptr<OSSL_LIB_CTX, Deleter<OSSL_LIB_CTX_free>>;
  using ProviderPtr = std::unique_ptr<OSSL_PROVIDER, Deleter<OSSL_PROVIDER_unload>>;

  ContextPtr context{OSSL_LIB_CTX_new()};
  ProviderPtr legacy{OSSL_PROVIDER_load(context.get(), "legacy")};
  ProviderPtr usual{OSSL_PROVIDER_load(context.get(), "default")};
};

LegacyContext::LegacyContext() = default;
LegacyContext::~LegacyContext() = default;

OSSL_LIB_CTX* LegacyContext::get() {
  if (state_ == nullptr) {
    state_ = std::make_unique<State>();
    clear_errors();
  }
  return state_->legacy != nullptr && state_->usual != nullptr ? state_->context.get() : nullptr;
}

}  // namespace checks::openssl
