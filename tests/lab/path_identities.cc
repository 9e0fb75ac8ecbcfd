#include "tests/lab/path_identities.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/lab/require.h"
#include "tests/lab/rsa_keys.h"

namespace lab::paths {
namespace {

using std::chrono::days;

constexpr days kCaEndsIn{1800};
constexpr days kCaLife{3650};
constexpr const char* kHost = "www.lab.example";

// A certificate and its key: what issues.
struct Issuer {
  X509Ptr certificate{};
  EvpPkeyPtr key{};
};

Recipe authority(const std::string& name, Settings settings) {
  return {.subject = lab_name(name),
          .role = Role::authority,
          .ends_in = kCaEndsIn,
          .life = kCaLife,
          .settings = std::move(settings)};
}

Issuer made_issuer(const Authority& authority) {
  return {share(authority.certificate.get()), share(authority.key.get())};
}

Issuer lab_root(Pki& pki) { return made_issuer(pki.authority(Ca::root)); }

Issuer certify(const Recipe& recipe, EvpPkeyPtr key, const Issuer& issuer) {
  X509Ptr made = issue(recipe, key.get(), issuer.certificate.get(), issuer.key.get());
  return {std::move(made), std::move(key)};
}

Issuer certify(const Recipe& recipe, const Issuer& issuer) {
  return certify(recipe, make_key(KeyKind::ec), issuer);
}

Issuer make_root(const Recipe& recipe) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  X509Ptr made = issue(recipe, key.get(), nullptr, key.get());
  return {std::move(made), std::move(key)};
}

// A leaf by `issuer`, alone.
Identity leaf_by(const Issuer& issuer, const Recipe& recipe, KeyKind kind = KeyKind::ec) {
  Issuer made = certify(recipe, make_key(kind), issuer);
  Identity identity{.key = std::move(made.key)};
  identity.chain.push_back(std::move(made.certificate));
  return identity;
}

void send(Identity& identity, const X509Ptr& certificate) {
  identity.chain.push_back(share(certificate.get()));
}

Settings without_key_ids() { return {{"subjectKeyIdentifier", ""}, {"authorityKeyIdentifier", ""}}; }

std::string in_hex(const std::string& bytes) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const char one : bytes) {
    const auto octet = static_cast<unsigned char>(one);
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

// One element of DER, of up to 127 octets.
std::string element(char tag, const std::string& content) {
  require(content.size() < 128, "encode a short element");
  return std::string{tag, static_cast<char>(content.size())} + content;
}

// Certificates of the authorities for each other, in rounds: the next one, the one after that, and so on.
std::vector<X509Ptr> cross_certificates(const std::vector<Issuer>& all) {
  std::vector<X509Ptr> made;
  for (std::size_t distance = 1; distance < all.size(); ++distance) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Issuer& signer = all[(i + distance) % all.size()];
      made.push_back(
          certify(authority("Lab Cross CA " + std::to_string(i), {}), share(all[i].key.get()), signer)
              .certificate);
    }
  }
  return made;
}

std::vector<Issuer> cross_authorities() {
  std::vector<Issuer> all;
  for (std::size_t i = 0; i < kTwenty; ++i) {
    all.push_back(make_root(authority("Lab Cross CA " + std::to_string(i), {})));
  }
  return all;
}

}  // namespace

Recipe leaf(Settings settings) {
  return {.subject = {{NID_commonName, kHost}}, .dns_names = {kHost}, .settings = std::move(settings)};
}

Recipe public_leaf(Settings settings) {
  Recipe recipe = leaf(std::move(settings));
  recipe.policy = "2.23.140.1.2.1";
  return recipe;
}

Recipe ca(Settings settings) { return authority("Lab Special CA", std::move(settings)); }

Recipe root(Settings settings) { return authority("Lab Special Root CA", std::move(settings)); }

Identity with_leaf(Pki& pki, Recipe leaf, KeyKind kind) {
  return pki.identity(std::move(leaf), make_key(kind), Ca::intermediate_1, {Ca::intermediate_1});
}

Identity below(Pki& pki, Recipe ca, Recipe leaf, KeyKind kind) {
  const Issuer issuer = certify(ca, make_key(kind), lab_root(pki));
  Identity identity = leaf_by(issuer, leaf);
  send(identity, issuer.certificate);
  return identity;
}

Identity below_root(Recipe root, Recipe leaf) {
  Issuer top = make_root(root);
  const Issuer issuer = certify(ca(), top);
  Identity identity = leaf_by(issuer, leaf);
  send(identity, issuer.certificate);
  identity.anchors.push_back(std::move(top.certificate));
  return identity;
}

Identity below_two(Pki& pki, Recipe upper, Recipe lower) {
  const Issuer first = certify(upper, lab_root(pki));
  const Issuer second = certify(lower, first);
  Identity identity = leaf_by(second, leaf());
  send(identity, second.certificate);
  send(identity, first.certificate);
  return identity;
}

Identity branching(Pki& pki, Recipe bad) {
  const Issuer top = lab_root(pki);
  const Issuer good = certify(ca(), top);
  const Issuer other = certify(bad, share(good.key.get()), top);
  Identity identity = leaf_by(good, leaf());
  send(identity, other.certificate);
  send(identity, good.certificate);
  return identity;
}

