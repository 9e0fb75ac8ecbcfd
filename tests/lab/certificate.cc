#include "tests/lab/certificate.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>

#include <ctime>
#include <utility>

#include "tests/lab/require.h"

namespace lab {
namespace {

using checks::openssl::Deleter;
using checks::openssl::GeneralNamesPtr;
using checks::openssl::X509NamePtr;
using BignumPtr = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using PoliciesPtr = std::unique_ptr<CERTIFICATEPOLICIES, Deleter<CERTIFICATEPOLICIES_free>>;
using PolicyPtr = std::unique_ptr<POLICYINFO, Deleter<POLICYINFO_free>>;
using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, Deleter<GENERAL_NAME_free>>;

constexpr int kSerialBits = 127;  // of the 159 that RFC 5280, 4.1.2.2 allows

const unsigned char* bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void set_serial(X509* certificate, const std::string& wanted) {
  BIGNUM* number = BN_new();
  const bool is_made = wanted.empty() ? BN_rand(number, kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1
                                      : BN_hex2bn(&number, wanted.c_str()) > 0;
  const BignumPtr serial(number);
  require(is_made && BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)),
          "make a serial number");
}

X509NamePtr encode(const Name& name) {
  X509NamePtr encoded(X509_NAME_new());
  for (const Attribute& attribute : name) {
    require(X509_NAME_add_entry_by_NID(encoded.get(), attribute.nid, attribute.type, bytes(attribute.value),
                                       static_cast<int>(attribute.value.size()), -1, 0) == 1,
            "encode a name");
  }
  return encoded;
}

void set_dates(X509* certificate, const Recipe& recipe) {
  // A minute earlier: at a full day from now, a check in the same second would count one day more than the
  // next.
  const std::time_t end = std::time(nullptr) + recipe.ends_in.count() - 60;
  require(X509_time_adj_ex(X509_getm_notAfter(certificate), 0, 0, const_cast<std::time_t*>(&end)) != nullptr,
          "set the end");
  const std::time_t start = end - recipe.life.count() + 1;
  require(
      X509_time_adj_ex(X509_getm_notBefore(certificate), 0, 0, const_cast<std::time_t*>(&start)) != nullptr,
      "set the start");
}

void add(X509* certificate, X509V3_CTX& context, int nid, const std::string& value) {
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add an extension");
}

void push(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
  GeneralNamePtr name(GENERAL_NAME_new());
  require(name && value, "make an alternative name");
  GENERAL_NAME_set0_value(name.get(), type, value);
  require(sk_GENERAL_NAME_push(names, name.get()) > 0, "add an alternative name");
  name.release();
}

// By hand: a configuration string could not hold commas, newlines and NULs.
void add_alternative_names(X509* certificate, const Recipe& recipe) {
  const GeneralNamesPtr names(GENERAL_NAMES_new());
  for (const std::string& dns_name : recipe.dns_names) {
    ASN1_IA5STRING* value = ASN1_IA5STRING_new();
    ASN1_STRING_set(value, dns_name.data(), static_cast<int>(dns_name.size()));
    push(names.get(), GEN_DNS, value);
  }
  for (const std::string& address : recipe.addresses) {
    push(names.get(), GEN_IPADD, a2i_IPADDRESS(address.c_str()));
  }
  if (sk_GENERAL_NAME_num(names.get()) > 0) {
    require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1,
            "add the alternative names");
  }
}

void add_policy(X509* certificate, const std::string& oid) {
  const PoliciesPtr policies(CERTIFICATEPOLICIES_new());
  PolicyPtr policy(POLICYINFO_new());
  ASN1_OBJECT_free(policy->policyid);
  policy->policyid = OBJ_txt2obj(oid.c_str(), 1);
  require(policy->policyid && sk_POLICYINFO_push(policies.get(), policy.get()) > 0, "make a policy");
  policy.release();
  require(
      X509_add1_ext_i2d(certificate, NID_certificate_policies, policies.get(), 0, X509V3_ADD_DEFAULT) == 1,
      "add a policy");
}

