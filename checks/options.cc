#include "checks/options.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "checks/host.h"
#include "checks/option_setters.h"
#include "checks/pki/names.h"
#include "checks/starttls/protocol.h"

namespace checks {
namespace {

using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

// A threshold of the chain that was not given is the leaf's.
void complete_chain_thresholds(Settings& s) {
  if (!s.policy.chain) {
    return;
  }
  if (!s.chain_warning_given) {
    s.policy.chain->warning = s.policy.leaf.warning;
  }
  if (!s.chain_critical_given) {
    s.policy.chain->critical = s.policy.leaf.critical;
  }
}

Result<Done> check_thresholds(const Settings& s) {
  if (Result<Done> order = s.policy.leaf.check_order(); !order) {
    return Error{Text("-w, --warning and -c, --critical: ") + order.error().text};
  }
  if (!s.policy.chain) {
    return Done{};
  }
  if (Result<Done> order = s.policy.chain->check_order(); !order) {
    return Error{Text("--chain-warning and --chain-critical: ") + order.error().text};
  }
  return Done{};
}

// A name that is not needed may be none.
Result<Done> take_default_host(Settings& s) {
  if (!s.host.empty() || s.default_host.empty()) {
    return Done{};
  }
  Result<Done> done = set_host(s, s.default_host);
  return done ? done
              : Error{Text("--default-hostname ") + Text::bounded(s.default_host, 100) + ": " +
                      done.error().text};
}

// What of the command line contradicts the URL given as host.
Result<Done> check_url(const Settings& s) {
  if (s.port && s.url_port && *s.port != *s.url_port) {
    return Error{Text("-p, --port: the URL given as host names another port")};
  }
  if (!s.protocol.empty() && !s.url_protocol.empty() &&
      find_protocol(s.protocol) != find_protocol(s.url_protocol)) {
    return Error{Text("-P, --protocol: the URL given as host names another protocol")};
  }
  return Done{};
}

Error ascii_error(const char* option, const std::string& name, const Error& why) {
  return Error{Text(option) + Text::bounded(name, 100) + Text(": ") + why.text};
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// Resolvers know no Unicode: a name with such characters is looked up by its ASCII form. The dot at its end
// stays, for it keeps the resolver from trying search domains.
Result<Done> name_in_ascii(const Settings& s, Target& target) {
  const std::string& name = s.address.empty() ? s.host : s.address;
  if (is_ascii(name)) {
    return Done{};
  }
  Result<std::string> ascii = ascii_name(name);
  if (!ascii) {
    return ascii_error(s.address.empty() ? "-H, --hostname " : "-I, --address ", name, ascii.error());
  }
  target.address = *std::move(ascii) + (name.ends_with('.') ? "." : "");
  return Done{};
}

// Servers that count each handshake that fails, and block the client's address for it.
struct Blocking {
  std::string_view protocol;
  const char* why;
};
constexpr Blocking kBlocking[] = {
    // MySQL and MariaDB: nothing but a login that succeeds makes them forget.
    {"mysql",
     ": not with -P mysql, since the server counts handshakes that fail and would block this machine's "
     "address at max_connect_errors"},
    // BlacklistThreshold, 5 of them.
    {"vnc",
     ": not with -P vnc, since TigerVNC counts handshakes that fail and blocks this machine's address "
     "('Too many security failures')"},
};

Result<Done> check_probes(const Target& target) {
  const char* option = !target.refuse.empty() ? "--refuse" : target.both_keys ? "--both-keys" : nullptr;
  const auto* blocking = std::ranges::find(kBlocking, std::string_view(target.protocol), &Blocking::protocol);
  if (option == nullptr || blocking == std::end(kBlocking)) {
    return Done{};
  }
  return Error{Text(option) + blocking->why};
}

}  // namespace

plugin::Result<Settings> settled(Settings settings) {
  complete_chain_thresholds(settings);
  if (Result<Done> good = check_thresholds(settings); !good) {
    return good.error();
  }
  if (Result<Done> taken = take_default_host(settings); !taken) {
    return taken.error();
  }
  if (Result<Done> good = check_url(settings); !good) {
    return good.error();
  }
  return settings;
}

plugin::Result<Target> endpoint(const Settings& s) {
  if (s.host.empty()) {
    return Error{Text("-H, --hostname HOST is missing: the name or address to check (see --help)")};
  }
  const std::string& named = s.protocol.empty() ? s.url_protocol : s.protocol;
  const Protocol* protocol = find_protocol(named.empty() ? "tls" : named);
  Target target;
  target.host = s.host;
  target.address = s.address;
  if (Result<Done> good = name_in_ascii(s, target); !good) {
    return good.error();
  }
  target.protocol = protocol->name;
  target.port = s.port.value_or(s.url_port.value_or(protocol->port));
  target.family = s.family;
  target.every_address = s.every_address;
  target.both_keys = s.both_keys;
  target.refuse = s.refuse;
  if (Result<Done> good = check_probes(target); !good) {
    return good.error();
  }
  const std::string& wanted = s.server_name.empty() ? s.host : s.server_name;
  if (s.no_server_name || (s.server_name.empty() && is_ip_address(s.host.substr(0, s.host.find('%'))))) {
    return target;
  }
  Result<std::string> name = ascii_name(wanted);
  if (!name) {
    return ascii_error(s.server_name.empty() ? "-H, --hostname " : "--sni ", wanted, name.error());
  }
  target.server_name = *std::move(name);
  return target;
}

plugin::Result<std::vector<std::string>> names_to_match(const Settings& s, const Target& target) {
  std::vector<std::string> wanted = s.names;
  if (wanted.empty() && !target.host.empty()) {
    wanted.push_back(target.server_name.value_or(target.host.substr(0, target.host.find('%'))));
  }
  for (std::string& name : wanted) {
    Result<std::string> ascii = ascii_name(name);
    if (!ascii) {
      return ascii_error("-m, --match ", name, ascii.error());
    }
    name = *std::move(ascii);
  }
  return wanted;
}

}  // namespace checks
