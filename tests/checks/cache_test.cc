#define BOOST_TEST_MODULE cache
#include "checks/cache.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

using namespace checks;
namespace fs = std::filesystem;

namespace {

const FetchCache::Time kNow{std::chrono::seconds(1800000000)};
constexpr const char* kUrl = "http://ca.example/1.crt";
// printf %s http://ca.example/1.crt | sha256sum
constexpr std::size_t kNameLength = 64;

struct Folder {
  Folder() {
    char name[] = "/tmp/cache_test.XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  std::string cache() const { return (path / "cache").string(); }

  fs::path path;
};

FetchCache open(const Folder& folder) {
  plugin::Result<FetchCache> cache = FetchCache::open(folder.cache());
  BOOST_REQUIRE(bool(cache));
  return *std::move(cache);
}

Fetch answered(const std::string& url = kUrl) { return {"aia", url, {}, {1, 2, '\n', 0}, std::nullopt}; }
Fetch failed(FailureKind kind) { return {"aia", kUrl, {}, {}, Failure{Stage::fetch, kind, "so it\nwent"}}; }
Fetch wanted() { return {"aia", kUrl, {}, {}, std::nullopt}; }

fs::path only_file(const Folder& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder.cache())) {
    found.push_back(entry.path());
  }
  BOOST_REQUIRE(found.size() == 1);
  return found.front();
}

