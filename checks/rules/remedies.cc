#include "checks/rules/remedies.h"

#include <algorithm>
#include <string_view>

#include "checks/rules/chain.h"

namespace checks {

using plugin::Text;

namespace {

// "12:34:ab", as openssl x509 prints it.
Text hex(const Bytes& bytes) {
  constexpr std::size_t kMost = 32;
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string text;
  for (std::size_t i = 0; i < bytes.size() && i < kMost; ++i) {
    text += i == 0 ? "" : ":";
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return Text(text);
}

// The path that shows what to send: by anchors alone and good needs nothing; else one that was completed from
// the store or by fetching.
const JudgedPath* complete_path(const Case& c) {
  const auto good =
      std::find_if(c.paths.begin(), c.paths.end(), [](const JudgedPath& one) { return !one.problem; });
  return good == c.paths.end() ? nullptr : &*good;
}

bool is_intermediate(const Path& path, std::size_t position) {
  return position > 0 && position + 1 < path.steps.size();
}

Text where_from(const Case& c, const Path& path, std::size_t position) {
  const CertificateFacts& child = c.certificate(path.steps[position - 1].certificate);
  return path.steps[position].origin == Origin::store
             ? Text(" (this machine has it in ") + store_name(c) + ")"
             : issuer_url_in_parentheses(child);
}

// "append to the server's chain file, in this order: 'X' (key identifier ..., http://...), 'Y' ...".
Text what_to_append(const Case& c, const Path& path) {
  Text line = Text("append to ") + bringer(c).list + ", behind the certificate, in this order: ";
  bool is_first = true;
  for (std::size_t i = 1; i + 1 < path.steps.size(); ++i) {
    const CertificateFacts& one = c.certificate(path.steps[i].certificate);
    line += is_first ? Text() : Text(", then ");
    line += quoted(one);
    if (path.steps[i].origin == Origin::sent) {
      line += Text(" (there already)");
    } else {
      line += (one.subject_key_id.empty() ? Text() : Text(" with key identifier ")) +
              hex(one.subject_key_id) + where_from(c, path, i);
    }
    is_first = false;
  }
  return line + "; a client's store is no place for it, that helps one client alone";
}

// The issuer's certificate is in no place that was looked at.
Text what_to_find(const Case& c, const CertificateFacts& child) {
  Text line = Text("find the certificate of ") + quoted_issuer(child);
  if (!child.authority_key_id.empty()) {
    line += Text(" with key identifier ") + hex(child.authority_key_id);
  }
  return line + issuer_url_in_parentheses(child) + " and append it to " + bringer(c).list + " behind " +
         quoted(child) + "; if it is your own root, add it to the clients' stores instead";
}

// Clients without a way back went astray on certificates that are sent beside the good ones.
void add_order_remedy(const Case& c, const Path& path, std::vector<Text>& lines) {
  if (std::none_of(c.clients.begin(), c.clients.end(), [](const ClientRow& row) { return row.is_astray; })) {
    return;
  }
  Text line = Text("let the server send nothing but, in this order: ") + quoted(*c.leaf());
  for (std::size_t i = 1; is_intermediate(path, i); ++i) {
    const CertificateFacts& one = c.certificate(path.steps[i].certificate);
    line += Text(", ") + quoted(one) + " (SHA-256 " + Text::bounded(one.sha256_fingerprint, 19) + ")";
  }
  lines.push_back(std::move(line) + "; --write-chain FILE writes it");
}

void add_chain_remedy(const Case& c, std::vector<Text>& lines) {
  const JudgedPath* const path = complete_path(c);
  if (path != nullptr) {
    if (!path->path->by_anchors_alone) {
      lines.push_back(what_to_append(c, *path->path));
    } else {
      add_order_remedy(c, *path->path, lines);
    }
    return;
  }
  const ChainOutcome outcome = chain_outcome(c);
  if (outcome == ChainOutcome::leaf_issuer_missing || outcome == ChainOutcome::issuer_unknown) {
    lines.push_back(what_to_find(c, c.certificate(chain_in_use(c).steps.back().certificate)));
  }
}

// The root that clients who accept go by.
const CertificateFacts* root_of_others(const Case& c) {
  for (const ClientRow& row : c.clients) {
    if (row.verdict == ClientVerdict::accepts && !row.path.empty()) {
      return &c.certificate(row.path.back().certificate);
    }
  }
  return nullptr;
}

// The same step for the stores of several clients.
struct StoreStep {
  const CertificateFacts* root;
  Text how;
  Text clients;
};

void add_step(StoreStep step, std::vector<StoreStep>& steps) {
  const auto same = std::find_if(steps.begin(), steps.end(), [&step](const StoreStep& one) {
    return one.root == step.root && one.how == step.how;
  });
  if (same == steps.end()) {
    steps.push_back(std::move(step));
  } else {
    same->clients += Text(", ") + step.clients;
  }
}

void add_store_remedies(const Case& c, std::vector<Text>& lines) {
  const CertificateFacts* const others = root_of_others(c);
  std::vector<StoreStep> steps;
  for (const ClientRow& row : c.clients) {
    // Whose issuer the server should send is no matter of a store.
    const bool is_of_server = row.lacks_issuer_of && row.lacks_issuer_of == c.seen.leaf();
    if (row.verdict != ClientVerdict::rejects || row.client == ClientId::roots_only || is_of_server) {
      continue;
    }
    const CertificateFacts* const root = row.unknown_root      ? &c.certificate(*row.unknown_root)
                                         : row.lacks_issuer_of ? others
                                                               : nullptr;
    if (root != nullptr) {
      add_step({root, how_to_add_root(c, row), Text(row.name)}, steps);
    }
  }
  for (const StoreStep& step : steps) {
    lines.push_back(Text("if ") + quoted(*step.root) + " may be trusted, for " + step.clients + ": " +
                    step.how);
  }
}

// By where the distributions keep the system's store.
struct SystemStore {
  std::string_view begin;
  const char* how;
};

constexpr const char* kRedHat = "copy ROOT.pem to /etc/pki/ca-trust/source/anchors/ and run update-ca-trust";
constexpr const char* kSuse = "copy ROOT.pem to /etc/pki/trust/anchors/ and run update-ca-certificates";
constexpr const char* kDebian =
    "copy ROOT.pem to /usr/local/share/ca-certificates/ROOT.crt and run update-ca-certificates (one that "
    "came "
    "with the system may be switched off by a '!' in /etc/ca-certificates.conf)";
constexpr SystemStore kSystemStores[] = {
    {"/etc/pki/trust", kSuse},
    {"/usr/share/pki/trust", kSuse},
    {"/var/lib/ca-certificates", kSuse},
    {"/etc/pki", kRedHat},
    {"/usr/share/pki", kRedHat},
    {"/etc/ssl", kDebian},
    {"/usr/lib/ssl", kDebian},
    {"/usr/share/ca-certificates", kDebian},
    {"/usr/local/share/ca-certificates", kDebian},
};

// A store's path where a shell would read it; a placeholder if it is no plain one.
Text in_command(std::string_view store) {
  const bool is_plain = store.starts_with('/') && std::all_of(store.begin(), store.end(), [](char one) {
                          return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') ||
                                 (one >= '0' && one <= '9') ||
                                 std::string_view("/._+-").find(one) != std::string_view::npos;
                        });
  return is_plain && store.size() <= kMaxQuoted ? Text(store) : Text("STORE");
}

Text how_to_add_to_system(std::string_view store) {
  for (const SystemStore& known : kSystemStores) {
    if (store.starts_with(known.begin)) {
      return Text(known.how);
    }
  }
  return Text("add ROOT.pem to ") + Text::bounded(store, kMaxQuoted);
}

}  // namespace

Text how_to_add_root(const Case& c, const ClientRow& row) {
  if (row.store == c.seen.anchor_store) {
    return how_to_add_to_system(row.store);
  }
  switch (row.client) {
    case ClientId::java:
      return Text("keytool -importcert -keystore ") + in_command(row.store) + " -alias NAME -file ROOT.pem";
    case ClientId::node:
      return Text("set NODE_EXTRA_CA_CERTS=ROOT.pem in the program's environment");
    case ClientId::certifi:
      return Text(
          "set REQUESTS_CA_BUNDLE in the program's environment to a bundle that has it, such as the "
          "system's");
    case ClientId::browser:
      return Text("import ROOT.pem in the browser, or by its policy");
    default:
      return how_to_add_to_system(row.store);
  }
}

std::vector<Text> remedies(const Case& c) {
  std::vector<Text> lines;
  if (c.leaf() != nullptr) {
    add_chain_remedy(c, lines);
    add_store_remedies(c, lines);
  }
  return lines;
}

std::vector<CertificateIndex> right_chain(const Case& c) {
  for (const JudgedPath& judged : c.paths) {
    const Path& path = *judged.path;
    std::vector<CertificateIndex> chain{path.steps.front().certificate};
    bool is_at_hand = !judged.problem;
    for (std::size_t i = 1; is_intermediate(path, i); ++i) {
      is_at_hand = is_at_hand && path.steps[i].origin != Origin::store;
      chain.push_back(path.steps[i].certificate);
    }
    if (is_at_hand) {
      return chain;
    }
  }
  return {};
}

}  // namespace checks