void add_usage(X509* certificate, X509V3_CTX& context, Role role, bool rsa) {
  if (role == Role::authority || role == Role::impostor) {
    add(certificate, context, NID_key_usage, "critical,keyCertSign,cRLSign");
    return;
  }
  add(certificate, context, NID_key_usage,
      rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature");
  add(certificate, context, NID_ext_key_usage, role == Role::server ? "serverAuth" : "clientAuth");
}

void add_extensions(X509* certificate, X509* issuer, const Recipe& recipe) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  add(certificate, context, NID_basic_constraints,
      recipe.role == Role::authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_usage(certificate, context, recipe.role, EVP_PKEY_is_a(X509_get0_pubkey(certificate), "RSA") == 1);
  add(certificate, context, NID_subject_key_identifier, "hash");
  if (certificate != issuer && X509_get_ext_by_NID(issuer, NID_subject_key_identifier, -1) >= 0) {
    add(certificate, context, NID_authority_key_identifier, "keyid");
  }
  add_alternative_names(certificate, recipe);
  if (!recipe.issuer_url.empty()) {
    add(certificate, context, NID_info_access, "caIssuers;URI:" + recipe.issuer_url);
  }
  if (!recipe.policy.empty()) {
    add_policy(certificate, recipe.policy);
  }
}

void apply(X509* certificate, X509* issuer, const Setting& setting) {
  const bool is_more = setting.name.starts_with('+');
  const std::string name = setting.name.substr(is_more ? 1 : 0);
  const int nid = OBJ_txt2nid(name.c_str());
  if (const int old = is_more ? -1 : X509_get_ext_by_NID(certificate, nid, -1); old >= 0) {
    ExtensionPtr(X509_delete_ext(certificate, old));
  }
  if (setting.value.empty()) {
    return;
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf(nullptr, &context, name.c_str(), setting.value.c_str()));
  const std::string what = "add the extension " + name;
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, what.c_str());
}

void add_all_extensions(X509* certificate, X509* issuer, const Recipe& recipe) {
  add_extensions(certificate, issuer, recipe);
  for (const Setting& setting : recipe.settings) {
    apply(certificate, issuer, setting);
  }
}

const EVP_MD* digest_for(EVP_PKEY* key, Hash hash) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) {
    return nullptr;
  }
  return hash == Hash::md5 ? EVP_md5() : hash == Hash::sha1 ? EVP_sha1() : EVP_sha256();
}

}  // namespace

EvpPkeyPtr make_key(KeyKind kind) {
  EvpPkeyPtr key;
  switch (kind) {
    case KeyKind::ec:
      key.reset(EVP_EC_gen("P-256"));
      break;
    case KeyKind::ec_384:
      key.reset(EVP_EC_gen("P-384"));
      break;
    case KeyKind::rsa_1024:
      key.reset(EVP_RSA_gen(1024));
      break;
    case KeyKind::ed25519:
      key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
      break;
  }
  require(key != nullptr, "make a key");
  return key;
}

X509Ptr share(X509* certificate) {
  X509_up_ref(certificate);
  return X509Ptr(certificate);
}

EvpPkeyPtr share(EVP_PKEY* key) {
  EVP_PKEY_up_ref(key);
  return EvpPkeyPtr(key);
}

Name lab_name(std::string common_name) {
  return {{NID_organizationName, "TLS Lab"}, {NID_commonName, std::move(common_name)}};
}

X509Ptr issue(const Recipe& recipe, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  X509Ptr certificate(X509_new());
  const long version = recipe.is_version_1 ? X509_VERSION_1 : X509_VERSION_3;
  require(certificate && X509_set_version(certificate.get(), version) == 1, "make a certificate");
  set_serial(certificate.get(), recipe.serial);
  set_dates(certificate.get(), recipe);
  const X509NamePtr subject = encode(recipe.subject);
  const X509_NAME* issuer_name = issuer ? X509_get_subject_name(issuer) : subject.get();
  require(X509_set_subject_name(certificate.get(), subject.get()) == 1 &&
              X509_set_issuer_name(certificate.get(), issuer_name) == 1 &&
              X509_set_pubkey(certificate.get(), key) == 1,
          "fill a certificate");
  if (!recipe.is_version_1) {
    add_all_extensions(certificate.get(), issuer ? issuer : certificate.get(), recipe);
  }
  require(X509_sign(certificate.get(), issuer_key, digest_for(issuer_key, recipe.hash)) > 0,
          "sign a certificate");
  return certificate;
}

std::string der(X509* certificate) {
  std::string encoded(static_cast<std::size_t>(i2d_X509(certificate, nullptr)), '\0');
  auto* out = reinterpret_cast<unsigned char*>(encoded.data());
  require(i2d_X509(certificate, &out) > 0, "encode a certificate");
  return encoded;
}

}  // namespace lab
