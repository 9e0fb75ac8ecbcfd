#define BOOST_TEST_MODULE find_files
#include "checks/find_files.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "find_files_test.XXXXXX").string();
    BOOST_TEST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void file(const std::string& name) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << name;
  }
  // The files found, without the folder in front.
  std::string found(const std::vector<std::string>& named) const {
    std::vector<std::string> absolute;
    for (const std::string& name : named) {
      absolute.push_back((path / name).string());
    }
    std::string list;
    for (const checks::FoundFile& one : checks::find_files(absolute).files) {
      list += (list.empty() ? "" : " ") + one.path.substr(path.string().size() + 1) + (one.search ? "" : "!");
    }
    return list;
  }
  fs::path path;
};

BOOST_FIXTURE_TEST_CASE(names, Folder) {
  for (const char* name : {"b.pem", "a.pem", "c.key", "d/e.pem", "d/f/g.pem", ".hidden", "x[1].pem"}) {
    file(name);
  }
  BOOST_TEST(found({"b.pem", "a.pem"}) == "b.pem! a.pem!");
  BOOST_TEST(found({"nothere"}) == "nothere!");
  BOOST_TEST(found({"d"}) == "d/e.pem d/f/g.pem");
  BOOST_TEST(found({"d/"}) == "d/e.pem d/f/g.pem");
  BOOST_TEST(found({"*.pem"}) == "a.pem b.pem x[1].pem");
  BOOST_TEST(found({"*/*.pem"}) == "d/e.pem");
  BOOST_TEST(found({"*.der"}) == "");
  BOOST_TEST(found({"x[1].pem"}) == "x[1].pem!");
  BOOST_TEST(found({"."}) == "./a.pem ./b.pem ./c.key ./d/e.pem ./d/f/g.pem ./x[1].pem");
}

BOOST_FIXTURE_TEST_CASE(links_are_followed_once, Folder) {
  file("a/www.pem");
  file("b/mail.pem");
  fs::create_symlink("../a/www.pem", path / "b/www.pem");
  fs::create_symlink("../b", path / "b/loop");
  fs::create_symlink("nowhere", path / "b/dangling");
  fs::create_symlink("../a", path / "b/z");
  BOOST_TEST(found({"b"}) == "b/mail.pem b/www.pem");
  // Each name that is given is looked at anew.
  BOOST_TEST(found({"b", "a"}) == "b/mail.pem b/www.pem a/www.pem");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_file, Folder) {
  BOOST_TEST_REQUIRE(::mkfifo((path / "pipe").c_str(), 0600) == 0);
  BOOST_TEST(found({"pipe"}) == "pipe!");
  BOOST_TEST(found({"."}) == "");
  BOOST_TEST(checks::find_files({"-"}).files.front().path == "-");
}

BOOST_FIXTURE_TEST_CASE(depth_is_bounded, Folder) {
  std::string deep = "top";
  for (int i = 1; i < checks::kMaxFolderDepth; ++i) {
    deep += "/d";
  }
  file(deep + "/in.pem");
  const auto searched = [this] { return checks::find_files({(path / "top").string()}).searches.front(); };
  BOOST_TEST(!searched().gave_up);
  file(deep + "/d/out.pem");
  BOOST_TEST(searched().gave_up);
  BOOST_TEST(found({"top"}) == deep + "/in.pem");
}

}  // namespace
