#include "tests/lab/client_scenarios.h"
#include "tests/lab/rsa_keys.h"

namespace lab::clients {
namespace {

using std::chrono::days;

Issued trusted(Pki& pki, Issued issued) {
  pki.trust(share(issued.certificate.get()));
  return issued;
}

Identity known_intermediate(Pki& pki) {
  const Issued issuer = trusted(pki, issued_by(known(pki, Ca::root), authority("Lab Known CA")));
  return sending(issued_by(issuer, server()), {});
}

Identity below_known_without_root(Pki& pki, bool sent) {
  const Issued issuer =
      trusted(pki, issued_by(known(pki, Ca::elsewhere_root), authority("Lab Known CA Without Root")));
  return sending(issued_by(issuer, server()), sent ? std::vector{&issuer} : std::vector<const Issued*>{});
}

// Known, and not fit to be one: is an anchor judged?
Identity below_known_expired(Pki& pki) {
  Order order = authority("Lab Known Expired CA");
  order.recipe.ends_in = days(-3);
  const Issued issuer = trusted(pki, issued_by(known(pki, Ca::elsewhere_root), std::move(order)));
  return sending(issued_by(issuer, server()), {});
}

// Not named as other leaves are: clients look for issuers by name.
Order server_in_store(const char* common_name, std::vector<Edit> edits = {}) {
  Order order = server(std::move(edits));
  order.recipe.subject = lab_name(common_name);
  return order;
}

Identity known_leaf(Pki& pki) {
  return sending(trusted(pki, issued_by(known(pki, Ca::elsewhere_root), server_in_store("Lab Known Leaf"))),
                 {});
}

Identity known_self_signed(Pki& pki) {
  return sending(trusted(pki, self_issued(server_in_store("Lab Known Server"))), {});
}

Identity known_self_signed_authority(Pki& pki) {
  return sending(
      trusted(pki, self_issued(server_in_store("Lab Known Server And CA",
                                               {with(NID_basic_constraints, "critical,CA:TRUE")}))),
      {});
}

Identity root_lasting(Pki& pki, const char* name, days ends_in) {
  Order order = authority(name);
  order.recipe.ends_in = ends_in;
  return with_root(pki, std::move(order));
}

// One root twice in the store, with one key: the old one has ended.
Identity renewed_root(Pki& pki, bool expired_first) {
  Order old = keyed(authority(expired_first ? "Lab Renewed Root CA 1" : "Lab Renewed Root CA 2"),
                    make_key(KeyKind::ec));
  EvpPkeyPtr key = share(old.key.get());
  Order renewed =
      keyed(authority(expired_first ? "Lab Renewed Root CA 1" : "Lab Renewed Root CA 2"), share(key.get()));
  old.recipe.ends_in = days(-3);
  const Issued first = self_issued(std::move(expired_first ? old : renewed));
  const Issued second = self_issued(std::move(expired_first ? renewed : old));
  pki.trust(share(first.certificate.get()));
  pki.trust(share(second.certificate.get()));
  const Issued issuer = issued_by(first, authority("Lab Intermediate CA Of Its Own"));
  return sending(issued_by(issuer, server()), {&issuer});
}

// One name, two keys, both in the store; `which` has issued.
Identity rekeyed_root(Pki& pki, bool by_first, bool identified) {
  const std::string name =
      std::string("Lab Rekeyed Root CA") + (by_first ? " 1" : " 2") + (identified ? "" : " B");
  const Issued first = trusted(pki, self_issued(authority(name.c_str())));
  const Issued second = trusted(pki, self_issued(authority(name.c_str())));
  const Issued issuer = issued_by(
      by_first ? first : second,
      authority("Lab Intermediate CA Of Its Own",
                identified ? std::vector<Edit>{} : std::vector<Edit>{without(NID_authority_key_identifier)}));
  return sending(issued_by(issuer, server()), {&issuer});
}

// The root is in the store; the server sends it once more, issued by another root, as many did in 2021.
Identity root_cross_signed(Pki& pki, const char* name, Issued other) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  const Issued root = trusted(pki, self_issued(keyed(authority(name), share(key.get()))));
  const Issued cross = issued_by(other, keyed(authority(name), share(key.get())));
  const Issued issuer = issued_by(root, authority("Lab Intermediate CA Of Its Own"));
  return sending(issued_by(issuer, server()), {&issuer, &cross});
}

Identity root_cross_signed_expired(Pki& pki) {
  return root_cross_signed(pki, "Lab New Root CA 1", known(pki, Ca::old_root));
}

Identity root_cross_signed_unknown(Pki& pki) {
  return root_cross_signed(pki, "Lab New Root CA 2", known(pki, Ca::elsewhere_root));
}

// In the store an intermediate that leads nowhere; the server sends one of the same name and key that leads
// to Lab Root CA.
Identity known_and_sent(Pki& pki, const char* name, Issued issuer, days ends_in) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  Order stale = keyed(authority(name), share(key.get()));
  stale.recipe.ends_in = ends_in;
  trusted(pki, issued_by(issuer, std::move(stale)));
  const Issued good = issued_by(known(pki, Ca::root), keyed(authority(name), share(key.get())));
  return sending(issued_by(good, server()), {&good});
}

