// What a run remembers for the next one: the file of --state.
//
// Readable JSON, a line an endpoint, so that people can read it and grep:
//
//   {
//   "schema": 1,
//   "written": "2026-11-21T08:00:00Z",
//   "endpoints": {
//   "www.example.org www.example.org:443/tls": {"state":"CRITICAL","since":"2026-11-20T08:00:00Z",
//    "findings":["leaf-expiry"],"not_after":"2026-11-23T08:00:00Z"},        (in one line)
//   ...
//   }
//   }
//
// A file is replaced as a whole (plugin::write_private_file): whoever is killed leaves the old one or the new
// one. One that cannot be understood is set aside, told, and made anew; one that cannot be read at all, or
// set aside, is an error, so that what it holds is never written over.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/list/list_result.h"
#include "plugin/calendar.h"
#include "plugin/result.h"
#include "plugin/status.h"

namespace checks {

// Bytes of the file: the bound of a list (kMaxList). An endpoint takes about 200.
inline constexpr std::size_t kMaxRunState = std::size_t{64} << 20;
// FILE.damaged-1 to FILE.damaged-5 are kept; a further one takes the place of the last.
inline constexpr int kMaxDamaged = 5;

struct EndpointState {
  plugin::Status status = plugin::Status::ok;
  plugin::Time since{};               // when a run first saw it in this state
  std::vector<std::string> findings;  // ids of what was not OK, each once, in order of the alphabet
  std::optional<plugin::Time> not_after;

  friend bool operator==(const EndpointState&, const EndpointState&) = default;
};

struct RunState {
  plugin::Time written{};
  std::map<std::string, EndpointState> endpoints;  // by ListEntry::key

  const EndpointState* find(const std::string& key) const;
};

// What there is to remember after `run`. What was not checked is remembered as it was; so is what the list
// does not name any more while it has faults or no endpoint at all: a line that was mistyped, or a folder
// that was not mounted, must not make endpoints new.
RunState next_state(const ListRun& run, const RunState* last, plugin::Time now);

std::string to_json(const RunState& state);
// Strict: everything must be there and of its kind. The error is what is wrong, a clause. Members that are
// not known are passed over.
plugin::Result<RunState> run_state_from_json(std::string_view text);

struct LoadedState {
  std::optional<RunState> last;  // none: there was no run before, or it cannot be known
  plugin::Text notice;           // not empty: what was set aside, why, and where it is now
};

// The error reads "cannot read FILE: Permission denied".
plugin::Result<LoadedState> load_run_state(const std::string& path);

// The error reads "cannot write FILE: No space left on device". A file that nobody may write, by its mode, is
// not replaced, also not by root.
plugin::Result<plugin::Done> save_run_state(const std::string& path, const RunState& state);

}  // namespace checks