std::string permitting_organization(const std::string& organization) {
  const std::string oid = {0x06, 0x03, 0x55, 0x04, 0x0a};
  const std::string name =
      element(0x30, element(0x31, element(0x30, oid + element(V_ASN1_UTF8STRING, organization))));
  const auto choice = static_cast<char>(0xa4);     // directoryName
  const auto permitted = static_cast<char>(0xa0);  // permittedSubtrees
  return "critical,DER:" + in_hex(element(0x30, element(permitted, element(0x30, element(choice, name)))));
}

Identity md5_branch(Pki& pki) {
  const Issuer rsa = made_issuer(pki.authority(Ca::rsa_intermediate));
  const Issuer good = certify(ca(), rsa);
  Recipe recipe = ca();
  recipe.hash = Hash::md5;
  const Issuer bad = certify(recipe, share(good.key.get()), rsa);
  Identity identity = leaf_by(good, leaf());
  for (const Issuer* one : {&bad, &good, &rsa}) {
    send(identity, one->certificate);
  }
  return identity;
}

Identity circle(Pki& pki, bool has_way_out) {
  const Recipe first = authority("Lab Circle CA 1", {});
  const Recipe second = authority("Lab Circle CA 2", {});
  const Issuer one = make_root(first);
  const Issuer two = make_root(second);
  Identity identity = leaf_by(one, leaf());
  send(identity, certify(first, share(one.key.get()), two).certificate);
  send(identity, certify(second, share(two.key.get()), one).certificate);
  if (has_way_out) {
    send(identity, certify(second, share(two.key.get()), lab_root(pki)).certificate);
  }
  return identity;
}

Identity same_name(Pki& pki) {
  const Issuer top = lab_root(pki);
  const Issuer right = certify(ca(without_key_ids()), top);
  Identity identity = leaf_by(right, leaf(without_key_ids()));
  for (int i = 0; i < 3; ++i) {
    send(identity, certify(ca(without_key_ids()), top).certificate);
  }
  send(identity, right.certificate);
  return identity;
}

Identity same_key(Pki& pki) {
  const Issuer good = certify(ca(), lab_root(pki));
  const Issuer elsewhere = made_issuer(pki.authority(Ca::elsewhere_root));
  Identity identity = leaf_by(good, leaf());
  send(identity, certify(ca(), share(good.key.get()), elsewhere).certificate);
  send(identity, good.certificate);
  return identity;
}

Identity new_key_below_path_length(Pki& pki) {
  const Settings no_cas_below = {{"basicConstraints", "critical,CA:TRUE,pathlen:0"}};
  const Issuer old = certify(ca(no_cas_below), lab_root(pki));
  const Issuer renewed = certify(ca(no_cas_below), old);
  Identity identity = leaf_by(renewed, leaf());
  send(identity, renewed.certificate);
  send(identity, old.certificate);
  return identity;
}

Identity anchored_intermediate(Pki&) {
  const Issuer top = make_root(root());
  Issuer anchor = certify(ca(), top);
  Identity identity = leaf_by(anchor, leaf());
  identity.anchors.push_back(std::move(anchor.certificate));
  return identity;
}

Identity cross_signed_by_old_root(Pki& pki) {
  return pki.identity(leaf(), make_key(KeyKind::ec), Ca::cross, {Ca::cross_old});
}

Identity deep_branch(Pki& pki) {
  constexpr int kDeep = 12;
  const Issuer good = certify(ca(), lab_root(pki));
  Identity identity = leaf_by(good, leaf());
  send(identity, good.certificate);
  std::vector<X509Ptr> from_the_top;
  Issuer issuer = lab_root(pki);
  for (int depth = 1; depth <= kDeep; ++depth) {
    issuer = certify(authority("Lab Deep CA " + std::to_string(depth), {}), issuer);
    from_the_top.push_back(share(issuer.certificate.get()));
  }
  send(identity, certify(ca(), share(good.key.get()), issuer).certificate);
  std::move(from_the_top.rbegin(), from_the_top.rend(), std::back_inserter(identity.chain));
  return identity;
}

Identity hundred_of_one_name(Pki& pki) {
  const Issuer top = lab_root(pki);
  const Issuer right = certify(ca(without_key_ids()), top);
  Identity identity = leaf_by(right, leaf(without_key_ids()));
  while (identity.chain.size() + 1 < kHundred) {
    send(identity, certify(ca(without_key_ids()), top).certificate);
  }
  send(identity, right.certificate);
  return identity;
}

Identity cross_signed_twenty(Pki& pki, std::size_t most) {
  const std::vector<Issuer> all = cross_authorities();
  Identity identity = leaf_by(all.front(), leaf());
  const std::string last = "Lab Cross CA " + std::to_string(kTwenty - 1);
  send(identity, certify(authority(last, {}), share(all.back().key.get()), lab_root(pki)).certificate);
  std::vector<X509Ptr> certificates = cross_certificates(all);
  certificates.resize(std::min(certificates.size(), most));
  std::move(certificates.begin(), certificates.end(), std::back_inserter(identity.chain));
  return identity;
}

Identity cross_signed_store(Pki&) {
  const std::vector<Issuer> all = cross_authorities();
  Identity identity = leaf_by(all.front(), leaf());
  identity.anchors = cross_certificates(all);
  return identity;
}

Identity name_constraint_bomb(Pki& pki) {
  std::string constraints = "critical";
  Recipe recipe = leaf();
  for (std::size_t i = 0; i < kBombNames; ++i) {
    constraints += ",excluded;DNS:b" + std::to_string(i) + ".example.net";
    recipe.dns_names.push_back("a" + std::to_string(i) + ".lab.example");
  }
  return below(pki, ca({{"nameConstraints", constraints}}), std::move(recipe));
}

}  // namespace lab::paths
