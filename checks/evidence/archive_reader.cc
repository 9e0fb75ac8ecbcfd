#include <algorithm>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "checks/evidence/archive.h"
#include "checks/evidence/archive_members.h"
#include "checks/evidence/base64.h"
#include "plugin/calendar.h"

namespace checks {
namespace {

namespace json = boost::json;

// Ours are 5 deep; the rest is for members that a later version adds.
constexpr std::size_t kMaxDepth = 16;

// A certificate message of 256 KiB (that of checks/net is 100 KiB at most) holds at most as many entries: 6
// bytes is the least that one takes.
constexpr std::size_t kMaxItems = 43'691;
// 64 addresses (the bound of checks/net), each seen by 8 connections at most; 500 files and 500 addresses
// that serve them (the bounds of checks). They are compared with one another.
constexpr std::size_t kMaxObservations = 1200;
// A path search of at most 2,000 steps (the bound of checks/pki) asks for two names a step. Each question
// reads all answers.
constexpr std::size_t kMaxAnswers = 4'000;

// There are 9 kinds of clients.
constexpr std::size_t kMaxClientStores = 32;

template <class T>
constexpr std::size_t most_items() {
  return std::is_same_v<T, Observation>         ? kMaxObservations
         : std::is_same_v<T, AnchorAnswer>      ? kMaxAnswers
         : std::is_same_v<T, ClientStoreRecord> ? kMaxClientStores
                                                : kMaxItems;
}

std::optional<AddressFamily> from_word(std::string_view text, AddressFamily) {
  return address_family_from_word(text);
}
std::optional<ProxyKind> from_word(std::string_view text, ProxyKind) { return proxy_kind_from_word(text); }
std::optional<ProxyHeader> from_word(std::string_view text, ProxyHeader) {
  return proxy_header_from_word(text);
}
std::optional<Stage> from_word(std::string_view text, Stage) { return stage_from_word(text); }
std::optional<FailureKind> from_word(std::string_view text, FailureKind) {
  return failure_kind_from_word(text);
}
std::optional<Purpose> from_word(std::string_view text, Purpose) { return purpose_from_word(text); }
std::optional<TlsVersion> from_word(std::string_view text, TlsVersion) { return tls_version_from_word(text); }
std::optional<FileProblem> from_word(std::string_view text, FileProblem) {
  return file_problem_from_word(text);
}

// Checks every value; after the first error nothing more is read.
class Reader {
 public:
  static constexpr bool kWrites = false;

  template <class T>
  void operator()(const char* name, T& member) {
    read_member(name, member, false);
  }

  template <class T>
  void required(const char* name, T& member) {
    read_member(name, member, true);
  }

  template <class T>
  void read_members(const json::object& object, T& to) {
    const json::object* outer = std::exchange(object_, &object);
    members(*this, to);
    object_ = outer;
  }

  const std::string& error() const { return error_; }

 private:
  template <class T>
  void read_member(const char* name, T& member, bool is_required) {
    if (!error_.empty()) {
      return;
    }
    const std::size_t length = path_.size();
    path_.append(path_.empty() ? "" : ".").append(name);
    const json::value* value = object_->if_contains(name);
    if (value != nullptr) {
      read(*value, member);
    } else if (is_required) {
      fail("is missing");
    }
    path_.resize(length);
  }

  void fail(std::string_view why) {
    if (error_.empty()) {
      error_.append(path_).append(": ").append(why);
    }
  }

  void read(const json::value& value, bool& to) {
    value.is_bool() ? void(to = value.get_bool()) : fail("expected true or false");
  }

  void read(const json::value& value, std::uint16_t& to) {
    const std::int64_t* number = value.if_int64();
    if (number == nullptr || *number < 0 || *number > UINT16_MAX) {
      return fail("expected a number from 0 to 65535");
    }
    to = static_cast<std::uint16_t>(*number);
  }

  void read(const json::value& value, std::chrono::microseconds& to) {
    const std::int64_t* number = value.if_int64();
    if (number == nullptr || *number < 0) {
      return fail("expected a whole number of microseconds");
    }
    to = std::chrono::microseconds(*number);
  }

  void read(const json::value& value, std::chrono::sys_seconds& to) {
    const json::string* text = value.if_string();
    const auto time = plugin::parse_time(text == nullptr ? std::string_view() : view(*text), {});
    // parse_time takes more than is written here, such as "+14d".
    if (!time || plugin::rfc3339(*time) != view(*text)) {
      return fail("expected a time such as 2027-01-19T14:31:48Z");
    }
    to = *time;
  }

