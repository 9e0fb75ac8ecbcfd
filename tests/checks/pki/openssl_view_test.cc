#define BOOST_TEST_MODULE openssl_view
#include "checks/pki/openssl_view.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "checks/openssl/certificate_pool.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;

namespace {

const Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
constexpr const char* kPast = "20251001000000Z";

struct Made {
  std::string subject;
  std::string issuer;
  const Key& own;
  const Key& signer;
  bool is_ca = true;
  std::string not_after = "20350101000000Z";
  std::string serial = "1";
};

Bytes issue(const Made& made) {
  return make_certificate({.subject = {{"CN", made.subject}},
                           .issuer = {{"CN", made.issuer}},
                           .key = made.own,
                           .signer = &made.signer,
                           .not_after = made.not_after,
                           .serial = made.serial,
                           .is_ca = made.is_ca,
                           .has_key_ids = true});
}

const Key& root_key() {
  static const Key key;
  return key;
}
const Key& ca_key() {
  static const Key key;
  return key;
}
const Key& leaf_key() {
  static const Key key;
  return key;
}
const Bytes& root() {
  static const Bytes der = issue({"Root", "Root", root_key(), root_key()});
  return der;
}
const Bytes& ca() {
  static const Bytes der = issue({"CA", "Root", ca_key(), root_key()});
  return der;
}
const Bytes& leaf() {
  static const Bytes der = issue({"leaf", "CA", leaf_key(), ca_key(), false});
  return der;
}

// "leaf < CA < Root", or OpenSSL's words and what they are about: "certificate has expired: CA".
std::string asked(const std::vector<Bytes>& sent, const std::vector<Bytes>& trusted,
                  const OpensslTerms& terms = {}) {
  openssl::CertificatePool pool;
  CertificateTable table(pool);
  std::vector<SentCertificate> seen;
  for (const Bytes& der : sent) {
    seen.push_back({table.add(der), ""});
  }
  std::vector<CertificateIndex> store;
  for (const Bytes& der : trusted) {
    store.push_back(table.add(der).value());
  }
  const auto verdict = openssl_verdict(table, store, seen, kNow, terms);
  if (!verdict) {
    return "none";
  }
  std::string chain;
  for (const CertificateIndex index : verdict->chain) {
    chain += (chain.empty() ? "" : " < ") + table.at(index).common_name;
  }
  const std::string about = verdict->certificate ? table.at(*verdict->certificate).common_name : "nothing";
  return verdict->accepts ? chain : verdict->error + ": " + about;
}

BOOST_AUTO_TEST_CASE(paths) {
  const Bytes expired = issue({"CA", "Root", ca_key(), root_key(), true, kPast, "2"});
  const Bytes old_leaf = issue({"leaf", "CA", leaf_key(), ca_key(), false, kPast});
  const Bytes old_root = issue({"Root", "Root", root_key(), root_key(), true, kPast});
  const Bytes no_ca = issue({"CA", "Root", ca_key(), root_key(), false});
  const Bytes self = issue({"self", "self", leaf_key(), leaf_key(), false});
  const Bytes garbage = {1, 2, 3};
  const struct {
    const char* name;
    std::vector<Bytes> sent;
    std::vector<Bytes> trusted;
    const char* told;
  } rows[] = {
      {"good", {leaf(), ca()}, {root()}, "leaf < CA < Root"},
      {"root sent", {leaf(), ca(), root()}, {root()}, "leaf < CA < Root"},
      {"the store's intermediate", {leaf()}, {ca(), root()}, "leaf < CA < Root"},
      {"leaf only", {leaf()}, {root()}, "unable to get local issuer certificate: leaf"},
      {"no root", {leaf(), ca()}, {}, "unable to get local issuer certificate: CA"},
      {"untrusted root", {leaf(), ca(), root()}, {}, "self-signed certificate in certificate chain: Root"},
      {"self-signed", {self}, {root()}, "self-signed certificate: self"},
      {"expired leaf", {old_leaf, ca()}, {root()}, "certificate has expired: leaf"},
      {"expired intermediate", {leaf(), expired}, {root()}, "certificate has expired: CA"},
      {"expired root", {leaf(), ca()}, {old_root}, "certificate has expired: Root"},
      {"not a CA", {leaf(), no_ca}, {root()}, "invalid CA certificate: CA"},
      {"one that does not parse", {leaf(), garbage, ca()}, {root()}, "leaf < CA < Root"},
      {"the leaf does not parse", {garbage, ca()}, {root()}, "none"},
      {"nothing sent", {}, {root()}, "none"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(asked(row.sent, row.trusted) == row.told); }
  }
}

// It takes the first issuer that looks right and does not come back.
BOOST_AUTO_TEST_CASE(no_way_back) {
  const Key other;
  const Bytes impostor = make_certificate({.subject = {{"CN", "CA"}},
                                           .issuer = {{"CN", "Nobody"}},
                                           .key = ca_key(),
                                           .signer = &other,
                                           .serial = "9",
                                           .is_ca = true});
  BOOST_TEST(asked({leaf(), impostor, ca()}, {root()}) == "unable to get local issuer certificate: CA");
  BOOST_TEST(asked({leaf(), ca(), impostor}, {root()}) == "leaf < CA < Root");
}

BOOST_AUTO_TEST_CASE(partial_chains) {
  constexpr OpensslTerms kPartial{.security_level = 2, .partial_chain = true};
  BOOST_TEST(asked({leaf(), ca()}, {ca()}) == "unable to get issuer certificate: CA");
  BOOST_TEST(asked({leaf(), ca()}, {ca()}, kPartial) == "leaf < CA");
  BOOST_TEST(asked({leaf()}, {leaf()}) == "unable to get local issuer certificate: leaf");
  BOOST_TEST(asked({leaf()}, {leaf()}, kPartial) == "leaf");
  BOOST_TEST(asked({leaf(), ca()}, {}, kPartial) == "unable to get local issuer certificate: CA");
}

BOOST_AUTO_TEST_CASE(security_levels) {
  const Key small("RSA:1024");
  const Bytes weak = make_certificate({.subject = {{"CN", "weak"}},
                                       .issuer = {{"CN", "Root"}},
                                       .key = small,
                                       .signer = &root_key(),
                                       .has_key_ids = true});
  constexpr OpensslTerms kUsual{.security_level = 1, .partial_chain = false};
  BOOST_TEST(asked({weak}, {root()}) == "EE certificate key too weak: weak");
  BOOST_TEST(asked({weak}, {root()}, kUsual) == "weak < Root");
  const Bytes sha1 = make_certificate({.subject = {{"CN", "sha1"}},
                                       .issuer = {{"CN", "Root"}},
                                       .key = leaf_key(),
                                       .signer = &root_key(),
                                       .digest = "SHA1",
                                       .has_key_ids = true});
  BOOST_TEST(asked({sha1}, {root()}) == "CA signature digest algorithm too weak: sha1");
  BOOST_TEST(asked({sha1}, {root()}, kUsual) == "CA signature digest algorithm too weak: sha1");
}

BOOST_AUTO_TEST_CASE(a_chain_longer_than_the_bound) {
  const auto chain = [](int length) {
    std::vector<Bytes> sent;
    for (int i = 0; i < length; ++i) {
      const std::string next = i + 1 == length ? "Root" : "n" + std::to_string(i + 1);
      sent.push_back(issue({"n" + std::to_string(i), next, root_key(), root_key(), i > 0}));
    }
    return asked(sent, {root()});
  };
  BOOST_TEST(chain(kMaxOpensslDepth).ends_with(" < Root"));
  BOOST_TEST(chain(kMaxOpensslDepth + 5).starts_with("certificate chain too long: "));
}

}  // namespace
