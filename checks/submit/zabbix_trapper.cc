#include "checks/submit/zabbix_trapper.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "checks/attempt.h"
#include "checks/net/connect_race.h"
#include "checks/net/network_error.h"
#include "checks/net/stream.h"

namespace checks {
namespace {

namespace json = boost::json;
using plugin::Text;

constexpr std::array<std::uint8_t, 5> kMagic = {'Z', 'B', 'X', 'D', 0x01};  // flag: Zabbix protocol
constexpr std::size_t kHeader = 13;                                         // and two lengths of 4 bytes
constexpr std::size_t kMaxShown = 300;                                      // bytes of Zabbix' words
constexpr const char* kUnknown =
    "Zabbix has no such host or trapper item, or takes no values for it from here";

Task<std::unique_ptr<Connection>> connect(Network& network, ZabbixTrapper trapper,
                                          plugin::Deadline deadline) {
  std::vector<std::string> addresses = co_await network.resolve(trapper.host, AddressFamily::any, deadline);
  std::vector<ConnectTry> tries;
  std::vector<std::string> in_turn = interleaved(addresses);
  std::unique_ptr<Connection> connection =
      co_await connect_to_first(network, std::move(in_turn), trapper.port, deadline, tries);
  if (!connection) {
    throw NetworkError(*tries.front().failure);
  }
  co_return std::move(connection);
}

void put_length(Bytes& packet, std::size_t length) {
  for (int i = 0; i < 4; ++i) {
    packet.push_back(static_cast<std::uint8_t>(length >> (8 * i)));
  }
}

std::size_t length_at(const Bytes& packet, std::size_t at) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    length |= static_cast<std::size_t>(packet[at + i]) << (8 * i);
  }
  return length;
}

Task<std::string> read_answer(Stream& stream) {
  const Bytes header = co_await stream.read_exactly(kHeader);
  const bool is_zabbix = std::equal(kMagic.begin(), kMagic.end(), header.begin());
  const std::size_t length = length_at(header, kMagic.size());
  if (!is_zabbix || length > kMaxTrapperAnswer) {
    throw stream.failure(FailureKind::protocol,
                         "what came is no answer of a Zabbix server or proxy: " + quote(ByteView(header)));
  }
  const Bytes body = co_await stream.read_exactly(length);
  co_return std::string(body.begin(), body.end());
}

Task<> exchange(Network& network, ZabbixTrapper trapper, Bytes request, std::string& answer,
                plugin::Deadline deadline) {
  const std::unique_ptr<Connection> connection = co_await connect(network, std::move(trapper), deadline);
  Stream stream(*connection);
  stream.set_stage(Stage::fetch, "before the answer");
  co_await stream.write(ByteView(request));
  answer = co_await read_answer(stream);
}

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// The number behind "failed: ".
std::optional<std::size_t> count_in(std::string_view info, std::string_view word) {
  const std::size_t at = info.find(word);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t count = 0;
  const char* const begin = info.data() + at + word.size();
  const auto [end, code] = std::from_chars(begin, info.data() + info.size(), count);
  return code == std::errc() && end != begin ? std::optional(count) : std::nullopt;
}

// The number that begins `text`, whole where it is written so; null: none.
json::value number_in(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  const auto [whole_end, whole_code] = std::from_chars(text.data(), end, whole);
  if (whole_code == std::errc() && (whole_end == end || *whole_end != '.')) {
    return whole;
  }
  double number = 0;
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  return code == std::errc() ? json::value(number) : json::value(nullptr);
}

// Of measures "label=value[unit];...".
json::object metrics_of(const PassiveResult& result) {
  json::object metrics;
  for (const std::string& measure : result.perfdata) {
    const std::size_t equals = measure.find('=');
    if (equals == std::string::npos) {
      continue;
    }
    json::value number = number_in(std::string_view(measure).substr(equals + 1));
    if (!number.is_null()) {
      metrics[measure.substr(0, equals)] = std::move(number);
    }
  }
  return metrics;
}

std::chrono::seconds seconds_of(SubmitTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
}

