#include <algorithm>
#include <utility>

#include "checks/rules/beside.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

constexpr std::size_t kMaxNamed = 3;           // addresses of a group; groups
constexpr std::size_t kFingerprintShown = 19;  // its first 16 digits and "..."

// Addresses that are alike in something.
struct Group {
  std::size_t first = 0;  // its observation
  std::vector<std::string> addresses;

  Text names() const {
    Text names;
    for (std::size_t i = 0; i < addresses.size() && i < kMaxNamed; ++i) {
      names += Text(i == 0 ? "" : ", ") + Text::bounded(addresses[i], kMaxQuoted);
    }
    const std::size_t more = addresses.size() - std::min(addresses.size(), kMaxNamed);
    return more == 0 ? names : names + " and " + std::to_string(more) + " more";
  }
};

// What every client is sent, or one that takes keys of one kind alone (--both-keys).
struct View {
  Purpose purpose;
  std::optional<KeyType> type;
  const char* prefix;    // before its findings
  const char* one_kind;  // of certificate
};

constexpr View kOrdinary = {Purpose::ordinary, std::nullopt, "", ""};
constexpr View kKinds[] = {
    {Purpose::rsa, KeyType::rsa, "RSA certificate: ", "an RSA certificate"},
    {Purpose::ecdsa, KeyType::ec, "ECDSA certificate: ", "an ECDSA certificate"},
};

const CertificateFacts* leaf_of(const Case& c, std::size_t index) {
  const auto leaf = c.facts.observations[index].leaf();
  return leaf ? &c.certificate(*leaf) : nullptr;
}

bool sent_certificates(const Observation& one) {
  return one.handshake && !one.handshake->certificates.empty();
}

// RFC 8446, 4.4.2.2: asked for one kind, a server may send another.
bool sent_other_kind(const Case& c, const View& view, std::size_t i) {
  const CertificateFacts* const leaf = leaf_of(c, i);
  return view.type && leaf != nullptr && leaf->key.type != *view.type;
}

bool sent_certificates(const Case& c, const View& view, std::size_t i) {
  const Observation& one = c.observations[i];
  return one.purpose == view.purpose && !one.superseded && sent_certificates(one) &&
         !sent_other_kind(c, view, i);
}

// In the order of their first addresses.
template <class Same>
std::vector<Group> grouped(const Case& c, const View& view, Same same) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < c.observations.size(); ++i) {
    if (!sent_certificates(c, view, i)) {
      continue;
    }
    const Observation& one = c.observations[i];
    auto group = std::ranges::find_if(groups, [&](const Group& other) {
      return same(*c.observations[other.first].handshake, *one.handshake);
    });
    if (group == groups.end()) {
      group = groups.insert(group, Group{i, {}});
    }
    group->addresses.push_back(one.address);
  }
  return groups;
}

const CertificateFacts* leaf_of(const Case& c, const Group& group) { return leaf_of(c, group.first); }

// "; 192.0.2.8 WORDS; 192.0.2.9 WORDS", of the groups from the one with index `begin`.
template <class Words>
Text listed(const std::vector<Group>& groups, std::size_t begin, Words words) {
  Text list;
  for (std::size_t i = begin; i < groups.size() && i < kMaxNamed; ++i) {
    list += Text(i == 0 ? "" : "; ") + groups[i].names() + " " + words(groups[i]);
  }
  const std::size_t more = groups.size() - std::min(groups.size(), kMaxNamed);
  return more == 0 ? list : list + "; and " + std::to_string(more) + " more kinds";
}

Text end_in_words(const Case& c, const Group& group) {
  return expiry_in_words(leaf_of(c, group)->not_after, c.now, c.calendar);
}

// Those that end first come first: they are what somebody has to look at.
void sort_by_end(const Case& c, std::vector<Group>& groups) {
  std::ranges::stable_sort(groups, [&](const Group& a, const Group& b) {
    const CertificateFacts* const leaf_a = leaf_of(c, a);
    const CertificateFacts* const leaf_b = leaf_of(c, b);
    return leaf_a && (!leaf_b || leaf_a->not_after < leaf_b->not_after);
  });
}

// Of certificates that end at the same time, none is the old one.
bool has_older(const Case& c, const std::vector<Group>& groups) {
  return std::ranges::all_of(groups, [&](const Group& group) { return leaf_of(c, group) != nullptr; }) &&
         leaf_of(c, groups[0])->not_after < leaf_of(c, groups[1])->not_after;
}

Text renew_older(const Case& c, const std::vector<Group>& groups) {
  const bool one = groups.front().addresses.size() == 1;
  return Text("renew or reload ") + groups.front().names() + ": " +
         (one ? "its certificate " : "their certificate ") + end_in_words(c, groups.front()) +
         listed(groups, 1, [&](const Group& group) {
           return Text(group.addresses.size() == 1 ? "has another until " : "have another until ") +
                  Text(c.calendar.date_and_time(leaf_of(c, group)->not_after));
         });
}

Text name_each(const Case& c, const std::vector<Group>& groups) {
  return Text("give all addresses the same certificate: ") + listed(groups, 0, [&](const Group& group) {
           const CertificateFacts* const leaf = leaf_of(c, group);
           const Text verb(group.addresses.size() == 1 ? "has " : "have ");
           return leaf == nullptr
                      ? verb + "one that cannot be parsed"
                      : verb + "SHA-256 " + Text::bounded(leaf->sha256_fingerprint, kFingerprintShown) +
                            " until " + Text(c.calendar.date_and_time(leaf->not_after));
         });
}

