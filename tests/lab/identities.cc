#include "tests/lab/identities.h"

#include <utility>

#include "tests/lab/hostile_words.h"
#include "tests/lab/rsa_keys.h"
#include "tests/lab/staple.h"

namespace lab::identities {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::size_t kLongChain = 200;

Recipe for_host(const char* host) { return {.subject = {{NID_commonName, host}}, .dns_names = {host}}; }

Recipe www() { return for_host("www.lab.example"); }

Recipe lasting(days ends_in, days life) {
  Recipe recipe = www();
  recipe.ends_in = ends_in;
  recipe.life = life;
  return recipe;
}

Identity with_chain(Pki& pki, Recipe recipe, Ca issuer, std::initializer_list<Ca> sent) {
  return pki.identity(std::move(recipe), make_key(KeyKind::ec), issuer, sent);
}

Identity with_key(Pki& pki, EvpPkeyPtr key) {
  return pki.identity(www(), std::move(key), Ca::intermediate_1, {Ca::intermediate_1});
}

Identity usual(Pki& pki, Recipe recipe) {
  return with_chain(pki, std::move(recipe), Ca::intermediate_1, {Ca::intermediate_1});
}

}  // namespace

Identity good(Pki& pki) { return usual(pki, www()); }

Identity good_rsa(Pki& pki) {
  return pki.identity(www(), fixed_rsa_key(RsaKey::leaf), Ca::rsa_intermediate, {Ca::rsa_intermediate});
}

Identity expired_rsa(Pki& pki) {
  return pki.identity(lasting(days(-3), days(90)), fixed_rsa_key(RsaKey::leaf), Ca::rsa_intermediate,
                      {Ca::rsa_intermediate});
}

Identity good_six_day(Pki& pki) {
  Recipe recipe = www();
  recipe.ends_in = days(4);
  recipe.life = hours(160);
  return usual(pki, std::move(recipe));
}

Identity ed25519(Pki& pki) { return with_key(pki, make_key(KeyKind::ed25519)); }

Identity stapling(Pki& pki) {
  Identity made = good(pki);
  made.staple = make_staple(made.chain.front().get(), pki.authority(Ca::intermediate_1));
  return made;
}

Identity mail(Pki& pki) { return usual(pki, for_host("mail.lab.example")); }

Identity expiring(Pki& pki) { return usual(pki, lasting(days(10), days(90))); }

Identity expired(Pki& pki) { return usual(pki, lasting(days(-3), days(90))); }

Identity not_yet_valid(Pki& pki) { return usual(pki, lasting(days(92), days(90))); }

Identity wrong_name(Pki& pki) {
  return usual(pki, {.subject = {{NID_commonName, "shop.lab.example"}},
                     .dns_names = {"shop.lab.example", "www.shop.lab.example", "*.static.lab.example"}});
}

Identity cn_only(Pki& pki) { return usual(pki, {.subject = {{NID_commonName, "www.lab.example"}}}); }

Identity wildcard(Pki& pki) { return usual(pki, for_host("*.wild.lab.example")); }

Identity ip_name(Pki& pki) {
  return usual(pki, {.subject = {{NID_commonName, "127.0.0.1"}}, .addresses = {"127.0.0.1"}});
}

Identity unicode_name(Pki& pki) { return usual(pki, for_host("xn--mnchen-3ya.lab.example")); }

Identity hostile_names(Pki& pki) {
  const Recipe recipe{
      .subject = {{NID_countryName, "|\n"},
                  {NID_organizationName, std::string(kHostileBytes), V_ASN1_T61STRING},
                  {NID_organizationalUnitName, std::string(kHostileBytes), V_ASN1_PRINTABLESTRING},
                  {NID_commonName, std::string(kHostileSubject)}},
      .dns_names = {std::string(kHostileSubject), std::string(kHostileBytes), std::string(kNameWithNul), "",
                    "*", std::string(300, 'a') + ".lab.example"}};
  return with_chain(pki, recipe, Ca::hostile, {Ca::hostile});
}

Identity placeholder_name(Pki& pki) {
  Recipe recipe = www();
  recipe.subject.insert(recipe.subject.begin(), {NID_organizationName, std::string(kPlaceholder)});
  return usual(pki, std::move(recipe));
}

Identity self_signed(Pki&) { return Pki::self_signed(www()); }

Identity leaf_only(Pki& pki) { return with_chain(pki, www(), Ca::intermediate_1, {}); }

Identity leaf_only_with_aia(Pki& pki, const char* path) {
  Recipe recipe = www();
  recipe.issuer_url = path;
  return with_chain(pki, std::move(recipe), Ca::intermediate_1, {});
}

Identity leaf_only_below_two(Pki& pki) { return with_chain(pki, www(), Ca::intermediate_2, {}); }

Identity wrong_order(Pki& pki) {
  return with_chain(pki, www(), Ca::intermediate_2, {Ca::intermediate_1, Ca::intermediate_2});
}

Identity duplicate(Pki& pki) {
  Identity made = good(pki);
  made.chain.insert(made.chain.begin() + 1, share(made.chain.front().get()));
  return made;
}

Identity root_sent(Pki& pki) {
  return with_chain(pki, www(), Ca::intermediate_1, {Ca::intermediate_1, Ca::root});
}

Identity unrelated_sent(Pki& pki) {
  return with_chain(pki, www(), Ca::intermediate_1, {Ca::intermediate_1, Ca::elsewhere_intermediate});
}

Identity expired_intermediate(Pki& pki) {
  return with_chain(pki, www(), Ca::expired_intermediate, {Ca::expired_intermediate});
}

Identity expired_root(Pki& pki) {
  return with_chain(pki, www(), Ca::old_intermediate, {Ca::old_intermediate});
}

Identity cross_signed_expired_first(Pki& pki) {
  return with_chain(pki, www(), Ca::cross, {Ca::cross_old, Ca::cross});
}

Identity cross_signed_expired_last(Pki& pki) {
  return with_chain(pki, www(), Ca::cross, {Ca::cross, Ca::cross_old});
}

Identity cross_signed_expired_only(Pki& pki) { return with_chain(pki, www(), Ca::cross, {Ca::cross_old}); }

Identity issuer_not_ca(Pki& pki) { return with_chain(pki, www(), Ca::not_a_ca, {Ca::not_a_ca}); }

Identity unknown_root(Pki& pki) {
  return with_chain(pki, www(), Ca::elsewhere_intermediate, {Ca::elsewhere_intermediate});
}

Identity chain_200(Pki& pki) { return pki.deep_identity(www(), kLongChain); }

Identity rsa_1024(Pki& pki) { return with_key(pki, make_key(KeyKind::rsa_1024)); }

Identity sha1(Pki& pki) {
  Recipe recipe = www();
  recipe.hash = Hash::sha1;
  return usual(pki, std::move(recipe));
}

Identity public_800_days(Pki& pki) {
  Recipe recipe = lasting(days(740), days(800));
  recipe.policy = "2.23.140.1.2.1";
  return usual(pki, std::move(recipe));
}

Identity client(Pki& pki) {
  return with_chain(pki, {.subject = lab_name("Lab Monitoring"), .role = Role::client}, Ca::root, {});
}

Identity stranger(Pki& pki) {
  return with_chain(pki, {.subject = lab_name("A Stranger"), .role = Role::client}, Ca::elsewhere_root, {});
}

}  // namespace lab::identities
