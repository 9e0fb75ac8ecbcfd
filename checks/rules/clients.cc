#include "checks/rules/clients.h"

#include <algorithm>
#include <utility>

#include "checks/pki/names.h"
#include "checks/rules/chain.h"
#include "checks/rules/client_habits.h"
#include "checks/rules/path_words.h"

namespace checks {

using plugin::Text;

namespace {

// Of one client; five are judged here, and each at most as long as a real path takes.
constexpr std::size_t kMaxComparisons = kMaxNameComparisons / 10;

// One client and the certificates before it.
class RowJudge {
 public:
  RowJudge(const Case& c, const ClientFacts& client)
      : c_(c), client_(client), habits_(habits_of(client.client)) {}

  ClientRow row();

 private:
  void reject(Text reason) {
    row_.verdict = ClientVerdict::rejects;
    row_.reason = std::move(reason);
  }
  bool is_old_tls();
  bool has_no_good_path();
  bool is_refused_by_openssl(const OpensslVerdict& verdict);
  bool is_out_of_date();
  bool is_not_for_it();
  Text fault_of_leaf() const;
  bool has_other_name();

  const char* why_not(const Path& path) const;
  bool follows_order(const Path& path) const;
  bool is_distrusted(const Path& path) const;
  std::vector<JudgedPath> judged_paths() const;
  bool is_off_good_path(const OpensslVerdict& verdict) const;
  Text why_no_path();
  Text fetch_in_words(const CertificateFacts& child) const;