Finding other_certificates(const Case& c, const View& view, std::vector<Group> groups) {
  sort_by_end(c, groups);
  return problem(plugin::Status::warning,
                 Text(view.prefix) + (has_older(c, groups) ? renew_older(c, groups) : name_each(c, groups)));
}

// "sends 2 certificates, up to 'ICA 1'"
Text chain_in_words(const Case& c, const Group& group) {
  const std::vector<SentCertificate>& sent = c.facts.observations[group.first].sent;
  const std::size_t count = c.observations[group.first].handshake->certificates.size();
  const Text text = Text(group.addresses.size() == 1 ? "sends " : "send ") + std::to_string(count) +
                    (count == 1 ? " certificate" : " certificates");
  const bool is_known = count > 1 && sent.size() == count && sent.back().certificate;
  return is_known ? text + ", up to " + quoted(c.certificate(*sent.back().certificate)) : text;
}

Finding other_chains(const Case& c, const View& view, const std::vector<Group>& groups) {
  return problem(plugin::Status::warning,
                 Text(view.prefix) + Text("give all addresses the same chain file: ") +
                     listed(groups, 0, [&](const Group& group) { return chain_in_words(c, group); }));
}

Finding other_versions(const Case& c, const std::vector<Group>& groups) {
  return problem(
      plugin::Status::warning,
      Text("give all addresses the same TLS settings: ") + listed(groups, 0, [&](const Group& group) {
        return Text(group.addresses.size() == 1 ? "has " : "have ") +
               Text::bounded(c.observations[group.first].handshake->version, kMaxQuoted);
      }));
}

bool same_leaf(const Handshake& a, const Handshake& b) {
  return a.certificates.front() == b.certificates.front();
}

bool same_chain(const Handshake& a, const Handshake& b) { return a.certificates == b.certificates; }

void compare_certificates(const Case& c, const View& view, Findings& findings) {
  if (const std::vector<Group> leaves = grouped(c, view, same_leaf); leaves.size() > 1) {
    findings.push_back(other_certificates(c, view, leaves));
  } else if (const std::vector<Group> chains = grouped(c, view, same_chain); chains.size() > 1) {
    findings.push_back(other_chains(c, view, chains));
  }
}

// The ordinary connection to the same address, null if it brought no certificate.
const Observation* ordinary_beside(const Case& c, const Observation& one) {
  const auto found = std::ranges::find_if(c.observations, [&](const Observation& other) {
    return other.purpose == Purpose::ordinary && !other.superseded && other.address == one.address &&
           sent_certificates(other);
  });
  return found == c.observations.end() ? nullptr : &*found;
}

// The ordinary connections brought what this kind's did, so they told it.
bool is_told(const Case& c, const View& kind) {
  for (std::size_t i = 0; i < c.observations.size(); ++i) {
    const Observation* const ordinary = ordinary_beside(c, c.observations[i]);
    if (sent_certificates(c, kind, i) &&
        (ordinary == nullptr || !same_chain(*ordinary->handshake, *c.observations[i].handshake))) {
      return false;
    }
  }
  return true;
}

// Addresses that have a certificate of the kind and such that have none.
void compare_having(const Case& c, const View& kind, Findings& findings) {
  Group having;
  Group lacking;
  for (std::size_t i = 0; i < c.observations.size(); ++i) {
    const Observation& one = c.observations[i];
    if (one.purpose != kind.purpose) {
      continue;
    }
    const Observation* const ordinary = ordinary_beside(c, one);
    if (sent_certificates(c, kind, i)) {
      having.addresses.push_back(one.address);
    } else if (ordinary != nullptr && (sent_other_kind(c, kind, i) || is_refusal(*ordinary, one))) {
      lacking.addresses.push_back(one.address);
    }
  }
  if (!having.addresses.empty() && !lacking.addresses.empty()) {
    findings.push_back(problem(plugin::Status::warning,
                               Text("give all addresses the same kinds of certificates: ") + having.names() +
                                   (having.addresses.size() == 1 ? " has " : " have ") + kind.one_kind +
                                   "; " + lacking.names() +
                                   (lacking.addresses.size() == 1 ? " has none" : " have none")));
  }
}

}  // namespace

Findings judge_addresses_agree(const Case& c) {
  if (!c.target.every_address) {
    return just(not_applicable(Text("one address is checked; -A checks all")));
  }
  const auto same_version = [](const Handshake& a, const Handshake& b) { return a.version == b.version; };
  const std::vector<Group> all =
      grouped(c, kOrdinary, [](const Handshake&, const Handshake&) { return true; });
  if (all.empty() || all.front().addresses.size() < 2) {
    return just(not_applicable(Text("no second address sent a certificate")));
  }
  Findings findings;
  compare_certificates(c, kOrdinary, findings);
  for (const View& kind : kKinds) {
    if (!is_told(c, kind)) {
      compare_certificates(c, kind, findings);
    }
    compare_having(c, kind, findings);
  }
  if (const std::vector<Group> versions = grouped(c, kOrdinary, same_version); versions.size() > 1) {
    findings.push_back(other_versions(c, versions));
  }
  if (findings.empty()) {
    findings.push_back(pass(Text("all ") + std::to_string(all.front().addresses.size()) +
                            " addresses send the same certificate and chain"));
  }
  return findings;
}

}  // namespace checks
