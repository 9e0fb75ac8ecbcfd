#include "checks/net/client_credentials.h"

#include <openssl/pem.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"

namespace checks {
namespace {

constexpr std::size_t kMaxCertificates = 20;  // no real chain has more

plugin::Error error(std::string text) { return plugin::Error{plugin::Text(std::move(text))}; }

openssl::BioPtr memory(std::string_view text) {
  return openssl::BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// pem_password_cb: an empty password is none, so that OpenSSL never asks on the terminal.
int give_password(char* buffer, int size, int, void* password) {
  const std::string& given = *static_cast<const std::string*>(password);
  const std::size_t length = std::min(given.size(), static_cast<std::size_t>(size));
  std::memcpy(buffer, given.data(), length);
  return given.empty() ? -1 : static_cast<int>(length);
}

}  // namespace

struct ClientCredentials::State {
  std::vector<openssl::X509Ptr> chain;  // the certificate first
  openssl::EvpPkeyPtr key;
};

ClientCredentials::ClientCredentials(std::unique_ptr<State> state) : state_(std::move(state)) {}
ClientCredentials::~ClientCredentials() = default;

plugin::Result<std::shared_ptr<const ClientCredentials>> ClientCredentials::parse(
    std::string_view chain_pem, std::string_view key_pem, const std::string& password) {
  auto state = std::make_unique<State>();
  openssl::clear_errors();
  const openssl::BioPtr chain = memory(chain_pem);
  while (state->chain.size() < kMaxCertificates) {
    openssl::X509Ptr next(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    if (!next) {
      break;
    }
    state->chain.push_back(std::move(next));
  }
  if (state->chain.empty()) {
    return error("expected a certificate in PEM");
  }
  openssl::clear_errors();
  const openssl::BioPtr key = memory(key_pem);
  std::string copy = password;
  state->key.reset(PEM_read_bio_PrivateKey(key.get(), nullptr, &give_password, &copy));
  if (!state->key) {
    const bool is_encrypted = key_pem.find("ENCRYPTED") != std::string_view::npos;
    openssl::clear_errors();
    return error(!is_encrypted      ? "expected a private key in PEM"
                 : password.empty() ? "the private key is encrypted: give --client-key-password-file"
                                    : "the password does not open the private key");
  }
  const bool fits = X509_check_private_key(state->chain.front().get(), state->key.get()) == 1;
  openssl::clear_errors();
  if (!fits) {
    return error("the private key is not the certificate's");
  }
  return std::shared_ptr<const ClientCredentials>(new ClientCredentials(std::move(state)));
}

bool ClientCredentials::use_in(SSL* session) const {
  if (SSL_use_certificate(session, state_->chain.front().get()) != 1 ||
      SSL_use_PrivateKey(session, state_->key.get()) != 1) {
    return false;
  }
  for (std::size_t i = 1; i < state_->chain.size(); ++i) {
    if (SSL_add1_chain_cert(session, state_->chain[i].get()) != 1) {
      return false;
    }
  }
  return true;
}

}  // namespace checks
