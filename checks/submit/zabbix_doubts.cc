#include "checks/submit/zabbix_doubts.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace checks {
namespace {

// "LIMIT\tHOST\tKEY"; names have no control characters (submit_target.h).
struct Line {
  std::size_t limit = 0;
  std::string host;
  std::string key;
};

std::optional<Line> read_line(std::string_view text) {
  Line line;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), line.limit);
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  const std::size_t tab = rest.find('\t', 1);
  if (code != std::errc() || line.limit > kDoubtfulBatch || !rest.starts_with('\t') ||
      tab == std::string_view::npos) {
    return std::nullopt;
  }
  line.host = rest.substr(1, tab - 1);
  line.key = rest.substr(tab + 1);
  return line;
}

}  // namespace

ZabbixDoubts ZabbixDoubts::parse(std::string_view text) {
  ZabbixDoubts doubts;
  for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    std::optional<Line> line = read_line(text.substr(0, end));
    if (line && doubts.limits_.size() < kMaxDoubts) {
      doubts.limits_[{std::move(line->host), std::move(line->key)}] = line->limit;
    }
  }
  return doubts;
}

std::string ZabbixDoubts::text() const {
  std::string text;
  for (const auto& [name, limit] : limits_) {
    text += std::to_string(limit) + '\t' + name.first + '\t' + name.second + '\n';
  }
  return text;
}

ZabbixDoubts::Limit ZabbixDoubts::limit_of(const PassiveResult& result) const {
  const auto found = limits_.find({result.host, result.item});
  return found == limits_.end() ? kMaxTrapperBatch : found->second;
}

void ZabbixDoubts::set(const PassiveResult& result, Limit limit) {
  if (limit_of(result) == limit) {
    return;
  }
  const Name name{result.host, result.item};
  if (limit == kMaxTrapperBatch) {
    limits_.erase(name);
  } else if (limits_.size() < kMaxDoubts || limits_.contains(name)) {
    limits_[name] = limit;
  }
  has_changed_ = true;
}

std::vector<std::vector<std::size_t>> ZabbixDoubts::batches(const Outbox& outbox) const {
  std::map<Limit, std::vector<std::size_t>, std::greater<>> kinds;
  for (std::size_t i = 0; i < outbox.size(); ++i) {
    kinds[limit_of(outbox.result(i))].push_back(i);
  }
  std::vector<std::vector<std::size_t>> batches;
  for (const auto& [limit, indices] : kinds) {
    const auto most = static_cast<std::ptrdiff_t>(limit == 0 ? kMaxTrapperBatch : limit);
    for (auto begin = indices.begin(); begin != indices.end();) {
      const auto end = begin + std::min(most, indices.end() - begin);
      batches.emplace_back(begin, end);
      begin = end;
    }
  }
  return batches;
}

void ZabbixDoubts::note(const Outbox& outbox, const std::vector<std::size_t>& batch, std::size_t failed) {
  const Limit smaller = batch.size() > kDoubtfulBatch ? kDoubtfulBatch : 1;
  const Limit limit = failed == 0 ? kMaxTrapperBatch : failed == batch.size() ? 0 : smaller;
  for (const std::size_t index : batch) {
    set(outbox.result(index), limit);
  }
}

}  // namespace checks
