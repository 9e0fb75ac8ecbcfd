#include <algorithm>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/mysql_login.h"
#include "checks/starttls/protocol.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

constexpr ProtocolKind kDirect = ProtocolKind::direct;
constexpr ProtocolKind kStarttls = ProtocolKind::starttls;

// Web; mail; files and news; chat; terminals and desktops; directories and databases; the rest.
constexpr Protocol kTable[] = {
    {"tls", "ssl", kDirect, "", 443, "RFC 8446", "", nullptr, ""},
    {"https", "", kDirect, "", 443, "RFC 9110", "http/1.1", nullptr, ""},
    {"h2", "http2", kDirect, "", 443, "RFC 9113", "h2", nullptr, kHttp2Goaway},

    {"smtp", "", kStarttls, "smtps", 25, "RFC 3207", "", start_smtp, "QUIT\r\n"},
    {"submission", "", kStarttls, "smtps", 587, "RFC 6409", "", start_smtp, "QUIT\r\n", false, true},
    {"smtps", "submissions", kDirect, "smtp", 465, "RFC 8314", "", nullptr, "QUIT\r\n", true},
    {"lmtp", "", kStarttls, "", 24, "RFC 2033", "", start_lmtp, "QUIT\r\n", false, true},
    {"imap", "", kStarttls, "imaps", 143, "RFC 9051", "", start_imap, "a9 LOGOUT\r\n"},
    {"imaps", "", kDirect, "imap", 993, "RFC 8314", "", nullptr, "a9 LOGOUT\r\n", true},
    {"pop3", "", kStarttls, "pop3s", 110, "RFC 2595", "", start_pop3, "QUIT\r\n"},
    {"pop3s", "", kDirect, "pop3", 995, "RFC 8314", "", nullptr, "QUIT\r\n", true},
    {"sieve", "managesieve", kStarttls, "", 4190, "RFC 5804", "", start_sieve, "LOGOUT\r\n", true, true},

    {"ftp", "", kStarttls, "ftps", 21, "RFC 4217", "", start_ftp, "QUIT\r\n", false, true},
    {"ftps", "", kDirect, "ftp", 990, "IANA port", "", nullptr, "QUIT\r\n", true, true},
    {"nntp", "", kStarttls, "nntps", 119, "RFC 4642", "", start_nntp, "QUIT\r\n"},
    {"nntps", "", kDirect, "nntp", 563, "RFC 8143", "", nullptr, "QUIT\r\n", true},

    {"xmpp", "xmpp-client jabber", kStarttls, "xmpps", 5222, "RFC 6120", "", start_xmpp, ""},
    {"xmpps", "xmpps-client", kDirect, "xmpp", 5223, "XEP-0368", "xmpp-client", nullptr, ""},
    {"xmpp-server", "", kStarttls, "xmpps-server", 5269, "RFC 6120", "", start_xmpp_server, ""},
    {"xmpps-server", "", kDirect, "xmpp-server", 5270, "XEP-0368", "xmpp-server", nullptr, ""},
    {"irc", "", kStarttls, "ircs", 6667, "IRCv3 tls", "", start_irc, "QUIT\r\n"},
    {"ircs", "", kDirect, "irc", 6697, "RFC 7194", "", nullptr, "QUIT\r\n"},
    {"sip", "sips", kDirect, "", 5061, "RFC 3261", "sip/2", nullptr, ""},

    {"telnet", "", kStarttls, "telnets", 23, "draft-altman-telnet-starttls", "", start_telnet, ""},
    {"telnets", "", kDirect, "telnet", 992, "IANA port", "", nullptr, ""},
    {"rdp", "", kStarttls, "", 3389, "MS-RDPBCGR", "", start_rdp, ""},
    {"vnc", "rfb", kStarttls, "", 5900, "RFC 6143, VeNCrypt", "", start_vnc, ""},

    {"ldap", "", kStarttls, "ldaps", 389, "RFC 4511", "", start_ldap, kLdapUnbind},
    {"ldaps", "", kDirect, "ldap", 636, "RFC 4513", "", nullptr, kLdapUnbind},
    {"postgres", "postgresql pgsql", kStarttls, "postgres-direct", 5432, "PostgreSQL", "", start_postgres,
     ""},
    {"postgres-direct", "", kDirect, "postgres", 5432, "PostgreSQL 17", "postgresql", nullptr, ""},
    {"mysql", "mariadb", kStarttls, "", 3306, "MySQL", "", start_mysql, kMysqlLoginOverTls.view()},
    {"tds", "mssql", kStarttls, "tds-strict", 1433, "MS-TDS", "", start_tds, ""},
    {"tds-strict", "mssql-strict", kDirect, "tds", 1433, "MS-TDS 8.0", "tds/8.0", nullptr, ""},
    {"mongodb", "mongo", kDirect, "", 27017, "MongoDB", "", nullptr, ""},
    {"redis", "rediss", kDirect, "", 6379, "Redis", "", nullptr, ""},

    {"mqtt", "mqtts", kDirect, "", 8883, "MQTT 5.0", "mqtt", nullptr, ""},
    {"amqps", "amqp", kDirect, "", 5671, "AMQP 1.0", "", nullptr, ""},
    {"dns", "dot", kDirect, "", 853, "RFC 7858", "dot", nullptr, ""},
};

bool is_among(std::string_view words, std::string_view name) {
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (plugin::equal_ignoring_case(word, name)) {
      return true;
    }
    words.remove_prefix(std::min(words.size(), word.size() + 1));
  }
  return false;
}

}  // namespace

std::span<const Protocol> protocol_table() { return kTable; }

const Protocol* find_protocol(std::string_view name) {
  if (name.empty()) {
    return nullptr;
  }
  for (const Protocol& row : kTable) {
    if (plugin::equal_ignoring_case(row.name, name) || is_among(row.aliases, name)) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace checks
