#define BOOST_TEST_MODULE spool
#include "checks/submit/spool.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "checks/submit/spool_record.h"
#include "tests/checks/submit/submit_samples.h"

using checks::PassiveResult;
using checks::Spool;
using checks::SpoolKeeps;
using tests::sample_result;
using tests::sample_results;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTarget = "nagios:/rw/nagios.cmd";

struct Folder {
  Folder() {
    char name[] = "/tmp/spool_test.XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  std::string spool() const { return (path / "spool").string(); }

  fs::path path;
};

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> files(const Folder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.spool())) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string listed(const Folder& folder) {
  std::string text;
  for (const std::string& name : files(folder)) {
    text += (text.empty() ? "" : " ") + name;
  }
  return text;
}

Spool open(const Folder& folder, std::vector<plugin::Text>* notes = nullptr,
           SpoolKeeps keeps = SpoolKeeps::newest, const std::string& target = kTarget) {
  std::vector<plugin::Text> unread;
  plugin::Result<std::optional<Spool>> spool =
      Spool::open(folder.spool(), target, keeps, notes == nullptr ? unread : *notes);
  BOOST_REQUIRE_MESSAGE(bool(spool), (spool ? "" : spool.error().text.line()));
  BOOST_REQUIRE(spool->has_value());
  BOOST_TEST((notes != nullptr || unread.empty()));
  return **std::move(spool);
}

std::string error_of(const std::string& folder) {
  std::vector<plugin::Text> notes;
  const plugin::Result<std::optional<Spool>> spool = Spool::open(folder, kTarget, SpoolKeeps::newest, notes);
  return !spool ? spool.error().text.line() : *spool ? "" : "held";
}

// What the next run would find.
std::vector<PassiveResult> waiting(const Folder& folder, SpoolKeeps keeps = SpoolKeeps::newest,
                                   const std::string& target = kTarget) {
  return open(folder, nullptr, keeps, target).take_waiting();
}

PassiveResult at(const std::string& host, int second) {
  PassiveResult result = sample_result(host);
  result.ended += std::chrono::seconds(second);
  return result;
}

BOOST_AUTO_TEST_CASE(records) {
  const std::string line = checks::spool_line(sample_result());
  BOOST_TEST(
      line.substr(18) ==
      R"( {"h":"www.example.org","s":"TLS https 443","i":"tls.result[www.example.org,443,https]","c":2,)"
      R"("o":"TLS CRITICAL - certificate expired 3 days ago","d":["leaf-expiry: renew it","chain: 2 certificates"],)"
      R"("p":["leaf_left=-259200s;1728000:;604800:","total_time=0.125000s"],"e":1800000000250,"t":125})"
      "\n");
  PassiveResult odd = sample_result("h\n\"\x01|日");
  odd.output = plugin::Text("a\nb|c\t\\");
  odd.details.clear();
  odd.perfdata.clear();
  const std::string done = "D" + checks::spool_line(sample_result("done")).substr(1);
  const std::string text = checks::spool_head(7, kTarget) + line + done + checks::spool_line(odd);
  const std::optional<checks::SpoolContents> read = checks::read_spool(text);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->replaces == 7U);
  BOOST_TEST(read->target == kTarget);
  BOOST_TEST(read->damaged == 0U);
  BOOST_REQUIRE(read->waiting.size() == 2);
  BOOST_TEST((read->waiting[0] == sample_result()));
  BOOST_TEST((read->waiting[1] == odd));
}

// Cut anywhere, as a kill or a power cut may: the lines before it are whole, nothing is damaged.
BOOST_AUTO_TEST_CASE(records_cut_anywhere) {
  const std::string head = checks::spool_head(0, kTarget);
  const std::string line = checks::spool_line(sample_result());
  const std::string text = head + line + line;
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::optional<checks::SpoolContents> read = checks::read_spool(text.substr(0, size));
    BOOST_TEST_REQUIRE(read.has_value() == (size >= head.size()));
    if (read) {
      BOOST_TEST_REQUIRE(read->waiting.size() == (size - head.size()) / line.size());
      BOOST_TEST_REQUIRE(read->damaged == 0U);
    }
  }
}

