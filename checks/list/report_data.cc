#include "checks/list/report_data.h"

#include <boost/json.hpp>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checks/list/html_writer.h"

namespace checks {
namespace {

namespace json = boost::json;
using plugin::Text;
using plugin::Time;

std::int64_t seconds(Time time) { return time.time_since_epoch().count(); }

// Each string once, by its index. An array of them is written as it grows.
class Strings {
 public:
  std::size_t index(const Text& text) {
    const auto [place, is_new] = indexes_.try_emplace(text.line(), indexes_.size());
    if (is_new) {
      written_ += written_.empty() ? "" : ",";
      written_ += json::serialize(json::string_view(place->first));
    }
    return place->second;
  }
  std::size_t index(std::string_view text) { return index(Text(text)); }

  const std::string& written() const { return written_; }

 private:
  std::unordered_map<std::string, std::size_t> indexes_;
  std::string written_;
};

// Values each of which is written once, by its index.
template <typename Key>
class Shelf {
 public:
  // -1 stands for nothing, and `make` is called for a key that is new.
  template <typename Make>
  std::int64_t index(const Key& key, Make make) {
    const auto [place, is_new] = indexes_.try_emplace(key, indexes_.size());
    if (is_new) {
      written_ += written_.empty() ? "" : ",";
      written_ += json::serialize(json::array(make()));
    }
    return static_cast<std::int64_t>(place->second);
  }

  const std::string& written() const { return written_; }

 private:
  std::unordered_map<Key, std::size_t> indexes_;
  std::string written_;
};

class Writer {
 public:
  Writer(const ListRun& run, const plugin::Calendar& calendar) : run_(run), calendar_(calendar) {}

  std::string document(Time now) {
    std::string rows;
    for (const ListResult& result : run_.results) {
      rows += rows.empty() ? "" : ",";
      rows += json::serialize(row(result));
    }
    return "{\"version\":1,\"now\":" + std::to_string(seconds(now)) +
           ",\"made\":" + json::serialize(json::string_view(calendar_.date_and_time(now))) +
           ",\"strings\":[" + strings_.written() + "],\"chains\":[" + chains_.written() + "],\"leaves\":[" +
           leaves_.written() + "],\"rows\":[" + rows + "]}";
  }

 private:
  std::size_t words(Time time) { return strings_.index(calendar_.date_and_time(time)); }

  json::array link(const ChainLink& one) {
    return {strings_.index(one.name),
            strings_.index(one.key),
            seconds(one.not_after),
            words(one.not_after),
            (one.sent ? 1 : 0) + (one.is_anchor ? 2 : 0),
            strings_.index(one.sha256_fingerprint)};
  }

  json::array chain(const IssuerChain& links) {
    json::array array;
    for (const ChainLink& one : links) {
      array.push_back(link(one));
    }
    return array;
  }

  json::array leaf(const ListLeaf& one) {
    json::array array{strings_.index(one.name),
                      strings_.index(one.subject),
                      strings_.index(one.issuer),
                      strings_.index(one.issuer_name),
                      strings_.index(one.serial),
                      strings_.index(one.sha256_fingerprint),
                      strings_.index(one.key),
                      strings_.index(one.signature_algorithm),
                      seconds(one.not_before),
                      words(one.not_before),
                      seconds(one.not_after),
                      words(one.not_after),
                      one.more_names};
    for (const std::string& name : one.names) {
      array.emplace_back(strings_.index(name));
    }
    return array;
  }

  json::array findings(const ListResult& result) {
    json::array array;
    for (const ListFinding& finding : result.findings) {
      array.emplace_back(strings_.index(finding.id));
      array.emplace_back(static_cast<int>(finding.status));
      array.emplace_back(strings_.index(finding.text));
    }
    return array;
  }

  json::array remedies(const ListResult& result) {
    json::array array;
    for (const Text& remedy : result.remedies) {
      array.emplace_back(strings_.index(remedy));
    }
    return array;
  }

  static json::array timings(const Timings& timings) {
    json::array array;
    for (const Timings::Time& one :
         {timings.resolve, timings.connect, timings.proxy, timings.starttls, timings.tls, timings.total}) {
      array.push_back(one ? json::value(one->count()) : json::value());
    }
    return array;
  }

  std::int64_t leaf_index(const ListResult& result) {
    return result.leaf ? leaves_.index(result.leaf->sha256_fingerprint, [&] { return leaf(*result.leaf); })
                       : -1;
  }

  std::int64_t chain_index(const ListResult& result) {
    return result.chain ? chains_.index(result.chain.get(), [&] { return chain(*result.chain); }) : -1;
  }

  json::array row(const ListResult& result) {
    const ListEntry& entry = run_.list.entries[result.entry];
    const std::optional<Time>& end = result.chain_not_after;
    return {static_cast<int>(result.status),
            strings_.index(entry.endpoint.label),
            strings_.index(entry.endpoint.host),
            entry.endpoint.port,
            strings_.index(entry.endpoint.protocol),
            strings_.index(result.headline),
            leaf_index(result),
            chain_index(result),
            end ? json::value(seconds(*end)) : json::value(),
            end ? words(*end) : strings_.index(""),
            (result.reached ? 1 : 0) + (result.valid ? 2 : 0),
            strings_.index(result.address),
            strings_.index(result.tls_version),
            strings_.index(entry.file->name),
            entry.line,
            strings_.index(entry.value("contact")),
            words(result.checked_at),
            timings(result.timings),
            result.more_findings,
            findings(result),
            remedies(result)};
  }

  const ListRun& run_;
  const plugin::Calendar& calendar_;
  Strings strings_;
  Shelf<const IssuerChain*> chains_;
  Shelf<std::string> leaves_;
};

}  // namespace

std::string report_data(const ListRun& run, Time now, const plugin::Calendar& calendar) {
  return script_json(Writer(run, calendar).document(now));
}

}  // namespace checks
