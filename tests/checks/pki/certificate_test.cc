#define BOOST_TEST_MODULE certificate
#include "checks/pki/certificate.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "checks/openssl/certificate_pool.h"
#include "checks/pki/certificate_files.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::CertificateSpec;
using tests::Key;
using Strings = std::vector<std::string>;

namespace {

CertificateFacts facts_of(const Bytes& der) {
  openssl::CertificatePool pool;
  X509* const handle = pool.get(der);
  BOOST_REQUIRE(handle != nullptr);
  return certificate_facts(handle, der);
}

const Key& ec_key() {
  static const Key key;
  return key;
}

// 2.23.140.1.2.1 and 1.2.3.
const Bytes kPolicies = {0x30, 0x10, 0x30, 0x08, 0x06, 0x06, 0x67, 0x81, 0x0c,
                         0x01, 0x02, 0x01, 0x30, 0x04, 0x06, 0x02, 0x2a, 0x03};

CertificateFacts with_extension(const std::string& oid, const Bytes& value, bool is_critical = false) {
  return facts_of(tests::make_certificate(
      {.subject = {{"CN", "a"}}, .key = ec_key(), .raw_extensions = {{oid, value, is_critical}}}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_dates_serial) {
  const Bytes der = tests::make_certificate({.subject = {{"C", "JP"}, {"CN", "www.example.org"}},
                                             .issuer = {{"O", "Example"}, {"CN", "CA"}},
                                             .key = ec_key(),
                                             .not_before = "270119143148Z",
                                             .not_after = "99991231235959Z",
                                             .serial = "0A1b"});
  const CertificateFacts facts = facts_of(der);
  BOOST_TEST((facts.der == der));
  BOOST_TEST(facts.version == 3);
  BOOST_TEST(facts.subject == "CN=www.example.org,C=JP");
  BOOST_TEST(facts.issuer == "CN=CA,O=Example");
  BOOST_TEST(facts.common_name == "www.example.org");
  BOOST_TEST(facts.issuer_common_name == "CA");
  BOOST_TEST((facts.subject_der == tests::make_name({{"C", "JP"}, {"CN", "www.example.org"}})));
  BOOST_TEST((facts.issuer_der == tests::make_name({{"O", "Example"}, {"CN", "CA"}})));
  BOOST_TEST(facts.not_before.time_since_epoch().count() == 1800369108);
  BOOST_TEST(facts.serial == "a1b");
  BOOST_TEST(!facts.self_issued);
  BOOST_TEST(!facts.self_signed);
  BOOST_TEST(facts.sha1_fingerprint.size() == 40U);
  BOOST_TEST(facts.sha256_fingerprint.size() == 64U);
  BOOST_TEST(!facts.has_san);
  BOOST_TEST(!facts.basic_constraints);
  BOOST_TEST(!facts.key_usage);
}

BOOST_AUTO_TEST_CASE(serials) {
  for (const auto& [written, text] : {std::pair<std::string, std::string>{"0", "0"},
                                      {"-5", "-5"},
                                      {"ff", "ff"},
                                      {"0100", "100"},
                                      {std::string(4000, 'f'), std::string(kMaxSerial, 'f')}}) {
    BOOST_TEST(
        facts_of(tests::make_certificate({.subject = {{"CN", "a"}}, .key = ec_key(), .serial = written}))
            .serial == text);
  }
}

// openssl x509 -fingerprint -sha1, -sha256; -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256
// -binary | base64
BOOST_AUTO_TEST_CASE(fingerprints_of_a_known_certificate) {
  const CertificateFacts facts = facts_of(pem_certificate(
      "MIIBYjCCAQigAwIBAgIBBzAKBggqhkjOPQQDAjAQMQ4wDAYDVQQDDAVrbm93bjAeFw0yNjExMjAxNjI2MzFaFw0zNjExMTcx"
      "NjI2MzFaMBAxDjAMBgNVBAMMBWtub3duMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVTg3x0ItlZVhjQ0z3kf0qDbdOmOP"
      "kdWfTkue4oXKp5SD7aVGWKG+G4sSwmdfD/qZvryWm3UR/SnzK/7kjow4tKNTMFEwHQYDVR0OBBYEFMZe7/C1afC9anEZ4XGl"
      "ux3geJ/9MB8GA1UdIwQYMBaAFMZe7/C1afC9anEZ4XGlux3geJ/9MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAw"
      "RQIhAINBVmaQ4Y8N4ZHUvuMk8wMwUM0mzfRK5egAvS7OdoroAiB/74iWfCKu7vqFsRLNoRD9sugTZAP3MmugbBoZ6Ly8Gw=="));
  BOOST_TEST(facts.sha1_fingerprint == "535e12211c6895069479e6c9d7d64ea5ce16c7cb");
  BOOST_TEST(facts.sha256_fingerprint == "52b29106e9133fc62e44e5495e196f9f051175badc4b0cd96423f73de49a392f");
  BOOST_TEST(facts.key.spki_sha256 == "pG2WWbMHg9xRC3hOoEdfRdpWnXzNpWv71NjzlVhKVqQ=");
  BOOST_TEST(hex(facts.subject_key_id) == "c65eeff0b569f0bd6a7119e171a5bb1de0789ffd");
  BOOST_TEST(facts.serial == "7");
}

BOOST_AUTO_TEST_CASE(keys) {
  const struct {
    std::string kind;
    std::string digest;
    KeyType type;
    int bits;
    std::string curve;
    std::string name;
    std::string signature;
    SignatureDigest strength;
  } rows[] = {
      {"P-256", "SHA256", KeyType::ec, 256, "P-256", "ECDSA P-256", "ECDSA-SHA256",
       SignatureDigest::sha2_or_newer},
      {"P-384", "SHA384", KeyType::ec, 384, "P-384", "ECDSA P-384", "ECDSA-SHA384",
       SignatureDigest::sha2_or_newer},
      {"P-521", "SHA512", KeyType::ec, 521, "P-521", "ECDSA P-521", "ECDSA-SHA512",
       SignatureDigest::sha2_or_newer},
      {"P-224", "SHA1", KeyType::ec, 224, "P-224", "ECDSA P-224", "ECDSA-SHA1", SignatureDigest::sha1},
      {"brainpoolP256r1", "SHA224", KeyType::ec, 256, "brainpoolP256r1", "ECDSA brainpoolP256r1",
       "ECDSA-SHA224", SignatureDigest::sha2_or_newer},
      {"P-256", "SHA3-256", KeyType::ec, 256, "P-256", "ECDSA P-256", "ECDSA-SHA3-256",
       SignatureDigest::sha2_or_newer},
      {"Ed25519", "", KeyType::ed25519, 256, "", "Ed25519", "Ed25519", SignatureDigest::intrinsic},
      {"Ed448", "", KeyType::ed448, 456, "", "Ed448", "Ed448", SignatureDigest::intrinsic},
      {"RSA:1024", "MD5", KeyType::rsa, 1024, "", "RSA 1024 bits", "MD5-RSA", SignatureDigest::md5_or_older},
      {"RSA:1024", "SHA1", KeyType::rsa, 1024, "", "RSA 1024 bits", "SHA1-RSA", SignatureDigest::sha1},
      {"RSA:1024", "SHA256", KeyType::rsa, 1024, "", "RSA 1024 bits", "SHA256-RSA",
       SignatureDigest::sha2_or_newer},
      {"RSA:1024", "SHA512", KeyType::rsa, 1024, "", "RSA 1024 bits", "SHA512-RSA",
       SignatureDigest::sha2_or_newer},
      {"RSA:1024", "RIPEMD160", KeyType::rsa, 1024, "", "RSA 1024 bits", "ripemd160WithRSA",
       SignatureDigest::unknown},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.kind << ' ' << row.digest) {
      const Key key(row.kind);
      const CertificateFacts facts =
          facts_of(tests::make_certificate({.subject = {{"CN", "a"}}, .key = key, .digest = row.digest}));
      BOOST_TEST((facts.key.type == row.type));
      BOOST_TEST(facts.key.bits == row.bits);
      BOOST_TEST(facts.key.curve == row.curve);
      BOOST_TEST(facts.key.name == row.name);
      BOOST_TEST(facts.key.spki_sha256.size() == 44U);
      BOOST_TEST(facts.signature_algorithm == row.signature);
      BOOST_TEST((facts.signature_digest == row.strength));
      BOOST_TEST(facts.self_issued);
    }
  }
}

BOOST_AUTO_TEST_CASE(pss) {
  const Key key("RSA:1024");
  const std::pair<std::string, SignatureDigest> rows[] = {{"SHA1", SignatureDigest::sha1},
                                                          {"SHA256", SignatureDigest::sha2_or_newer},
                                                          {"SHA384", SignatureDigest::sha2_or_newer}};
  for (const auto& [digest, strength] : rows) {
    const CertificateFacts facts = facts_of(
        tests::make_certificate({.subject = {{"CN", "a"}}, .key = key, .digest = digest, .is_pss = true}));
    BOOST_TEST(facts.signature_algorithm == digest + "-RSAPSS");
    BOOST_TEST((facts.signature_digest == strength));
  }
}

BOOST_AUTO_TEST_CASE(alternative_names) {
  const CertificateFacts facts = facts_of(tests::make_certificate(
      {.subject = {{"CN", "a"}},
       .key = ec_key(),
       .extensions = {{"subjectAltName",
                       "critical,DNS:*.example.org,IP:192.0.2.1,IP:2001:db8::1,email:a@b.test,URI:https://a/,"
                       "RID:1.2.3,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:u@b.test,DNS:b"}}}));
  BOOST_TEST(facts.has_san);
  BOOST_TEST(facts.san_critical);
  BOOST_TEST(facts.dns_names == (Strings{"*.example.org", "b"}), boost::test_tools::per_element());
  BOOST_TEST(facts.ip_addresses == (Strings{"192.0.2.1", "2001:db8::1"}), boost::test_tools::per_element());
  BOOST_TEST(facts.other_names == (Strings{"email:a@b.test", "URI:https://a/", "RID:1.2.3",
                                           "othername:1.3.6.1.4.1.311.20.2.3"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(authority) {
  const CertificateFacts facts = facts_of(tests::make_certificate(
      {.subject = {{"CN", "a"}},
       .key = ec_key(),
       .has_key_ids = true,
       .extensions =
           {
               {"basicConstraints", "critical,CA:TRUE,pathlen:3"},
               {"keyUsage", "digitalSignature,keyCertSign"},
               {"extendedKeyUsage", "critical,serverAuth,1.2.3.4"},
               {"authorityInfoAccess", "caIssuers;URI:http://a/ca,OCSP;URI:http://a/ocsp,OCSP;DNS:none"},
               {"crlDistributionPoints", "URI:http://a/1.crl,URI:http://a/2.crl"},
               {"tlsfeature", "status_request"},
           },
       .raw_extensions = {{"2.5.29.32", kPolicies, false}}}));
  BOOST_REQUIRE(facts.basic_constraints);
  BOOST_TEST(facts.is_ca());
  BOOST_TEST(facts.basic_constraints->critical);
  BOOST_TEST(facts.basic_constraints->path_length.value_or(-1) == 3);
  BOOST_REQUIRE(facts.key_usage);
  BOOST_TEST(!facts.key_usage->critical);
  BOOST_TEST(facts.key_usage->bits == 0x21);
  BOOST_TEST(facts.key_usage->cert_sign());
  BOOST_TEST(facts.key_usage->digital_signature());
  BOOST_TEST(facts.extended_key_usage == (Strings{"1.3.6.1.5.5.7.3.1", "1.2.3.4"}),
             boost::test_tools::per_element());
  BOOST_TEST(facts.extended_key_usage_critical);
  BOOST_TEST(facts.policies == (Strings{"2.23.140.1.2.1", "1.2.3"}), boost::test_tools::per_element());
  BOOST_TEST(facts.is_public());
  BOOST_TEST(facts.ca_issuer_urls == Strings{"http://a/ca"}, boost::test_tools::per_element());
  BOOST_TEST(facts.ocsp_urls == Strings{"http://a/ocsp"}, boost::test_tools::per_element());
  BOOST_TEST(facts.crl_urls == (Strings{"http://a/1.crl", "http://a/2.crl"}),
             boost::test_tools::per_element());
  BOOST_TEST(facts.must_staple);
  BOOST_TEST(!facts.has_embedded_scts);
  BOOST_TEST(facts.subject_key_id.size() == 20U);
  BOOST_TEST((facts.subject_key_id == facts.authority_key_id));
  BOOST_TEST(facts.unknown_critical_extensions.empty());
}

BOOST_AUTO_TEST_CASE(critical_extensions) {
  const struct {
    std::string oid;
    Bytes value;
    bool is_critical;
    Strings unknown;
  } rows[] = {
      {"1.2.3.4", {0x05, 0x00}, true, {"1.2.3.4"}},
      {"1.2.3.4", {0x05, 0x00}, false, {}},
      {"1.3.6.1.4.1.11129.2.4.3", {0x05, 0x00}, true, {"1.3.6.1.4.1.11129.2.4.3"}},  // a precertificate
      {"2.5.29.30", {0x30, 0x00}, true, {}},                                         // name constraints
      {"2.5.29.36", {0x30, 0x03, 0x80, 0x01, 0x00}, true, {}},                       // policy constraints
      {"2.5.29.19", {0x30, 0x00}, true, {}},
      {"2.5.29.19", {0x04, 0x00}, true, {"2.5.29.19"}},
      {"2.5.29.19", {0x30, 0x03, 0x02, 0x01, 0xff}, true, {"2.5.29.19"}},  // a path length of -1
      {"2.5.29.15", {0x03, 0x00}, true, {"2.5.29.15"}},
      {"2.5.29.17", {0x30, 0x05, 0x82}, true, {"2.5.29.17"}},
      {"2.5.29.37", {0x30, 0x02, 0x05, 0x00}, true, {"2.5.29.37"}},
      {"2.5.29.37", {0x30, 0x02, 0x05, 0x00}, false, {}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.oid << ' ' << row.is_critical << ' ' << hex(row.value)) {
      BOOST_TEST(
          with_extension(row.oid, row.value, row.is_critical).unknown_critical_extensions == row.unknown,
          boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(odd_extensions) {
  BOOST_TEST(!with_extension("2.5.29.19", {0x30, 0x03, 0x01, 0x01, 0x00}).is_ca());
  BOOST_TEST(with_extension("2.5.29.19", {0x30, 0x07, 0x02, 0x05, 0x7f, 0xff, 0xff, 0xff, 0xff})
                 .basic_constraints->path_length.value() == std::numeric_limits<int>::max());
  BOOST_TEST(with_extension("2.5.29.15", {0x03, 0x03, 0x07, 0x00, 0x80}).key_usage->bits == 0x100);
  BOOST_TEST(with_extension("2.5.29.15", {0x03, 0x01, 0x00}).key_usage->bits == 0);
  const CertificateFacts bad_address =
      with_extension("2.5.29.17", {0x30, 0x05, 0x87, 0x03, 0x01, 0x02, 0x03});
  BOOST_TEST(bad_address.has_san);
  BOOST_TEST(bad_address.ip_addresses.empty());
  BOOST_TEST(with_extension("2.5.29.17", {0x30, 0x05, 0x82, 0x03, 'a', 0x00, 'b'}).dns_names.front().size() ==
             3U);
  BOOST_TEST(with_extension("1.3.6.1.4.1.11129.2.4.2", {0x04, 0x03, 0x00, 0x01, 0x00}).is_public());
  BOOST_TEST(!with_extension("1.3.6.1.4.1.11129.2.4.2", {0x04, 0x02, 0x00, 0x00}).is_public());
  BOOST_TEST(!with_extension("1.3.6.1.5.5.7.1.24", {0x30, 0x03, 0x02, 0x01, 0x11}).must_staple);
  BOOST_TEST(with_extension("2.5.29.35", {0x30, 0x00}).authority_key_id.empty());
}

BOOST_AUTO_TEST_CASE(hostile_names_stay_as_they_are) {
  const CertificateFacts facts =
      facts_of(tests::make_certificate({.subject = {{"CN", "a|b\n\xe2\x80\xae"}}, .key = ec_key()}));
  BOOST_TEST(facts.subject == "CN=a|b\n\xe2\x80\xae");
  BOOST_TEST(facts.common_name == "a|b\n\xe2\x80\xae");
}

std::string said(const std::vector<GeneralName>& names) {
  std::string all;
  for (const GeneralName& name : names) {
    all += (all.empty() ? "" : " ") + std::to_string(static_cast<int>(name.kind)) + ":" +
           (name.kind == NameKind::ip ? hex(Bytes(name.value.begin(), name.value.end())) : name.value);
  }
  return all;
}

BOOST_AUTO_TEST_CASE(name_constraints) {
  const CertificateFacts facts = facts_of(tests::make_certificate(
      {.subject = {{"CN", "a"}},
       .key = ec_key(),
       .extensions = {{"nameConstraints",
                       "critical,permitted;DNS:example.org,permitted;IP:192.0.2.0/255.255.255.0,permitted;"
                       "email:.b.test,excluded;URI:c.test,excluded;DNS:d.test"}}}));
  BOOST_REQUIRE(facts.name_constraints);
  BOOST_TEST(said(facts.name_constraints->permitted) == "2:example.org 7:c0000200ffffff00 1:.b.test");
  BOOST_TEST(said(facts.name_constraints->excluded) == "6:c.test 2:d.test");
  BOOST_TEST(!facts.name_constraints->is_unusable);
  BOOST_TEST(facts.critical_extensions.has(ExtensionKind::name_constraints));
  BOOST_TEST(facts.malformed_extensions.empty());
}

BOOST_AUTO_TEST_CASE(odd_name_constraints) {
  const struct {
    const char* name;
    Bytes value;
    bool is_malformed;
    bool is_unusable;
    const char* permitted;
  } rows[] = {
      {"empty", {0x30, 0x00}, false, false, ""},
      {"minimum 0",
       {0x30, 0x0a, 0xa0, 0x08, 0x30, 0x06, 0x82, 0x01, 'a', 0x80, 0x01, 0x00},
       false,
       false,
       "2:a"},
      {"minimum 1", {0x30, 0x0a, 0xa0, 0x08, 0x30, 0x06, 0x82, 0x01, 'a', 0x80, 0x01, 0x01}, false, true, ""},
      {"maximum", {0x30, 0x0a, 0xa0, 0x08, 0x30, 0x06, 0x82, 0x01, 'a', 0x81, 0x01, 0x00}, false, true, ""},
      {"no general name", {0x30, 0x07, 0xa0, 0x05, 0x30, 0x03, 0x04, 0x01, 'a'}, false, true, ""},
      {"no sequence", {0x04, 0x00}, true, false, ""},
      {"cut", {0x30, 0x02, 0xa0, 0x05}, true, false, ""},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const CertificateFacts facts = with_extension("2.5.29.30", row.value);
      BOOST_TEST(facts.malformed_extensions.has(ExtensionKind::name_constraints) == row.is_malformed);
      BOOST_TEST((facts.name_constraints && facts.name_constraints->is_unusable) == row.is_unusable);
      BOOST_TEST((facts.name_constraints ? said(facts.name_constraints->permitted) : "") == row.permitted);
    }
  }
}

BOOST_AUTO_TEST_CASE(names_for_constraints) {
  const CertificateFacts facts = facts_of(tests::make_certificate(
      {.subject = {{"O", "A  b"}, {"emailAddress", "a@b.test"}, {"emailAddress", "C@d.test"}},
       .key = ec_key(),
       .extensions = {{"subjectAltName", "DNS:a,IP:192.0.2.1,email:a@b.test,URI:https://a/"}}}));
  BOOST_TEST(said(facts.general_names) == "7:c0000201 1:a@b.test 6:https://a/");
  BOOST_TEST(facts.subject_emails == (Strings{"a@b.test", "C@d.test"}), boost::test_tools::per_element());
  const CertificateFacts same = facts_of(tests::make_certificate(
      {.subject = {{"O", "a B"}, {"emailAddress", "A@b.test"}, {"emailAddress", "c@d.test"}},
       .key = ec_key()}));
  BOOST_TEST(facts.subject_key == same.subject_key);
}

BOOST_AUTO_TEST_CASE(policy_constraints) {
  const CertificateFacts facts = facts_of(tests::make_certificate(
      {.subject = {{"CN", "a"}},
       .key = ec_key(),
       .extensions = {{"policyConstraints", "critical,requireExplicitPolicy:3,inhibitPolicyMapping:0"},
                      {"inhibitAnyPolicy", "critical,2"},
                      {"policyMappings", "1.2.3:1.2.4"}}}));
  BOOST_TEST(facts.policy_constraints.require_explicit.value_or(-1) == 3);
  BOOST_TEST(facts.policy_constraints.inhibit_mapping.value_or(-1) == 0);
  BOOST_TEST(facts.policy_constraints.inhibit_any.value_or(-1) == 2);
  BOOST_TEST((facts.policy_mappings == std::vector<PolicyMapping>{{"1.2.3", "1.2.4"}}));
  BOOST_TEST(facts.unknown_critical_extensions.empty());
  BOOST_TEST(facts.malformed_extensions.empty());
}

BOOST_AUTO_TEST_CASE(malformed_and_repeated_extensions) {
  const std::pair<std::string, Bytes> rows[] = {
      {"2.5.29.17", {0x30, 0x00}},                   // no names
      {"2.5.29.17", {0x30, 0x03, 0x04, 0x01, 'a'}},  // no GeneralName
      {"2.5.29.37", {0x30, 0x00}},                   // no purpose
      {"2.5.29.19", {0x04, 0x00}},
      {"2.5.29.54", {0x30, 0x00}},
      {"1.3.6.1.5.5.7.1.1", {0x30, 0x00}},
  };
  for (const auto& [oid, value] : rows) {
    BOOST_TEST_CONTEXT(oid << ' ' << hex(value)) {
      BOOST_TEST(!with_extension(oid, value).malformed_extensions.empty());
    }
  }
  const CertificateFacts twice = facts_of(tests::make_certificate(
      {.subject = {{"CN", "a"}},
       .key = ec_key(),
       .raw_extensions = {{"1.2.3", {0x05, 0x00}, false}, {"1.2.3", {0x05, 0x00}, false}}}));
  BOOST_TEST(twice.repeats_extension);
  BOOST_TEST(twice.extensions.has(ExtensionKind::other));
  BOOST_TEST(!with_extension("1.2.3", {0x05, 0x00}).repeats_extension);
}

// Every byte of a certificate changed, and every beginning of it: no crash, no read outside.
BOOST_AUTO_TEST_CASE(damaged_certificates) {
  const Bytes good = tests::make_certificate({.subject = {{"C", "JP"}, {"CN", "a"}},
                                              .key = ec_key(),
                                              .is_ca = true,
                                              .has_key_ids = true,
                                              .extensions = {{"subjectAltName", "DNS:a,IP:::1,email:a@b"},
                                                             {"nameConstraints", "permitted;DNS:a"},
                                                             {"policyConstraints", "requireExplicitPolicy:3"},
                                                             {"extendedKeyUsage", "serverAuth"},
                                                             {"crlDistributionPoints", "URI:http://a"},
                                                             {"authorityInfoAccess", "OCSP;URI:http://a"}}});
  std::size_t parsed = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const std::uint8_t change : {0x01, 0x80, 0xff}) {
      Bytes bad = good;
      bad[i] = static_cast<std::uint8_t>(bad[i] ^ change);
      openssl::CertificatePool pool;
      if (X509* const handle = pool.get(bad)) {
        parsed += certificate_facts(handle, bad).der.size() == bad.size() ? 1 : 0;
      }
    }
  }
  BOOST_TEST(parsed > good.size());
}