Identity known_expired_and_sent(Pki& pki) {
  return known_and_sent(pki, "Lab Stale CA", known(pki, Ca::root), days(-3));
}

Identity known_unknown_and_sent(Pki& pki) {
  return known_and_sent(pki, "Lab Stray CA", known(pki, Ca::elsewhere_root), days(1800));
}

// The root in the store has ended; the server sends it as issued by another one.
Identity expired_root_cross_signed(Pki& pki) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  Order old = keyed(authority("Lab Ended Root CA"), share(key.get()));
  old.recipe.ends_in = days(-3);
  const Issued root = trusted(pki, self_issued(std::move(old)));
  const Issued cross =
      issued_by(known(pki, Ca::root), keyed(authority("Lab Ended Root CA"), share(key.get())));
  const Issued issuer = issued_by(root, authority("Lab Intermediate CA Of Its Own"));
  return sending(issued_by(issuer, server()), {&issuer, &cross});
}

// The other way round: the client has only the old root, the server's newer one is issued by it.
Identity root_only_by_cross_sign(Pki& pki) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  const Issued root = self_issued(keyed(authority("Lab Newest Root CA"), share(key.get())));
  const Issued cross =
      issued_by(known(pki, Ca::root), keyed(authority("Lab Newest Root CA"), share(key.get())));
  const Issued issuer = issued_by(root, authority("Lab Intermediate CA Of Its Own"));
  return sending(issued_by(issuer, server()), {&issuer, &root, &cross});
}

Identity odd_root(Pki& pki, const char* name, std::vector<Edit> edits) {
  return with_root(pki, authority(name, std::move(edits)));
}

Identity sha1_root(Pki& pki) {
  Order order = authority("Lab SHA-1 Root CA");
  order.digest = "SHA1";
  return with_root(pki, std::move(order));
}

Identity md5_root(Pki& pki) {
  Order order = keyed(authority("Lab MD5 Root CA"), fixed_rsa_key(RsaKey::authority));
  order.digest = "MD5";
  return with_root(pki, std::move(order));
}

Identity rsa_1024_root(Pki& pki) {
  return with_root(pki, keyed(authority("Lab RSA-1024 Root CA"), make_key(KeyKind::rsa_1024)));
}