  void read(const json::value& value, Bytes& to) {
    const json::string* text = value.if_string();
    std::optional<Bytes> bytes = text == nullptr ? std::nullopt : from_base64(view(*text));
    bytes ? void(to = std::move(*bytes)) : fail("expected base64");
  }

  void read(const json::value& value, std::string& to) {
    if (const json::string* text = value.if_string()) {
      to = view(*text);
      return;
    }
    const json::object* object = value.if_object();
    const json::value* inner = object == nullptr ? nullptr : object->if_contains("base64");
    if (inner == nullptr) {
      return fail("expected a string");
    }
    Bytes bytes;
    read(*inner, bytes);
    to.assign(bytes.begin(), bytes.end());
  }

  void read(const json::value& value, Failure& to) {
    read_object(value, to);
    if (to.text.size() > kMaxFailureText) {
      fail("expected a text of at most " + std::to_string(kMaxFailureText) + " bytes");
    }
  }

  void read(const json::value& value, AnchorAnswer& to) {
    read_object(value, to);
    const auto is_stray = [&to](const AnchorNote& note) {
      return note.certificate >= to.certificates.size();
    };
    if (std::ranges::any_of(to.notes, is_stray)) {
      fail("expected notes on certificates that are there");
    }
  }

  template <class T>
  void read(const json::value& value, std::optional<T>& to) {
    if (!value.is_null()) {
      read(value, to.emplace());
    }
  }

  template <class T>
  void read(const json::value& value, std::vector<T>& to) {
    const json::array* items = value.if_array();
    if (items == nullptr || items->size() > most_items<T>()) {
      return fail(items == nullptr ? "expected a list"
                                   : "expected a list of at most " + std::to_string(most_items<T>()));
    }
    to.reserve(items->size());
    for (const json::value& item : *items) {
      const std::size_t length = path_.size();
      path_.append("[").append(std::to_string(to.size())).append("]");
      read(item, to.emplace_back());
      path_.resize(length);
      if (!error_.empty()) {
        return;
      }
    }
  }

  template <class T>
  void read(const json::value& value, T& to) {
    if constexpr (std::is_enum_v<T>) {
      const json::string* text = value.if_string();
      const std::optional<T> read_value = text == nullptr ? std::nullopt : from_word(view(*text), to);
      read_value ? void(to = *read_value)
                 : fail("expected a word such as \"" + std::string(word(T{})) + "\"");
    } else {
      read_object(value, to);
    }
  }

  template <class T>
  void read_object(const json::value& value, T& to) {
    const json::object* object = value.if_object();
    object != nullptr ? read_members(*object, to) : fail("expected an object");
  }

  static std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

  const json::object* object_ = nullptr;
  std::string path_;
  std::string error_;
};

plugin::Error error(std::string_view why) { return {plugin::Text(why)}; }

std::string place(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t column = at - (before.rfind('\n') + 1);  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(column + 1);
}

plugin::Result<json::value> parse(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::parser parser({}, options);
  json::error_code failure;
  const std::size_t read = parser.write_some(text.data(), text.size(), failure);
  if (!failure && read == text.size()) {
    return parser.release();
  }
  return error("not JSON: " + (failure ? failure.message() : "more text behind the end") + " (" +
               place(text, read) + ")");
}

plugin::Result<plugin::Done> check_format(const json::value& document) {
  const json::object* object = document.if_object();
  const json::value* format = object == nullptr ? nullptr : object->if_contains("format");
  if (format == nullptr || !format->is_string() || format->get_string() != kArchiveFormat) {
    return error(std::string("not evidence: \"format\" is not \"") + kArchiveFormat + "\"");
  }
  const json::value* version = object->if_contains("version");
  const bool is_number = version != nullptr && version->is_int64() && version->get_int64() >= 1;
  if (!is_number) {
    return error("damaged evidence: version: expected a number from 1");
  }
  if (version->get_int64() > kArchiveVersion) {
    return error("written by a newer version (" + std::to_string(version->get_int64()) +
                 ", this program reads " + std::to_string(kArchiveVersion) + ")");
  }
  return plugin::Done{};
}

}  // namespace

plugin::Result<Evidence> read_archive(std::string_view text) {
  if (text.size() > kMaxArchive) {
    return error("more than " + std::to_string(kMaxArchive) + " bytes, which no evidence has");
  }
  const plugin::Result<json::value> document = parse(text);
  if (!document) {
    return document.error();
  }
  const plugin::Result<plugin::Done> format = check_format(*document);
  if (!format) {
    return format.error();
  }
  Evidence evidence;
  Reader reader;
  reader.read_members(document->get_object(), evidence);
  if (!reader.error().empty()) {
    return error("damaged evidence: " + reader.error());
  }
  return evidence;
}

}  // namespace checks
