#define BOOST_TEST_MODULE nagios
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "checks/submit/nagios_command.h"
#include "checks/submit/nagios_spool.h"
#include "checks/submit/nagios_text.h"
#include "tests/checks/submit/submit_samples.h"
#include "tests/support/run_task.h"

using tests::MemoryOutbox;
using tests::sample_result;
using tests::sample_results;
namespace fs = std::filesystem;

namespace {

const checks::SubmitTime kNow{std::chrono::seconds(1800000100)};

struct Folder {
  Folder() {
    char name[] = "/tmp/nagios_test.XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }

  fs::path path;
};

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

plugin::Deadline late() { return plugin::Deadline::after(std::chrono::minutes(1)); }
plugin::Deadline passed() { return plugin::Deadline(plugin::Deadline::Clock::now()); }

BOOST_AUTO_TEST_CASE(command_lines) {
  BOOST_TEST(
      checks::nagios_command_line(sample_result()) ==
      "[1800000000] PROCESS_SERVICE_CHECK_RESULT;www.example.org;TLS https 443;2;TLS CRITICAL - certificate "
      "expired 3 days ago|leaf_left=-259200s;1728000:;604800: "
      "total_time=0.125000s\\nleaf-expiry: renew it\\nchain: 2 certificates\n");
  checks::PassiveResult hostile = sample_result();
  hostile.output = plugin::Text("a\nb|c\\nd");
  hostile.details = {plugin::Text("e\r\n[0] SHUTDOWN_PROGRAM")};
  hostile.perfdata.clear();
  BOOST_TEST(checks::nagios_command_line(hostile) ==
             "[1800000000] PROCESS_SERVICE_CHECK_RESULT;www.example.org;TLS https "
             "443;2;a\\\\nb\\\\x7cc\\\\nd\\ne\\\\r\\\\n[0] SHUTDOWN_PROGRAM\n");
}

BOOST_AUTO_TEST_CASE(a_command_fits_into_one_write) {
  checks::PassiveResult long_one = sample_result(std::string(checks::kMaxMonitorName, 'h'));
  long_one.service = std::string(checks::kMaxMonitorName, 's');
  long_one.output = plugin::Text(std::string(5000, '\\'));
  long_one.perfdata.assign(10, std::string(150, 'p'));
  long_one.details.assign(10, plugin::Text(std::string(500, '\x01')));
  const std::string line = checks::nagios_command_line(bounded(long_one));
  BOOST_TEST(line.size() <= checks::kMaxCommandLine);
  BOOST_TEST(line.size() > 3000);
  BOOST_TEST(line.ends_with('\n'));
  BOOST_TEST(line.find('\n') == line.size() - 1);
  long_one.details.assign(100, plugin::Text("short"));
  BOOST_TEST(checks::nagios_command_line(long_one).size() <= checks::kMaxCommandLine);
}

BOOST_AUTO_TEST_CASE(check_results) {
  BOOST_TEST(checks::check_result_record(sample_result()) ==
             "host_name=www.example.org\nservice_description=TLS https 443\ncheck_type=1\ncheck_options=0\n"
             "scheduled_check=0\nreschedule_check=0\nlatency=0.0\nstart_time=1800000000.125\n"
             "finish_time=1800000000.250\nearly_timeout=0\nexited_ok=1\nreturn_code=2\n"
             "output=TLS CRITICAL - certificate expired 3 days ago|leaf_left=-259200s;1728000:;604800: "
             "total_time=0.125000s\\nleaf-expiry: renew it\\nchain: 2 certificates\n\n");
}

// Reads a pipe in a thread of its own, until finish().
class PipeReader {
 public:
  explicit PipeReader(const std::string& path)
      : in_(::open(path.c_str(), O_RDONLY | O_NONBLOCK)), keeper_(::open(path.c_str(), O_WRONLY)) {
    ::fcntl(in_, F_SETFL, 0);
  }
  ~PipeReader() { finish(); }
  void start() {
    thread_ = std::thread([this] {
      char buffer[512];
      for (ssize_t got = 0; (got = ::read(in_, buffer, sizeof buffer)) > 0;) {
        text_.append(buffer, static_cast<std::size_t>(got));
      }
    });
  }
  std::string finish() {
    close(keeper_);
    if (thread_.joinable()) {
      thread_.join();
    }
    close(in_);
    return text_;
  }

 private:
  static void close(int& fd) {
    if (fd >= 0) {
      ::close(std::exchange(fd, -1));
    }
  }

