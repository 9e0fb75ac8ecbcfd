#include "checks/list/run_state.h"

#include <sys/stat.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>
#include <utility>

#include "plugin/file.h"

namespace checks {

using plugin::Error;
using plugin::Result;
using plugin::Text;
using plugin::Time;

namespace {

namespace json = boost::json;

constexpr int kSchema = 1;
// Ours is 4 deep; the rest is for members that a later version adds.
constexpr std::size_t kMaxDepth = 8;
constexpr std::size_t kMaxQuotedPath = 300;

Error damaged(std::string why) { return Error{Text(std::move(why))}; }

// What is not part of UTF-8 cannot stand in JSON.
std::string json_string(std::string_view text) {
  return json::serialize(json::string(plugin::valid_utf8(text)));
}

std::string line_of(const EndpointState& state) {
  json::object object;
  object["state"] = plugin::word(state.status);
  object["since"] = plugin::rfc3339(state.since);
  if (!state.findings.empty()) {
    object["findings"] = json::array(state.findings.begin(), state.findings.end());
  }
  if (state.not_after) {
    object["not_after"] = plugin::rfc3339(*state.not_after);
  }
  return json::serialize(object);
}

const json::string* string_in(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found == nullptr ? nullptr : found->if_string();
}

std::optional<Time> time_in(const json::object& object, std::string_view name) {
  const json::string* text = string_in(object, name);
  // RFC 3339 begins with a digit; a distance such as "+1d" is no time of a file.
  if (text == nullptr || text->empty() || text->front() < '0' || text->front() > '9') {
    return std::nullopt;
  }
  const Result<Time> time = plugin::parse_time(*text, Time{});
  return time ? std::optional(*time) : std::nullopt;
}

// Absent is good, as long as it is optional.
bool read_findings(const json::object& object, std::vector<std::string>& into) {
  const json::value* found = object.if_contains("findings");
  if (found == nullptr) {
    return true;
  }
  const json::array* const ids = found->if_array();
  if (ids == nullptr) {
    return false;
  }
  std::set<std::string> unique;
  for (const json::value& id : *ids) {
    if (!id.is_string()) {
      return false;
    }
    unique.emplace(id.get_string());
  }
  into.assign(unique.begin(), unique.end());
  return true;
}

std::optional<EndpointState> state_in(const json::value& value) {
  const json::object* const object = value.if_object();
  const json::string* const word = object == nullptr ? nullptr : string_in(*object, "state");
  const std::optional<plugin::Status> status =
      word == nullptr ? std::nullopt : plugin::status_from_word(std::string_view(*word));
  const std::optional<Time> since = object == nullptr ? std::nullopt : time_in(*object, "since");
  EndpointState state;
  if (!status || !since || !read_findings(*object, state.findings)) {
    return std::nullopt;
  }
  state.status = *status;
  state.since = *since;
  state.not_after = time_in(*object, "not_after");
  if (!state.not_after && object->contains("not_after")) {
    return std::nullopt;
  }
  return state;
}

Result<RunState> read_object(const json::object& object) {
  const json::value* const schema = object.if_contains("schema");
  if (schema == nullptr || !schema->is_int64()) {
    return damaged("it has no \"schema\"");
  }
  if (schema->get_int64() != kSchema) {
    return damaged("its schema is " + std::to_string(schema->get_int64()) + ", this version knows " +
                   std::to_string(kSchema));
  }
  const std::optional<Time> written = time_in(object, "written");
  const json::value* const endpoints = object.if_contains("endpoints");
  if (!written || endpoints == nullptr || !endpoints->is_object()) {
    return damaged(written ? "it has no \"endpoints\"" : "it does not say when it was \"written\"");
  }
  RunState state;
  state.written = *written;
  for (const auto& [key, value] : endpoints->get_object()) {
    std::optional<EndpointState> one = state_in(value);
    if (!one) {
      return damaged("what it says of \"" + plugin::cut(std::string_view(key), 200) +
                     "\" is no state of an endpoint");
    }
    state.endpoints.emplace(key, *std::move(one));
  }
  return state;
}

EndpointState state_of(const ListResult& result, const EndpointState* before, Time now) {
  EndpointState state;
  state.status = result.status;
  std::set<std::string> ids;
  for (const ListFinding& finding : result.findings) {
    ids.insert(finding.id);
  }
  state.findings.assign(ids.begin(), ids.end());
  state.since = before != nullptr && before->status == state.status ? before->since : now;
  if (result.leaf) {
    state.not_after = result.leaf->not_after;
  } else if (before != nullptr) {
    state.not_after = before->not_after;
  }
  return state;
}

Error cannot(const char* what, const std::string& path, std::string_view why) {
  return Error{Text(what) + Text::bounded(path, kMaxQuotedPath) + ": " + why};
}

bool exists(const std::string& path) {
  struct stat there {};
  return ::lstat(path.c_str(), &there) == 0;
}

std::string name_for_damaged(const std::string& path) {
  int number = 1;
  while (number < kMaxDamaged && exists(path + ".damaged-" + std::to_string(number))) {
    ++number;
  }
  return path + ".damaged-" + std::to_string(number);
}

Result<LoadedState> set_aside(const std::string& path, const Text& why) {
  const std::string aside = name_for_damaged(path);
  if (std::rename(path.c_str(), aside.c_str()) != 0) {
    return cannot("cannot set aside the damaged state file ", path, std::strerror(errno));
  }
  LoadedState loaded;
  loaded.notice = Text("the state file ") + Text::bounded(path, kMaxQuotedPath) + " is damaged (" + why +
                  "): it is now " + Text::bounded(aside, kMaxQuotedPath) +
                  ", a new one is begun, and nothing is marked as new or fixed this time";
  return loaded;
}

}  // namespace

const EndpointState* RunState::find(const std::string& key) const {
  const auto found = endpoints.find(key);
  return found == endpoints.end() ? nullptr : &found->second;
}

RunState next_state(const ListRun& run, const RunState* last, Time now) {
  RunState state;
  state.written = now;
  for (const ListResult& result : run.results) {
    const std::string& key = run.list.entries.at(result.entry).key;
    const EndpointState* const before = last == nullptr ? nullptr : last->find(key);
    if (!result.left_over) {
      state.endpoints.emplace(key, state_of(result, before, now));
    } else if (before != nullptr) {
      state.endpoints.emplace(key, *before);
    }
  }
  if (last != nullptr && (!run.list.faults.empty() || run.list.entries.empty())) {
    state.endpoints.insert(last->endpoints.begin(), last->endpoints.end());
  }
  return state;
}

std::string to_json(const RunState& state) {
  std::string text = "{\n\"schema\": " + std::to_string(kSchema) +
                     ",\n\"written\": " + json_string(plugin::rfc3339(state.written)) + ",\n\"endpoints\": {";
  const char* separator = "\n";
  for (const auto& [key, endpoint] : state.endpoints) {
    text += separator + json_string(key) + ": " + line_of(endpoint);
    separator = ",\n";
  }
  return text + "\n}\n}\n";
}

Result<RunState> run_state_from_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code error;
  const json::value value =
      json::parse(text, error, json::make_shared_resource<json::monotonic_resource>(), options);
  if (error) {
    return damaged(text.empty() ? "it is empty" : "it is no JSON: " + error.message());
  }
  return value.is_object() ? read_object(value.get_object())
                           : Result<RunState>(damaged("it is no JSON object"));
}

Result<LoadedState> load_run_state(const std::string& path) {
  errno = 0;
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0 && errno == ENOENT) {
    return LoadedState{};
  }
  const Result<std::string> text = plugin::read_file(path, kMaxRunState);
  if (!text) {
    return text.error();
  }
  Result<RunState> state = run_state_from_json(*text);
  if (!state) {
    return set_aside(path, state.error().text);
  }
  LoadedState loaded;
  loaded.last = *std::move(state);
  return loaded;
}

Result<plugin::Done> save_run_state(const std::string& path, const RunState& state) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0 && S_ISREG(there.st_mode) && (there.st_mode & 0222) == 0) {
    return cannot("cannot write ", path, "it is read-only");
  }
  const std::string text = to_json(state);
  if (text.size() > kMaxRunState) {
    return cannot("cannot write ", path,
                  "it would have more than " + std::to_string(kMaxRunState) +
                      " bytes; split the list with --shard, each part with a state file of its own");
  }
  return plugin::write_private_file(path, text);
}

}  // namespace checks
