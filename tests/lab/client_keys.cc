#include <utility>

#include "tests/lab/client_scenarios.h"
#include "tests/lab/rsa_keys.h"

namespace lab::clients {
namespace {

Identity leaf_key(Pki& pki, EvpPkeyPtr key) { return with_leaf(pki, keyed(server(), std::move(key))); }

Identity leaf_on(Pki& pki, const char* curve) { return leaf_key(pki, ec_key(curve)); }

Identity intermediate_key(Pki& pki, const char* name, EvpPkeyPtr key) {
  return with_intermediate(pki, keyed(authority(name), std::move(key)));
}

Identity leaf_signed(Pki& pki, const char* digest) {
  Order order = server();
  order.digest = digest;
  return with_leaf(pki, std::move(order));
}

Identity intermediate_signed(Pki& pki, const char* digest) {
  Order order = authority("Lab Old-Fashioned CA");
  order.digest = digest;
  return with_intermediate(pki, std::move(order));
}

Identity by_rsa(Pki& pki, const char* digest, bool pss) {
  const Issued issuer = known(pki, Ca::rsa_intermediate);
  Order order = keyed(server(), fixed_rsa_key(RsaKey::leaf));
  order.digest = digest;
  order.pss = pss;
  return sending(issued_by(issuer, std::move(order)), {&issuer});
}

void speak(SSL_CTX* context, int version) {
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
}

void only_tls11(SSL_CTX* context, const Identity&, Pki&) { speak(context, TLS1_1_VERSION); }
void only_tls13(SSL_CTX* context, const Identity&, Pki&) { speak(context, TLS1_3_VERSION); }

// TLS 1.2 only: 512 bits are too few for a signature of TLS 1.3, which knows no P-224 and no secp256k1
// either.
constexpr Scenario kRows[] = {
    row(
        "rsa-512", kCritical, "has an RSA key of 512 bits",
        [](Pki& pki) { return leaf_key(pki, rsa_key(512)); }, kWww, only_tls12),
    row("rsa-2047", kWarning, "has an RSA key of 2047 bits",
        [](Pki& pki) { return leaf_key(pki, rsa_key(2047)); }),
    row("rsa-1024-ca", kWarning, "sends an intermediate with an RSA key of 1024 bits",
        [](Pki& pki) { return intermediate_key(pki, "Lab RSA-1024 CA", make_key(KeyKind::rsa_1024)); }),
    row("rsa-2047-intermediate", kWarning, "sends an intermediate with an RSA key of 2047 bits",
        [](Pki& pki) { return intermediate_key(pki, "Lab RSA-2047 CA", rsa_key(2047)); }),
    row("rsa-pss-signed", kOk, "has a certificate signed with RSA-PSS",
        [](Pki& pki) { return by_rsa(pki, "SHA256", true); }),
    row("rsa-pss-key", kOk, "has a key for RSA-PSS only",
        [](Pki& pki) { return leaf_key(pki, rsa_pss_key()); }),
    row("p-384", kOk, "has a key on P-384", [](Pki& pki) { return leaf_on(pki, "P-384"); }),
    row("p-521", kOk, "has a key on P-521", [](Pki& pki) { return leaf_on(pki, "P-521"); }),
    row("p-521-intermediate", kOk, "sends an intermediate with a key on P-521",
        [](Pki& pki) { return intermediate_key(pki, "Lab P-521 CA", ec_key("P-521")); }),
    row(
        "p-224", kOk, "has a key on P-224", [](Pki& pki) { return leaf_on(pki, "P-224"); }, kWww, only_tls12),
    row(
        "secp256k1", kOk, "has a key on secp256k1", [](Pki& pki) { return leaf_on(pki, "secp256k1"); }, kWww,
        only_tls12),
    row("sha1-rsa", kCritical, "has a certificate signed with SHA-1 and RSA",
        [](Pki& pki) { return by_rsa(pki, "SHA1", false); }),
    row("sha1-ca", kCritical, "sends an intermediate signed with SHA-1",
        [](Pki& pki) { return intermediate_signed(pki, "SHA1"); }),
    row("md5-rsa", kCritical, "has a certificate signed with MD5 and RSA",
        [](Pki& pki) { return by_rsa(pki, "MD5", false); }),
    row("sha224", kOk, "has a certificate signed with SHA-224",
        [](Pki& pki) { return leaf_signed(pki, "SHA224"); }),
    row("sha512", kOk, "has a certificate signed with SHA-512",
        [](Pki& pki) { return leaf_signed(pki, "SHA512"); }),
    row(
        "tls11-only", kWarning, "speaks TLS 1.1 only", [](Pki& pki) { return with_leaf(pki, server()); },
        kWww, only_tls11),
    row(
        "tls13-only", kOk, "speaks TLS 1.3 only", [](Pki& pki) { return with_leaf(pki, server()); }, kWww,
        only_tls13),
};

}  // namespace

std::span<const Scenario> key_scenarios() { return kRows; }

}  // namespace lab::clients