constexpr Scenario kRows[] = {
    row("known-intermediate", kCritical,
        "sends its leaf only; the intermediate and its root are in the store", known_intermediate),
    row("anchor-is-intermediate", kOk,
        "sends its leaf only; the intermediate is in the store without its root",
        [](Pki& pki) { return below_known_without_root(pki, false); }),
    row("anchor-is-intermediate-sent", kOk, "sends an intermediate that is in the store without its root",
        [](Pki& pki) { return below_known_without_root(pki, true); }),
    row("anchor-is-expired-intermediate", kCritical,
        "sends its leaf only; the intermediate in the store has expired", below_known_expired),
    row("anchor-is-leaf", kOk, "has a leaf that is in the store itself", known_leaf),
    row("anchor-is-self-signed", kOk, "has a self-signed certificate that is in the store",
        known_self_signed),
    row("anchor-is-self-signed-authority", kOk,
        "has a self-signed certificate, an authority, that is in the store", known_self_signed_authority),
    row("root-later", kCritical, "has a root in the store that begins in 50 days",
        [](Pki& pki) { return root_lasting(pki, "Lab Later Root CA", days(3700)); }),
    row("root-expired", kCritical, "has a root in the store that expired 3 days ago",
        [](Pki& pki) { return root_lasting(pki, "Lab Expired Root CA", days(-3)); }),
    row("root-renewed-expired-first", kOk, "has a root that is in the store twice, the expired one first",
        [](Pki& pki) { return renewed_root(pki, true); }),
    row("root-renewed-expired-last", kOk, "has a root that is in the store twice, the expired one last",
        [](Pki& pki) { return renewed_root(pki, false); }),
    row("root-rekeyed-first", kOk,
        "has a root of whose name the store has two, with different keys; the first",
        [](Pki& pki) { return rekeyed_root(pki, true, true); }),
    row("root-rekeyed-last", kOk, "has a root of whose name the store has two, with different keys; the last",
        [](Pki& pki) { return rekeyed_root(pki, false, true); }),
    row("root-rekeyed-first-no-key-id", kOk,
        "has a root of whose name the store has two; the first, and its intermediate names no key",
        [](Pki& pki) { return rekeyed_root(pki, true, false); }),
    row("root-rekeyed-last-no-key-id", kOk,
        "has a root of whose name the store has two; the last, and its intermediate names no key",
        [](Pki& pki) { return rekeyed_root(pki, false, false); }),
    row("root-cross-signed-expired", kOk,
        "sends its root, which is in the store, as issued by an expired root", root_cross_signed_expired),
    row("root-cross-signed-unknown", kOk,
        "sends its root, which is in the store, as issued by an unknown root", root_cross_signed_unknown),
    row("root-expired-cross-sent", kOk,
        "sends its root, which has expired in the store, as issued by a good root",
        expired_root_cross_signed),
    row("known-expired-and-sent", kOk,
        "sends an intermediate of which the store has an older one that has expired", known_expired_and_sent),
    row("known-elsewhere-and-sent", kOk,
        "sends an intermediate of which the store has one by an unknown root", known_unknown_and_sent),
    row("root-by-cross-sign", kOk, "sends a root that is not in the store, and its cross-sign by one that is",
        root_only_by_cross_sign),
    row("root-not-a-ca", kCritical, "has a root in the store whose basic constraints say that it is none",
        [](Pki& pki) {
          return odd_root(pki, "Lab No CA Root", {with(NID_basic_constraints, "critical,CA:FALSE")});
        }),
    row("root-no-constraints", kOk, "has a root in the store without basic constraints",
        [](Pki& pki) {
          return odd_root(pki, "Lab Root Without Constraints", {without(NID_basic_constraints)});
        }),
    row("root-version-1", kOk, "has a root in the store of version 1",
        [](Pki& pki) { return odd_root(pki, "Lab Version 1 Root", {version_1()}); }),
    row("root-client-auth", kCritical, "has a root in the store for clients only",
        [](Pki& pki) { return odd_root(pki, "Lab Client Root", {with(NID_ext_key_usage, "clientAuth")}); }),
    row("root-no-key-cert-sign", kCritical, "has a root in the store whose key may not sign certificates",
        [](Pki& pki) {
          return odd_root(pki, "Lab CRL Root", {with(NID_key_usage, "critical,cRLSign,digitalSignature")});
        }),
    row("root-critical-extension", kCritical, "has a root in the store with an unknown critical extension",
        [](Pki& pki) {
          return odd_root(pki, "Lab Strange Root", {with_raw("1.3.6.1.4.1.55555.1", true, "\x05\x00")});
        }),
    row("root-path-length", kCritical, "has a root in the store that allows no intermediate",
        [](Pki& pki) {
          return odd_root(pki, "Lab Short Root", {with(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")});
        }),
    row("root-name-constraints", kCritical, "has a root in the store that is for another domain",
        [](Pki& pki) {
          return odd_root(pki, "Lab Narrow Root",
                          {with(NID_name_constraints, "critical,permitted;DNS:other.example")});
        }),
    row("root-sha1", kOk, "has a root in the store that is signed with SHA-1", sha1_root),
    row("root-md5", kOk, "has a root in the store that is signed with MD5", md5_root),
    row("root-rsa-1024", kOk, "has a root in the store with an RSA key of 1024 bits", rsa_1024_root),
};

}  // namespace

std::span<const Scenario> anchor_scenarios() { return kRows; }

}  // namespace lab::clients
