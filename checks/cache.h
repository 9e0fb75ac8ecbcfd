// Fetched documents kept between runs, for one user.
//
// The folder must belong to the effective user, be open to nobody else (mode 0700) and be no link; it is made
// where it is missing. A file is named by the SHA-256 of its URL, written anew with mode 0600 and renamed
// into place. What is read back is bounded, and parsed and verified like what comes from the net: the cache
// saves time and is not trusted. Any trouble with a single file means that there is none.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "checks/evidence/evidence.h"
#include "plugin/result.h"

namespace checks {

// How long an answer is used. Certificates hardly ever change under one URL.
inline constexpr std::chrono::hours kKeepAnswers{24};
// How long a failure is: so that the next check does not wait for the same dead server again.
inline constexpr std::chrono::minutes kKeepFailures{10};
// The largest file that is read; the largest answer (checks/fetch.h), its URL and a failure's text fit.
inline constexpr std::size_t kMaxCachedFile = 128 << 10;
// Files in the folder. At that number those that are too old go; if none is, no more are kept.
inline constexpr std::size_t kMaxCachedFiles = 1000;

class FetchCache {
 public:
  using Time = std::chrono::sys_seconds;

  // The error reads "cannot use the cache DIR: it belongs to another user".
  static plugin::Result<FetchCache> open(const std::string& folder);

  FetchCache(FetchCache&& other) noexcept;
  FetchCache& operator=(FetchCache&& other) noexcept;
  ~FetchCache();

  // What is kept of a fetch of the same purpose and URL, fresh at `now`. Fetches with a request body (POST)
  // are never kept.
  std::optional<Fetch> find(const Fetch& wanted, Time now) const;

  // Keeps a fetch that has been done; a failure too, unless it is ours (FailureKind::other, no_resources):
  // the next run may have other options.
  void keep(const Fetch& done, Time now);

 private:
  explicit FetchCache(int folder) : folder_(folder) {}
  bool make_room(Time now);

  int folder_;  // a descriptor, -1 after a move
};

// The folder of --cache, else the one below XDG_CACHE_HOME if that is an absolute path, else empty: none.
std::string cache_folder(const std::string& given, const char* xdg_cache_home);

}  // namespace checks
