// The options on clients and their trust stores.

#include <optional>
#include <string>

#include "checks/option_setters.h"
#include "checks/setters.h"

namespace checks {

using plugin::Done;
using plugin::Result;

Result<Done> add_store(Settings& s, std::string_view value) {
  const std::size_t equals = value.find('=');
  const std::optional<ClientId> client = client_from_word(value.substr(0, equals));
  if (!client || (equals != value.npos && equals + 1 == value.size())) {
    return expected(
        "NAME or NAME=PATH with a NAME of openssl, roots-only, python, certifi, java, node, go, "
        "gnutls, browser");
  }
  if (equals == value.npos) {
    s.store = client;
  } else {
    s.store_places.push_back({*client, std::string(value.substr(equals + 1))});
  }
  return Done{};
}

Result<Done> set_clients(Settings& s, std::string_view) {
  s.shows_clients = s.policy.judges_clients = true;
  return Done{};
}

Result<Done> set_no_clients(Settings& s, std::string_view) {
  s.shows_clients = s.policy.judges_clients = false;
  return Done{};
}

Result<Done> add_required_clients(Settings& s, std::string_view value) {
  for (const std::string& id : split_list(value)) {
    const std::optional<ClientId> client = client_from_word(id);
    if (!client) {
      return expected(
          "a comma list of openssl, roots-only, python, certifi, java, node, go, gnutls, browser");
    }
    s.policy.required_clients.push_back(*client);
  }
  return set_clients(s, {});
}

}  // namespace checks
