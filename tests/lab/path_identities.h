// The certificates of the scenarios on paths: what a CA, a root or a leaf says that others do not, several
// branches, and so much that a search must give up.
//
// A scenario describes what deviates by a Recipe: names, dates and extensions that it leaves out are as
// usual.

#pragma once

#include "tests/lab/pki.h"

namespace lab::paths {

// For www.lab.example, below a CA.
Recipe leaf(Settings settings = {});
// The same with the CA/Browser Forum's policy for validated domains: a public one.
Recipe public_leaf(Settings settings = {});
// "Lab Special CA", "Lab Special Root CA".
Recipe ca(Settings settings = {});
Recipe root(Settings settings = {});

// leaf <- Lab Intermediate CA 1 <- Lab Root CA
Identity with_leaf(Pki& pki, Recipe leaf, KeyKind kind = KeyKind::ec);
// leaf <- Lab Special CA <- Lab Root CA
Identity below(Pki& pki, Recipe ca, Recipe leaf = paths::leaf(), KeyKind kind = KeyKind::ec);
// leaf <- Lab Special CA <- Lab Special Root CA, which is the only anchor
Identity below_root(Recipe root, Recipe leaf = paths::leaf());
// leaf <- a second CA <- the first one <- Lab Root CA
Identity below_two(Pki& pki, Recipe upper, Recipe lower);
// leaf <- Lab Special CA, which has two certificates by Lab Root CA: the bad one, sent first, and a usual one
Identity branching(Pki& pki, Recipe bad);

// A name constraint on names that begin with "O=`organization`"; openssl.cnf needs a section for it.
std::string permitting_organization(const std::string& organization);

// By an RSA key with MD5.
Identity md5_branch(Pki& pki);
// Two CAs have certified each other; a third certificate leads out of the circle, or nothing does.
Identity circle(Pki& pki, bool has_way_out);
// Three CAs of one name and other keys, sent before the right one, without any key identifier.
Identity same_name(Pki& pki);
// One CA, certified by a root in no store, and then by Lab Root CA.
Identity same_key(Pki& pki);
// A CA goes on with a new key, certified by its old one: such a certificate does not count as a step.
Identity new_key_below_path_length(Pki& pki);
// The only anchor is Lab Special CA, and its issuer is in no store.
Identity anchored_intermediate(Pki& pki);
// The cross-certificate by a root that has expired, and nothing else.
Identity cross_signed_by_old_root(Pki& pki);

// One CA, certified by Lab Root CA, and by the lowest of a dozen CAs one below the other: further than a
// search goes.
Identity deep_branch(Pki& pki);

// What a search must give up, or nearly so.
inline constexpr std::size_t kHundred = 100;
inline constexpr std::size_t kTwenty = 20;
// So many that names times constraints are four times the bound.
inline constexpr std::size_t kBombNames = 1000;

// 98 CAs of one name with keys of their own, then the one that issued the leaf.
Identity hundred_of_one_name(Pki& pki);
// Every one of twenty CAs has certified every other, 380 certificates, of which `most` are sent; the last CA
// is certified by Lab Root CA.
Identity cross_signed_twenty(Pki& pki, std::size_t most);
// The same 380 in the store, none of them an anchor; the leaf alone is sent.
Identity cross_signed_store(Pki& pki);
Identity name_constraint_bomb(Pki& pki);

}  // namespace lab::paths