BOOST_AUTO_TEST_CASE(what_is_kept_and_for_how_long) {
  const struct {
    const char* name;
    Fetch fetch;
    std::chrono::seconds keeps;  // 0: not kept at all
  } rows[] = {
      {"answer", answered(), kKeepAnswers},
      {"refused", failed(FailureKind::refused), kKeepFailures},
      {"deadline", failed(FailureKind::deadline), kKeepFailures},
      {"ours", failed(FailureKind::other), std::chrono::seconds(0)},
      {"no resources", failed(FailureKind::no_resources), std::chrono::seconds(0)},
      {"a post", {"aia", kUrl, {1}, {1}, std::nullopt}, std::chrono::seconds(0)},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Folder folder;
      FetchCache cache = open(folder);
      cache.keep(row.fetch, kNow);
      const bool is_kept = row.keeps.count() > 0;
      BOOST_TEST(cache.find(wanted(), kNow).has_value() == is_kept);
      BOOST_TEST(cache.find(wanted(), kNow + row.keeps - std::chrono::seconds(1)).has_value() == is_kept);
      BOOST_TEST(!cache.find(wanted(), kNow + row.keeps).has_value());
      BOOST_TEST(!cache.find(wanted(), kNow - std::chrono::seconds(1)).has_value());
      BOOST_TEST(!cache.find({"crl", kUrl, {}, {}, std::nullopt}, kNow).has_value());
      BOOST_TEST(!cache.find({"aia", "http://ca.example/2.crt", {}, {}, std::nullopt}, kNow).has_value());
      BOOST_TEST(!cache.find({"aia", kUrl, {1}, {}, std::nullopt}, kNow).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_comes_back) {
  const Folder folder;
  FetchCache cache = open(folder);
  cache.keep(answered(), kNow);
  BOOST_TEST((cache.find(wanted(), kNow) == answered()));
  cache.keep(failed(FailureKind::refused), kNow);
  Fetch expected = failed(FailureKind::refused);
  expected.failure->text = "so it went";
  BOOST_TEST((cache.find(wanted(), kNow) == expected));
  const fs::path file = only_file(folder);
  BOOST_TEST(file.filename().string().size() == kNameLength);
  struct stat status {};
  BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0600U);
  BOOST_REQUIRE(::stat(folder.cache().c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0700U);
}

BOOST_AUTO_TEST_CASE(files_that_are_not_ours) {
  const struct {
    const char* name;
    void (*change)(const fs::path& file);
  } rows[] = {
      {"empty", [](const fs::path& file) { fs::resize_file(file, 0); }},
      {"cut in the head", [](const fs::path& file) { fs::resize_file(file, 30); }},
      {"too large", [](const fs::path& file) { fs::resize_file(file, kMaxCachedFile + 1); }},
      {"another format",
       [](const fs::path& file) {
         std::fstream stream(file, std::ios::in | std::ios::out);
         stream << "x";
       }},
      {"no time",
       [](const fs::path& file) {
         std::ofstream(file) << "tls-checks cache 1\naia\n" << kUrl << "\nx\nanswered\n";
       }},
      {"no kind",
       [](const fs::path& file) {
         std::ofstream(file) << "tls-checks cache 1\naia\n" << kUrl << "\n1800000000\nwhat now\n";
       }},
      {"a link",
       [](const fs::path& file) {
         const fs::path other = file.parent_path() / "other";
         fs::rename(file, other);
         fs::create_symlink(other, file);
       }},
      {"a folder",
       [](const fs::path& file) {
         fs::remove(file);
         fs::create_directory(file);
       }},
      {"a pipe",
       [](const fs::path& file) {
         fs::remove(file);
         BOOST_REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
       }},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Folder folder;
      FetchCache cache = open(folder);
      cache.keep(answered(), kNow);
      row.change(only_file(folder));
      BOOST_TEST(!cache.find(wanted(), kNow).has_value());
    }
  }
}

// A link in the file's place is replaced, not followed.
BOOST_AUTO_TEST_CASE(links_are_not_written_through) {
  const Folder folder;
  FetchCache cache = open(folder);
  cache.keep(answered(), kNow);
  const fs::path file = only_file(folder);
  const fs::path victim = folder.path / "victim";
  std::ofstream(victim) << "untouched";
  fs::remove(file);
  fs::create_symlink(victim, file);
  cache.keep(answered(), kNow);
  BOOST_TEST(fs::file_size(victim) == 9U);
  BOOST_TEST((cache.find(wanted(), kNow) == answered()));
}

std::string why_not(const std::string& folder) {
  const plugin::Result<FetchCache> cache = FetchCache::open(folder);
  return cache ? "" : cache.error().text.line();
}

BOOST_AUTO_TEST_CASE(folders_that_are_refused) {
  const Folder folder;
  const std::string path = folder.cache();
  const std::string begin = "cannot use the cache " + path + ": ";
  BOOST_TEST(why_not(path + "/not/there") ==
             "cannot use the cache " + path + "/not/there: No such file or directory");
  BOOST_TEST(why_not(path) == "");
  BOOST_TEST(why_not(path) == "");
  fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
  BOOST_TEST(why_not(path) == begin + "others may use it too, its mode must be 0700");
  fs::remove(path);
  std::ofstream(path) << "a file";
  BOOST_TEST(why_not(path) == begin + "it is a link or no folder");
  fs::remove(path);
  fs::create_directory(folder.path / "elsewhere");
  fs::create_directory_symlink(folder.path / "elsewhere", path);
  BOOST_TEST(why_not(path) == begin + "it is a link or no folder");
  if (::geteuid() != 0) {
    BOOST_TEST(why_not("/usr") == "cannot use the cache /usr: it belongs to another user");
  }
}

BOOST_AUTO_TEST_CASE(a_full_folder) {
  const Folder folder;
  FetchCache cache = open(folder);
  for (std::size_t i = 0; i < kMaxCachedFiles; ++i) {
    std::ofstream(folder.cache() + "/" + std::to_string(i)) << "x";
  }
  const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  cache.keep(answered(), today);
  BOOST_TEST(!cache.find(wanted(), today).has_value());
  const auto later = today + 2 * kKeepAnswers;
  cache.keep(answered(), later);
  BOOST_TEST((cache.find(wanted(), later) == answered()));
  only_file(folder);
}

BOOST_AUTO_TEST_CASE(where_it_lies) {
  BOOST_TEST(cache_folder("/given", "/home/x/.cache") == "/given");
  BOOST_TEST(cache_folder("", "/home/x/.cache") == "/home/x/.cache/tls-checks");
  BOOST_TEST(cache_folder("", "relative") == "");
  BOOST_TEST(cache_folder("", "") == "");
  BOOST_TEST(cache_folder("", nullptr) == "");
}

}  // namespace
