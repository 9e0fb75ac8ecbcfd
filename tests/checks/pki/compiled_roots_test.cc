#define BOOST_TEST_MODULE compiled_roots
#include "checks/pki/compiled_roots.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using namespace checks;
namespace fs = std::filesystem;

namespace {

const std::string kBlock =
    "-----BEGIN CERTIFICATE-----\n" + std::string(1000, 'A') + "\n-----END CERTIFICATE-----";
const std::string kWords = "use OpenSSL's default CA store (default)";

struct File {
  File() { BOOST_REQUIRE(mkdtemp(path.data()) != nullptr); }
  ~File() { fs::remove_all(path); }
  CompiledRoots read(const std::string& content) const {
    std::ofstream(path + "/program", std::ios::binary) << content;
    auto roots = read_compiled_roots(path + "/program");
    BOOST_REQUIRE(bool(roots));
    return std::move(*roots);
  }
  std::string path = (fs::temp_directory_path() / "roots_testXXXXXX").string();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(blocks, File) {
  const std::string zeros(100'000, '\0');
  BOOST_TEST(read("").pem == "");
  BOOST_TEST(read(zeros).pem == "");
  BOOST_TEST(read(kBlock).pem == kBlock + "\n");
  BOOST_TEST(read(zeros + kBlock + zeros + kBlock + kBlock).pem ==
             kBlock + "\n" + kBlock + "\n" + kBlock + "\n");
  BOOST_TEST(read(kBlock.substr(0, 500)).pem == "");
  BOOST_TEST(read("-----BEGIN CERTIFICATE-----" + std::string(20'000, 'A') + kBlock).pem == kBlock + "\n");
  BOOST_TEST(!read(kBlock).is_openssl_default);
  BOOST_TEST(read(kBlock + zeros + kWords).is_openssl_default);
  BOOST_TEST(!read(kBlock + "use bundled CA store (default)").is_openssl_default);
}

// The reader sees 1 MiB at once.
BOOST_FIXTURE_TEST_CASE(across_the_end_of_what_is_seen_at_once, File) {
  constexpr std::size_t kSeen = 1 << 20;
  for (std::size_t before = kSeen - 1100; before <= kSeen + 10; before += 37) {
    const CompiledRoots roots =
        read(std::string(before, '\0') + kBlock + kWords + std::string(kSeen, '\0') + kBlock);
    BOOST_TEST(roots.pem == kBlock + "\n" + kBlock + "\n", before);
    BOOST_TEST(roots.is_openssl_default, before);
  }
}

BOOST_FIXTURE_TEST_CASE(bounds, File) {
  const std::string gap(kMaxGap + (2 << 20), '\0');
  BOOST_TEST(read(gap + kBlock + gap + kBlock).pem == kBlock + "\n");
  std::string many;
  while (many.size() < 2 * kMaxCompiled) {
    many += kBlock;
  }
  BOOST_TEST(read(many).pem.size() < kMaxCompiled + (3 << 20));
}

BOOST_FIXTURE_TEST_CASE(errors, File) {
  BOOST_TEST(read_compiled_roots(path + "/none").error().text.line() ==
             path + "/none: No such file or directory");
  BOOST_TEST(read_compiled_roots(path).error().text.line() == path + ": it is not a regular file");
}