json::object datum(const PassiveResult& result) {
  const auto since = result.ended.time_since_epoch();
  const auto whole = seconds_of(result.ended);
  return {{"host", result.host},
          {"key", result.item},
          {"value", zabbix_value(result)},
          {"clock", whole.count()},
          {"ns", std::chrono::nanoseconds(since - whole).count()}};
}

// Nothing: settled.
std::optional<std::string> settle(Outbox& outbox, ZabbixDoubts& doubts, const std::vector<std::size_t>& batch,
                                  const std::string& answer) {
  std::string why;
  const std::optional<TrapperAnswer> counts = trapper_answer(answer, why);
  if (!counts) {
    return why;
  }
  if (counts->processed > batch.size() || counts->failed != batch.size() - counts->processed) {
    return "it counts " + std::to_string(counts->processed) + " and " + std::to_string(counts->failed) +
           " of " + std::to_string(batch.size()) + " values";
  }
  doubts.note(outbox, batch, counts->failed);
  if (counts->failed > 0 && counts->processed > 0) {
    outbox.partly_refused(batch, counts->failed);
    return std::nullopt;
  }
  for (const std::size_t index : batch) {
    counts->failed == 0 ? outbox.delivered(index) : outbox.refused(index, Text(kUnknown));
  }
  return std::nullopt;
}

Text cannot(const ZabbixTrapper& trapper, std::string_view why) {
  return Text("zabbix at ") + Text(trapper.host + ':' + std::to_string(trapper.port) + ": ") +
         Text::bounded(why, kMaxShown);
}

}  // namespace

std::string zabbix_value(const PassiveResult& result) {
  const std::vector<std::string> lines = output_lines(result);
  json::array details;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    details.emplace_back(lines[i]);
  }
  return json::serialize(json::object{{"schema", 1},
                                      {"status", static_cast<int>(result.status)},
                                      {"state", plugin::word(result.status)},
                                      {"summary", lines.front()},
                                      {"details", std::move(details)},
                                      {"clock", seconds_of(result.ended).count()},
                                      {"metrics", metrics_of(result)}});
}

Bytes trapper_request(const Outbox& outbox, const std::vector<std::size_t>& batch) {
  json::array data;
  for (const std::size_t index : batch) {
    data.push_back(datum(outbox.result(index)));
  }
  const std::string body =
      json::serialize(json::object{{"request", "sender data"}, {"data", std::move(data)}});
  Bytes packet(kMagic.begin(), kMagic.end());
  put_length(packet, body.size());
  put_length(packet, 0);
  packet.insert(packet.end(), body.begin(), body.end());
  return packet;
}

std::optional<TrapperAnswer> trapper_answer(std::string_view text, std::string& why) {
  boost::system::error_code error;
  const json::value answer = json::parse(text, error);
  if (error || !answer.is_object()) {
    why = "the answer is no JSON: " + quote(text);
    return std::nullopt;
  }
  const json::object& object = answer.get_object();
  const std::string info = text_in(object, "info");
  if (object.contains("redirect")) {
    why = "it is not the proxy of its group that takes these values (it answers with a redirect)";
    return std::nullopt;
  }
  const std::optional<std::size_t> processed = count_in(info, "processed: ");
  const std::optional<std::size_t> failed = count_in(info, "failed: ");
  if (text_in(object, "response") != "success" || !processed || !failed) {
    why = "it answers " + quote(info.empty() ? text : std::string_view(info));
    return std::nullopt;
  }
  return TrapperAnswer{*processed, *failed};
}

Task<std::optional<Text>> deliver_to_zabbix(ZabbixTrapper trapper, Network& network, Outbox& outbox,
                                            ZabbixDoubts& doubts, plugin::Deadline deadline) {
  const std::vector<std::vector<std::size_t>> batches = doubts.batches(outbox);
  for (const std::vector<std::size_t>& batch : batches) {
    Bytes request = trapper_request(outbox, batch);
    std::string answer;
    std::optional<Failure> failure;
    const bool is_answered =
        co_await attempt(failure, exchange(network, trapper, std::move(request), answer, deadline));
    if (!is_answered) {
      co_return cannot(trapper, failure->text);
    }
    const std::optional<std::string> why = settle(outbox, doubts, batch, answer);
    if (why) {
      co_return cannot(trapper, *why);
    }
  }
  co_return std::nullopt;
}

}  // namespace checks
