#include "tests/lab/tls_service.h"

#include <openssl/core_names.h>

#include "checks/openssl/error.h"
#include "tests/lab/identities.h"
#include "tests/lab/require.h"
#include "tests/lab/staple.h"

namespace lab {
namespace {

using checks::openssl::Deleter;
using checks::openssl::EvpPkeyPtr;
using checks::openssl::SslCtxPtr;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;

constexpr std::string_view kPage =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\nConnection: close\r\n\r\nTLS lab\n";

void set_versions(SSL_CTX* context, int lowest, int highest) {
  require(SSL_CTX_set_min_proto_version(context, lowest) == 1 &&
              SSL_CTX_set_max_proto_version(context, highest) == 1,
          "set the TLS version");
}

void use_identity(SSL_CTX* context, const Identity& identity) {
  require(SSL_CTX_use_certificate(context, identity.chain.front().get()) == 1 &&
              SSL_CTX_use_PrivateKey(context, identity.key.get()) == 1,
          "use a certificate");
  for (std::size_t i = 1; i < identity.chain.size(); ++i) {
    require(SSL_CTX_add1_chain_cert(context, identity.chain[i].get()) == 1, "use a chain");
  }
}

void demand_client(SSL_CTX* context, Pki& pki) {
  X509* root = pki.authority(Ca::root).certificate.get();
  require(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root) == 1 &&
              SSL_CTX_add_client_CA(context, root) == 1,
          "trust clients");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

}  // namespace

SslCtxPtr make_context(const Identity& identity) {
  SslCtxPtr context(SSL_CTX_new(TLS_server_method()));
  require(context != nullptr, "make a TLS context");
  SSL_CTX_set_security_level(context.get(), 0);
  set_versions(context.get(), TLS1_VERSION, TLS1_3_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  static constexpr unsigned char kSessions[] = "lab";
  require(SSL_CTX_set_cipher_list(context.get(), "DEFAULT:@SECLEVEL=0") == 1 &&
              SSL_CTX_set_session_id_context(context.get(), kSessions, sizeof kSessions - 1) == 1,
          "set up a TLS context");
  use_identity(context.get(), identity);
  checks::openssl::clear_errors();  // those of certificates that are malformed on purpose
  return context;
}

void only_tls10(SSL_CTX* context, const Identity&, Pki&) {
  set_versions(context, TLS1_VERSION, TLS1_VERSION);
}

void only_tls12(SSL_CTX* context, const Identity&, Pki&) {
  set_versions(context, TLS1_2_VERSION, TLS1_2_VERSION);
}

void from_tls12(SSL_CTX* context, const Identity&, Pki&) {
  set_versions(context, TLS1_2_VERSION, TLS1_3_VERSION);
}

void ignore_old_versions(SSL_CTX* context, const Identity&, Pki&) {
  SSL_CTX_set_client_hello_cb(
      context,
      +[](SSL* ssl, int*, void*) {
        return SSL_client_hello_get0_legacy_version(ssl) < TLS1_2_VERSION ? SSL_CLIENT_HELLO_RETRY
                                                                          : SSL_CLIENT_HELLO_SUCCESS;
      },
      nullptr);
}

void also_rsa(SSL_CTX* context, const Identity&, Pki& pki) {
  use_identity(context, identities::good_rsa(pki));
}

void also_rsa_tls12(SSL_CTX* context, const Identity& identity, Pki& pki) {
  only_tls12(context, identity, pki);
  also_rsa(context, identity, pki);
}

void also_expired_rsa(SSL_CTX* context, const Identity&, Pki& pki) {
  use_identity(context, identities::expired_rsa(pki));
}

void demand_client_tls12(SSL_CTX* context, const Identity&, Pki& pki) {
  set_versions(context, TLS1_2_VERSION, TLS1_2_VERSION);
  demand_client(context, pki);
}

void demand_client_tls13(SSL_CTX* context, const Identity&, Pki& pki) {
  set_versions(context, TLS1_3_VERSION, TLS1_3_VERSION);
  demand_client(context, pki);
}

void dh_8192(SSL_CTX* context, const Identity&, Pki&) {
  set_versions(context, TLS1_2_VERSION, TLS1_2_VERSION);
  const KeyContextPtr maker(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr));
  const OSSL_PARAM group[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>("ffdhe8192"), 0),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* parameters = nullptr;
  require(maker && EVP_PKEY_paramgen_init(maker.get()) == 1 &&
              EVP_PKEY_CTX_set_params(maker.get(), group) == 1 &&
              EVP_PKEY_generate(maker.get(), &parameters) == 1 &&
              SSL_CTX_set0_tmp_dh_pkey(context, parameters) == 1 &&
              SSL_CTX_set_cipher_list(context, "DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0") == 1,
          "use an 8192-bit group");
}

void with_staple(SSL_CTX* context, const Identity& identity, Pki&) { send_staple(context, identity.staple); }

void with_timestamps(SSL_CTX* context, const Identity&, Pki&) { send_timestamps(context); }

void serve_tls(Connection& connection, const Service& service) {
  if (connection.accept_tls(service.context.get())) {
    char buffer[4096];
    while (const std::size_t got = connection.read(buffer)) {
      const std::string_view said(buffer, got);
      if (said.starts_with("GET ") || said.starts_with("HEAD ")) {
        connection.write(kPage);
        break;
      }
    }
  }
  connection.finish();
}

void serve_tls_or_hold(Connection& connection, const Service& service) {
  if (connection.accept_tls(service.context.get())) {
    connection.finish();
  } else {
    connection.hold();
  }
}

}  // namespace lab