// Each byte of a line, changed: never another result.
BOOST_AUTO_TEST_CASE(records_with_a_bad_byte) {
  const std::string head = checks::spool_head(0, kTarget);
  const std::string line = checks::spool_line(sample_result());
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    std::string bad = line;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    const std::optional<checks::SpoolContents> read = checks::read_spool(head + bad + line);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST_REQUIRE((read->damaged == 1 && read->waiting.size() == 1));
  }
  for (const char* bad : {"", "\n", "tls-checks results 2 0 x\n", "tls-checks results 1 x y\n",
                          "tls-checks results 1 99999999999 y\n"}) {
    BOOST_TEST(!checks::read_spool(bad));
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_settled_waits) {
  const Folder folder;
  {
    Spool spool = open(folder);
    for (const PassiveResult& result : sample_results(3)) {
      BOOST_TEST(spool.add(result));
    }
    spool.settle(1);
    spool.sync();
    spool.finish();
    BOOST_TEST(listed(folder) == "lock results-00000001");
  }
  {
    Spool spool = open(folder);
    BOOST_TEST(listed(folder) == "lock results-00000002");
    const std::vector<PassiveResult> left = spool.take_waiting();
    BOOST_TEST((left == std::vector<PassiveResult>{sample_result("h0"), sample_result("h2")}));
    BOOST_TEST(spool.add(sample_result("h3")));
    spool.settle(0);
    spool.settle(2);
  }
  {
    Spool spool = open(folder);
    BOOST_TEST((spool.take_waiting() == std::vector<PassiveResult>{sample_result("h2")}));
    spool.settle(0);
    spool.finish();
  }
  BOOST_TEST(listed(folder) == "lock");
  BOOST_TEST(waiting(folder).empty());
}

BOOST_AUTO_TEST_CASE(the_newest_of_each_service_or_all) {
  const std::vector<PassiveResult> results{at("a", 1), at("b", 5), at("a", 3),
                                           at("b", 4), at("c", 0), at("a", 3)};
  for (const SpoolKeeps keeps : {SpoolKeeps::newest, SpoolKeeps::all}) {
    const Folder folder;
    {
      Spool spool = open(folder, nullptr, keeps);
      for (const PassiveResult& result : results) {
        BOOST_TEST(spool.add(result));
      }
    }
    const std::vector<PassiveResult> newest{at("b", 5), at("c", 0), at("a", 3)};
    BOOST_TEST((waiting(folder, keeps) == (keeps == SpoolKeeps::all ? results : newest)));
  }
}

BOOST_AUTO_TEST_CASE(other_targets_are_left_alone) {
  const Folder folder;
  BOOST_TEST(open(folder, nullptr, SpoolKeeps::all, "zabbix:a:1").add(sample_result("a")));
  BOOST_TEST(open(folder, nullptr, SpoolKeeps::all, "zabbix:b:1").add(sample_result("b")));
  BOOST_TEST(
      (waiting(folder, SpoolKeeps::all, "zabbix:b:1") == std::vector<PassiveResult>{sample_result("b")}));
  BOOST_TEST(
      (waiting(folder, SpoolKeeps::all, "zabbix:a:1") == std::vector<PassiveResult>{sample_result("a")}));
}

// A kill between the new file and the removal of the old ones: nothing twice.
BOOST_AUTO_TEST_CASE(what_was_replaced_is_not_read_again) {
  const Folder folder;
  { BOOST_TEST(open(folder).add(sample_result("a"))); }
  const std::string old = contents(folder.spool() + "/results-00000001");
  {
    Spool spool = open(folder, nullptr, SpoolKeeps::all);
    spool.settle(0);
    BOOST_TEST(spool.add(sample_result("b")));
  }
  std::ofstream(folder.spool() + "/results-00000001") << old;
  std::ofstream(folder.spool() + "/unfinished-00000003") << "tls-checks";
  BOOST_TEST((waiting(folder, SpoolKeeps::all) == std::vector<PassiveResult>{sample_result("b")}));
  BOOST_TEST(listed(folder) == "lock results-00000003");
}