  int in_;
  int keeper_;  // a writer that stays: no end of the pipe before it is wanted
  std::string text_;
  std::thread thread_;
};

std::string deliver(const std::string& path, MemoryOutbox& outbox, plugin::Deadline deadline) {
  const std::optional<plugin::Text> why = tests::run(checks::deliver_to_command_pipe(path, outbox, deadline));
  return why ? why->line() : "";
}

// More than a pipe holds (64 KiB), to a reader that is slow.
BOOST_AUTO_TEST_CASE(all_go_into_the_pipe_in_their_order) {
  const Folder folder;
  const std::string path = folder.path / "nagios.cmd";
  BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  PipeReader reader(path);
  MemoryOutbox outbox(sample_results(1000));
  std::string expected;
  for (std::size_t i = 0; i < outbox.size(); ++i) {
    expected += checks::nagios_command_line(outbox.result(i));
  }
  reader.start();
  BOOST_TEST(deliver(path, outbox, late()) == "");
  BOOST_TEST((reader.finish() == expected));
  BOOST_TEST(outbox.count("delivered") == 1000);
}

BOOST_AUTO_TEST_CASE(a_nagios_that_is_not_there_holds_nobody) {
  const Folder folder;
  const std::string path = folder.path / "nagios.cmd";
  MemoryOutbox outbox(sample_results(2));
  BOOST_TEST(deliver(path, outbox, late()) ==
             "cannot write to " + path +
                 ": it is not there; is Nagios running, with check_external_commands=1?");
  BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  BOOST_TEST(deliver(path, outbox, late()) ==
             "cannot write to " + path + ": nobody reads it; is Nagios running?");
  const std::string file = folder.path / "file";
  std::ofstream(file) << "x";
  BOOST_TEST(deliver(file, outbox, late()) ==
             "cannot write to " + file + ": it is no pipe; expected the command_file of nagios.cfg");
  BOOST_TEST(contents(file) == "x");
  BOOST_TEST(outbox.fates().empty());
}

// The pipe takes what it holds; the rest stays.
BOOST_AUTO_TEST_CASE(a_nagios_that_does_not_read) {
  const Folder folder;
  const std::string path = folder.path / "nagios.cmd";
  BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  PipeReader reader(path);
  MemoryOutbox outbox(sample_results(1000));
  BOOST_TEST(deliver(path, outbox, passed()) ==
             "cannot write to " + path + ": Nagios does not read it, or too slowly");
  const std::size_t taken = outbox.count("delivered");
  BOOST_TEST(taken > 100);
  BOOST_TEST(taken < 1000);
  std::string expected;
  for (std::size_t i = 0; i < taken; ++i) {
    expected += checks::nagios_command_line(outbox.result(i));
  }
  reader.start();
  BOOST_TEST((reader.finish() == expected));
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

BOOST_AUTO_TEST_CASE(check_result_files) {
  const Folder folder;
  MemoryOutbox outbox(sample_results(checks::kMaxResultsInFile + 1));
  BOOST_TEST(!checks::deliver_to_result_folder(folder.path, outbox, kNow));
  BOOST_TEST(outbox.count("delivered") == checks::kMaxResultsInFile + 1);
  const std::vector<std::string> names = names_in(folder.path);
  BOOST_REQUIRE(names.size() == 4);
  std::string all;
  for (const std::string& name : names) {
    BOOST_TEST(name.size() == (name.ends_with(".ok") ? 10U : 7U));
    BOOST_TEST(name.front() == 'c');
    const std::string text = contents(folder.path / name);
    BOOST_TEST((name.ends_with(".ok")
                    ? text.empty()
                    : text.starts_with("### results of check_tls_list\nfile_time=1800000100\n\n"
                                       "host_name=h")));
    all += text;
  }
  for (std::size_t i = 0; i < outbox.size(); ++i) {
    BOOST_TEST((all.find(checks::check_result_record(outbox.result(i))) != std::string::npos));
  }
}

// Of the first its mark was made, of the second its name too, of the third neither; the last is being
// written.
BOOST_AUTO_TEST_CASE(what_kills_left_in_the_result_folder_goes) {
  const Folder folder;
  const auto put = [&folder](const char* name, std::chrono::seconds age) {
    const fs::path path = folder.path / name;
    std::ofstream(path) << "x";
    const time_t seconds = (kNow.time_since_epoch() - age).count() / 1000;
    const timespec times[] = {{seconds, 0}, {seconds, 0}};
    BOOST_REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  };
  const std::chrono::seconds hour = checks::kUnfinishedResultFile;
  for (const char* name : {".tls-aaaaaa", "caaaaaa.ok", ".tls-bbbbbb", "cbbbbbb", "cbbbbbb.ok", ".tls-cccccc",
                           ".tls-other", "cdddddd.ok"}) {
    put(name, hour + std::chrono::seconds(1));
  }
  put(".tls-eeeeee", hour - std::chrono::seconds(1));
  MemoryOutbox outbox(sample_results(0));
  BOOST_TEST(!checks::deliver_to_result_folder(folder.path, outbox, kNow));
  const std::vector<std::string> left{".tls-eeeeee", ".tls-other", "cbbbbbb", "cbbbbbb.ok", "cdddddd.ok"};
  BOOST_TEST(names_in(folder.path) == left, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(check_result_files_that_cannot_be) {
  const Folder folder;
  MemoryOutbox outbox(sample_results(2));
  const std::string missing = folder.path / "missing";
  BOOST_TEST(checks::deliver_to_result_folder(missing, outbox, kNow)->line() ==
             "cannot write into " + missing + ": No such file or directory");
  for (std::size_t i = 0; i < checks::kMaxWaitingFiles; ++i) {
    const std::string number = std::to_string(100000 + i);
    std::ofstream(folder.path / ("c" + number)) << "x";
  }
  BOOST_TEST(checks::deliver_to_result_folder(folder.path, outbox, kNow)->line() ==
             "cannot write into " + folder.path.string() +
                 ": more than 1000 files wait there; is Nagios running, with this check_result_path?");
  BOOST_TEST(outbox.fates().empty());
}

}  // namespace
