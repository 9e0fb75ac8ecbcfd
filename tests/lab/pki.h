// The lab's certification authorities.
//
//   Lab Root CA --+-- Lab Intermediate CA 1 --- Lab Intermediate CA 2
//                 +-- Lab RSA Intermediate CA
//                 +-- Lab Expired Intermediate CA                  ended 3 days ago
//                 +-- Lab Not A CA                                 basic constraints: no CA
//                 +-- Lab Hostile CA ("Lab | CA\n...")             a name full of what breaks output
//                 +-- Lab Cross CA     <-- the same name and key
//   Lab Old Root CA ended 40 days ago
//                 +-- Lab Cross CA     <-- as its root did
//                 +-- Lab Old Intermediate CA
//   Elsewhere Root CA --- Elsewhere Intermediate CA                in no store
//
// roots.pem holds the Lab's two roots. An authority is made when it is first asked for.

#pragma once

#include <array>
#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/lab/certificate.h"

namespace lab {

enum class Ca {
  root,
  old_root,
  elsewhere_root,
  intermediate_1,
  intermediate_2,
  rsa_intermediate,
  expired_intermediate,
  not_a_ca,
  hostile,
  cross,
  cross_old,
  old_intermediate,
  elsewhere_intermediate,
};
inline constexpr std::size_t kCas = 13;

struct Authority {
  X509Ptr certificate{};  // null: not made yet
  EvpPkeyPtr key{};
  std::string file{};  // "lab-root-ca.crt", the last part of its AIA URL
};

// What a server holds: its key, and what it sends, the leaf first.
struct Identity {
  EvpPkeyPtr key{};
  std::vector<X509Ptr> chain{};
  std::string staple{};  // OCSPResponse, DER; empty: none
  // A store of its own, DIR/anchors/SCENARIO.pem; empty: none.
  std::vector<X509Ptr> anchors{};
};

class Pki {
 public:
  // Leaves, and intermediates below another, name their issuer's certificate as
  // `aia_base`lab-intermediate-ca-1.crt (RFC 5280, 4.2.2.1), for example
  // http://aia.lab.example/lab-intermediate-ca-1.crt. DIR/aia holds the files.
  explicit Pki(std::string_view aia_base) : aia_base_(aia_base) {}

  const Authority& authority(Ca ca);

  // Those that were asked for so far.
  std::vector<const Authority*> made() const;

  // An address that the recipe has already is one below `aia_base`.
  // A leaf made by the recipe for `key`, signed by `issuer`. It is followed by the certificates of `sent`.
  Identity identity(Recipe recipe, EvpPkeyPtr key, Ca issuer, std::initializer_list<Ca> sent);

  // An anchor that only DIR/clients.pem holds, beside the Lab's roots.
  void trust(X509Ptr anchor) { trusted_.push_back(std::move(anchor)); }
  const std::vector<X509Ptr>& trusted() const { return trusted_; }

  // A chain of `length` certificates whose last one the root has issued.
  Identity deep_identity(Recipe recipe, std::size_t length);

  // A leaf that is its own issuer.
  static Identity self_signed(Recipe recipe);

 private:
  Authority make(Ca ca);
  std::string url(const Authority& issuer) const { return aia_base_ + issuer.file; }

  std::string aia_base_;
  std::array<Authority, kCas> authorities_{};
  std::vector<X509Ptr> trusted_{};
};

}  // namespace lab
