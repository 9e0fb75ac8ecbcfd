#include <algorithm>
#include <string>
#include <utility>

#include "checks/rules/remedies.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

// "curl, OpenSSL, Python and Java".
Text names_of(const std::vector<const ClientRow*>& rows) {
  Text names;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    names += Text(i == 0 ? "" : i + 1 == rows.size() ? " and " : ", ") + rows[i]->name;
  }
  return names;
}

bool is_required(const Case& c, const ClientRow& row) {
  const std::vector<ClientId>& required = c.policy.required_clients;
  return std::find(required.begin(), required.end(), row.client) != required.end();
}

// Clients that refuse for the same reason are told together.
bool is_same_fault(const ClientRow& a, const ClientRow& b) {
  return a.store == b.store && a.reason.characters() == b.reason.characters();
}

Finding refusal(const Case& c, const std::vector<const ClientRow*>& rows) {
  const ClientRow& first = *rows.front();
  const bool must_accept =
      std::any_of(rows.begin(), rows.end(), [&c](const ClientRow* row) { return is_required(c, *row); });
  Text text = names_of(rows) + (rows.size() == 1 ? " rejects" : " reject") + " it: " + first.reason;
  const bool lacks_root = first.lacks_issuer_of && first.lacks_issuer_of != c.seen.leaf();
  if (first.unknown_root || lacks_root) {
    text += Text(" (") + Text::bounded(first.store, kMaxQuoted) + "): " + how_to_add_root(c, first);
  }
  Finding finding = problem(must_accept ? Status::critical : Status::warning, std::move(text));
  std::string ids;
  for (const ClientRow* row : rows) {
    ids += (ids.empty() ? "" : ",") + std::string(word(row->client));
  }
  finding.values.emplace_back("clients", Text(std::move(ids)));
  finding.values.emplace_back("store", Text(first.store));
  return finding;
}

Findings refusals(const Case& c, const std::vector<const ClientRow*>& faulty) {
  Findings findings;
  std::vector<const ClientRow*> left = faulty;
  while (!left.empty()) {
    const ClientRow& first = *left.front();
    std::vector<const ClientRow*> same;
    std::copy_if(left.begin(), left.end(), std::back_inserter(same),
                 [&first](const ClientRow* row) { return is_same_fault(first, *row); });
    std::erase_if(left, [&first](const ClientRow* row) { return is_same_fault(first, *row); });
    findings.push_back(refusal(c, same));
  }
  return findings;
}

std::vector<const ClientRow*> rows_with(const std::vector<ClientRow>& rows, ClientVerdict verdict) {
  std::vector<const ClientRow*> found;
  for (const ClientRow& row : rows) {
    if (row.verdict == verdict && row.client != ClientId::roots_only) {
      found.push_back(&row);
    }
  }
  return found;
}

// What every client can rely on is not there; another rule tells why. Here only who succeeds all the same.
Finding split_verdict(const std::vector<ClientRow>& rows) {
  const std::vector<const ClientRow*> accept = rows_with(rows, ClientVerdict::accepts);
  const std::vector<const ClientRow*> reject = rows_with(rows, ClientVerdict::rejects);
  if (accept.empty()) {
    return not_applicable(Text("no client accepts it"));
  }
  Text text = names_of(accept) + (accept.size() == 1 ? " accepts it" : " accept it");
  if (!reject.empty()) {
    text += Text(", ") + names_of(reject) + (reject.size() == 1 ? " rejects it" : " reject it");
  }
  return remark(std::move(text) + "; a client with nothing but the roots rejects it");
}

const ClientRow* strict_row(const std::vector<ClientRow>& rows) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [](const ClientRow& one) { return one.client == ClientId::roots_only; });
  return row == rows.end() ? nullptr : &*row;
}

void add_not_installed(const Case& c, const std::vector<ClientRow>& rows, Findings& findings) {
  for (const ClientRow& row : rows) {
    if (row.verdict == ClientVerdict::not_installed && is_required(c, row)) {
      const Text why = row.reason.empty() ? Text("its trust store is not on this machine")
                                          : Text("it cannot be judged: ") + row.reason;
      findings.push_back(undetermined(Text(row.name) + " is required, but " + why +
                                      "; say where its store lies by --store " +
                                      std::string(word(row.client)) + "=PATH"));
    }
  }
}

}  // namespace

Findings judge_clients_agree(const Case& c) {
  if (!c.policy.judges_clients) {
    return just(not_applicable(Text("clients are compared with --clients")));
  }
  const std::vector<ClientRow>& rows = c.clients;
  const ClientRow* const strict = strict_row(rows);
  if (strict == nullptr) {
    return just(c.policy.required_clients.empty()
                    ? not_applicable(Text("no client was asked for"))
                    : undetermined(Text("clients are required, but none of their stores is known")));
  }
  const bool is_good = strict->verdict == ClientVerdict::accepts;
  std::vector<const ClientRow*> faulty = rows_with(rows, ClientVerdict::rejects);
  if (strict->verdict == ClientVerdict::rejects) {
    faulty.push_back(strict);
  }
  std::erase_if(faulty, [&](const ClientRow* row) { return !is_good && !is_required(c, *row); });
  Findings findings = refusals(c, faulty);
  add_not_installed(c, rows, findings);
  if (!is_good) {
    findings.push_back(split_verdict(rows));
  } else if (findings.empty()) {
    findings.push_back(pass(Text("all clients on this machine accept it")));
  }
  return findings;
}

}  // namespace checks
