#include "tests/lab/pki.h"

#include <utility>

#include "tests/lab/hostile_words.h"
#include "tests/lab/rsa_keys.h"

namespace lab {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr days kRootLife{7300};
constexpr days kIntermediateLife{3650};
constexpr days kSinceOldRoot{-40};

struct Row {
  Ca ca;
  Ca issuer;  // itself: a root
  Ca key_of;  // itself: a key of its own
  std::string_view common_name;
  const char* organization;
  days ends_in;
  days life;
  Role role = Role::authority;
  bool rsa = false;
};

constexpr Row kRows[] = {
    {Ca::root, Ca::root, Ca::root, "Lab Root CA", "TLS Lab", days(3650), kRootLife},
    {Ca::old_root, Ca::old_root, Ca::old_root, "Lab Old Root CA", "TLS Lab", kSinceOldRoot, kRootLife},
    {Ca::elsewhere_root, Ca::elsewhere_root, Ca::elsewhere_root, "Elsewhere Root CA", "Elsewhere", days(3650),
     kRootLife},
    {Ca::intermediate_1, Ca::root, Ca::intermediate_1, "Lab Intermediate CA 1", "TLS Lab", days(1800),
     kIntermediateLife},
    {Ca::intermediate_2, Ca::intermediate_1, Ca::intermediate_2, "Lab Intermediate CA 2", "TLS Lab",
     days(900), kIntermediateLife},
    {Ca::rsa_intermediate, Ca::root, Ca::rsa_intermediate, "Lab RSA Intermediate CA", "TLS Lab", days(1800),
     kIntermediateLife, Role::authority, true},
    {Ca::expired_intermediate, Ca::root, Ca::expired_intermediate, "Lab Expired Intermediate CA", "TLS Lab",
     days(-3), kIntermediateLife},
    {Ca::not_a_ca, Ca::root, Ca::not_a_ca, "Lab Not A CA", "TLS Lab", days(1800), kIntermediateLife,
     Role::impostor},
    {Ca::hostile, Ca::root, Ca::hostile, kHostileAuthority, "TLS Lab", days(1800), kIntermediateLife},
    {Ca::cross, Ca::root, Ca::cross, "Lab Cross CA", "TLS Lab", days(1800), kIntermediateLife},
    {Ca::cross_old, Ca::old_root, Ca::cross, "Lab Cross CA", "TLS Lab", kSinceOldRoot, kIntermediateLife},
    {Ca::old_intermediate, Ca::old_root, Ca::old_intermediate, "Lab Old Intermediate CA", "TLS Lab",
     days(1800), kIntermediateLife},
    {Ca::elsewhere_intermediate, Ca::elsewhere_root, Ca::elsewhere_intermediate, "Elsewhere Intermediate CA",
     "Elsewhere", days(1800), kIntermediateLife},
};
static_assert(std::size(kRows) == kCas);

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < kCas; ++i) {
    if (kRows[i].ca != static_cast<Ca>(i)) {
      return false;
    }
  }
  return true;
}
static_assert(rows_are_in_order(), "authority() finds a row by its place");

// "Lab Root CA" -> "lab-root-ca.crt"
std::string file_name(std::string_view common_name) {
  std::string name;
  for (const char c : common_name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      name += c;
    } else if (c >= 'A' && c <= 'Z') {
      name += static_cast<char>(c - 'A' + 'a');
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  return name + ".crt";
}

}  // namespace

const Authority& Pki::authority(Ca ca) {
  Authority& authority = authorities_[static_cast<std::size_t>(ca)];
  if (!authority.certificate) {
    authority = make(ca);
  }
  return authority;
}

std::vector<const Authority*> Pki::made() const {
  std::vector<const Authority*> made;
  for (const Authority& authority : authorities_) {
    if (authority.certificate) {
      made.push_back(&authority);
    }
  }
  return made;
}

Authority Pki::make(Ca ca) {
  const Row& row = kRows[static_cast<std::size_t>(ca)];
  Authority made;
  if (row.key_of != ca) {
    made.key = share(authority(row.key_of).key.get());
  } else {
    made.key = row.rsa ? fixed_rsa_key(RsaKey::authority) : make_key(KeyKind::ec);
  }
  made.file = file_name(ca == Ca::cross_old ? "Lab Cross CA By Old Root" : row.common_name);
  const Authority* issuer = row.issuer == ca ? nullptr : &authority(row.issuer);
  const Recipe recipe{
      .subject = {{NID_organizationName, row.organization}, {NID_commonName, std::string(row.common_name)}},
      .role = row.role,
      .ends_in = row.ends_in,
      .life = row.life,
      // Only below another intermediate: whoever has the root needs no address.
      .issuer_url = issuer != nullptr && row.issuer == Ca::intermediate_1 ? url(*issuer) : std::string()};
  made.certificate = issue(recipe, made.key.get(), issuer ? issuer->certificate.get() : nullptr,
                           issuer ? issuer->key.get() : made.key.get());
  return made;
}

Identity Pki::identity(Recipe recipe, EvpPkeyPtr key, Ca issuer, std::initializer_list<Ca> sent) {
  const Authority& signer = authority(issuer);
  recipe.issuer_url = recipe.issuer_url.empty() ? url(signer) : aia_base_ + recipe.issuer_url;
  Identity made{.key = std::move(key)};
  made.chain.push_back(issue(recipe, made.key.get(), signer.certificate.get(), signer.key.get()));
  for (const Ca ca : sent) {
    made.chain.push_back(share(authority(ca).certificate.get()));
  }
  return made;
}

Identity Pki::deep_identity(Recipe recipe, std::size_t length) {
  const Authority& top = authority(Ca::root);
  EvpPkeyPtr key = share(top.key.get());
  std::vector<X509Ptr> from_the_top;
  X509* issuer = top.certificate.get();
  for (std::size_t depth = 1; depth <= length; ++depth) {
    const Recipe link{.subject = lab_name("Lab Deep CA " + std::to_string(depth)),
                      .role = Role::authority,
                      .ends_in = days(1800),
                      .life = kIntermediateLife};
    EvpPkeyPtr next = make_key(KeyKind::ec);
    from_the_top.push_back(issue(depth == length ? recipe : link, next.get(), issuer, key.get()));
    issuer = from_the_top.back().get();
    key = std::move(next);
  }
  Identity made{.key = std::move(key)};
  made.chain.assign(std::make_move_iterator(from_the_top.rbegin()),
                    std::make_move_iterator(from_the_top.rend()));
  return made;
}

Identity Pki::self_signed(Recipe recipe) {
  Identity made{.key = make_key(KeyKind::ec)};
  made.chain.push_back(issue(recipe, made.key.get(), nullptr, made.key.get()));
  return made;
}

}  // namespace lab
