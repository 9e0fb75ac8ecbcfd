#include "checks/list/digest.h"

#include <algorithm>
#include <string_view>

namespace checks {

using plugin::Status;
using plugin::Time;

namespace {

bool has_finding(const ListResult& result, std::string_view id) {
  return std::ranges::any_of(result.findings, [id](const ListFinding& one) { return one.id == id; });
}

std::optional<Time> end_of(const ListResult& result) {
  std::optional<Time> end;
  if (result.leaf && has_finding(result, "leaf-expiry")) {
    end = result.leaf->not_after;
  }
  if (result.chain_not_after && has_finding(result, "chain-expiry")) {
    end = end ? std::min(*end, *result.chain_not_after) : *result.chain_not_after;
  }
  return end;
}

bool has_further_finding(const ListResult& result, const EndpointState& before) {
  return std::ranges::any_of(result.findings, [&before](const ListFinding& one) {
    return !std::ranges::binary_search(before.findings, one.id);
  });
}

bool has_expired_since(const ListResult& result, Time last_run, Time now) {
  const std::optional<Time> end = end_of(result);
  return end && *end >= last_run && *end < now;
}

DigestChange change_of(const ListResult& result, const EndpointState* before, const RunState* last,
                       Time now) {
  if (last == nullptr) {
    return DigestChange::none;
  }
  const bool was_good = before == nullptr || before->status == Status::ok;
  if (result.status == Status::ok) {
    return was_good ? DigestChange::none : DigestChange::fixed;
  }
  if (was_good) {
    return DigestChange::is_new;
  }
  const bool is_worse = plugin::is_better(before->status, result.status) ||
                        (before->status == result.status && (has_further_finding(result, *before) ||
                                                             has_expired_since(result, last->written, now)));
  return is_worse ? DigestChange::worse : DigestChange::none;
}

void count(const DigestEntry& entry, DigestCounts& counts) {
  ++counts.endpoints;
  switch (entry.result->status) {
    case Status::critical:
      ++counts.critical;
      break;
    case Status::warning:
      ++counts.warning;
      break;
    case Status::unknown:
      ++counts.unknown;
      break;
    case Status::ok:
      ++counts.ok;
      break;
  }
  counts.is_new += entry.change == DigestChange::is_new ? 1 : 0;
  counts.worse += entry.change == DigestChange::worse ? 1 : 0;
}

void put(DigestEntry entry, Digest& digest) {
  const ListResult& result = *entry.result;
  if (result.leaf &&
      (!digest.next_to_end || result.leaf->not_after < digest.next_to_end->result->leaf->not_after)) {
    digest.next_to_end = entry;
  }
  if (result.left_over) {
    digest.not_checked.push_back(entry);
  } else if (entry.change == DigestChange::fixed) {
    digest.fixed.push_back(entry);
  } else if (entry.end) {
    digest.expiring.push_back(entry);
  } else if (has_finding(result, "reachable")) {
    digest.unreachable.push_back(entry);
  } else if (result.status != Status::ok) {
    digest.others.push_back(entry);
  }
}

bool is_worse(const DigestEntry& a, const DigestEntry& b) {
  return plugin::is_better(b.result->status, a.result->status);
}

bool is_more_urgent(const DigestEntry& a, const DigestEntry& b) {
  return is_worse(a, b) || (!is_worse(b, a) && *a.end < *b.end);
}

}  // namespace

bool Digest::has_something() const {
  return !expiring.empty() || !unreachable.empty() || !others.empty() || !fixed.empty() ||
         !not_checked.empty() || !faults.empty() || !notices.empty();
}

Status Digest::status() const {
  if (counts.critical > 0) {
    return Status::critical;
  }
  if (counts.warning > 0) {
    return Status::warning;
  }
  return counts.unknown > 0 || !faults.empty() ? Status::unknown : Status::ok;
}

Digest make_digest(const ListRun& run, std::span<const std::size_t> results, const RunState* last, Time now) {
  Digest digest;
  digest.now = now;
  if (last != nullptr) {
    digest.last_run = last->written;
  }
  for (const std::size_t index : results) {
    DigestEntry entry;
    entry.result = &run.results.at(index);
    entry.entry = &run.list.entries.at(entry.result->entry);
    entry.before = last == nullptr ? nullptr : last->find(entry.entry->key);
    if (!entry.result->left_over) {
      entry.change = change_of(*entry.result, entry.before, last, now);
    }
    entry.end = end_of(*entry.result);
    if (entry.before != nullptr && entry.before->status == entry.result->status) {
      entry.since = entry.before->since;
    }
    count(entry, digest.counts);
    put(entry, digest);
  }
  std::ranges::stable_sort(digest.expiring, is_more_urgent);
  std::ranges::stable_sort(digest.unreachable, is_worse);
  std::ranges::stable_sort(digest.others, is_worse);
  return digest;
}

}  // namespace checks
