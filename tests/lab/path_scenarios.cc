#include "tests/lab/path_identities.h"
#include "tests/lab/scenario.h"
#include "tests/lab/tls_service.h"

namespace lab {
namespace {

using namespace paths;

constexpr const char* kWww = "www.lab.example";
constexpr const char* kUsual = "";
constexpr const char* kProfile = "--profile auto";

// Exit statuses.
constexpr int kOk = 0;
constexpr int kWarning = 1;
constexpr int kCritical = 2;

struct Row {
  const char* name;
  int expected;
  const char* options;
  const char* sentence;
  Identity (*identity)(Pki& pki);
};

Recipe hashed(Recipe recipe, Hash hash) {
  recipe.hash = hash;
  return recipe;
}

Recipe of_version_1(Recipe recipe) {
  recipe.is_version_1 = true;
  return recipe;
}

Recipe numbered(Recipe recipe, const char* serial) {
  recipe.serial = serial;
  return recipe;
}

Recipe expired(Recipe recipe) {
  recipe.ends_in = std::chrono::days(-3);
  return recipe;
}

Recipe of_organization(const char* organization) {
  Recipe recipe = leaf();
  recipe.subject.insert(recipe.subject.begin(), {NID_organizationName, organization});
  return recipe;
}

Recipe without_subject(Settings settings) {
  Recipe recipe = leaf(std::move(settings));
  recipe.subject.clear();
  return recipe;
}

Settings one(const char* name, const char* value) { return {{name, value}}; }

Settings constraints(const char* value) { return {{"nameConstraints", value}}; }

Settings names(const char* value) { return {{"subjectAltName", value}}; }

constexpr const char* kPolicy = "1.3.6.1.4.1.99999.1";

Recipe with_policy(Recipe recipe) {
  recipe.policy = kPolicy;
  return recipe;
}

Recipe requiring_policy() {
  return with_policy(ca({{"policyConstraints", "critical,requireExplicitPolicy:0"}}));
}

// What a path allows and forbids, in pairs: what is kept, what is broken.
constexpr Row kConditions[] = {
    {"path-names-permitted", kOk, kUsual, "is below a CA whose name constraints permit all its names",
     [](Pki& pki) {
       return below(pki,
                    ca(constraints("critical,permitted;DNS:lab.example,permitted;IP:127.0.0.0/255.0.0.0")),
                    leaf(names("DNS:www.lab.example,IP:127.0.0.1")));
     }},
    {"path-names-not-permitted", kCritical, kUsual, "is below a CA whose name constraints permit other names",
     [](Pki& pki) { return below(pki, ca(constraints("critical,permitted;DNS:shop.lab.example"))); }},
    {"path-names-not-excluded", kOk, kUsual, "is below a CA whose name constraints exclude other names",
     [](Pki& pki) { return below(pki, ca(constraints("critical,excluded;DNS:shop.lab.example"))); }},
    {"path-names-excluded", kCritical, kUsual, "is below a CA whose name constraints exclude its name",
     [](Pki& pki) { return below(pki, ca(constraints("critical,excluded;DNS:lab.example"))); }},
    {"path-names-address", kCritical, kUsual, "has an address that the CA's name constraints do not permit",
     [](Pki& pki) {
       return below(pki, ca(constraints("critical,permitted;IP:10.0.0.0/255.0.0.0")),
                    leaf(names("DNS:www.lab.example,IP:127.0.0.1")));
     }},
    {"path-names-mail", kCritical, kUsual, "has a mail address that the CA's name constraints exclude",
     [](Pki& pki) {
       return below(pki, ca(constraints("critical,excluded;email:mail.example")),
                    leaf(names("DNS:www.lab.example,email:admin@mail.example")));
     }},
    {"path-names-organization", kOk, kUsual, "is of the organization that the CA's name constraints permit",
     [](Pki& pki) {
       return below(pki, ca({{"nameConstraints", permitting_organization("TLS Lab")}}),
                    of_organization("TLS Lab"));
     }},
    {"path-names-other-organization", kCritical, kUsual,
     "is of another organization than the CA's name constraints permit",
     [](Pki& pki) {
       return below(pki, ca({{"nameConstraints", permitting_organization("Elsewhere")}}),
                    of_organization("TLS Lab"));
     }},
    {"path-names-unusable", kCritical, kUsual, "is below a CA with name constraints that no client can apply",
     [](Pki& pki) {  // permitted: lab.example with a minimum of 1
       return below(pki, ca(constraints("critical,DER:3014A0123010820B6C61622E6578616D706C65800101")));
     }},
    {"path-names-root", kCritical, "--ca-file @DIR@/anchors/path-names-root.pem",
     "has a root whose name constraints exclude its name",
     [](Pki&) { return below_root(root(constraints("critical,excluded;DNS:lab.example"))); }},
    {"path-policy", kOk, kUsual, "has the policy that a CA requires",
     [](Pki& pki) { return below(pki, requiring_policy(), with_policy(leaf())); }},
    {"path-policy-missing", kCritical, kUsual, "lacks the policy that a CA requires",
     [](Pki& pki) { return below(pki, requiring_policy()); }},
    {"path-length-kept", kOk, kUsual, "is below a CA of path length 0 that goes on with a new key",
     new_key_below_path_length},
    {"path-length-broken", kCritical, kUsual, "is below a CA below one of path length 0",
     [](Pki& pki) {
       Recipe lower = ca();
       lower.subject = lab_name("Lab Lower CA");
       return below_two(pki, ca(one("basicConstraints", "critical,CA:TRUE,pathlen:0")), std::move(lower));
     }},
    {"path-not-a-ca", kCritical, kUsual, "is below an intermediate without basic constraints",
     [](Pki& pki) { return below(pki, ca(one("basicConstraints", ""))); }},
    {"path-version-1", kCritical, kUsual, "is below an intermediate of version 1",
     [](Pki& pki) { return below(pki, of_version_1(ca())); }},
    {"path-old-root", kOk, "--ca-file @DIR@/anchors/path-old-root.pem", "has a root of version 1",
     [](Pki&) { return below_root(of_version_1(root())); }},
    {"path-key-usage", kCritical, kUsual, "is below a CA whose key usage does not let it sign certificates",
     [](Pki& pki) { return below(pki, ca(one("keyUsage", "critical,cRLSign"))); }},
    {"path-purpose", kCritical, kUsual, "is below a CA for clients' certificates",
     [](Pki& pki) { return below(pki, ca(one("extendedKeyUsage", "clientAuth"))); }},
    {"path-purpose-any", kOk, kUsual, "is below a CA for any purpose",
     [](Pki& pki) { return below(pki, ca(one("extendedKeyUsage", "anyExtendedKeyUsage"))); }},
    {"path-purpose-root", kCritical, "--ca-file @DIR@/anchors/path-purpose-root.pem",
     "has a root for clients' certificates",
     [](Pki&) { return below_root(root(one("extendedKeyUsage", "clientAuth"))); }},
    {"path-critical-extension", kCritical, kUsual, "is below a CA with an unknown critical extension",
     [](Pki& pki) { return below(pki, ca(one("1.3.6.1.4.1.99999.2", "critical,ASN1:NULL"))); }},
    {"path-malformed-extension", kCritical, kUsual, "has a key usage that cannot be read",
     [](Pki& pki) { return with_leaf(pki, leaf(one("keyUsage", "critical,DER:0500"))); }},
    {"path-repeated-extension", kCritical, kUsual, "is below a CA with its basic constraints twice",
     [](Pki& pki) { return below(pki, ca(one("+basicConstraints", "critical,CA:TRUE"))); }},
    {"path-anchored-intermediate", kOk, "--ca-file @DIR@/anchors/path-anchored-intermediate.pem",
     "sends its leaf only; the intermediate itself is the trust anchor", anchored_intermediate},
    {"sha1-intermediate", kCritical, kUsual, "sends an intermediate signed with SHA-1",
     [](Pki& pki) { return below(pki, hashed(ca(), Hash::sha1)); }},
    {"rsa-1024-intermediate", kWarning, kUsual, "sends an intermediate with an RSA key of 1024 bits",
     [](Pki& pki) { return below(pki, ca(), leaf(), KeyKind::rsa_1024); }},
};

// One CA with two certificates, a bad one in front of a good one: all of them are good.
constexpr Row kBranches[] = {
    {"branch-expired", kOk, kUsual, "sends an expired certificate of its CA in front of the good one",
     [](Pki& pki) { return branching(pki, expired(ca())); }},
    {"branch-not-a-ca", kOk, kUsual,
     "sends a certificate of its CA that says it is none in front of the good one",
     [](Pki& pki) { return branching(pki, ca(one("basicConstraints", "critical,CA:FALSE"))); }},
    {"branch-no-basic-constraints", kOk, kUsual,
     "sends a certificate of its CA without basic constraints in front of the good one",
     [](Pki& pki) { return branching(pki, ca(one("basicConstraints", ""))); }},
    {"branch-purpose", kOk, kUsual, "sends a certificate of its CA for clients in front of the good one",
     [](Pki& pki) { return branching(pki, ca(one("extendedKeyUsage", "clientAuth"))); }},
    {"branch-names", kOk, kUsual,
     "sends a certificate of its CA that permits other names only in front of the good one",
     [](Pki& pki) { return branching(pki, ca(constraints("critical,permitted;DNS:shop.lab.example"))); }},
    {"branch-sha1", kOk, kUsual, "sends a certificate of its CA signed with SHA-1 in front of the good one",
     [](Pki& pki) { return branching(pki, hashed(ca(), Hash::sha1)); }},
    {"branch-md5", kOk, kUsual, "sends a certificate of its CA signed with MD5 in front of the good one",
     md5_branch},
    {"branch-policy", kOk, kUsual,
     "sends a certificate of its CA that requires a policy in front of the good one",
     [](Pki& pki) { return branching(pki, requiring_policy()); }},
    {"branch-circle", kOk, kUsual, "sends two CAs that certify each other, and a way out of the circle",
     [](Pki& pki) { return circle(pki, true); }},
    {"circle", kCritical, kUsual, "sends two CAs that certify each other, and no way out of the circle",
     [](Pki& pki) { return circle(pki, false); }},
    {"branch-same-name", kOk, kUsual,
     "sends three CAs of the right name and the wrong key, then the right one", same_name},
    {"branch-same-key", kOk, kUsual, "sends its CA certified by an unknown root, and by the right one",
     same_key},
    {"branch-deep", kOk, kUsual, "sends its CA certified by a root, and by the last of a dozen CAs",
     deep_branch},
    {"cross-signed-expired-alone", kCritical, kUsual,
     "sends nothing but a cross-certificate that has expired with its root", cross_signed_by_old_root},
};

constexpr Row kProfiles[] = {
    {"profile-good", kOk, kProfile, "keeps to RFC 5280", [](Pki& pki) { return with_leaf(pki, leaf()); }},
    {"profile-authority-key-id", kWarning, kProfile, "does not name its issuer's key",
     [](Pki& pki) { return with_leaf(pki, leaf(one("authorityKeyIdentifier", ""))); }},
    {"profile-subject-key-id", kWarning, kProfile, "is below a CA without a subject key identifier",
     [](Pki& pki) {
       return below(pki, ca(one("subjectKeyIdentifier", "")), leaf(one("authorityKeyIdentifier", "")));
     }},
    {"profile-basic-constraints", kWarning, kProfile,
     "is below a CA whose basic constraints are not critical",
     [](Pki& pki) { return below(pki, ca(one("basicConstraints", "CA:TRUE"))); }},
    {"profile-key-usage", kWarning, kProfile, "is below a CA without a key usage",
     [](Pki& pki) { return below(pki, ca(one("keyUsage", ""))); }},
    {"profile-name-constraints", kWarning, kProfile, "is below a CA whose name constraints are not critical",
     [](Pki& pki) { return below(pki, ca(constraints("permitted;DNS:lab.example"))); }},
    {"profile-serial-20", kOk, kProfile, "has a serial number of 20 octets",
     [](Pki& pki) { return with_leaf(pki, numbered(leaf(), "7fffffffffffffffffffffffffffffffffffffff")); }},
    {"profile-serial-21", kWarning, kProfile, "has a serial number of 21 octets",
     [](Pki& pki) { return with_leaf(pki, numbered(leaf(), "80ffffffffffffffffffffffffffffffffffffff")); }},
    {"profile-serial-zero", kWarning, kProfile, "has the serial number 0",
     [](Pki& pki) { return with_leaf(pki, numbered(leaf(), "00")); }},
    {"profile-critical-extensions", kWarning, kProfile,
     "is below a CA whose policy constraints are not critical",
     [](Pki& pki) { return below(pki, ca(one("policyConstraints", "inhibitPolicyMapping:0"))); }},
    {"profile-empty-subject", kOk, kProfile, "has no subject and critical alternative names",
     [](Pki& pki) { return with_leaf(pki, without_subject(names("critical,DNS:www.lab.example"))); }},
    {"profile-empty-subject-plain", kWarning, kProfile,
     "has no subject and alternative names that are not critical",
     [](Pki& pki) { return with_leaf(pki, without_subject({})); }},
    {"profile-names", kWarning, kProfile, "has a malformed DNS name beside the good one",
     [](Pki& pki) { return with_leaf(pki, leaf(names("DNS:www.lab.example,DNS:-www-.lab.example"))); }},
    {"public-good", kOk, kProfile, "is a public server that keeps to all requirements",
     [](Pki& pki) { return with_leaf(pki, public_leaf()); }},
    {"public-extended-key-usage", kWarning, kProfile, "is a public server without an extended key usage",
     [](Pki& pki) { return with_leaf(pki, public_leaf(one("extendedKeyUsage", ""))); }},
    {"public-root-eku", kWarning, "--ca-file @DIR@/anchors/public-root-eku.pem --profile auto",
     "is a public server whose root has an extended key usage",
     [](Pki&) { return below_root(root(one("extendedKeyUsage", "serverAuth")), public_leaf()); }},
    {"public-san-critical", kWarning, kProfile,
     "is a public server with critical alternative names and a subject",
     [](Pki& pki) { return with_leaf(pki, public_leaf(names("critical,DNS:www.lab.example"))); }},
    {"public-key-type", kWarning, kProfile, "is a public server with an Ed25519 key",
     [](Pki& pki) { return with_leaf(pki, public_leaf(), KeyKind::ed25519); }},
    {"public-signature", kWarning, kProfile,
     "is a public server whose CA signs with SHA-256 by a key on P-384",
     [](Pki& pki) { return below(pki, ca(), public_leaf(), KeyKind::ec_384); }},
    {"public-authority-key-id", kWarning, kProfile,
     "is a public server whose authority key identifier names the issuer's serial number",
     [](Pki& pki) {
       return with_leaf(pki, public_leaf(one("authorityKeyIdentifier", "keyid,issuer:always")));
     }},
    {"public-aia", kWarning, kProfile, "is a public server that names its issuer's certificate by https",
     [](Pki& pki) {
       return with_leaf(pki,
                        public_leaf(one("authorityInfoAccess", "caIssuers;URI:https://ca.example/1.crt")));
     }},
    {"public-end-entity-ca", kWarning, kProfile, "is a public server whose certificate is a CA's",
     [](Pki& pki) {
       return with_leaf(pki, public_leaf({{"basicConstraints", "critical,CA:TRUE"},
                                          {"keyUsage", "critical,digitalSignature,keyCertSign"}}));
     }},
    {"public-common-name", kWarning, kProfile, "is a public server whose common name is not among its names",
     [](Pki& pki) {
       Recipe recipe = public_leaf();
       recipe.subject = {{NID_commonName, "Lab web server"}};
       return with_leaf(pki, std::move(recipe));
     }},
};

// The search and the judges of names end by their bounds.
constexpr Row kBounds[] = {
    {"bound-one-name", kOk, kUsual, "sends 98 CAs of the right name and the wrong key, then the right one",
     hundred_of_one_name},
    {"bound-cross-signed", kWarning, kUsual,
     "sends 190 certificates of twenty CAs that certify one another, in no order",
     [](Pki& pki) { return cross_signed_twenty(pki, 190); }},
    {"bound-cross-signed-all", kCritical, kUsual,
     "sends all 380 certificates of twenty CAs that certify one another",
     [](Pki& pki) { return cross_signed_twenty(pki, 380); }},
    {"bound-cross-signed-store", kCritical, "--ca-file @DIR@/anchors/bound-cross-signed-store.pem",
     "is below twenty CAs that certify one another, all in the store and none an anchor", cross_signed_store},
    {"bound-names", kCritical, kUsual, "has 1,000 names below a CA with 1,000 name constraints",
     name_constraint_bomb},
};

void add(std::span<const Row> rows, std::vector<Scenario>& all) {
  for (const Row& row : rows) {
    all.push_back(
        {row.name, row.expected, row.sentence, kWww, row.options, row.identity, nullptr, serve_tls});
  }
}

}  // namespace

const std::vector<Scenario>& path_scenarios() {
  static const std::vector<Scenario> kAll = [] {
    std::vector<Scenario> all;
    for (const std::span<const Row> rows :
         {std::span<const Row>(kConditions), std::span<const Row>(kBranches), std::span<const Row>(kProfiles),
          std::span<const Row>(kBounds)}) {
      add(rows, all);
    }
    return all;
  }();
  return kAll;
}

}  // namespace lab
