#include "checks/file_options.h"

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "checks/option_setters.h"
#include "checks/options.h"
#include "checks/pki/names.h"
#include "checks/setters.h"
#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxPassword = 4096;
constexpr const char* kGroup = "What to check";

constexpr plugin::Option<Settings> kRows[] = {
    {{.name = "file",
      .letter = 'f',
      .value = "FILE",
      .help = "file of certificates (PEM, DER, PKCS#7, PKCS#12, JKS), a folder, a pattern such as "
              "'/etc/ssl/*.pem', or - for standard input",
      .group = kGroup,
      .repeatable = true,
      .names_file = true},
     append<&Settings::files>},
    {{.name = "key",
      .value = "FILE",
      .help = "private key that the certificate must have; default: one in the file itself",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::key>},
    {{.name = "key-password-file",
      .value = "FILE",
      .help = "file whose first line opens the private key; else the variable TLS_KEY_PASSWORD",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::key_password_file>},
    {{.name = "store-password-file",
      .value = "FILE",
      .help = "file whose first line opens the keystore; else the variable TLS_STORE_PASSWORD",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::store_password_file>},
    {{.name = "served",
      .value = "HOST[:PORT]",
      .help = "server that must send the certificate that is on disk, at each of its addresses; the server "
              "name sent is the first NAME of --match, else HOST",
      .group = kGroup,
      .repeatable = true},
     append<&Settings::served>},
};

// None: neither the file nor the variable is given.
Result<std::optional<std::string>> password(const char* option, const std::string& path,
                                            const char* variable) {
  using Password = std::optional<std::string>;
  if (path.empty()) {
    const char* value = std::getenv(variable);
    return value != nullptr ? Password(value) : Password();
  }
  Result<std::string> text = plugin::read_file(path, kMaxPassword);
  if (!text) {
    return Error{Text(option) + ": " + text.error().text};
  }
  return Password(text->substr(0, text->find_first_of("\r\n")));
}

// The endpoint as `endpoint` makes it of a host and its options. `text`: "HOST", "HOST:PORT", an address, a
// URL.
Result<Target> served_target(const Settings& settings, const std::string& text) {
  Settings one = settings;
  const bool is_whole = is_ip_address(text) || text.find("://") != std::string::npos;
  if (Result<Done> set = set_host(one, is_whole ? text : "tls://" + text); !set) {
    return set.error();
  }
  if (!settings.names.empty() && !is_ip_address(settings.names.front()) &&
      !settings.names.front().starts_with('*')) {
    one.server_name = settings.names.front();
  }
  return endpoint(one);
}

}  // namespace

std::span<const plugin::Option<Settings>> file_option_rows() { return kRows; }

Result<FileQuestion> file_question(const Settings& settings) {
  if (settings.files.empty()) {
    return Error{Text("-f, --file FILE is missing: the file to check (see --help)")};
  }
  auto key = password("--key-password-file", settings.key_password_file, "TLS_KEY_PASSWORD");
  if (!key) {
    return key.error();
  }
  auto store = password("--store-password-file", settings.store_password_file, "TLS_STORE_PASSWORD");
  if (!store) {
    return store.error();
  }
  return FileQuestion{settings.files, settings.key, *std::move(key), *std::move(store)};
}

Result<std::vector<Target>> served_targets(const Settings& settings) {
  std::vector<Target> targets;
  for (const std::string& text : settings.served) {
    Result<Target> target = served_target(settings, text);
    if (!target) {
      return Error{Text("--served ") + Text::bounded(text, 100) + ": " + target.error().text};
    }
    targets.push_back(*std::move(target));
  }
  return targets;
}

}  // namespace checks
