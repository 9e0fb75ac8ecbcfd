#include <utility>

#include "tests/lab/client_scenarios.h"

namespace lab::clients {
namespace {

using std::chrono::days;

constexpr const char* kName = "Lab Branch CA";

// Two certificates of one authority, with one name and one key: `bad` and a good one by Lab Root CA.
Identity branches(Pki& pki, bool bad_first, const Issued& bad_issuer, Order bad) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  const Issued good = issued_by(known(pki, Ca::root), keyed(authority(kName), share(key.get())));
  const Issued broken = issued_by(bad_issuer, keyed(std::move(bad), share(key.get())));
  return sending(issued_by(good, server()),
                 bad_first ? std::vector{&broken, &good} : std::vector{&good, &broken});
}

Identity edited(Pki& pki, bool bad_first, std::vector<Edit> edits) {
  return branches(pki, bad_first, known(pki, Ca::root), authority(kName, std::move(edits)));
}

// The bad certificate's issuer, sent last, has a fault; the good one is as before.
Identity above(Pki& pki, bool bad_first, Issued bad_issuer) {
  Identity made = branches(pki, bad_first, bad_issuer, authority(kName));
  made.chain.push_back(std::move(bad_issuer.certificate));
  return made;
}

template <bool first>
Identity later(Pki& pki) {
  Order order = authority(kName);
  order.recipe.ends_in = days(3700);
  return branches(pki, first, known(pki, Ca::root), std::move(order));
}

template <bool first>
Identity unknown(Pki& pki) {
  return branches(pki, first, known(pki, Ca::elsewhere_root), authority(kName));
}

template <bool first>
Identity not_a_ca(Pki& pki) {
  return edited(pki, first, {with(NID_basic_constraints, "critical,CA:FALSE")});
}

template <bool first>
Identity no_constraints(Pki& pki) {
  return edited(pki, first, {without(NID_basic_constraints)});
}

template <bool first>
Identity client_auth(Pki& pki) {
  return edited(pki, first, {with(NID_ext_key_usage, "clientAuth")});
}

template <bool first>
Identity key_usage(Pki& pki) {
  return edited(pki, first, {with(NID_key_usage, "critical,digitalSignature")});
}

template <bool first>
Identity narrow(Pki& pki) {
  return edited(pki, first, {with(NID_name_constraints, "critical,permitted;DNS:other.example")});
}

template <bool first>
Identity strange(Pki& pki) {
  return edited(pki, first, {with_raw("1.3.6.1.4.1.55555.1", true, "\x05\x00")});
}

template <bool first>
Identity sha1(Pki& pki) {
  Order order = authority(kName);
  order.digest = "SHA1";
  return branches(pki, first, known(pki, Ca::root), std::move(order));
}

template <bool first>
Identity damaged(Pki& pki) {
  Identity made = edited(pki, first, {});
  damage_signature(made.chain[first ? 1 : 2].get());
  return made;
}

template <bool first>
Identity weak_above(Pki& pki) {
  return above(pki, first,
               issued_by(known(pki, Ca::root), keyed(authority("Lab Weak CA"), make_key(KeyKind::rsa_1024))));
}

template <bool first>
Identity short_above(Pki& pki) {
  return above(
      pki, first,
      issued_by(known(pki, Ca::root),
                authority("Lab Short CA", {with(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")})));
}

template <bool first>
Identity expired_above(Pki& pki) {
  return above(pki, first, known(pki, Ca::expired_intermediate));
}

// Two authorities that have issued each other's certificates, and one of them has a root.
Identity cycle(Pki& pki) {
  const Issued a = issued_by(known(pki, Ca::root), authority("Lab Circle CA A"));
  const Issued b = issued_by(a, authority("Lab Circle CA B"));
  const Issued a_by_b = issued_by(b, keyed(authority("Lab Circle CA A"), share(a.key.get())));
  return sending(issued_by(b, server()), {&b, &a_by_b, &a});
}

Identity cycle_without_root(Pki& pki) {
  const Issued a = issued_by(known(pki, Ca::elsewhere_root), authority("Lab Circle CA A"));
  const Issued b = issued_by(a, authority("Lab Circle CA B"));
  const Issued a_by_b = issued_by(b, keyed(authority("Lab Circle CA A"), share(a.key.get())));
  return sending(issued_by(b, server()), {&b, &a_by_b});
}

Identity same_issuer_renewed(Pki& pki) {
  EvpPkeyPtr key = make_key(KeyKind::ec);
  Order old = keyed(authority(kName), share(key.get()));
  old.recipe.ends_in = days(-3);
  const Issued first = issued_by(known(pki, Ca::root), std::move(old));
  const Issued second = issued_by(known(pki, Ca::root), keyed(authority(kName), share(key.get())));
  return sending(issued_by(second, server()), {&first, &second});
}

constexpr Scenario kRows[] = {
    row("branch-renewed", kOk, "sends an expired intermediate, then the same renewed", same_issuer_renewed),
    row("branch-later-first", kOk, "sends an intermediate twice: not yet valid, then good", later<true>),
    row("branch-later-last", kOk, "sends an intermediate twice: good, then not yet valid", later<false>),
    row("branch-unknown-first", kOk, "sends an intermediate twice: by an unknown root, then by a good one",
        unknown<true>),
    row("branch-unknown-last", kOk, "sends an intermediate twice: by a good root, then by an unknown one",
        unknown<false>),
    row("branch-not-ca-first", kOk, "sends an intermediate twice: as no authority, then good",
        not_a_ca<true>),
    row("branch-not-ca-last", kOk, "sends an intermediate twice: good, then as no authority",
        not_a_ca<false>),
    row("branch-no-constraints-first", kOk,
        "sends an intermediate twice: without basic constraints, then good", no_constraints<true>),
    row("branch-no-constraints-last", kOk,
        "sends an intermediate twice: good, then without basic constraints", no_constraints<false>),
    row("branch-client-auth-first", kOk, "sends an intermediate twice: for clients only, then good",
        client_auth<true>),
    row("branch-client-auth-last", kOk, "sends an intermediate twice: good, then for clients only",
        client_auth<false>),
    row("branch-key-usage-first", kOk, "sends an intermediate twice: it may not sign certificates, then good",
        key_usage<true>),
    row("branch-key-usage-last", kOk, "sends an intermediate twice: good, then it may not sign certificates",
        key_usage<false>),
    row("branch-narrow-first", kOk, "sends an intermediate twice: for another domain, then good",
        narrow<true>),
    row("branch-narrow-last", kOk, "sends an intermediate twice: good, then for another domain",
        narrow<false>),
    row("branch-strange-first", kOk,
        "sends an intermediate twice: with an unknown critical extension, then good", strange<true>),
    row("branch-strange-last", kOk,
        "sends an intermediate twice: good, then with an unknown critical extension", strange<false>),
    row("branch-sha1-first", kOk, "sends an intermediate twice: signed with SHA-1, then good", sha1<true>),
    row("branch-sha1-last", kOk, "sends an intermediate twice: good, then signed with SHA-1", sha1<false>),
    row("branch-damaged-first", kOk, "sends an intermediate twice: with a wrong signature, then good",
        damaged<true>),
    row("branch-damaged-last", kOk, "sends an intermediate twice: good, then with a wrong signature",
        damaged<false>),
    row("branch-weak-above-first", kOk, "sends an intermediate twice: below RSA 1024, then good",
        weak_above<true>),
    row("branch-weak-above-last", kOk, "sends an intermediate twice: good, then below RSA 1024",
        weak_above<false>),
    row("branch-short-above-first", kOk, "sends an intermediate twice: below one that allows none, then good",
        short_above<true>),
    row("branch-short-above-last", kOk, "sends an intermediate twice: good, then below one that allows none",
        short_above<false>),
    row("branch-expired-above-first", kOk, "sends an intermediate twice: below an expired one, then good",
        expired_above<true>),
    row("branch-expired-above-last", kOk, "sends an intermediate twice: good, then below an expired one",
        expired_above<false>),
    row("cycle", kOk, "sends two intermediates that have issued each other", cycle),
    row("cycle-without-root", kCritical, "sends two intermediates that have issued each other and no more",
        cycle_without_root),
};

}  // namespace

std::span<const Scenario> branch_scenarios() { return kRows; }

}  // namespace lab::clients
