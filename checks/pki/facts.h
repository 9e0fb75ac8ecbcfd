// What the evidence means, in plain values: the input of every rule. No OpenSSL here.
//
// Certificates are decoded once and stand in one list, `Facts::certificates`; everything else refers to them
// by index (`CertificateIndex`). Strings hold the certificate's own characters, unescaped and bounded.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/pki/client_id.h"
#include "checks/pki/constraint_facts.h"

namespace checks {

using Time = std::chrono::sys_seconds;

enum class KeyType { rsa, ec, ed25519, ed448, dsa, other };

struct KeyFacts {
  KeyType type = KeyType::other;
  int bits = 0;             // size of the modulus or field; 0 if unknown
  std::string curve;        // "P-256", "P-384", "brainpoolP256r1"; empty if not EC
  std::string name;         // "RSA 2048 bits", "ECDSA P-256", "Ed25519"
  std::string spki_sha256;  // base64, as in HPKP and curl's --pinnedpubkey (RFC 7469, 2.4)
  bool is_pss = false;      // an RSA key for RSASSA-PSS only (RFC 4055, 1.2)
};

// The weakest hash in a certificate's signature.
enum class SignatureDigest { intrinsic /* Ed25519, Ed448 */, md5_or_older, sha1, sha2_or_newer, unknown };

struct BasicConstraints {
  bool critical = false;
  bool ca = false;
  std::optional<int> path_length;
};

// Bits of KeyUsage (RFC 5280, 4.2.1.3): bit 0 is digitalSignature, bit 5 keyCertSign.
struct KeyUsage {
  bool critical = false;
  std::uint16_t bits = 0;
  bool digital_signature() const { return bits & 1U; }
  bool cert_sign() const { return bits & (1U << 5); }
};

// Bounds of what is listed of one certificate. Real ones have up to 5 URLs of a kind, of 200 bytes, and 20 of
// anything else; serials have 40 digits (RFC 5280, 4.1.2.2).
inline constexpr std::size_t kMaxListed = 100;
inline constexpr std::size_t kMaxUrls = 20;
inline constexpr std::size_t kMaxUrl = 2000;
inline constexpr std::size_t kMaxSerial = 1000;

struct CertificateFacts {
  Bytes der;
  int version = 3;
  std::string
      subject;  // RFC 4514, most specific first: "CN=www.example.org,O=Example,C=JP"; empty for an empty name
  std::string issuer;
  std::string common_name;  // the most specific CN of the subject, empty if none
  std::string issuer_common_name;
  Bytes subject_der;  // Name, DER, tag and length included
  Bytes issuer_der;
  std::string subject_key;                  // normalised_name() of it: equal for equal names
  std::vector<std::string> subject_emails;  // emailAddress attributes of the subject
  std::string
      serial;  // lower-case hex without leading zeros, "-" in front if negative; at most kMaxSerial digits
  Time not_before{};
  Time not_after{};
  bool has_san = false;
  bool san_critical = false;
  std::vector<std::string> dns_names;     // dNSName as written
  std::vector<std::string> ip_addresses;  // iPAddress in text form
  std::vector<std::string>
      other_names;  // "email:...", "URI:...", "DirName:...", "RID:...", "othername:..."; at most kMaxListed
  std::vector<GeneralName> general_names;  // the SAN's entries that are no dNSName, all of them
  KeyFacts key;
  std::string signature_algorithm;  // "SHA256-RSA", "ECDSA-SHA384", "SHA256-RSAPSS", "Ed25519", else
                                    // OpenSSL's long name or the OID
  SignatureDigest signature_digest = SignatureDigest::unknown;
  std::string sha1_fingerprint;  // lower-case hex without colons
  std::string sha256_fingerprint;
  Bytes subject_key_id;                        // empty: not present
  Bytes authority_key_id;                      // keyid only; empty: not present
  bool authority_key_id_names_issuer = false;  // it has authorityCertIssuer or authorityCertSerialNumber
  std::optional<BasicConstraints> basic_constraints;
  std::optional<KeyUsage> key_usage;
  std::vector<std::string> extended_key_usage;  // dotted OIDs, at most kMaxListed
  bool extended_key_usage_critical = false;
  std::vector<std::string> policies;  // dotted OIDs, at most kMaxListed
  std::optional<NameConstraints> name_constraints;
  PolicyConstraints policy_constraints;
  std::vector<PolicyMapping> policy_mappings;  // at most kMaxListed
  ExtensionSet extensions;                     // that it has
  ExtensionSet critical_extensions;
  ExtensionSet malformed_extensions;  // of those that are read, critical or not
  bool repeats_extension = false;     // "MUST NOT include more than one instance" (RFC 5280, 4.2)
  // Dotted OIDs of critical extensions that neither OpenSSL nor we handle, or that are malformed. At most
  // kMaxListed.
  std::vector<std::string> unknown_critical_extensions;
  std::vector<std::string>
      ca_issuer_urls;  // AIA caIssuers; of each kind of URL at most kMaxUrls, of kMaxUrl bytes
  std::vector<std::string> ocsp_urls;
  std::vector<std::string> crl_urls;
  // An access description of another method than those two, or whose location is no URL.
  bool has_odd_access_description = false;
  bool has_embedded_scts = false;
  bool must_staple = false;  // TLS Feature, status_request (RFC 7633)
  bool self_issued = false;  // issuer equals subject
  // And its own key verifies its signature. Only looked at in certificates that a server sent: an anchor from
  // the store may say false.
  bool self_signed = false;

