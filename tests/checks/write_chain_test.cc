#define BOOST_TEST_MODULE write_chain
#include "checks/write_chain.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/case_builder.h"

namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() { BOOST_REQUIRE(mkdtemp(path.data()) != nullptr); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return path + "/" + name; }
  std::string path = fs::temp_directory_path().string() + "/write_chainXXXXXX";
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

checks::Facts facts_with(std::initializer_list<std::size_t> sizes) {
  checks::Facts facts;
  for (const std::size_t size : sizes) {
    facts.certificates.emplace_back().der.assign(size, 'a');
  }
  return facts;
}

checks::Verdict chain(std::vector<checks::CertificateIndex> indexes) {
  checks::Verdict verdict;
  verdict.right_chain = std::move(indexes);
  return verdict;
}

std::string written(const std::string& path, const checks::Facts& facts, const checks::Verdict& verdict) {
  const plugin::Result<plugin::Text> done = checks::write_chain(path, facts, verdict);
  return done ? done->line() : "error: " + done.error().text.line();
}

// 48 bytes are one full line.
BOOST_AUTO_TEST_CASE(lines_of_64) {
  const Folder folder;
  const std::string path = folder.file("chain.pem");
  BOOST_TEST(written(path, facts_with({49}), chain({0})) ==
             "the chain was written to " + path + ": 1 certificate");
  std::string line;
  for (int i = 0; i < 16; ++i) {
    line += "YWFh";
  }
  BOOST_TEST(contents(path) ==
             "-----BEGIN CERTIFICATE-----\n" + line + "\nYQ==\n-----END CERTIFICATE-----\n");
  written(path, facts_with({48}), chain({0}));
  BOOST_TEST(contents(path) == "-----BEGIN CERTIFICATE-----\n" + line + "\n-----END CERTIFICATE-----\n");
  const fs::perms permissions = fs::status(path).permissions();
  BOOST_TEST(bool(permissions == (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(in_order) {
  const Folder folder;
  const std::string path = folder.file("chain.pem");
  BOOST_TEST(written(path, facts_with({1, 2, 3}), chain({2, 0})) ==
             "the chain was written to " + path + ": 2 certificates");
  BOOST_TEST(contents(path) ==
             "-----BEGIN CERTIFICATE-----\nYWFh\n-----END CERTIFICATE-----\n"
             "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n");
}

BOOST_AUTO_TEST_CASE(errors) {
  const Folder folder;
  const std::string path = folder.file("chain.pem");
  BOOST_TEST(written(path, facts_with({1}), chain({})) ==
             "error: the chain was not written: what was sent and fetched makes no chain to a trust anchor");
  BOOST_TEST(!fs::exists(path));
  const std::string nowhere = folder.file("none/chain.pem");
  const std::string error = written(nowhere, facts_with({1}), chain({0}));
  BOOST_TEST(error.starts_with("error: the chain was not written: "));
  BOOST_TEST(error.find("No such file or directory") != error.npos);
}

// A link at the target is replaced, never followed.
BOOST_AUTO_TEST_CASE(links) {
  const Folder folder;
  const std::string other = folder.file("other");
  std::ofstream(other) << "kept";
  fs::create_symlink(other, folder.file("chain.pem"));
  written(folder.file("chain.pem"), facts_with({1}), chain({0}));
  BOOST_TEST(contents(other) == "kept");
}

}  // namespace
