#define BOOST_TEST_MODULE trust_anchors
#include "checks/pki/trust_anchors.h"

#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "checks/openssl/handles.h"
#include "checks/pki/anchor_sources.h"
#include "tests/checks/pki/memory_anchors.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;
using tests::make_name;
using tests::to_pem;
namespace fs = std::filesystem;

using List = std::vector<Bytes>;

namespace {

const Key& key() {
  static const Key only;
  return only;
}

Bytes root(const std::string& name) { return make_certificate({.subject = {{"CN", name}}, .key = key()}); }

Bytes name(const std::string& common_name) { return make_name({{"CN", common_name}}); }

// The file name's hash, by OpenSSL.
std::string hash(const std::string& common_name) {
  const Bytes der = name(common_name);
  const unsigned char* at = der.data();
  const openssl::X509NamePtr handle(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
  char text[16];
  std::snprintf(text, sizeof text, "%08lx", X509_NAME_hash_ex(handle.get(), nullptr, nullptr, nullptr));
  return text;
}

// A folder that goes with the test, and an environment without OpenSSL's variables.
struct Folder {
  Folder() {
    BOOST_REQUIRE(mkdtemp(path.data()) != nullptr);
    unsetenv("SSL_CERT_DIR");
    unsetenv("SSL_CERT_FILE");
  }
  ~Folder() {
    fs::remove_all(path);
    unsetenv("SSL_CERT_DIR");
    unsetenv("SSL_CERT_FILE");
  }
  std::string write(const std::string& file, const std::string& content) const {
    const std::string whole = path + '/' + file;
    fs::create_directories(fs::path(whole).parent_path());
    std::ofstream(whole) << content;
    return whole;
  }

  std::string path = (fs::temp_directory_path() / "anchors_testXXXXXX").string();
};

std::string error_of(const std::vector<std::string>& files, const std::vector<std::string>& folders) {
  const auto opened = open_anchors(files, folders);
  return opened ? "" : opened.error().text.characters();
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_file, Folder) {
  const Bytes a = root("A");
  const std::string file = write("ca.pem", to_pem(a) + to_pem(root("B")));
  auto anchors = open_anchors({file}, {});
  BOOST_REQUIRE(bool(anchors));
  const AnchorAnswer answer = (*anchors)->find(name("a"));
  BOOST_TEST((answer.subject == name("a")));
  BOOST_TEST((answer.certificates == List{a}));
  BOOST_TEST(answer.source == file);
  BOOST_TEST((*anchors)->name() == file);
  BOOST_TEST((*anchors)->find(name("C")).certificates.empty());
}

BOOST_FIXTURE_TEST_CASE(a_hashed_folder, Folder) {
  const Bytes a = root("A");
  const Bytes twin = root("A");
  write(hash("A") + ".0", to_pem(root("other name, same hash")));
  const std::string first = write(hash("A") + ".1", to_pem(a));
  write(hash("A") + ".2", to_pem(twin, "TRUSTED CERTIFICATE"));
  write(hash("A") + ".4", to_pem(root("A")));  // behind a gap: not seen
  write("plain.pem", to_pem(root("B")));
  auto anchors = open_anchors({}, {path});
  BOOST_REQUIRE(bool(anchors));
  const AnchorAnswer answer = (*anchors)->find(name("a"));
  BOOST_TEST((answer.certificates == List{a, twin}));
  BOOST_TEST(answer.source == first);
  const AnchorAnswer none = (*anchors)->find(name("B"));
  BOOST_TEST(none.certificates.empty());
  BOOST_TEST(none.source == path);
  BOOST_TEST((*anchors)->find({}).certificates.empty());
}

// A "TRUSTED CERTIFICATE" that is rejected for servers: [0] { serverAuth }.
std::string to_rejected_pem(Bytes der) {
  der.insert(der.end(), {0x30, 0x0c, 0xa0, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01});
  return to_pem(der, "TRUSTED CERTIFICATE");
}

BOOST_FIXTURE_TEST_CASE(notes, Folder) {
  const Bytes a = root("A");
  const Bytes b = root("A");
  const Bytes c = root("A");
  const std::string one = write("one.pem", to_pem(a) + to_rejected_pem(b) + to_rejected_pem(root("B")));
  const std::string two = write("two.pem", to_rejected_pem(a) + to_rejected_pem(c));
  auto anchors = open_anchors({one, two}, {});
  BOOST_REQUIRE(bool(anchors));
  const AnchorAnswer answer = (*anchors)->find(name("A"));
  BOOST_TEST((answer.certificates == List{a, b, c}));
  BOOST_TEST((answer.notes == std::vector<AnchorNote>{{1, true, {}}, {2, true, {}}}));
  const auto replay = recorded_anchors({answer}, "there");
  BOOST_TEST((replay->find(name("a")).notes == answer.notes));
}

BOOST_FIXTURE_TEST_CASE(a_plain_folder, Folder) {
  const Bytes a = root("A");
  const std::string file = write("a.pem", to_pem(a));
  write("b.der", std::string(a.begin(), a.end()));
  write("README", "hello");
  auto anchors = open_anchors({}, {path});
  BOOST_REQUIRE(bool(anchors));
  BOOST_TEST(((*anchors)->find(name("A")).certificates == List{a}));
  BOOST_TEST((*anchors)->find(name("A")).source == file);
  BOOST_TEST((*anchors)->name() == path);
}

BOOST_FIXTURE_TEST_CASE(files_and_folders_together, Folder) {
  const Bytes one = root("A");
  const Bytes two = root("A");
  const std::string file = write("ca.pem", to_pem(one));
  write("dir/" + hash("A") + ".0", to_pem(one) + to_pem(two));
  auto anchors = open_anchors({file}, {path + "/dir"});
  BOOST_REQUIRE(bool(anchors));
  BOOST_TEST(((*anchors)->find(name("A")).certificates == List{one, two}));
  BOOST_TEST((*anchors)->name() == file + ", " + path + "/dir");
}

BOOST_FIXTURE_TEST_CASE(errors_name_the_place, Folder) {
  const std::string empty = write("empty.pem", "no certificate");
  fs::create_directory(path + "/dir");
  const std::string none = path + "/none";
  BOOST_TEST(error_of({none}, {}) == none + ": No such file or directory");
  BOOST_TEST(error_of({path}, {}) == path + ": it is a folder");
  BOOST_TEST(error_of({empty}, {}) == empty + " holds no certificate");
  BOOST_TEST(error_of({}, {none}) == none + ": No such file or directory");
  BOOST_TEST(error_of({}, {empty}) == empty + ": Not a directory");
  BOOST_TEST(error_of({}, {path + "/dir"}) == path + "/dir holds no certificate");
  for (int i = 0; i < kMaxFolderFiles; ++i) {
    write("dir/" + std::to_string(i), "");
  }
  BOOST_TEST(error_of({}, {path + "/dir"}) == path + "/dir holds no certificate");
  write("dir/one more", "");
  BOOST_TEST(error_of({}, {path + "/dir"}) ==
             path + "/dir holds more than 2000 files: make it a hashed directory by `openssl rehash`");
}

BOOST_AUTO_TEST_CASE(hashed_names) {
  for (const char* good : {"4042bcee.0", "00000000.12"}) {
    BOOST_TEST(is_hashed_name(good), good);
  }
  for (const char* bad :
       {"", "4042bcee", "4042bcee.", "4042bcee.r0", "4042BCEE.0", "4042bce.0", "xxxxxxxx.0", "4042bcee.0a"}) {
    BOOST_TEST(!is_hashed_name(bad), bad);
  }
}

BOOST_FIXTURE_TEST_CASE(environment, Folder) {
  const Bytes a = root("A");
  const Bytes b = root("B");
  const Bytes c = root("C");
  write("one/" + hash("A") + ".0", to_pem(a));
  write("two/" + hash("B") + ".0", to_pem(b));
  const std::string file = write("ca.pem", to_pem(c) + to_pem(root("A")));
  setenv("SSL_CERT_DIR", (path + "/one::" + path + "/none:" + path + "/two").c_str(), 1);
  setenv("SSL_CERT_FILE", file.c_str(), 1);
  const auto anchors = system_anchors();
  BOOST_TEST((anchors->find(name("A")).certificates == List{a}));  // the folder has it: the file is not asked
  BOOST_TEST((anchors->find(name("B")).certificates == List{b}));
  BOOST_TEST((anchors->find(name("C")).certificates == List{c}));
  BOOST_TEST(anchors->find(name("C")).source == file);
  BOOST_TEST(anchors->find(name("D")).certificates.empty());
  BOOST_TEST(anchors->name() == path + "/one, " + path + "/none, " + path + "/two, " + file);
}

BOOST_FIXTURE_TEST_CASE(environment_that_names_nothing, Folder) {
  setenv("SSL_CERT_DIR", (path + "/none").c_str(), 1);
  setenv("SSL_CERT_FILE", (path + "/none.pem").c_str(), 1);
  const auto anchors = system_anchors();
  BOOST_TEST(anchors->find(name("A")).certificates.empty());
  BOOST_TEST(anchors->name() == path + "/none");
}

BOOST_FIXTURE_TEST_CASE(the_systems_own, Folder) {
  const auto anchors = system_anchors();
  BOOST_TEST(anchors->find(name("nobody has this name")).certificates.empty());
  BOOST_TEST(!anchors->name().empty());
}

BOOST_AUTO_TEST_CASE(recording_and_replay) {
  const Bytes a = root("A");
  tests::MemoryAnchors memory({a});
  RecordingAnchors recording(memory);
  BOOST_TEST((recording.find(name("A")).certificates == List{a}));
  recording.find(name("A"));
  recording.find(name("B"));
  BOOST_TEST(memory.questions == 2);
  BOOST_TEST(recording.name() == "memory");
  BOOST_REQUIRE(recording.answers().size() == 2U);
  const auto replay = recorded_anchors(recording.answers(), "there");
  BOOST_TEST((replay->find(name("a")).certificates == List{a}));
  BOOST_TEST(replay->find(name("A")).source == "memory");
  BOOST_TEST(replay->find(name("B")).certificates.empty());
  BOOST_TEST(replay->find(name("C")).certificates.empty());
  BOOST_TEST(replay->name() == "there");
}
