#define BOOST_TEST_MODULE client_stores
#include "checks/pki/client_stores.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;
using tests::make_name;
using tests::to_pem;
namespace fs = std::filesystem;

using List = std::vector<Bytes>;
using Names = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

namespace {

const Key& key() {
  static const Key only;
  return only;
}

Bytes root(const std::string& name) { return make_certificate({.subject = {{"CN", name}}, .key = key()}); }

Bytes name(const std::string& common_name) { return make_name({{"CN", common_name}}); }

// A machine in a folder that goes with the test.
struct Fake {
  Fake() { BOOST_REQUIRE(mkdtemp(path.data()) != nullptr); }
  ~Fake() { fs::remove_all(path); }

  std::string write(const std::string& file, const std::string& content = "x") const {
    const std::string whole = path + file;
    fs::create_directories(fs::path(whole).parent_path());
    std::ofstream(whole) << content;
    return whole;
  }

  StoreSearch search() const {
    StoreSearch made;
    made.machine.root = path;
    made.machine.environment = [this](const char* variable) {
      const auto found = environment.find(variable);
      return found == environment.end() ? nullptr : found->second.c_str();
    };
    for (const std::string& one : virtual_environments) {
      made.virtual_environments.push_back(path + one);
    }
    return made;
  }

  std::vector<ClientStore> stores() const {
    auto found = find_client_stores(search());
    BOOST_REQUIRE(bool(found));
    return std::move(*found);
  }

  // "java: /a, /b\n", of those that are installed.
  std::string places() const {
    std::string all;
    for (const ClientStore& store : stores()) {
      BOOST_TEST(store.place.empty() == (store.anchors == nullptr));
      if (!store.place.empty()) {
        all += std::string(word(store.client)) + ": " + without_root(store.place) + "\n";
      }
    }
    return all;
  }

  std::string without_root(std::string text) const {
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) {
      text.erase(at, path.size());
    }
    return text;
  }

  std::string path = fs::canonical(fs::temp_directory_path()).string() + "/stores_testXXXXXX";
  Environment environment = {};
  Names virtual_environments = {};
};

ClientStore& of(std::vector<ClientStore>& all, ClientId client) {
  return all[static_cast<std::size_t>(client)];
}

}  // namespace

BOOST_AUTO_TEST_CASE(words) {
  for (std::size_t i = 0; i < kClientWords.size(); ++i) {
    const auto client = static_cast<ClientId>(i);
    BOOST_TEST((client_from_word(word(client)) == client));
  }
  BOOST_TEST(word(ClientId::roots_only) == "roots-only");
  BOOST_TEST(word(ClientId::browser) == "browser");
  BOOST_TEST(!client_from_word("curl"));
  BOOST_TEST(!client_from_word(""));
}

