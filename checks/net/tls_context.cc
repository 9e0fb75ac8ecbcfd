#include "checks/net/tls_context.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "checks/openssl/error.h"
#include "checks/openssl/guest.h"

namespace checks {
namespace {

constexpr const char* kCiphers = "DEFAULT:@SECLEVEL=0";
constexpr const char* kSuites13 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

// What today's clients prefer first, then whatever else an old server may have. All or nothing: one that this
// OpenSSL does not know (a distribution may leave curves out) fails the list, then the next one is tried.
constexpr const char* kGroups[] = {
    "X25519:P-256:P-384:P-521:X448:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:secp256k1:P-224:P-192:"
    "ffdhe2048:ffdhe3072:ffdhe4096",
    "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096",
    "P-256:P-384:P-521",
};

constexpr const char* kSignatureAlgorithms =
    "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448:"
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
    "rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512:"
    "ECDSA+SHA224:ECDSA+SHA1:RSA+SHA224:RSA+SHA1:DSA+SHA256:DSA+SHA224:DSA+SHA1";

// Those of one kind of key alone, and the cipher suites in which a server proves itself by such a key.
struct NarrowKeys {
  const char* signatures;
  const char* ciphers;
};
constexpr NarrowKeys kRsa{
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
    "rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512:RSA+SHA224:RSA+SHA1",
    "DEFAULT:!aECDSA:!aDSS:@SECLEVEL=0"};
constexpr NarrowKeys kEcdsa{
    "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ECDSA+SHA224:ECDSA+SHA1",
    "DEFAULT:!aRSA:!aDSS:@SECLEVEL=0"};

// All of the first list, as signature_algorithms_cert holds them: their numbers (RFC 8446, 4.2.3) behind the
// length.
constexpr unsigned kSignatureAlgorithmsCert = 50;
constexpr unsigned char kAllSignatures[] = {
    0,    42,                                        // bytes
    0x04, 0x03, 0x05, 0x03, 0x06, 0x03,              // ECDSA
    0x08, 0x07, 0x08, 0x08,                          // Ed25519, Ed448
    0x08, 0x04, 0x08, 0x05, 0x08, 0x06,              // RSASSA-PSS, keys for RSA
    0x08, 0x09, 0x08, 0x0a, 0x08, 0x0b,              // RSASSA-PSS, keys for that alone
    0x04, 0x01, 0x05, 0x01, 0x06, 0x01,              // RSA
    0x03, 0x03, 0x02, 0x03, 0x03, 0x01, 0x02, 0x01,  // SHA-224, SHA-1
    0x04, 0x02, 0x03, 0x02, 0x02, 0x02};             // DSA
static_assert(sizeof kAllSignatures == 2 + 42);

// What a new SSL_CTX has.
constexpr std::uint64_t kDefaultOptions = SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT;

constexpr unsigned kSignedCertificateTimestamp = 18;  // RFC 6962, 3.3.1

int accept_everything(X509_STORE_CTX*, void*) { return 1; }

// Everything goes, as on security level 0, but a Diffie-Hellman group that is costly.
int judge_security(const SSL*, const SSL_CTX*, int operation, int, int, void* key, void*) {
  return operation != SSL_SECOP_TMP_DH || EVP_PKEY_get_bits(static_cast<EVP_PKEY*>(key)) <= kMaxDhBits;
}

bool set_groups(SSL_CTX* context) {
  for (const char* groups : kGroups) {
    if (SSL_CTX_set1_groups_list(context, groups) == 1) {
      return true;
    }
  }
  return false;
}

bool set_algorithms(SSL_CTX* context) {
  // Also where this OpenSSL has no DSA: then its own list serves.
  SSL_CTX_set1_sigalgs_list(context, kSignatureAlgorithms);
  return SSL_CTX_set_cipher_list(context, kCiphers) == 1 &&
         SSL_CTX_set_ciphersuites(context, kSuites13) == 1 && set_groups(context) &&
         SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, 0) == 1;
}

// SCTs are asked for by an empty extension (RFC 6962, 3.3.1); the witness reads the answer.
bool ask_for_scts(SSL_CTX* context) {
  return SSL_CTX_add_custom_ext(
             context, kSignedCertificateTimestamp,
             SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE, nullptr,
             nullptr, nullptr, nullptr, nullptr) == 1;
}

int add_all_signatures(SSL*, unsigned, unsigned, const unsigned char** out, std::size_t* size, X509*,
                       std::size_t, int*, void*) {
  *out = kAllSignatures;
  *size = sizeof kAllSignatures;
  return 1;
}

// A client certificate may be of any kind: its signature is chosen from another list.
bool narrow(SSL_CTX* context, const NarrowKeys& keys) {
  // Also where this OpenSSL has no DSA, as above.
  SSL_CTX_set1_client_sigalgs_list(context, kSignatureAlgorithms);
  return SSL_CTX_set1_sigalgs_list(context, keys.signatures) == 1 &&
         SSL_CTX_set_cipher_list(context, keys.ciphers) == 1 &&
         SSL_CTX_add_custom_ext(context, kSignatureAlgorithmsCert, SSL_EXT_CLIENT_HELLO, add_all_signatures,
                                nullptr, nullptr, nullptr, nullptr) == 1;
}

bool narrow_to(ServerKeys keys, SSL_CTX* context) {
  return keys == ServerKeys::any || narrow(context, keys == ServerKeys::rsa ? kRsa : kEcdsa);
}

bool is_address(const std::string& name) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, name.c_str(), address) == 1 || inet_pton(AF_INET6, name.c_str(), address) == 1;
}

