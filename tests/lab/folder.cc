#include "tests/lab/folder.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "tests/lab/identities.h"
#include "tests/lab/require.h"

namespace lab {
namespace {

using checks::openssl::BioPtr;

constexpr mode_t kPublic = 0644;
constexpr mode_t kPrivate = 0600;

void make_folder(const std::string& path) {
  require(mkdir(path.c_str(), 0755) == 0 || errno == EEXIST, ("make the folder " + path).c_str());
}

void write_file(const std::string& path, std::string_view content, mode_t mode) {
  unlink(path.c_str());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  const std::string what = "write " + path;
  require(file >= 0, what.c_str());
  const bool written = write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  require(close(file) == 0 && written, what.c_str());
}

std::string content(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(memory.get(), certificate) == 1, "write a certificate");
  return content(memory.get());
}

std::string pem(EVP_PKEY* key) {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "write a key");
  return content(memory.get());
}

std::string pem(const std::vector<X509Ptr>& certificates) {
  std::string all;
  for (const X509Ptr& certificate : certificates) {
    all += pem(certificate.get());
  }
  return all;
}

void write_identity(const Identity& identity, const std::string& chain_path, const std::string& key_path) {
  write_file(chain_path, pem(identity.chain), kPublic);
  write_file(key_path, pem(identity.key.get()), kPrivate);
}

void write_roots(const std::string& dir, Pki& pki) {
  std::string roots;
  for (const Ca ca : {Ca::root, Ca::old_root}) {
    X509* root = pki.authority(ca).certificate.get();
    roots += pem(root);
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "/%08lx.0",
                  X509_NAME_hash_ex(X509_get_subject_name(root), nullptr, nullptr, nullptr));
    write_file(dir + "/hashed" + name.data(), pem(root), kPublic);
  }
  write_file(dir + "/roots.pem", roots, kPublic);
  write_file(dir + "/roots-and-intermediate.pem",
             roots + pem(pki.authority(Ca::intermediate_1).certificate.get()), kPublic);
  for (const X509Ptr& anchor : pki.trusted()) {
    roots += pem(anchor.get());
  }
  write_file(dir + "/clients.pem", roots, kPublic);
}

}  // namespace

void write_folder(const std::string& dir, const std::vector<std::unique_ptr<Service>>& services, Pki& pki) {
  for (const char* folder : {"", "/hashed", "/chains", "/keys", "/anchors", "/aia"}) {
    make_folder(dir + folder);
  }
  write_roots(dir, pki);
  for (const std::unique_ptr<Service>& service : services) {
    if (!service->identity.chain.empty()) {
      const std::string name = service->scenario->name;
      write_identity(service->identity, dir + "/chains/" + name + ".pem", dir + "/keys/" + name + ".pem");
    }
    if (!service->identity.anchors.empty()) {
      write_file(dir + "/anchors/" + service->scenario->name + ".pem", pem(service->identity.anchors),
                 kPublic);
    }
  }
  write_identity(identities::client(pki), dir + "/client.pem", dir + "/client.key");
  write_identity(identities::stranger(pki), dir + "/stranger.pem", dir + "/stranger.key");
  for (const Authority* authority : pki.made()) {
    write_file(dir + "/aia/" + authority->file, der(authority->certificate.get()), kPublic);
  }
}

}  // namespace lab
