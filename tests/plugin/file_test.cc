#define BOOST_TEST_MODULE file

#include "plugin/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "file_test.XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const char* name) const { return (path / name).string(); }
  fs::path path;
};

void put(const std::string& path, const std::string& contents) { std::ofstream(path) << contents; }

BOOST_FIXTURE_TEST_CASE(files_are_read_up_to_the_limit, Folder) {
  const struct {
    std::size_t size;
    std::size_t limit;
    bool fits;
  } rows[] = {{0, 10, true},   {0, 0, true},  {10, 10, true},
              {11, 10, false}, {1, 0, false}, {100'000, 1 << 20, true}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.size << " of " << row.limit) {
      put(*this / "f", std::string(row.size, 'x'));
      const auto read = plugin::read_file(*this / "f", row.limit);
      BOOST_REQUIRE(bool(read) == row.fits);
      if (read) {
        BOOST_TEST((*read == std::string(row.size, 'x')));
      } else {
        BOOST_TEST(read.error().text.line() == "cannot read " + (*this / "f") + ": it has more than " +
                                                   std::to_string(row.limit) + " bytes");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_is_read_to_its_end) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const std::string text(20'000, 'p');
  BOOST_REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  const auto read = plugin::read_file("/dev/fd/" + std::to_string(ends[0]), 1 << 20);
  ::close(ends[0]);
  BOOST_REQUIRE(bool(read));
  BOOST_TEST((*read == text));
}

BOOST_FIXTURE_TEST_CASE(unreadable_files_say_why, Folder) {
  const auto missing = plugin::read_file(*this / "missing", 10);
  BOOST_TEST(missing.error().text.line() ==
             "cannot read " + (*this / "missing") + ": No such file or directory");
  const auto folder = plugin::read_file(path.string(), 10);
  BOOST_TEST(folder.error().text.line() == "cannot read " + path.string() + ": Is a directory");
  BOOST_TEST(!plugin::read_file("/dev/zero", 100'000));
}

BOOST_FIXTURE_TEST_CASE(private_files_are_new_and_replace_links, Folder) {
  put(*this / "victim", "old");
  fs::create_symlink(*this / "victim", *this / "link");
  BOOST_TEST(bool(plugin::write_private_file(*this / "link", "new")));
  BOOST_TEST(*plugin::read_file(*this / "victim", 10) == "old");
  BOOST_TEST(*plugin::read_file(*this / "link", 10) == "new");
  BOOST_TEST(!fs::is_symlink(*this / "link"));
  struct stat status {};
  BOOST_REQUIRE(::stat((*this / "link").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0600u);
  BOOST_TEST(bool(plugin::write_private_file(*this / "link", "newer")));
  BOOST_TEST(*plugin::read_file(*this / "link", 10) == "newer");
  BOOST_TEST(std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 2);
}

BOOST_FIXTURE_TEST_CASE(what_a_kill_left_is_overwritten, Folder) {
  put(*this / "file.unfinished", "half of something long");
  fs::permissions(*this / "file.unfinished", fs::perms(0644));
  BOOST_TEST(bool(plugin::write_private_file(*this / "file", "new")));
  BOOST_TEST(*plugin::read_file(*this / "file", 10) == "new");
  struct stat status {};
  BOOST_REQUIRE(::stat((*this / "file").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0600u);
  BOOST_TEST(std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 1);
}

// Another process that writes the same file, and names that lead elsewhere.
BOOST_FIXTURE_TEST_CASE(an_unfinished_file_of_somebody_else_is_left_alone, Folder) {
  const auto write_beside = [this](const char* what) {
    BOOST_TEST_CONTEXT(what) {
      BOOST_TEST(bool(plugin::write_private_file(*this / "file", what)));
      BOOST_TEST(*plugin::read_file(*this / "file", 100) == what);
      fs::remove(*this / "file.unfinished");
    }
  };
  put(*this / "file.unfinished", "being written");
  const int writer = ::open((*this / "file.unfinished").c_str(), O_RDWR | O_CLOEXEC);
  BOOST_REQUIRE(::flock(writer, LOCK_EX) == 0);
  write_beside("locked");
  char left[20];
  BOOST_TEST(::read(writer, left, sizeof left) == 13);
  ::close(writer);
  put(*this / "victim", "old");
  fs::create_symlink(*this / "victim", *this / "file.unfinished");
  write_beside("link");
  fs::create_hard_link(*this / "victim", *this / "file.unfinished");
  write_beside("hard link");
  fs::create_directory(*this / "file.unfinished");
  write_beside("folder");
  BOOST_TEST(*plugin::read_file(*this / "victim", 10) == "old");
  BOOST_TEST(std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 2);
}

BOOST_FIXTURE_TEST_CASE(devices_and_folders_are_not_replaced, Folder) {
  BOOST_TEST(plugin::write_private_file("/dev/null", "x").error().text.line() ==
             "cannot write /dev/null: it is not a regular file");
  BOOST_TEST(plugin::write_private_file(path.string(), "x").error().text.line() ==
             "cannot write " + path.string() + ": it is not a regular file");
  BOOST_TEST(plugin::write_private_file(*this / "no/where", "x").error().text.line() ==
             "cannot write " + (*this / "no/where") + ": No such file or directory");
}

BOOST_FIXTURE_TEST_CASE(all_is_written_or_it_is_said, Folder) {
  const std::string text(300'000, 'x');
  const int file = ::open((*this / "f").c_str(), O_WRONLY | O_CREAT, 0600);
  BOOST_TEST(plugin::write_all(file, text));
  ::close(file);
  BOOST_TEST((*plugin::read_file(*this / "f", 1 << 20) == text));
  const int full = ::open("/dev/full", O_WRONLY);
  BOOST_TEST(!plugin::write_all(full, text));
  BOOST_TEST(errno == ENOSPC);
  ::close(full);
}
