// Cases for rules, made of literals: a server, its certificates, and the paths found.
//
//   CaseBuilder b = good_case();
//   b.leaf().not_after = b.now + std::chrono::days(3);
//   BOOST_TEST(told(judge_leaf_expiry(b.build())) == "CRITICAL: certificate expires in 3 days (2026-11-23
//   00:00 UTC)");

#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "checks/rules/clients.h"
#include "checks/rules/rule.h"

namespace tests {

using checks::CertificateFacts;
using checks::CertificateIndex;

// 2026-11-20 00:00 UTC
inline constexpr checks::Time kNow =
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 20};

// "2026-11-20 00:00 UTC" wherever the test runs.
class UtcCalendar final : public plugin::Calendar {
 public:
  std::string date_and_time(plugin::Time time) const override {
    const std::string full = plugin::rfc3339(time);
    return full.substr(0, 10) + " " + full.substr(11, 5) + " UTC";
  }
};

inline checks::Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// A server's certificate for `name`, begun 30 days ago, ending in 60. Self-signed if it is its own issuer.
inline CertificateFacts certificate(std::string name, std::string issuer) {
  CertificateFacts made;
  made.der = bytes_of("certificate " + name + " by " + issuer);
  made.subject = "CN=" + name + ",O=Lab";
  made.issuer = "CN=" + issuer + ",O=Lab";
  made.common_name = name;
  made.issuer_common_name = issuer;
  made.subject_der = bytes_of(name);
  made.issuer_der = bytes_of(issuer);
  made.serial = "1a2b3c";
  made.not_before = kNow - std::chrono::days(30);
  made.not_after = kNow + std::chrono::days(60);
  made.has_san = true;
  made.dns_names = {name};
  made.key = {checks::KeyType::ec, 256, "P-256", "ECDSA P-256", "a2V5"};
  made.signature_algorithm = "SHA256-RSA";
  made.signature_digest = checks::SignatureDigest::sha2_or_newer;
  made.sha1_fingerprint = std::string(40, '1');
  made.sha256_fingerprint = std::string(64, '2');
  made.self_issued = made.self_signed = name == issuer;
  return made;
}

// A CA, begun 1000 days ago, ending in 2000.
inline CertificateFacts authority(std::string name, std::string issuer) {
  CertificateFacts made = certificate(std::move(name), std::move(issuer));
  made.has_san = false;
  made.dns_names.clear();
  made.not_before = kNow - std::chrono::days(1000);
  made.not_after = kNow + std::chrono::days(2000);
  made.basic_constraints = checks::BasicConstraints{true, true, std::nullopt};
  made.key_usage = checks::KeyUsage{true, 1U << 5};
  return made;
}

// Members may be changed freely until build(); what build() returns refers to this object.
class CaseBuilder {
 public:
  checks::Target target;
  checks::Observation observation;
  checks::Facts facts;
  checks::ObservationFacts seen;
  checks::Policy policy;
  plugin::Time now = kNow;
  std::vector<checks::Observation> observations;  // all, for what compares them; as facts.observations

  // A server that completes TLS 1.3 and sends no certificate.
  CaseBuilder() {
    target.host = "www.example.org";
    observation.address = "127.0.0.1";
    observation.handshake.emplace();
    observation.handshake->completed = true;
    observation.handshake->version = "TLSv1.3";
    seen.anchor_store = "/etc/ssl/certs";
  }

  // In the store and not sent.
  CertificateIndex store(CertificateFacts made) {
    facts.certificates.push_back(std::move(made));
    return facts.certificates.size() - 1;
  }
  // Fetched from `url`.
  CertificateIndex fetch(CertificateFacts made, std::string url) {
    const CertificateIndex index = store(std::move(made));
    fetched_.push_back(index);
    facts.fetches.push_back({std::move(url), 1, ""});
    return index;
  }
  CertificateIndex send(CertificateFacts made) { return send_again(store(std::move(made))); }
  CertificateIndex send_again(CertificateIndex index) {
    observation.handshake->certificates.push_back(facts.certificates[index].der);
    seen.sent.push_back({index, ""});
    return index;
  }
  void send_unparsable(std::string reason) {
    observation.handshake->certificates.push_back(bytes_of("garbage"));
    seen.sent.push_back({std::nullopt, std::move(reason)});
  }