BOOST_AUTO_TEST_CASE(layouts) {
  const struct {
    const char* name;
    Names files;
    std::string expected;
    Names virtual_environments = {};
  } rows[] = {
      {"nothing", {"/usr/bin/true"}, ""},
      {"Debian",
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs/4042bcee.0", "/etc/ssl/certs/java/cacerts",
        "/usr/bin/python3", "/usr/lib/python3/dist-packages/certifi/core.py",
        "/usr/lib/python3/dist-packages/certifi/cacert.pem", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java",
        "/usr/lib/jvm/java-17-openjdk-amd64/lib/security/cacerts", "/usr/lib/x86_64-linux-gnu/libnode.so.108",
        "/usr/bin/node", "/usr/lib/x86_64-linux-gnu/libgnutls.so.30",
        "/usr/share/ca-certificates/mozilla/A.crt"},
       "openssl: /etc/ssl/certs\n"
       "roots-only: /etc/ssl/certs\n"
       "python: /etc/ssl/certs\n"
       "certifi: /etc/ssl/certs/ca-certificates.crt\n"
       "java: /usr/lib/jvm/java-17-openjdk-amd64/lib/security/cacerts\n"
       "node: /usr/bin/node\n"
       "go: /etc/ssl/certs/ca-certificates.crt, /etc/ssl/certs\n"
       "gnutls: /etc/ssl/certs/ca-certificates.crt\n"
       "browser: /usr/share/ca-certificates/mozilla\n"},
      {"Red Hat",
       {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/tls/cert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/pki/ca-trust/extracted/java/cacerts",
        "/etc/pki/java/cacerts", "/usr/bin/python3", "/usr/lib/python3.9/site-packages/certifi/core.py",
        "/usr/lib64/libgnutls.so.30", "/usr/lib64/libnode.so.115",
        "/usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit", "/etc/pki/ca-trust/source/anchors/own.pem"},
       "openssl: /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem\n"
       "roots-only: /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem\n"
       "python: /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem\n"
       "certifi: /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem\n"
       "java: /etc/pki/java/cacerts\n"
       "node: /usr/lib64/libnode.so.115\n"
       "go: /etc/pki/tls/certs/ca-bundle.crt, /etc/pki/tls/certs\n"
       "gnutls: /usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit, /etc/pki/ca-trust/source/anchors\n"
       "browser: /usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit\n"},
      {"SUSE",
       {"/etc/ssl/ca-bundle.pem", "/etc/ssl/certs/A.pem", "/usr/lib64/libgnutls.so.30",
        "/usr/share/pki/trust/ca-certificates-mozilla.trust.p11-kit", "/etc/pki/trust/anchors/own.pem",
        "/var/lib/ca-certificates/java-cacerts"},
       "openssl: /etc/ssl/ca-bundle.pem\n"
       "roots-only: /etc/ssl/ca-bundle.pem\n"
       "java: /var/lib/ca-certificates/java-cacerts\n"
       "go: /etc/ssl/ca-bundle.pem, /etc/ssl/certs\n"
       "gnutls: /usr/share/pki/trust/ca-certificates-mozilla.trust.p11-kit, /etc/pki/trust/anchors\n"
       "browser: /usr/share/pki/trust/ca-certificates-mozilla.trust.p11-kit\n"},
      {"only a folder",
       {"/etc/ssl/certs/readme"},
       "openssl: /etc/ssl/certs\n"
       "roots-only: /etc/ssl/certs\n"
       "go: /etc/ssl/certs\n"},
      {"Alpine",
       {"/etc/ssl/cert.pem", "/usr/lib/libgnutls.so.30", "/usr/bin/python3",
        "/usr/lib/python3.12/site-packages/certifi/cacert.pem"},
       "openssl: /etc/ssl/cert.pem\n"
       "roots-only: /etc/ssl/cert.pem\n"
       "python: /etc/ssl/cert.pem\n"
       "certifi: /usr/lib/python3.12/site-packages/certifi/cacert.pem\n"
       "go: /etc/ssl/cert.pem\n"
       "gnutls: /etc/ssl/cert.pem\n"
       "browser: /etc/ssl/cert.pem\n"},
      {"Java 8 with a store of its own",
       {"/usr/lib/jvm/java-8/jre/lib/security/cacerts", "/usr/lib/jvm/java-8/jre/lib/security/jssecacerts"},
       "java: /usr/lib/jvm/java-8/jre/lib/security/jssecacerts\n"},
      {"what was installed by hand comes first",
       {"/usr/local/lib/python3.11/dist-packages/certifi/cacert.pem",
        "/usr/lib/python3/dist-packages/certifi/core.py", "/usr/local/bin/node", "/usr/bin/node"},
       "certifi: /usr/local/lib/python3.11/dist-packages/certifi/cacert.pem\n"
       "node: /usr/local/bin/node\n"},
      {"only pip",
       {"/usr/lib/python3.12/site-packages/pip/_vendor/certifi/cacert.pem"},
       "certifi: /usr/lib/python3.12/site-packages/pip/_vendor/certifi/cacert.pem\n"},
      {"a virtual environment",
       {"/usr/lib/python3.12/site-packages/certifi/cacert.pem",
        "/venv/lib/python3.11/site-packages/certifi/cacert.pem"},
       "certifi: /venv/lib/python3.11/site-packages/certifi/cacert.pem\n",
       {"/none", "/venv"}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      Fake machine;
      machine.virtual_environments = row.virtual_environments;
      for (const std::string& file : row.files) {
        machine.write(file);
      }
      BOOST_TEST(machine.places() == row.expected);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(the_environment, Fake) {
  for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/usr/bin/python3", "/usr/bin/node",
                           "/one.pem", "/dir/a.pem", "/java/lib/security/cacerts", "/more.pem"}) {
    write(file);
  }
  environment = {{"SSL_CERT_FILE", path + "/one.pem"}, {"SSL_CERT_DIR", path + "/dir:" + path + "/none"},
                 {"REQUESTS_CA_BUNDLE", ""},           {"CURL_CA_BUNDLE", path + "/one.pem"},
                 {"JAVA_HOME", path + "/java"},        {"NODE_EXTRA_CA_CERTS", path + "/more.pem"}};
  BOOST_TEST(places() ==
             "openssl: /dir, /none\n"
             "roots-only: /dir, /none\n"
             "python: /dir, /none\n"
             "certifi: /one.pem\n"
             "java: /java/lib/security/cacerts\n"
             "node: /usr/bin/node, /more.pem\n"
             "go: /one.pem, /dir\n"
             "browser: /etc/ssl/certs/ca-certificates.crt\n");
  environment["REQUESTS_CA_BUNDLE"] = path + "/nothing.pem";
  auto all = stores();
  BOOST_TEST(of(all, ClientId::certifi).trouble() == path + "/nothing.pem: No such file or directory");
  BOOST_TEST(of(all, ClientId::certifi).anchors->find(name("A")).certificates.empty());
}

