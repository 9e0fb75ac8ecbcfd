#include "tests/checks/list/report_samples.h"

#include <array>
#include <iterator>
#include <string>

#include "plugin/duration.h"

namespace tests {
namespace {

using checks::ListFinding;
using checks::ListLeaf;
using checks::ListResult;
using plugin::Status;
using plugin::Text;
using plugin::Time;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

struct Ca {
  const char* name;
  const char* root;
  const char* key;
  int life;   // days of a leaf
  int share;  // of 100 endpoints
  int ends;   // days from now
};

constexpr Ca kCas[] = {
    {"Example Encrypt E7", "Example Security Research Root X1", "ECDSA P-256", 90, 52, 470},
    {"Example Trust TLS RSA CA G2", "Example Trust Global Root G2", "RSA 2048 bits", 198, 24, 900},
    {"Nordwind AG Issuing CA 3", "Nordwind AG Root CA", "RSA 4096 bits", 397, 18, 160},
    {"Département informatique – AC serveurs", "Département informatique – AC racine", "ECDSA P-384", 397, 6,
     2500},
};

constexpr const char* kHostileNames[] = {
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"><svg onload=alert(3)>&amp;",
    "moc.elpmaxe\u202e.www",
    "{{data}} \\u003c ${7*7} '); alert(4) //",
    "\xff\xfe|\n<!-- =cmd|' /C calc'!A0",
};
static_assert(std::size(kHostileNames) == kHostile);

constexpr const char* kProtocols[] = {"tls",  "tls",  "tls",  "tls",     "https",
                                      "smtp", "imap", "ldap", "postgres"};

// Numbers that look like chance, and are the same everywhere.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }
  std::string hex(std::size_t digits) {
    std::string text;
    while (text.size() < digits) {
      text += "0123456789abcdef"[below(16)];
    }
    return text;
  }

 private:
  std::uint64_t state_ = 20261121;
};

class Maker {
 public:
  explicit Maker(Time now) : now_(now) {
    for (std::size_t ca = 0; ca < std::size(kCas); ++ca) {
      whole_[ca] = shelf_.shared(chain(kCas[ca], ca, true));
      without_intermediate_[ca] = shelf_.shared(chain(kCas[ca], ca, false));
    }
  }