  // The last one is the anchor; an intermediate that was not sent comes from the store.
  void path(const std::vector<CertificateIndex>& indexes) {
    checks::Path made{steps(indexes), seen.anchor_store};
    for (std::size_t i = 0; i + 1 < made.steps.size(); ++i) {
      made.by_anchors_alone = made.by_anchors_alone && made.steps[i].origin == checks::Origin::sent;
      made.uses_fetched = made.uses_fetched || made.steps[i].origin == checks::Origin::fetched;
    }
    made.steps.back().origin = checks::Origin::store;
    seen.paths.push_back(std::move(made));
  }
  void dead_end(checks::DeadEndKind kind, const std::vector<CertificateIndex>& indexes) {
    seen.dead_ends.push_back({steps(indexes), kind});
  }

  CertificateFacts& leaf() { return facts.certificates[0]; }
  CertificateFacts& at(CertificateIndex index) { return facts.certificates[index]; }

  checks::Case build() {
    judged_ = checks::judge_paths(facts, seen, now, policy.max_depth);
    clients_.clear();
    const checks::Case made{target,   observation, facts, seen,      judged_,
                            clients_, policy,      now,   calendar_, observations};
    clients_ = checks::client_table(made);
    return made;
  }

 private:
  std::vector<checks::PathStep> steps(const std::vector<CertificateIndex>& indexes) const {
    std::vector<checks::PathStep> made;
    for (const CertificateIndex index : indexes) {
      made.push_back({index, origin_of(index)});
    }
    return made;
  }
  checks::Origin origin_of(CertificateIndex index) const {
    for (const checks::SentCertificate& sent : seen.sent) {
      if (sent.certificate == index) {
        return checks::Origin::sent;
      }
    }
    const bool is_fetched = std::find(fetched_.begin(), fetched_.end(), index) != fetched_.end();
    return is_fetched ? checks::Origin::fetched : checks::Origin::store;
  }

  std::vector<CertificateIndex> fetched_;
  std::vector<checks::JudgedPath> judged_;
  std::vector<checks::ClientRow> clients_;
  UtcCalendar calendar_;
};

inline constexpr CertificateIndex kLeaf = 0;
inline constexpr CertificateIndex kIntermediate = 1;
inline constexpr CertificateIndex kRoot = 2;

// www.example.org by 'Lab CA 1' (sent) by 'Lab Root' (in the store); its name is asked for and covered.
inline CaseBuilder good_case() {
  CaseBuilder b;
  b.send(certificate("www.example.org", "Lab CA 1"));
  b.send(authority("Lab CA 1", "Lab Root"));
  b.store(authority("Lab Root", "Lab Root"));
  b.path({kLeaf, kIntermediate, kRoot});
  b.seen.names = {{"www.example.org", "www.example.org"}};
  return b;
}

// The same certificates in a file that is named and holds no key.
inline CaseBuilder file_case() {
  CaseBuilder b = good_case();
  b.observation = {};
  b.observation.purpose = checks::Purpose::file;
  b.observation.handshake.emplace();
  b.observation.file.emplace().path = "/etc/ssl/www.pem";
  b.observation.file->container = "PEM";
  return b;
}

// The leaf alone, and no path from it.
inline CaseBuilder dead_end_case(checks::DeadEndKind kind) {
  CaseBuilder b;
  b.dead_end(kind, {b.send(certificate("www.example.org", "Lab CA 1"))});
  return b;
}

// One line per finding: "pass: ...", "remark: ...", "CRITICAL: ...", "undetermined: ...", "not-applicable:
// ...", with " [told by ID]" where another rule tells it.
inline std::string told(const checks::Findings& findings) {
  std::string lines;
  for (const plugin::Finding& finding : findings) {
    const bool is_problem = finding.outcome == plugin::Outcome::problem;
    lines += lines.empty() ? "" : "\n";
    lines +=
        std::string(is_problem ? word(finding.status) : word(finding.outcome)) + ": " + finding.text.line();
    if (!checks::teller(finding).empty()) {
      lines += " [told by " + std::string(checks::teller(finding)) + "]";
    }
  }
  return lines;
}

// "not_after=2027-01-19T14:31:48Z days=59"
inline std::string values_of(const plugin::Finding& finding) {
  std::string line;
  for (const auto& [name, value] : finding.values) {
    line += (line.empty() ? "" : " ") + name + "=" + value.line();
  }
  return line;
}

}  // namespace tests
