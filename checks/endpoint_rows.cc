// The rows of option_table under "What to check".

#include "checks/option_rows.h"
#include "checks/option_setters.h"
#include "checks/setters.h"

namespace checks {
namespace {

constexpr const char* kGroup = "What to check";

constexpr plugin::Option<Settings> kRows[] = {
    {{.name = "hostname",
      .letter = 'H',
      .aliases = "host",
      .value = "HOST",
      .help = "name or address to check, or a URL such as smtp://mx.example.org:25",
      .group = kGroup},
     set_host},
    {{.name = "address",
      .letter = 'I',
      .aliases = "resolve",
      .value = "ADDR",
      .help = "connect here instead of resolving HOST",
      .group = kGroup},
     set_address},
    {{.name = "all-addresses",
      .letter = 'A',
      .help = "check every address that the name has, all at once; the worst counts",
      .group = kGroup},
     enable<&Settings::every_address>},
    {{.name = "both-keys",
      .help =
          "also judge the RSA and the ECDSA certificate of a server that has both, by a handshake for each",
      .group = kGroup},
     enable<&Settings::both_keys>},
    {{.name = "ipv4", .letter = '4', .help = "IPv4 only", .group = kGroup, .excludes = "ipv6"}, set_ipv4},
    {{.name = "ipv6", .letter = '6', .help = "IPv6 only", .group = kGroup, .excludes = "ipv4"}, set_ipv6},
    {{.name = "port",
      .letter = 'p',
      .value = "N",
      .help = "TCP port; default: the protocol's (tls: 443)",
      .group = kGroup},
     set_port},
    {{.name = "protocol",
      .letter = 'P',
      .aliases = "starttls",
      .value = "NAME",
      .help =
          "how TLS begins: tls (default), smtp, ...; see --list-protocols. A port never chooses a protocol",
      .group = kGroup},
     set_protocol},
    {{.name = "sni",
      .value = "NAME",
      .help = "server name to send; default: HOST when it is a name",
      .group = kGroup,
      .excludes = "no-sni"},
     set_sni},
    {{.name = "no-sni", .help = "send no server name", .group = kGroup, .excludes = "sni"},
     enable<&Settings::no_server_name>},
    // In a section of Zabbix only, where --proxy-auth-file stands: who may choose the proxy gets the
    // password. Judged by choose_proxy, whose errors do not show the password that it may hold.
    {{.name = "proxy",
      .letter = 'x',
      .value = "URL",
      .help = "connect through a proxy: http://HOST:PORT (CONNECT), socks5h://HOST (both look up the name of "
              "the endpoint themselves) or socks5://HOST (this machine does)",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::proxy>},
    {{.name = "proxy-auth-file",
      .value = "FILE",
      .help = "file whose first line is user:password for the proxy (the password alone, where the URL names "
              "the user: http://USER@HOST:PORT); else the variable TLS_PROXY_AUTH",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::proxy_auth_file>},
    {{.name = "proxy-from-env",
      .help = "without --proxy: take the proxy from the variable https_proxy, HTTPS_PROXY, all_proxy or "
              "ALL_PROXY, and what goes without one from no_proxy or NO_PROXY",
      .group = kGroup},
     enable<&Settings::proxy_from_env>},
    {{.name = "no-proxy",
      .value = "LIST",
      .help = "what goes without a proxy: names (with all below them), addresses and networks, such as "
              ".example.org,192.0.2.0/24; * for all",
      .group = kGroup},
     set_no_proxy},
    {{.name = "proxy-protocol",
      .aliases = "send-proxy-protocol",
      .value = "VERSION",
      .help = "begin with a header of the PROXY protocol, v1 or v2, for servers behind a load balancer "
              "(accept-proxy of HAProxy, proxy_protocol of nginx)",
      .group = kGroup},
     set_proxy_protocol},
    {{.name = "client-cert",
      .value = "FILE",
      .help = "client certificate in PEM, its intermediates behind it",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::client_cert>},
    {{.name = "client-key",
      .value = "FILE",
      .help = "its private key in PEM; default: in the file of --client-cert",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::client_key>},
    {{.name = "client-key-password-file",
      .value = "FILE",
      .help = "file whose first line opens the private key; else the variable TLS_CLIENT_KEY_PASSWORD",
      .group = kGroup,
      .names_file = true},
     assign<&Settings::client_key_password_file>},
};

}  // namespace

std::span<const plugin::Option<Settings>> endpoint_rows() { return kRows; }

}  // namespace checks