BOOST_FIXTURE_TEST_CASE(java_by_its_program, Fake) {
  write("/opt/jdk/lib/security/cacerts");
  write("/opt/jdk/bin/java");
  write("/usr/lib/jvm/aaa/lib/security/cacerts");
  fs::create_directories(path + "/usr/bin");
  fs::create_symlink(path + "/opt/jdk/bin/java", path + "/usr/bin/java");
  BOOST_TEST(places() == "java: /opt/jdk/lib/security/cacerts\n");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_opened_before_it_is_asked, Fake) {
  const std::string bundle = write("/etc/ssl/certs/ca-certificates.crt", "not yet");
  auto all = stores();
  const Bytes a = root("A");
  write("/etc/ssl/certs/ca-certificates.crt", to_pem(a));
  for (const ClientId client : {ClientId::openssl, ClientId::roots_only, ClientId::go, ClientId::browser}) {
    BOOST_TEST_CONTEXT(word(client)) {
      ClientStore& store = of(all, client);
      BOOST_REQUIRE(store.anchors != nullptr);
      const AnchorAnswer answer = store.anchors->find(name("a"));
      BOOST_TEST((answer.certificates == List{a}));
      BOOST_TEST(answer.source == bundle);
      BOOST_TEST(store.anchors->find(name("B")).certificates.empty());
      BOOST_TEST(store.trouble() == "");
      BOOST_TEST(!store.knows_distrust());
    }
  }
  BOOST_TEST((of(all, ClientId::openssl).parts == of(all, ClientId::roots_only).parts));
  BOOST_TEST((of(all, ClientId::browser).parts.front() == of(all, ClientId::go).parts.front()));
}

BOOST_FIXTURE_TEST_CASE(unreadable, Fake) {
  write("/etc/ssl/certs/ca-certificates.crt", "nothing");
  auto all = stores();
  ClientStore& browser = of(all, ClientId::browser);
  BOOST_TEST(browser.anchors->find(name("A")).certificates.empty());
  BOOST_TEST(
      browser.trouble() ==
      path +
          "/etc/ssl/certs/ca-certificates.crt holds no certificate: expected PEM, DER, PKCS#7, PKCS#12, "
          "JKS, a p11-kit file or a program with certificates in it");
}

BOOST_FIXTURE_TEST_CASE(go_reads_all_of_a_folder, Fake) {
  const Bytes a = root("A");
  const Bytes b = root("B");
  const std::string plain = write("/etc/ssl/certs/plain.pem", to_pem(a));
  write("/etc/ssl/certs/12345678.0", to_pem(b));  // a file, no link
  auto all = stores();
  BOOST_TEST((of(all, ClientId::go).anchors->find(name("A")).certificates == List{a}));
  BOOST_TEST((of(all, ClientId::go).anchors->find(name("B")).certificates == List{b}));
  BOOST_TEST(of(all, ClientId::openssl).anchors->find(name("A")).certificates.empty());
}

BOOST_FIXTURE_TEST_CASE(nodes_roots, Fake) {
  const Bytes a = root("A");
  const Bytes b = root("B");
  const std::string bundle = write("/etc/ssl/certs/ca-certificates.crt", to_pem(b));
  const std::string elf =
      "\x7f"
      "ELF";
  const std::string by_openssl = "use OpenSSL's default CA store (default)";
  const struct {
    const char* name;
    std::string program, library;
    bool is_own;
  } rows[] = {
      {"compiled in", elf + to_pem(a), "", true},
      {"in the library", elf, elf + to_pem(a), true},
      {"nowhere", elf, "", false},
      {"compiled in and not used", elf + to_pem(a) + by_openssl, "", false},
      {"in the library and not used", elf, elf + to_pem(a) + by_openssl, false},
      {"a script", "#!/bin/sh\n", "", false},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      write("/usr/bin/node", row.program);
      write("/usr/lib64/libnode.so.1", row.library);
      environment = {};
      auto all = stores();
      ClientStore& node = of(all, ClientId::node);
      BOOST_TEST((node.anchors->find(name("A")).certificates == (row.is_own ? List{a} : List{})));
      BOOST_TEST((node.anchors->find(name("B")).certificates == (row.is_own ? List{} : List{b})));
      environment = {{"NODE_EXTRA_CA_CERTS", bundle}};
      all = stores();
      BOOST_TEST((of(all, ClientId::node).anchors->find(name("B")).certificates == List{b}));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(given_stores, Fake) {
  const Bytes a = root("A");
  const Bytes b = root("B");
  write("/etc/ssl/certs/ca-certificates.crt", to_pem(a));
  StoreSearch given = search();
  given.given = {{ClientId::java, write("/one.pem", to_pem(b))},
                 {ClientId::java, write("/two.pem", to_pem(a))}};
  auto all = find_client_stores(given);
  BOOST_REQUIRE(bool(all));
  BOOST_TEST(without_root(of(*all, ClientId::java).place) == "/one.pem, /two.pem");
  BOOST_TEST((of(*all, ClientId::java).anchors->find(name("A")).certificates == List{a}));
  BOOST_TEST((of(*all, ClientId::java).anchors->find(name("B")).certificates == List{b}));
  BOOST_TEST((of(*all, ClientId::openssl).anchors->find(name("B")).certificates.empty()));
  given.given = {{ClientId::go, path + "/none"}};
  const auto refused = find_client_stores(given);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().text.line() == path + "/none: No such file or directory");
}