bool give_buffers(SSL* ssl) {
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, in, out);
  if (in == nullptr || out == nullptr) {
    return false;
  }
  BIO_set_mem_eof_return(in, -1);
  return true;
}

bool name_server(SSL* ssl, const std::string& name) {
  return name.empty() || SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

bool offer_alpn(SSL* ssl, const std::string& protocol) {
  if (protocol.empty()) {
    return true;
  }
  std::string list(1, static_cast<char>(protocol.size()));
  list += protocol;
  return protocol.size() < 256 &&
         SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(list.data()),
                             static_cast<unsigned>(list.size())) == 0;
}

// Where nobody initialised OpenSSL before, in a process of ours: no configuration file, and nothing tidied up
// at exit (1.1 M instructions). Whoever is first decides that for the process.
void initialise() {
  if (!openssl::is_guest()) {
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_SSL_STRINGS |
                         OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ATEXIT,
                     nullptr);
  }
}

}  // namespace

std::string sent_name(const std::optional<std::string>& name) {
  std::string sent = name.value_or("");
  if (sent.ends_with('.')) {
    sent.pop_back();
  }
  return is_address(sent) ? std::string() : sent;
}

openssl::SslPtr make_tls_session(SSL_CTX* context, const HandshakeRequest& request) {
  openssl::SslPtr ssl(SSL_new(context));
  if (ssl) {
    SSL_certs_clear(ssl.get());  // what openssl.cnf gives all
  }
  if (!ssl || !give_buffers(ssl.get()) || !name_server(ssl.get(), sent_name(request.server_name)) ||
      !offer_alpn(ssl.get(), request.alpn) ||
      (request.credentials && !request.credentials->use_in(ssl.get()))) {
    return nullptr;
  }
  SSL_set_connect_state(ssl.get());
  SSL_set_tlsext_status_type(ssl.get(), TLSEXT_STATUSTYPE_ocsp);
  return ssl;
}

openssl::SslCtxPtr make_tls_context(ServerKeys keys) {
  initialise();
  openssl::clear_errors();
  openssl::SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  if (!context) {
    return nullptr;
  }
  SSL_CTX_clear_options(context.get(), ~kDefaultOptions);  // what openssl.cnf sets for all
  SSL_CTX_set_options(context.get(),
                      SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                          SSL_OP_TLSEXT_PADDING);  // RFC 7685: old F5s hang at 256 to 511 bytes
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_cert_verify_callback(context.get(), accept_everything, nullptr);
  SSL_CTX_set_security_callback(context.get(), judge_security);
  SSL_CTX_set_max_cert_list(context.get(), kMaxCertificateMessage);
  if (!set_algorithms(context.get()) || !ask_for_scts(context.get()) || !narrow_to(keys, context.get())) {
    return nullptr;
  }
  return context;
}

}  // namespace checks