  const Case& c_;
  const ClientFacts& client_;
  const ClientHabits& habits_;
  ClientRow row_;
};

bool RowJudge::is_old_tls() {
  const auto version =
      tls_version_from_word(c_.observation.handshake ? c_.observation.handshake->version : std::string());
  if (!version || *version >= habits_.oldest_tls) {
    return false;
  }
  reject(Text("wants ") + word(habits_.oldest_tls) + " or newer, the server has nothing newer than " +
         word(*version));
  return true;
}

// RFC 5280, 6: the certificate that each step of a path was issued by, if the client looks at the
// certificates in the order sent and takes the first that fits by name and key identifier.
bool RowJudge::follows_order(const Path& path) const {
  for (std::size_t i = 0; i + 1 < path.steps.size() && path.steps[i + 1].origin == Origin::sent; ++i) {
    const CertificateFacts& child = c_.certificate(path.steps[i].certificate);
    const auto fits = [&](const SentCertificate& sent) {
      if (!sent.certificate || *sent.certificate == path.steps[i].certificate) {
        return false;
      }
      const CertificateFacts& issuer = c_.certificate(*sent.certificate);
      const bool has_other_key = !child.authority_key_id.empty() && !issuer.subject_key_id.empty() &&
                                 child.authority_key_id != issuer.subject_key_id;
      return issuer.subject_der == child.issuer_der && !has_other_key;
    };
    const auto first = std::find_if(c_.seen.sent.begin(), c_.seen.sent.end(), fits);
    if (first == c_.seen.sent.end() || *first->certificate != path.steps[i + 1].certificate) {
      return false;
    }
  }
  return true;
}

// Null: it may use this path.
const char* RowJudge::why_not(const Path& path) const {
  if (client_.client == ClientId::roots_only && !path.by_anchors_alone) {
    return "the path needs an intermediate that is not sent";
  }
  if (path.steps.size() == 1 && !habits_.leaf.takes_anchor) {
    return "does not take the certificate itself as a trust anchor";
  }
  if (habits_.search == PathSearch::linear && !follows_order(path)) {
    return "the first issuer that fits by name, in the order sent, leads to none of its anchors";
  }
  return nullptr;
}

bool RowJudge::is_distrusted(const Path& path) const {
  const CertificateFacts& leaf = c_.certificate(path.steps.front().certificate);
  return std::any_of(client_.distrust.begin(), client_.distrust.end(), [&](const DistrustFact& fact) {
    return fact.anchor == path.steps.back().certificate && leaf.not_before > fact.after;
  });
}

std::vector<JudgedPath> RowJudge::judged_paths() const {
  return judge_paths(c_.facts, client_.paths, {c_.now, {}, {kMaxComparisons}, habits_.path});
}

// A client that fetches may get what could not be fetched here.
Text RowJudge::fetch_in_words(const CertificateFacts& child) const {
  const bool is_fetching = client_.client == ClientId::browser && !child.ca_issuer_urls.empty();
  return is_fetching
             ? Text("; nothing that completes the chain was fetched") + issuer_url_in_parentheses(child)
             : Text();
}

Text RowJudge::why_no_path() {
  if (!client_.paths.empty()) {
    return Text(why_not(client_.paths.front()));
  }
  if (client_.dead_ends.empty()) {
    return Text(client_.gave_up ? "gave up the search for a path to its anchors"
                                : "its store says that an issuer is not to be trusted");
  }
  const DeadEnd& end = client_.dead_ends.front();
  const CertificateIndex last = end.steps.back().certificate;
  const CertificateFacts& certificate = c_.certificate(last);
  switch (end.kind) {
    case DeadEndKind::untrusted_root:
      row_.unknown_root = last;
      return Text(end.steps.size() == 1 ? "the certificate is self-signed and not in its store"
                                        : "its store lacks the root ") +
             (end.steps.size() == 1 ? Text() : quoted(certificate));
    case DeadEndKind::signature_mismatch:
      return Text("no certificate of ") + quoted_issuer(certificate) + " has the key that signed " +
             quoted(certificate);
    case DeadEndKind::circle:
      return Text("the chain goes in a circle");
    case DeadEndKind::issuer_unknown:
      break;
  }
  row_.lacks_issuer_of = last;
  return quoted_issuer(certificate) + ", which issued " +
         (end.steps.size() == 1 ? Text("the certificate, is neither sent nor in its store")
                                : quoted(certificate) + ", is not in its store") +
         fetch_in_words(certificate);
}

// It found fault with a certificate that a good path does without.
bool RowJudge::is_off_good_path(const OpensslVerdict& verdict) const {
  const std::vector<JudgedPath> paths = judged_paths();
  return verdict.certificate && std::any_of(paths.begin(), paths.end(), [&](const JudgedPath& one) {
           const std::vector<PathStep>& steps = one.path->steps;
           return !one.problem && !one.is_weak &&
                  std::none_of(steps.begin(), steps.end(), [&](const PathStep& step) {
                    return step.certificate == *verdict.certificate;
                  });
         });
}

// The words that people see and search for stand in the row.
bool RowJudge::is_refused_by_openssl(const OpensslVerdict& verdict) {
  if (verdict.accepts) {
    for (const CertificateIndex one : verdict.chain) {
      const bool is_last = one == verdict.chain.back();
      const bool is_sent =
          std::any_of(c_.seen.sent.begin(), c_.seen.sent.end(),
                      [one](const SentCertificate& sent) { return sent.certificate == one; });
      row_.path.push_back({one, is_sent && !is_last ? Origin::sent : Origin::store});
    }
    return false;
  }
  Text reason = Text::bounded(verdict.error, kMaxReason);
  if (client_.paths.empty()) {
    reason = why_no_path() + " (\"" + reason + "\")";
  } else if (verdict.certificate) {
    reason += Text(": ") + quoted(c_.certificate(*verdict.certificate));
    row_.is_astray = is_off_good_path(verdict);
  }
  reject(std::move(reason));
  return true;
}

bool RowJudge::has_no_good_path() {
  if (client_.openssl) {
    return is_refused_by_openssl(*client_.openssl);
  }
  std::vector<JudgedPath> paths = judged_paths();
  const auto is_good = [this](const JudgedPath& one) { return !one.problem && !is_distrusted(*one.path); };
  const bool is_any_good = std::any_of(paths.begin(), paths.end(), is_good);
  std::erase_if(paths, [this](const JudgedPath& one) { return why_not(*one.path) != nullptr; });
  const auto good = std::find_if(paths.begin(), paths.end(), is_good);
  if (good != paths.end()) {
    row_.path = good->path->steps;
    return false;
  }
  row_.is_astray = is_any_good && habits_.search == PathSearch::linear;
  if (paths.empty()) {
    reject(why_no_path());
  } else {
    reject(paths.front().problem ? problem_in_words(c_.facts, *paths.front().problem)
                                 : quoted(c_.certificate(paths.front().path->steps.back().certificate)) +
                                       " is not trusted for certificates issued so late");
  }
  return true;
}

bool RowJudge::is_out_of_date() {
  const CertificateFacts& leaf = *c_.leaf();
  if (c_.now > leaf.not_after || c_.now < leaf.not_before) {
    reject(
        Text(c_.now > leaf.not_after ? "the certificate has expired" : "the certificate is not valid yet"));
    return true;
  }
  return false;
}

// What the client asks of the server's own certificate.
Text RowJudge::fault_of_leaf() const {
  const CertificateFacts& leaf = *c_.leaf();
  const LeafHabits& habits = habits_.leaf;
  const std::string cipher = c_.observation.handshake ? c_.observation.handshake->cipher : std::string();
  const bool is_signing = !cipher.starts_with("TLS_RSA_");
  if (habits.wants_digital_signature && leaf.key_usage && is_signing &&
      !leaf.key_usage->digital_signature()) {
    return Text("the certificate's key usage lacks digitalSignature");
  }
  const bool is_rare =
      leaf.key.type == KeyType::ed25519 || leaf.key.type == KeyType::ed448 || leaf.key.curve == "P-521";
  if ((!habits.takes_rare_keys && is_rare) || (!habits.takes_pss_keys && leaf.key.is_pss)) {
    return Text("does not take keys of the kind ") + Text::bounded(leaf.key.name, kMaxQuoted);
  }
  if (!habits.takes_empty_subject && leaf.subject.empty() && !leaf.san_critical) {
    return Text("the certificate has no subject, and its alternative names are not critical");
  }
  const bool has_no_staple = c_.observation.handshake && c_.observation.purpose != Purpose::file &&
                             c_.observation.handshake->staple.empty();
  if (habits.wants_staple && leaf.must_staple && has_no_staple) {
    return Text("the certificate wants a stapled OCSP response, and the server sends none");
  }
  return Text();
}

// Curves for which no client offers a signature in TLS (RFC 8446, 4.2.3).
bool is_on_unknown_curve(const KeyFacts& key) {
  return key.type == KeyType::ec && key.curve != "P-256" && key.curve != "P-384" && key.curve != "P-521";
}

bool RowJudge::is_not_for_it() {
  const std::size_t sent = c_.seen.sent.size() + c_.seen.sent_left_out;
  const KeyFacts& key = c_.leaf()->key;
  Text fault;
  if (sent > habits_.most_sent) {
    fault = Text("takes ") + std::to_string(habits_.most_sent) + " certificates at most, the server sends " +
            std::to_string(sent);
  } else if (is_on_unknown_curve(key)) {
    fault = Text("does not take keys of the kind ") + Text::bounded(key.name, kMaxQuoted);
  } else if (!client_.openssl) {
    fault = fault_of_leaf();
  }
  if (fault.empty()) {
    return false;
  }
  reject(std::move(fault));
  return true;
}

bool RowJudge::has_other_name() {
  const bool has_dot = c_.target.host.ends_with('.');
  for (const NameFact& name : c_.seen.names) {
    const std::string asked = name.name + (has_dot && !is_ip_address(name.name) ? "." : "");
    if (!covers(*c_.leaf(), asked, habits_.names)) {
      reject(Text("does not find ") + quoted(asked) + " in the certificate");
      return true;
    }
  }
  return false;
}

ClientRow RowJudge::row() {
  row_.client = client_.client;
  row_.name = habits_.name;
  row_.store = client_.store;
  if (client_.store.empty() || !client_.trouble.empty()) {
    row_.reason =
        client_.trouble.empty() ? Text() : Text("its store ") + Text::bounded(client_.trouble, kMaxReason);
    return std::move(row_);
  }
  if (c_.leaf() == nullptr) {
    reject(Text("the certificate cannot be parsed"));
  } else if (!is_old_tls() && !has_no_good_path() && !is_out_of_date() && !is_not_for_it() &&
             !has_other_name()) {
    row_.verdict = ClientVerdict::accepts;
    if (client_.client == ClientId::browser && !client_.has_distrust) {
      row_.reason = Text("distrust dates not known");
    }
  } else {
    row_.path.clear();
  }
  return std::move(row_);
}

}  // namespace

const char* word(ClientVerdict verdict) {
  switch (verdict) {
    case ClientVerdict::accepts:
      return "accepts";
    case ClientVerdict::rejects:
      return "rejects";
    case ClientVerdict::not_installed:
      break;
  }
  return "not-installed";
}

std::vector<ClientRow> client_table(const Case& c) {
  std::vector<ClientRow> rows;
  if (c.seen.sent.empty()) {
    return rows;
  }
  for (const ClientFacts& client : c.seen.clients) {
    rows.push_back(RowJudge(c, client).row());
  }
  return rows;
}

}  // namespace checks
