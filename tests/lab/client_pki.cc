#include "tests/lab/client_pki.h"

#include <openssl/rsa.h>

#include <utility>

#include "tests/lab/require.h"

namespace lab::clients {
namespace {

using checks::openssl::Deleter;
using std::chrono::days;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using ObjectPtr = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using OctetsPtr = std::unique_ptr<ASN1_OCTET_STRING, Deleter<ASN1_OCTET_STRING_free>>;

constexpr unsigned kPssKeyBits = 2048;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void remove(X509* certificate, int nid) {
  for (int at = 0; (at = X509_get_ext_by_NID(certificate, nid, -1)) >= 0;) {
    ExtensionPtr(X509_delete_ext(certificate, at));
  }
}

// The salt as long as the digest: all that TLS 1.3 allows (RFC 8446, 4.2.3).
bool use_pss(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

void sign(X509* certificate, EVP_PKEY* key, const Order& order) {
  const DigestContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  const bool begun = EVP_DigestSignInit(context.get(), &key_context, EVP_get_digestbyname(order.digest),
                                        nullptr, key) == 1 &&
                     (!order.pss || use_pss(key_context));
  require(begun && X509_sign_ctx(certificate, context.get()) > 0, "sign a certificate made to order");
}

Issued made(Order order, const Issued* issuer) {
  EvpPkeyPtr key = order.key ? std::move(order.key) : make_key(KeyKind::ec);
  EVP_PKEY* signer = issuer ? issuer->key.get() : key.get();
  X509Ptr certificate = issue(order.recipe, key.get(), issuer ? issuer->certificate.get() : nullptr, signer);
  for (const Edit& edit : order.edits) {
    edit(certificate.get());
  }
  sign(certificate.get(), signer, order);
  return {.certificate = std::move(certificate), .key = std::move(key)};
}

}  // namespace

Edit without(int nid) {
  return [nid](X509* certificate) { remove(certificate, nid); };
}

Edit with(int nid, std::string value) {
  return [nid, value = std::move(value)](X509* certificate) {
    remove(certificate, nid);
    X509V3_CTX context;
    X509V3_set_ctx(&context, nullptr, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "replace an extension");
  };
}

Edit with_raw(const char* oid, bool critical, std::string_view der) {
  return [oid, critical, value = std::string(der)](X509* certificate) {
    const ObjectPtr object(OBJ_txt2obj(oid, 1));
    remove(certificate, OBJ_obj2nid(object.get()));
    const OctetsPtr octets(ASN1_OCTET_STRING_new());
    ASN1_OCTET_STRING_set(octets.get(), bytes(value), static_cast<int>(value.size()));
    const ExtensionPtr extension(
        X509_EXTENSION_create_by_OBJ(nullptr, object.get(), critical ? 1 : 0, octets.get()));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add a raw extension");
  };
}

Edit twice(int nid) {
  return [nid](X509* certificate) {
    X509_EXTENSION* extension = X509_get_ext(certificate, X509_get_ext_by_NID(certificate, nid, -1));
    require(extension && X509_add_ext(certificate, extension, -1) == 1, "double an extension");
  };
}

Edit serial(std::string_view big_endian) {
  return [text = std::string(big_endian)](X509* certificate) {
    const std::string der{"\x02" + std::string(1, static_cast<char>(text.size())) + text};
    const unsigned char* at = bytes(der);
    ASN1_INTEGER* number = d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(der.size()));
    require(number && X509_set_serialNumber(certificate, number) == 1, "set a serial number");
    ASN1_INTEGER_free(number);
  };
}

Edit version_1() {
  return [](X509* certificate) {
    while (X509_get_ext_count(certificate) > 0) {
      ExtensionPtr(X509_delete_ext(certificate, 0));
    }
    require(X509_set_version(certificate, X509_VERSION_1) == 1, "make a certificate of version 1");
  };
}

Order server(std::vector<Edit> edits, const char* host) {
  return {.recipe = {.subject = {{NID_commonName, host}}, .dns_names = {host}}, .edits = std::move(edits)};
}

Order authority(const char* common_name, std::vector<Edit> edits) {
  return {.recipe = {.subject = lab_name(common_name),
                     .role = Role::authority,
                     .ends_in = days(1800),
                     .life = days(3650)},
          .edits = std::move(edits)};
}

Order keyed(Order order, EvpPkeyPtr key) {
  order.key = std::move(key);
  return order;
}

EvpPkeyPtr rsa_key(unsigned bits) {
  EvpPkeyPtr key(EVP_RSA_gen(bits));
  require(key != nullptr, "make an RSA key");
  return key;
}

EvpPkeyPtr rsa_pss_key() {
  const KeyContextPtr maker(EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
  EVP_PKEY* key = nullptr;
  require(maker && EVP_PKEY_keygen_init(maker.get()) == 1 &&
              EVP_PKEY_CTX_set_rsa_keygen_bits(maker.get(), kPssKeyBits) == 1 &&
              EVP_PKEY_generate(maker.get(), &key) == 1,
          "make an RSA-PSS key");
  return EvpPkeyPtr(key);
}

EvpPkeyPtr ec_key(const char* curve) {
  EvpPkeyPtr key(EVP_EC_gen(curve));
  require(key != nullptr, "make a key on a curve");
  return key;
}

Issued known(Pki& pki, Ca ca) {
  const Authority& found = pki.authority(ca);
  return {.certificate = share(found.certificate.get()), .key = share(found.key.get())};
}

Issued issued_by(const Issued& issuer, Order order) { return made(std::move(order), &issuer); }

Issued self_issued(Order order) { return made(std::move(order), nullptr); }

void damage_signature(X509* certificate) {
  const ASN1_BIT_STRING* signature = nullptr;
  X509_get0_signature(&signature, nullptr, certificate);
  signature->data[signature->length - 1] ^= 1;
}

Identity sending(const Issued& leaf, const std::vector<const Issued*>& above) {
  Identity made{.key = share(leaf.key.get())};
  made.chain.push_back(share(leaf.certificate.get()));
  for (const Issued* issued : above) {
    made.chain.push_back(share(issued->certificate.get()));
  }
  return made;
}

Identity with_leaf(Pki& pki, Order leaf) {
  const Issued issuer = known(pki, Ca::intermediate_1);
  return sending(issued_by(issuer, std::move(leaf)), {&issuer});
}

Identity with_intermediate(Pki& pki, Order intermediate, Order leaf) {
  const Issued issuer = issued_by(known(pki, Ca::root), std::move(intermediate));
  return sending(issued_by(issuer, std::move(leaf)), {&issuer});
}

Identity with_root(Pki& pki, Order root) {
  const Issued top = self_issued(std::move(root));
  pki.trust(share(top.certificate.get()));
  const Issued issuer = issued_by(top, authority("Lab Intermediate CA Of Its Own"));
  return sending(issued_by(issuer, server()), {&issuer});
}

}  // namespace lab::clients
