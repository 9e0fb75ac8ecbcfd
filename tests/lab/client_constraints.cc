#include <utility>

#include "tests/lab/client_scenarios.h"

namespace lab::clients {
namespace {

constexpr const char* kStrange = "1.3.6.1.4.1.55555.1";
constexpr std::string_view kNull{"\x05\x00", 2};

// NameConstraints (RFC 5280, 4.2.1.10): permitted is the directory name "O=TLS Lab".
constexpr std::string_view kOnlyTlsLab =
    "\x30\x1a\xa0\x18\x30\x16\xa4\x14\x30\x12\x31\x10\x30\x0e\x06\x03\x55\x04\x0a\x0c\x07TLS Lab";

// AuthorityKeyIdentifier: a key that nobody has.
constexpr std::string_view kOtherKey = "\x30\x16\x80\x14~~~~~~~~~~~~~~~~~~~~";

constexpr const char* kAuthorityKeyId = "2.5.29.35";
constexpr const char* kNameConstraints = "2.5.29.30";

Identity leaf_with(Pki& pki, Edit edit) { return with_leaf(pki, server({std::move(edit)})); }

Identity above_with(Pki& pki, const char* name, Edit edit) {
  return with_intermediate(pki, authority(name, {std::move(edit)}));
}

Identity narrowed(Pki& pki, const char* constraints, Order leaf = server()) {
  return with_intermediate(pki, authority("Lab Narrow CA", {with(NID_name_constraints, constraints)}),
                           std::move(leaf));
}

// No alternative name: the subject's is constrained only by clients that look there.
Identity narrowed_cn_only(Pki& pki) {
  return narrowed(pki, "critical,permitted;DNS:other.example", server({without(NID_subject_alt_name)}));
}

Identity narrowed_to_organization(Pki& pki, const char* organization) {
  Order leaf = server();
  leaf.recipe.subject = {{NID_organizationName, organization}, {NID_commonName, kWww}};
  return with_intermediate(pki, authority("Lab Narrow CA", {with_raw(kNameConstraints, true, kOnlyTlsLab)}),
                           std::move(leaf));
}

Order addressed(const char* common_name = "Lab Web Server") {
  return server({with(NID_subject_alt_name, "IP:127.0.0.1")}, common_name);
}

Identity too_long(Pki& pki) {
  const Issued upper =
      issued_by(known(pki, Ca::root),
                authority("Lab Short CA", {with(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")}));
  const Issued lower = issued_by(upper, authority("Lab Too Low CA"));
  return sending(issued_by(lower, server()), {&lower, &upper});
}

// RFC 5280, 4.2.1.9: a certificate issued to its issuer's own name does not count.
Identity self_issued_not_counted(Pki& pki) {
  const std::vector<Edit> short_path{with(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")};
  const Issued upper = issued_by(known(pki, Ca::root), authority("Lab Rolling CA", short_path));
  const Issued lower = issued_by(upper, authority("Lab Rolling CA", short_path));
  return sending(issued_by(lower, server()), {&lower, &upper});
}

Identity by_leaf(Pki& pki) {
  const Issued middle = known(pki, Ca::intermediate_1);
  const Issued leaf = issued_by(middle, server({}, "shop.lab.example"));
  return sending(issued_by(leaf, server()), {&leaf, &middle});
}

constexpr Scenario kRows[] = {
    row("leaf-client-auth", kCritical, "has a leaf for clients only",
        [](Pki& pki) { return leaf_with(pki, with(NID_ext_key_usage, "clientAuth")); }),
    row("leaf-any-usage", kOk, "has a leaf for any extended usage",
        [](Pki& pki) { return leaf_with(pki, with(NID_ext_key_usage, "anyExtendedKeyUsage")); }),
    row("leaf-no-eku", kOk, "has a leaf without extended key usage",
        [](Pki& pki) { return leaf_with(pki, without(NID_ext_key_usage)); }),
    row("leaf-server-auth-critical", kOk, "has a leaf with a critical extended key usage",
        [](Pki& pki) { return leaf_with(pki, with(NID_ext_key_usage, "critical,serverAuth")); }),
    row("leaf-key-usage-sign", kCritical, "has a leaf whose key may only sign certificates",
        [](Pki& pki) { return leaf_with(pki, with(NID_key_usage, "critical,keyCertSign")); }),
    row("leaf-key-usage-agreement", kOk, "has a leaf whose key may only agree on keys",
        [](Pki& pki) { return leaf_with(pki, with(NID_key_usage, "critical,keyAgreement")); }),
    row("leaf-no-key-usage", kOk, "has a leaf without key usage",
        [](Pki& pki) { return leaf_with(pki, without(NID_key_usage)); }),
    row("leaf-is-ca", kOk, "has a leaf that says it is an authority",
        [](Pki& pki) { return leaf_with(pki, with(NID_basic_constraints, "critical,CA:TRUE")); }),
    row("leaf-path-length-without-ca", kOk, "has a leaf with a path length that is no authority",
        [](Pki& pki) { return leaf_with(pki, with(NID_basic_constraints, "critical,CA:FALSE,pathlen:0")); }),
    row("leaf-critical-extension", kCritical, "has a leaf with an unknown critical extension",
        [](Pki& pki) { return leaf_with(pki, with_raw(kStrange, true, kNull)); }),
    row("leaf-unknown-extension", kOk, "has a leaf with an unknown extension that is not critical",
        [](Pki& pki) { return leaf_with(pki, with_raw(kStrange, false, kNull)); }),
    row("leaf-must-staple", kOk, "has a leaf that demands a stapled answer, and staples none",
        [](Pki& pki) { return leaf_with(pki, with(NID_tlsfeature, "status_request")); }),
    row("leaf-no-key-ids", kOk, "has a leaf without key identifiers",
        [](Pki& pki) {
          return with_leaf(
              pki, server({without(NID_authority_key_identifier), without(NID_subject_key_identifier)}));
        }),
    row("leaf-other-key-id", kOk, "has a leaf whose authority key identifier is nobody's",
        [](Pki& pki) { return leaf_with(pki, with_raw(kAuthorityKeyId, false, kOtherKey)); }),
    row("leaf-version-1", kCritical, "has a leaf of version 1 with its name in the subject",
        [](Pki& pki) { return leaf_with(pki, version_1()); }),
    row("leaf-serial-negative", kOk, "has a leaf with a negative serial number",
        [](Pki& pki) { return leaf_with(pki, serial("\xff\x01\x02\x03")); }),
    row("leaf-serial-zero", kOk, "has a leaf with the serial number 0",
        [](Pki& pki) { return leaf_with(pki, serial(std::string_view("\0", 1))); }),
    row("leaf-serial-long", kOk, "has a leaf with a serial number of 24 octets",
        [](Pki& pki) {
          return leaf_with(pki, serial("\x7f"
                                       "aaaaaaaabbbbbbbbccccccc"));
        }),
    row("leaf-extension-twice", kCritical, "has a leaf with the same extension twice",
        [](Pki& pki) { return leaf_with(pki, twice(NID_ext_key_usage)); }),
    row("leaf-names-twice", kCritical, "has a leaf with its alternative names twice",
        [](Pki& pki) { return leaf_with(pki, twice(NID_subject_alt_name)); }),
    row("leaf-by-leaf", kCritical, "has a certificate issued by another server's", by_leaf),

    row("intermediate-no-constraints", kCritical, "sends an intermediate without basic constraints",
        [](Pki& pki) { return above_with(pki, "Lab Plain CA", without(NID_basic_constraints)); }),
    row("intermediate-constraints-not-critical", kOk,
        "sends an intermediate whose basic constraints are not critical",
        [](Pki& pki) { return above_with(pki, "Lab Soft CA", with(NID_basic_constraints, "CA:TRUE")); }),
    row("intermediate-version-1", kCritical, "sends an intermediate of version 1",
        [](Pki& pki) { return above_with(pki, "Lab Version 1 CA", version_1()); }),
    row("intermediate-no-cert-sign", kCritical, "sends an intermediate whose key may not sign certificates",
        [](Pki& pki) {
          return above_with(pki, "Lab Idle CA", with(NID_key_usage, "critical,digitalSignature,cRLSign"));
        }),
    row("intermediate-no-key-usage", kOk, "sends an intermediate without key usage",
        [](Pki& pki) { return above_with(pki, "Lab Free CA", without(NID_key_usage)); }),
    row("intermediate-client-auth", kCritical, "sends an intermediate for clients only",
        [](Pki& pki) { return above_with(pki, "Lab Client CA", with(NID_ext_key_usage, "clientAuth")); }),
    row("intermediate-server-auth", kOk, "sends an intermediate for servers only",
        [](Pki& pki) { return above_with(pki, "Lab Server CA", with(NID_ext_key_usage, "serverAuth")); }),
    row("intermediate-any-usage", kOk, "sends an intermediate for any extended usage",
        [](Pki& pki) {
          return above_with(pki, "Lab Any CA", with(NID_ext_key_usage, "anyExtendedKeyUsage"));
        }),
    row("intermediate-no-key-ids", kOk, "sends an intermediate without key identifiers",
        [](Pki& pki) {
          return with_intermediate(pki, authority("Lab Nameless CA", {without(NID_authority_key_identifier),
                                                                      without(NID_subject_key_identifier)}));
        }),
    row("intermediate-other-key-id", kOk, "sends an intermediate whose authority key identifier is nobody's",
        [](Pki& pki) { return above_with(pki, "Lab Lost CA", with_raw(kAuthorityKeyId, false, kOtherKey)); }),
    row("intermediate-critical-extension", kCritical,
        "sends an intermediate with an unknown critical extension",
        [](Pki& pki) { return above_with(pki, "Lab Strange CA", with_raw(kStrange, true, kNull)); }),
    row("intermediate-explicit-policy", kCritical,
        "sends an intermediate that asks for a policy; the leaf has none",
        [](Pki& pki) {
          return above_with(pki, "Lab Policy CA",
                            with(NID_policy_constraints, "critical,requireExplicitPolicy:0"));
        }),
    row("path-too-long", kCritical, "sends an intermediate below one that allows none", too_long),
    row("path-self-issued", kOk, "sends an intermediate, issued to its own name by one that allows none",
        self_issued_not_counted),

    row("names-permitted", kOk, "sends an intermediate for its domain only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;DNS:lab.example"); }),
    row("names-other", kCritical, "sends an intermediate for another domain only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;DNS:other.example"); }),
    row("names-other-not-critical", kCritical,
        "sends an intermediate for another domain only, said by an extension that is not critical",
        [](Pki& pki) { return narrowed(pki, "permitted;DNS:other.example"); }),
    row("names-excluded", kCritical, "sends an intermediate that excludes its domain",
        [](Pki& pki) { return narrowed(pki, "critical,excluded;DNS:lab.example"); }),
    row("names-leading-dot", kOk, "sends an intermediate for its domain, written with a dot before it",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;DNS:.lab.example"); }),
    row("names-other-cn-only", kCritical,
        "has its name in the subject only and an intermediate for another domain", narrowed_cn_only),
    row("names-wildcard-excluded", kCritical,
        "has a wildcard certificate and an intermediate that excludes one of the names",
        [](Pki& pki) {
          return narrowed(pki, "critical,excluded;DNS:mail.lab.example", server({}, "*.lab.example"));
        }),
    row("names-only-addresses", kOk, "sends an intermediate whose constraints tell of addresses only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;IP:10.0.0.0/255.0.0.0"); }),
    row(
        "names-address", kOk, "has an IP address and an intermediate for its network",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;IP:127.0.0.0/255.0.0.0", addressed()); },
        "127.0.0.1"),
    row(
        "names-address-other", kCritical, "has an IP address and an intermediate for another network",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;IP:10.0.0.0/255.0.0.0", addressed()); },
        "127.0.0.1"),
    row(
        "names-address-only-dns", kOk,
        "has an IP address and an intermediate whose constraints tell of names only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;DNS:lab.example", addressed()); },
        "127.0.0.1"),
    row(
        "names-address-in-cn", kOk,
        "has an IP address, in its subject too, and an intermediate whose constraints tell of names only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;DNS:lab.example", addressed("127.0.0.1")); },
        "127.0.0.1"),
    row("names-organization", kOk, "sends an intermediate for its organization only",
        [](Pki& pki) { return narrowed_to_organization(pki, "TLS Lab"); }),
    row("names-organization-other", kCritical, "sends an intermediate for another organization only",
        [](Pki& pki) { return narrowed_to_organization(pki, "Elsewhere"); }),
    row("names-email", kOk, "sends an intermediate whose constraints tell of mail addresses only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;email:lab.example"); }),
    row("names-uri", kOk, "sends an intermediate whose constraints tell of URIs only",
        [](Pki& pki) { return narrowed(pki, "critical,permitted;URI:lab.example"); }),
};

}  // namespace

std::span<const Scenario> constraint_scenarios() { return kRows; }

}  // namespace lab::clients