  checks::ListRun run(std::size_t endpoints) {
    checks::ListRun made;
    auto file = std::make_shared<checks::ListFile>();
    *file = {"endpoints.csv", {"name", "contact"}};
    for (std::size_t i = 0; i < endpoints; ++i) {
      checks::ListEntry entry = this->entry(i);
      entry.file = file;
      made.results.push_back(result(i, entry));
      made.list.entries.push_back(std::move(entry));
    }
    made.list.faults.push_back({"endpoints.csv:17", Text("expected a port from 1 to 65535 after the host")});
    made.list.remarks.emplace_back("endpoints.csv: the column \"<b>room</b>\" is not known and left out");
    made.list.switched_off = 3;
    made.started = now_ - seconds(41);
    made.taken = std::chrono::milliseconds(41'300);
    return made;
  }

 private:
  checks::IssuerChain chain(const Ca& ca, std::size_t number, bool sent) {
    const std::string digit = std::to_string(number);
    return {
        {Text(ca.name), "ECDSA P-384", now_ + days(ca.ends), sent, false, "c" + digit + std::string(62, 'a')},
        {Text(ca.root), "RSA 4096 bits", now_ + days(5000), false, true, "f" + digit + std::string(62, 'b')}};
  }

  checks::ListEntry entry(std::size_t i) {
    checks::ListEntry made;
    constexpr const char* kKinds[] = {"www", "shop", "mail", "api", "git", "vpn", "db", "ldap"};
    made.endpoint.protocol = kProtocols[dice_.below(std::size(kProtocols))];
    made.endpoint.port = made.endpoint.protocol == std::string("smtp") ? 25 : 443;
    made.endpoint.host = std::string(kKinds[i % std::size(kKinds)]) + std::to_string(i) + ".site" +
                         std::to_string(i % 97) + ".example.org";
    made.endpoint.label = made.endpoint.host +
                          (made.endpoint.protocol == std::string("tls") ? "" : "/" + made.endpoint.protocol);
    made.line = i + 2;
    if (i % 3 == 0) {
      made.cells = {{1, "team" + std::to_string(i % 11) + "@example.org"}};
    }
    return made;
  }

  std::size_t pick_ca() {
    std::size_t at = dice_.below(100);
    std::size_t ca = 0;
    while (at >= static_cast<std::size_t>(kCas[ca].share)) {
      at -= static_cast<std::size_t>(kCas[ca++].share);
    }
    return ca;
  }

  ListLeaf leaf(const Ca& ca, const std::string& name) {
    ListLeaf made;
    made.name = Text(name);
    made.subject = Text("CN=" + name);
    made.issuer = Text(std::string("CN=") + ca.name + ",O=Example");
    made.issuer_name = Text(ca.name);
    made.serial = dice_.hex(36);
    made.sha256_fingerprint = dice_.hex(64);
    made.key = ca.key;
    made.signature_algorithm = ca.key[0] == 'R' ? "SHA256-RSA" : "ECDSA-SHA384";
    // A third of what the CA of the company issued was renewed in one night.
    const bool in_bunch = ca.life == 397 && dice_.below(3) == 0;
    const auto left = in_bunch ? days(131) + hours(2) : hours(24 * 21 + dice_.below(24 * (ca.life - 21)));
    made.not_after = now_ + left;
    made.not_before = made.not_after - days(ca.life);
    made.names = {name, "alt." + name};
    return made;
  }

  ListResult result(std::size_t i, const checks::ListEntry& entry) {
    ListResult made;
    made.entry = i;
    made.checked_at = now_;
    const std::size_t ca = pick_ca();
    made.leaf = leaf(kCas[ca], i < kHostile ? kHostileNames[i] : entry.endpoint.host);
    if (i >= kHostile && i % 10 == 9) {
      made.leaf = wildcard(kCas[ca], ca);
    }
    made.chain = whole_[ca];
    made.chain_not_after = now_ + days(kCas[ca].ends);
    made.reached = true;
    made.valid = true;
    made.address = Text("192.0.2." + std::to_string(i % 250 + 1));
    made.tls_version = i % 7 == 0 ? "TLSv1.2" : "TLSv1.3";
    using us = std::chrono::microseconds;
    made.timings = {us(800 + dice_.below(9000)),
                    us(2000 + dice_.below(50'000)),
                    {},
                    {},
                    us(9000 + dice_.below(90'000)),
                    us(150'000)};
    made.status = Status::ok;
    spoil(made, i, ca);
    if (made.headline.empty()) {
      made.headline = expiry(made.leaf->not_after);
    }
    return made;
  }

  // The same certificate on many endpoints.
  ListLeaf wildcard(const Ca& ca, std::size_t number) {
    std::optional<ListLeaf>& kept = wildcards_[number];
    if (!kept) {
      kept = leaf(ca, "*.shared" + std::to_string(number) + ".example.org");
    }
    return *kept;
  }

  Text expiry(Time end) {
    const std::string left = plugin::in_words(end - now_);
    return Text(end < now_ ? "certificate expired " + left + " ago" : "certificate expires in " + left);
  }

  static void add(ListResult& result, const char* id, Status status, Text text, const char* remedy) {
    result.status = plugin::worst(result.status, status);
    result.headline = result.headline.empty() ? text : result.headline;
    result.findings.push_back({id, status, std::move(text)});
    result.remedies.emplace_back(remedy);
    result.valid = false;
  }

  void end_in(ListResult& result, std::chrono::seconds left) {
    result.leaf->not_after = now_ + left;
    result.leaf->sha256_fingerprint = dice_.hex(64);
    const Status status = left < days(7) ? Status::critical : Status::warning;
    add(result, "leaf-expiry", status, expiry(result.leaf->not_after),
        left < seconds(0) ? "Renew the certificate and reload the server"
                          : "Renew the certificate before it ends");
  }

  void unreachable(ListResult& result, Status status, const char* why) {
    result.leaf.reset();
    result.chain.reset();
    result.chain_not_after.reset();
    result.reached = false;
    result.tls_version.clear();
    add(result, "reachable", status, Text(why),
        "Look whether the service runs, and whether this machine may reach it");
  }

  // Of 200 endpoints in a row, ten have a fault.
  void spoil(ListResult& result, std::size_t i, std::size_t ca) {
    switch (i % 200) {
      case 7:
        return end_in(result, -days(3) - hours(5));
      case 8:
        return end_in(result, hours(31));
      case 11:
        return end_in(result, days(5) + hours(dice_.below(40)));
      case 12:
      case 13:
        return end_in(result, days(9) + hours(dice_.below(240)));
      case 15:
        return unreachable(result, Status::critical, "connect: no answer within 5 s");
      case 16:
        return unreachable(result, Status::unknown, "resolve: the resolver did not answer within 5 s");
      case 19:
        result.chain = without_intermediate_[ca];
        return add(result, "chain-complete", Status::critical,
                   Text(std::string("the server does not send its intermediate '") + kCas[ca].name +
                        "': append it to the chain file (http://ca.example/1.crt)"),
                   "Append the intermediate to the server's chain file, then reload the server");
      case 21:
        add(result, "name-match", Status::critical,
            Text("the certificate is for alt.example.org and not for this name"),
            "Issue a certificate that has the name among its subject alternative names");
        [[fallthrough]];
      case 22:
        return add(result, "key-strength", Status::warning, Text("the key has only 1024 bits (RSA)"),
                   "Make a new key of at least 2048 bits and a certificate for it");
      default:
        return;
    }
  }

  Time now_;
  Dice dice_;
  checks::ChainShelf shelf_;
  std::array<std::shared_ptr<const checks::IssuerChain>, std::size(kCas)> whole_;
  std::array<std::shared_ptr<const checks::IssuerChain>, std::size(kCas)> without_intermediate_;
  std::array<std::optional<ListLeaf>, std::size(kCas)> wildcards_;
};

}  // namespace

checks::ListRun sample_run(std::size_t endpoints, Time now) { return Maker(now).run(endpoints); }

}  // namespace tests
