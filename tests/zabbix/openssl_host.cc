// A host that uses OpenSSL itself, in a configuration of its own, while the module does.
//
//   OPENSSL_CONF=FILE openssl_host MODULE first|last|never HOST PORT ROOTS_SECTION
//
// FILE must make the algorithm property `fips=yes` the default (no algorithm has it here) and TLS 1.3 the
// lowest version, and name the object host-marker. The host uses OpenSSL before the module (`first`), only
// after it (`last`); both must find each its own. Prints "ok WHAT" and "not ok WHAT: why".

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "tests/zabbix/loaded_module.h"

namespace {

void expect(bool good, const std::string& what, const std::string& why = "it is not so") {
  if (good) {
    std::printf("ok %s\n", what.c_str());
  } else {
    std::printf("not ok %s: %s\n", what.c_str(), why.c_str());
  }
}

void use_openssl(const std::string& when) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  expect(context == nullptr, when + ": the host's own properties hold, so that it has no TLS",
         "a context could be made");
  SSL_CTX_free(context);
  EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", "fips=no");
  expect(digest != nullptr, when + ": the host's provider is there");
  EVP_MD_free(digest);
  EVP_MD* const by_default = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  expect(by_default == nullptr, when + ": the host's default properties hold");
  EVP_MD_free(by_default);
  expect(OBJ_sn2nid("host-marker") != NID_undef, when + ": the host's configuration file was read");
  ERR_clear_error();
}

void queue_errors() {
  ERR_clear_error();
  ERR_raise_data(ERR_LIB_USER, 42, "of the host: %s", "first");
  ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
  ERR_raise(ERR_LIB_SYS, 2);
}

std::string take_errors() {
  std::string all;
  const char* file = nullptr;
  const char* function = nullptr;
  const char* data = nullptr;
  int line = 0;
  int flags = 0;
  while (const unsigned long code = ERR_get_error_all(&file, &line, &function, &data, &flags)) {
    char text[200];
    std::snprintf(text, sizeof text, "%lx %s:%d %s '%s' %d\n", code, file, line, function, data, flags);
    all += text;
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    return 2;
  }
  const std::string order = argv[2];
  const host::LoadedModule module(argv[1], 3);
  if (order == "first") {
    use_openssl("before");
  }
  OSSL_LIB_CTX* const own = OSSL_LIB_CTX_new();
  OSSL_LIB_CTX* const before = OSSL_LIB_CTX_set0_default(nullptr);
  for (OSSL_LIB_CTX* context : {before, own}) {
    const std::string in = context == own ? "in a context of the host's thread" : "in the default context";
    OSSL_LIB_CTX_set0_default(context);
    queue_errors();
    const std::string errors = take_errors();
    queue_errors();
    const std::string status = module.call("tls.status", {argv[3], argv[4], "", "127.0.0.1"});
    expect(status == "u|0", in + ": the module finds the server good", status);
    const std::string kept = take_errors();
    expect(kept == errors, in + ": the host's errors are still queued", kept);
    expect(OSSL_LIB_CTX_set0_default(nullptr) == context, in + ": it is still the context");
  }
  OSSL_LIB_CTX_set0_default(before);
  OSSL_LIB_CTX_free(own);
  use_openssl("after");
  expect(module.call("tls.status", {argv[3], argv[4], "", "127.0.0.1"}) == "u|0", "the module once more");
  OPENSSL_cleanup();
  return 0;
}