  bool is_ca() const { return basic_constraints && basic_constraints->ca; }
  // Under the CA/Browser Forum's rules: carries one of its policies (2.23.140.1.x) or embedded SCTs. Where
  // the root lies says nothing: companies install their own CA into the system's store.
  bool is_public() const;
  // For people: the common name, else the first DNS name or address, else the whole subject, else "serial
  // ...". At most 100 characters.
  std::string display_name() const;
};

using CertificateIndex = std::size_t;

enum class Origin { sent, store, fetched };

struct PathStep {
  CertificateIndex certificate = 0;
  Origin origin = Origin::sent;  // an anchor is always Origin::store, also when the server sent it too
};

// Leaf to anchor: each certificate's issuer name is the next one's subject, and its signature verifies with
// the next one's key. Nothing else is promised: dates, CA flags and the like are judged by
// checks/rules/path_conditions.
struct Path {
  std::vector<PathStep> steps;  // a leaf that is itself an anchor is a path of one step
  std::string anchor_source;    // the file or folder that the anchor came from
  // No intermediate from the store was needed: every client that has the anchor can build it.
  bool by_anchors_alone = true;
  // A certificate was fetched for it: most clients cannot build it, so it decides nothing. Never by anchors
  // alone.
  bool uses_fetched = false;
};

// Where a path ended before an anchor.
enum class DeadEndKind {
  issuer_unknown,      // neither sent nor in the store
  circle,              // cross-certificates lead back to where one came from, and nowhere else
  untrusted_root,      // a self-signed certificate that is not in the store
  signature_mismatch,  // certificates of the issuer's name exist, but none whose key made the signature
};

struct DeadEnd {
  std::vector<PathStep> steps;  // leaf first; the last one is where it ended
  DeadEndKind kind = DeadEndKind::issuer_unknown;
};

// One certificate of the peer's message.
struct SentCertificate {
  std::optional<CertificateIndex> certificate;  // none: it does not parse
  std::string parse_error;                      // in words, when it does not
};

// Whether the leaf covers a name that it must cover.
struct NameFact {
  std::string name;                       // as asked for, ASCII, without a trailing dot
  std::optional<std::string> covered_by;  // the SAN that covers it
};

// What OpenSSL's own path building and verification say.
struct OpensslVerdict {
  bool accepts = false;
  std::string error;                                 // its words: "unable to get local issuer certificate"
  std::optional<CertificateIndex> certificate = {};  // that the error is about
  std::vector<CertificateIndex> chain = {};          // as far as it was built, leaf first
};

// "No certificate issued after this day is trusted": what Mozilla's list says of some roots.
struct DistrustFact {
  CertificateIndex anchor = 0;
  Time after{};
};

// What one kind of client on this machine has to go by. Judged by checks/rules/clients.
struct ClientFacts {
  ClientId client = ClientId::openssl;
  std::string store;          // where its trust anchors lie; empty: it is not installed
  std::string trouble;        // the store is there, but cannot be read: why
  bool has_distrust = false;  // the store says from when on roots are distrusted
  // To the anchors of its own store, as in ObservationFacts. Those with fetched certificates only for clients
  // that fetch.
  std::vector<Path> paths;
  std::vector<DeadEnd> dead_ends;
  bool gave_up = false;
  std::vector<DistrustFact> distrust;     // of anchors in `paths`
  std::optional<OpensslVerdict> openssl;  // of clients that use it
};

// What one observation means.
struct ObservationFacts {
  std::vector<SentCertificate> sent;  // in the order sent; sent[0] is the leaf; at most kMaxSentCertificates
  std::size_t sent_left_out = 0;      // sent beyond that: not decoded, not used for paths
  std::size_t leaf_position = 0;      // where sent[0] stood in a file, which need not begin with its leaf
  std::vector<NameFact> names;
  // Every path found, those by anchors alone first, those with fetched certificates last; at most kMaxPaths.
  std::vector<Path> paths;
  std::vector<DeadEnd> dead_ends;  // longest first, at most kMaxPaths
  // Those with fetched certificates, which are in no other list.
  std::vector<DeadEnd> fetched_dead_ends;
  bool gave_up = false;              // a bound of the search was reached: there may be more paths
  std::size_t search_steps = 0;      // that it took: partial paths looked at and signatures verified
  std::string anchor_store;          // in words, for messages
  std::vector<ClientFacts> clients;  // empty: nobody asked for them

  std::optional<CertificateIndex> leaf() const {
    return sent.empty() ? std::nullopt : sent.front().certificate;
  }
};

// What a fetch for certificates brought.
struct FetchFacts {
  std::string url;
  std::size_t certificates = 0;
  std::string problem;  // why there are none, in words that follow the URL; not escaped
};

struct Facts {
  std::vector<CertificateFacts> certificates;
  std::vector<ObservationFacts> observations;  // as in Evidence::observations
  std::vector<FetchFacts> fetches;             // those of Evidence::fetches that are for certificates
};

// A certificate message of 100 KiB holds 200 usual certificates, or 340 small ones. OpenSSL itself, as a
// client, gives up at chains of 100.
inline constexpr std::size_t kMaxSentCertificates = 100;

// Bounds of the search for paths, with room over what the public web has (chains of 5, cross-signs of 4).
// So many paths that of a hundred certificates of one name and key each is tried.
inline constexpr std::size_t kMaxPaths = 100;
inline constexpr std::size_t kMaxPathLength = 12;
inline constexpr std::size_t kMaxPathSteps = 2000;
// A check that takes longer than one with P-256 (0.1 ms) counts more: P-384 2, RSA above 4096 bits (bits /
// 4096)^2.
inline constexpr std::size_t kMaxSignatureChecks = 100;

}  // namespace checks
