#include "tests/support/pki.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace tests {
namespace {

using checks::openssl::Deleter;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

void require(bool is_good, const std::string& what) {
  if (!is_good) {
    throw std::runtime_error("cannot make a certificate: " + what);
  }
}

checks::openssl::X509NamePtr name_of(const Name& parts, const Bytes& der) {
  if (!der.empty()) {
    const unsigned char* at = der.data();
    checks::openssl::X509NamePtr raw(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
    require(raw != nullptr, "name");
    return raw;
  }
  checks::openssl::X509NamePtr name(X509_NAME_new());
  for (const auto& [type, value] : parts) {
    require(X509_NAME_add_entry_by_txt(name.get(), type.c_str(), MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), -1, 0) == 1,
            type);
  }
  return name;
}

void set_time(ASN1_TIME* time, const std::string& text) {
  const int type = text.size() == 13 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;
  require(ASN1_STRING_set(time, text.data(), static_cast<int>(text.size())) == 1, "time");
  time->type = type;
}

void set_serial(X509* handle, const std::string& text) {
  BIGNUM* number = nullptr;
  require(BN_hex2bn(&number, text.c_str()) > 0, "serial");
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle));
  BN_free(number);
}

void add(X509* handle, ExtensionPtr extension, const std::string& what) {
  require(extension != nullptr && X509_add_ext(handle, extension.get(), -1) == 1, what);
}

void add_configured(X509* handle, const std::string& type, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, handle, handle, nullptr, nullptr, 0);
  add(handle, ExtensionPtr(X509V3_EXT_conf(nullptr, &context, type.c_str(), value.c_str())), type);
}

void add_raw(X509* handle, const Extension& extension) {
  ASN1_OBJECT* const object = OBJ_txt2obj(extension.oid.c_str(), 1);
  ASN1_OCTET_STRING* const value = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(value, extension.value.data(), static_cast<int>(extension.value.size()));
  ExtensionPtr made(X509_EXTENSION_create_by_OBJ(nullptr, object, extension.is_critical ? 1 : 0, value));
  ASN1_OCTET_STRING_free(value);
  ASN1_OBJECT_free(object);
  add(handle, std::move(made), extension.oid);
}

Bytes key_id(const Key& key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  require(size > 0, "key");
  Bytes id(EVP_MAX_MD_SIZE);
  unsigned id_size = 0;
  EVP_Digest(der, static_cast<std::size_t>(size), id.data(), &id_size, EVP_sha1(), nullptr);
  OPENSSL_free(der);
  id.resize(id_size);
  return id;
}

void add_key_ids(X509* handle, const Bytes& own, const Bytes& authority) {
  const auto size = static_cast<std::uint8_t>(own.size());
  Bytes subject = {0x04, size};
  subject.insert(subject.end(), own.begin(), own.end());
  Bytes issuer = {0x30, static_cast<std::uint8_t>(size + 2), 0x80, size};
  issuer.insert(issuer.end(), authority.begin(), authority.end());
  add_raw(handle, {"2.5.29.14", subject, false});
  add_raw(handle, {"2.5.29.35", issuer, false});
}

void add_extensions(X509* handle, const CertificateSpec& spec, const Key& signer) {
  if (spec.is_ca) {
    add_configured(handle, "basicConstraints", "critical,CA:TRUE");
    add_configured(handle, "keyUsage", "critical,keyCertSign,cRLSign");
  }
  if (spec.has_key_ids) {
    add_key_ids(handle, key_id(spec.key), key_id(signer));
  }
  for (const auto& [type, value] : spec.extensions) {
    add_configured(handle, type, value);
  }
  for (const Extension& extension : spec.raw_extensions) {
    add_raw(handle, extension);
  }
}

void sign(X509* handle, const CertificateSpec& spec, const Key& signer) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* key_context = nullptr;
  const EVP_MD* const digest = spec.digest.empty() ? nullptr : EVP_get_digestbyname(spec.digest.c_str());
  bool is_good = EVP_DigestSignInit(context, &key_context, digest, nullptr, signer.get()) == 1;
  if (is_good && spec.is_pss) {
    is_good = EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1 &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  is_good = is_good && X509_sign_ctx(handle, context) > 0;
  EVP_MD_CTX_free(context);
  require(is_good, "signature");
}

}  // namespace

Key::Key(const std::string& kind) {
  if (kind.starts_with("RSA:")) {
    handle_.reset(EVP_RSA_gen(static_cast<unsigned>(std::stoul(kind.substr(4)))));
  } else if (kind.starts_with("Ed")) {
    handle_.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, kind.c_str()));
  } else {
    handle_.reset(EVP_EC_gen(kind.c_str()));
  }
  require(handle_ != nullptr, kind);
}

Bytes make_name(const Name& name) {
  const auto handle = name_of(name, {});
  const int size = i2d_X509_NAME(handle.get(), nullptr);
  require(size > 0, "name");
  Bytes der(static_cast<std::size_t>(size));
  unsigned char* at = der.data();
  i2d_X509_NAME(handle.get(), &at);
  return der;
}

Bytes make_certificate(const CertificateSpec& spec) {
  const Key& signer = spec.signer == nullptr ? spec.key : *spec.signer;
  const checks::openssl::X509Ptr handle(X509_new());
  X509_set_version(handle.get(), spec.version - 1);
  set_serial(handle.get(), spec.serial);
  const bool is_self_issued = spec.issuer.empty() && spec.issuer_der.empty();
  X509_set_subject_name(handle.get(), name_of(spec.subject, spec.subject_der).get());
  X509_set_issuer_name(handle.get(), is_self_issued ? name_of(spec.subject, spec.subject_der).get()
                                                    : name_of(spec.issuer, spec.issuer_der).get());
  set_time(X509_getm_notBefore(handle.get()), spec.not_before);
  set_time(X509_getm_notAfter(handle.get()), spec.not_after);
  require(X509_set_pubkey(handle.get(), spec.key.get()) == 1, "key");
  add_extensions(handle.get(), spec, signer);
  sign(handle.get(), spec, signer);
  const int size = i2d_X509(handle.get(), nullptr);
  require(size > 0, "encoding");
  Bytes der(static_cast<std::size_t>(size));
  unsigned char* at = der.data();
  i2d_X509(handle.get(), &at);
  return der;
}

std::string to_pem(const Bytes& der, const std::string& label) {
  std::string base64((der.size() + 2) / 3 * 4 + 1, '\0');
  base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                                         der.data(), static_cast<int>(der.size()))));
  std::string pem = "-----BEGIN " + label + "-----\n";
  for (std::size_t i = 0; i < base64.size(); i += 64) {
    pem += base64.substr(i, 64) + '\n';
  }
  return pem + "-----END " + label + "-----\n";
}

}  // namespace tests
