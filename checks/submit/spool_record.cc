#include "checks/submit/spool_record.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace checks {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "tls-checks results 1 ";
constexpr std::size_t kChecksum = 16;  // hex digits
constexpr std::size_t kBegin = 2 + kChecksum + 1;

// http://www.isthe.com/chongo/tech/comp/fnv/: the 64 bit offset basis and prime.
std::string checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  char digits[kChecksum + 1];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

json::string string_of(std::string_view text) { return json::string(plugin::valid_utf8(text)); }

template <class Items, class Convert>
json::array array_of(const Items& items, Convert convert) {
  json::array array;
  for (const auto& item : items) {
    array.emplace_back(string_of(convert(item)));
  }
  return array;
}

// Reads members of one object; what is missing or of another type makes it bad.
class Members {
 public:
  explicit Members(const json::object& object) : object_(object) {}

  std::string text(std::string_view name) {
    const json::value* value = object_.if_contains(name);
    if (value == nullptr || !value->is_string()) {
      is_good_ = false;
      return {};
    }
    return std::string(value->get_string());
  }
  std::int64_t number(std::string_view name) {
    const json::value* value = object_.if_contains(name);
    if (value == nullptr || !value->is_int64()) {
      is_good_ = false;
      return 0;
    }
    return value->get_int64();
  }
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> found;
    const json::value* value = object_.if_contains(name);
    is_good_ = is_good_ && value != nullptr && value->is_array();
    if (is_good_) {
      for (const json::value& one : value->get_array()) {
        is_good_ = is_good_ && one.is_string();
        found.emplace_back(one.is_string() ? std::string(one.get_string()) : std::string());
      }
    }
    return found;
  }
  bool is_good() const { return is_good_; }

 private:
  const json::object& object_;
  bool is_good_ = true;
};

std::optional<PassiveResult> result_in(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) {
    return std::nullopt;
  }
  Members members(value.get_object());
  PassiveResult result;
  result.host = members.text("h");
  result.service = members.text("s");
  result.item = members.text("i");
  const std::int64_t status = members.number("c");
  result.output = plugin::Text(members.text("o"));
  for (std::string& line : members.texts("d")) {
    result.details.emplace_back(std::move(line));
  }
  result.perfdata = members.texts("p");
  result.ended = SubmitTime(std::chrono::milliseconds(members.number("e")));
  result.taken = std::chrono::milliseconds(members.number("t"));
  result.status = static_cast<plugin::Status>(std::clamp<std::int64_t>(status, 0, 3));
  return members.is_good() && status >= 0 && status <= 3 ? std::optional(std::move(result)) : std::nullopt;
}

bool read_line(std::string_view line, SpoolContents& contents) {
  if (line.size() <= kBegin || line.size() > kMaxSpoolLine || line[1] != ' ' || line[kBegin - 1] != ' ') {
    return false;
  }
  const std::string_view text = line.substr(kBegin);
  if (line.substr(2, kChecksum) != checksum(text) || (line[0] != kWaits && line[0] != kDone)) {
    return false;
  }
  if (line[0] == kDone) {
    return true;
  }
  std::optional<PassiveResult> result = result_in(text);
  if (!result) {
    return false;
  }
  contents.waiting.push_back(*std::move(result));
  return true;
}

bool read_head(std::string_view line, SpoolContents& contents) {
  if (!line.starts_with(kFormat)) {
    return false;
  }
  line.remove_prefix(kFormat.size());
  const auto [end, code] = std::from_chars(line.data(), line.data() + line.size(), contents.replaces);
  const auto used = static_cast<std::size_t>(end - line.data());
  if (code != std::errc() || !line.substr(used).starts_with(' ')) {
    return false;
  }
  contents.target = std::string(line.substr(used + 1));
  return true;
}

}  // namespace

std::string spool_head(unsigned replaces, const std::string& target) {
  return std::string(kFormat) + std::to_string(replaces) + ' ' + plugin::Text(target).line() + '\n';
}

std::string spool_line(const PassiveResult& result) {
  const auto plain = [](const std::string& text) { return std::string_view(text); };
  const auto characters = [](const plugin::Text& text) { return std::string_view(text.characters()); };
  const std::string text = json::serialize(json::object{{"h", string_of(result.host)},
                                                        {"s", string_of(result.service)},
                                                        {"i", string_of(result.item)},
                                                        {"c", static_cast<int>(result.status)},
                                                        {"o", string_of(result.output.characters())},
                                                        {"d", array_of(result.details, characters)},
                                                        {"p", array_of(result.perfdata, plain)},
                                                        {"e", result.ended.time_since_epoch().count()},
                                                        {"t", result.taken.count()}});
  return kWaits + (' ' + checksum(text)) + ' ' + text + '\n';
}

std::optional<SpoolContents> read_spool(std::string_view text) {
  SpoolContents contents;
  bool has_head = false;
  for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    const std::string_view line = text.substr(0, end);
    if (!has_head) {
      if (!read_head(line, contents)) {
        return std::nullopt;
      }
      has_head = true;
    } else if (!read_line(line, contents)) {
      ++contents.damaged;
    }
  }
  return has_head ? std::optional(std::move(contents)) : std::nullopt;
}

}  // namespace checks
