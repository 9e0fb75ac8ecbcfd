// Certificates made to order, for scenarios that show where clients differ.
//
// A Recipe (certificate.h) says what sound certificates need. Here is what only odd ones have: extensions
// removed, replaced or doubled, other versions, serial numbers and signatures, issuers and roots of their
// own.
//
//   with_leaf(pki, server({without(NID_ext_key_usage)}))     the usual chain, its leaf without that extension

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lab/pki.h"

namespace lab::clients {

inline constexpr const char* kWww = "www.lab.example";

// Changes a certificate just before it is signed.
using Edit = std::function<void(X509* certificate)>;

struct Order {
  Recipe recipe{};
  std::vector<Edit> edits{};
  const char* digest = "SHA256";  // of its signature
  bool pss = false;               // signed with RSA-PSS; the issuer must have an RSA key
  EvpPkeyPtr key{};               // null: a new one, P-256
};

struct Issued {
  X509Ptr certificate{};
  EvpPkeyPtr key{};
};

Edit without(int nid);
// Takes the place of the extension of that kind; `value` as in openssl.cnf (x509v3_config(5)).
Edit with(int nid, std::string value);
// `der`: the extension's value.
Edit with_raw(const char* oid, bool critical, std::string_view der);
Edit twice(int nid);
// In two's complement; 0x80 and above begin a negative one.
Edit serial(std::string_view big_endian);
Edit version_1();

// For `host` and 60 days; an authority for 5 years, named "O=TLS Lab, CN=`common_name`".
Order server(std::vector<Edit> edits = {}, const char* host = kWww);
Order authority(const char* common_name, std::vector<Edit> edits = {});
Order keyed(Order order, EvpPkeyPtr key);

EvpPkeyPtr rsa_key(unsigned bits);
EvpPkeyPtr rsa_pss_key();
EvpPkeyPtr ec_key(const char* curve);

// Lab Root CA, Elsewhere Root CA, ...
Issued known(Pki& pki, Ca ca);
Issued issued_by(const Issued& issuer, Order order);
Issued self_issued(Order order);
// One bit of its signature is not as it was made.
void damage_signature(X509* certificate);

// What a server holds that sends `leaf`, then `above`.
Identity sending(const Issued& leaf, const std::vector<const Issued*>& above);

// Lab Root CA <- Lab Intermediate CA 1 <- `leaf`
Identity with_leaf(Pki& pki, Order leaf);
// Lab Root CA <- `intermediate` <- `leaf`; all but the root are sent.
Identity with_intermediate(Pki& pki, Order intermediate, Order leaf = server());
// `root` <- an intermediate <- the usual leaf; `root` is among the clients' anchors.
Identity with_root(Pki& pki, Order root);

}  // namespace lab::clients