BOOST_AUTO_TEST_CASE(damaged_files_are_set_aside) {
  const Folder folder;
  {
    Spool spool = open(folder);
    for (const PassiveResult& result : sample_results(3)) {
      BOOST_TEST(spool.add(result));
    }
  }
  const std::string path = folder.spool() + "/results-00000001";
  std::string text = contents(path);
  text[text.find("h1")] = 'x';
  std::ofstream(path) << text;
  std::ofstream(folder.spool() + "/results-00000000") << "nonsense\n";
  std::vector<plugin::Text> notes;
  {
    Spool spool = open(folder, &notes);
    BOOST_TEST(
        (spool.take_waiting() == std::vector<PassiveResult>{sample_result("h0"), sample_result("h2")}));
  }
  BOOST_REQUIRE(notes.size() == 2);
  BOOST_TEST(notes[1].line() == "a damaged file of the spool was set aside as " + folder.spool() +
                                    "/damaged-00000001; what could be read of it is sent");
  BOOST_TEST(listed(folder) == "damaged-00000000 damaged-00000001 lock results-00000002");
  BOOST_TEST(contents(folder.spool() + "/damaged-00000001") == text);
  for (int i = 10; i < 20; ++i) {
    std::ofstream(folder.spool() + "/results-000000" + std::to_string(i)) << "nonsense\n";
  }
  open(folder, &notes);
  BOOST_TEST(listed(folder) ==
             "damaged-00000016 damaged-00000017 damaged-00000018 damaged-00000019 lock results-00000020");
}

BOOST_AUTO_TEST_CASE(folders_that_are_not_used) {
  const Folder folder;
  const std::string spool = folder.spool();
  const std::string begin = "cannot use the spool " + spool + ": ";
  fs::create_directory(spool);
  ::chmod(spool.c_str(), 0750);
  BOOST_TEST(error_of(spool) == begin + "others may use it too, its mode must be 0700");
  ::chmod(spool.c_str(), 0700);
  BOOST_TEST(error_of(spool) == "");
  {
    const Spool first = open(folder);
    BOOST_TEST(error_of(spool) == "held");
  }
  BOOST_TEST(error_of(spool) == "");
  fs::create_symlink(spool, folder.path / "link");
  BOOST_TEST(error_of(folder.path / "link").ends_with(": it is a link or no folder"));
  BOOST_TEST(error_of(folder.path / "no" / "folder").ends_with(": No such file or directory"));
  std::ofstream(folder.path / "file") << "x";
  BOOST_TEST(error_of(folder.path / "file").ends_with(": it is a link or no folder"));
}

BOOST_AUTO_TEST_CASE(a_full_spool_drops_the_oldest) {
  const Folder folder;
  fs::create_directory(folder.spool());
  ::chmod(folder.spool().c_str(), 0700);
  {
    std::ofstream file(folder.spool() + "/results-00000001");
    file << checks::spool_head(0, kTarget);
    PassiveResult small = sample_result();
    small.output = plugin::Text("x");
    small.details.clear();
    small.perfdata.clear();
    for (std::size_t i = 0; i < checks::kMaxSpooledResults + 3; ++i) {
      small.ended += std::chrono::milliseconds(1);
      file << checks::spool_line(small);
    }
  }
  std::vector<plugin::Text> notes;
  Spool spool = open(folder, &notes, SpoolKeeps::all);
  const std::vector<PassiveResult> left = spool.take_waiting();
  BOOST_TEST(left.size() == checks::kMaxSpooledResults);
  BOOST_TEST((left.front().ended == sample_result().ended + std::chrono::milliseconds(4)));
  BOOST_REQUIRE(notes.size() == 1);
  BOOST_TEST(notes[0].line() ==
             "the spool " + folder.spool() + " is full: the oldest 3 results were dropped");
}

}  // namespace
