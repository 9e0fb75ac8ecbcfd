#include <algorithm>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/mysql_login.h"
#include "checks/starttls/protocol.h"

namespace checks {
namespace {

constexpr ProtocolKind kDirect = ProtocolKind::direct;
constexpr ProtocolKind kStarttls = ProtocolKind::starttls;

constexpr Protocol kTable[] = {
    {"tls", "ssl", kDirect, 443, "RFC 8446", "", nullptr, ""},
    {"https", "", kDirect, 443, "RFC 9110", "http/1.1", nullptr, ""},
    {"h2", "http2", kDirect, 443, "RFC 9113", "h2", nullptr, kHttp2Goaway},
    {"smtp", "", kStarttls, 25, "RFC 3207", "", start_smtp, "QUIT\r\n"},
    {"submission", "", kStarttls, 587, "RFC 6409", "", start_smtp, "QUIT\r\n", false, true},
    {"smtps", "submissions", kDirect, 465, "RFC 8314", "", nullptr, "QUIT\r\n", true},
    {"lmtp", "", kStarttls, 24, "RFC 2033", "", start_lmtp, "QUIT\r\n", false, true},
    {"imap", "", kStarttls, 143, "RFC 9051", "", start_imap, "a9 LOGOUT\r\n"},
    {"imaps", "", kDirect, 993, "RFC 8314", "", nullptr, "a9 LOGOUT\r\n", true},
    {"pop3", "", kStarttls, 110, "RFC 2595", "", start_pop3, "QUIT\r\n"},
    {"pop3s", "", kDirect, 995, "RFC 8314", "", nullptr, "QUIT\r\n", true},
    {"sieve", "managesieve", kStarttls, 4190, "RFC 5804", "", start_sieve, "LOGOUT\r\n", true, true},
    {"ftp", "", kStarttls, 21, "RFC 4217", "", start_ftp, "QUIT\r\n", false, true},
    {"ftps", "", kDirect, 990, "RFC 4217", "", nullptr, "QUIT\r\n", true, true},
    {"nntp", "", kStarttls, 119, "RFC 4642", "", start_nntp, "QUIT\r\n"},
    {"nntps", "", kDirect, 563, "RFC 8143", "", nullptr, "QUIT\r\n", true},
    {"irc", "", kStarttls, 6667, "IRCv3 tls", "", start_irc, "QUIT\r\n"},
    {"ircs", "", kDirect, 6697, "RFC 7194", "", nullptr, "QUIT\r\n"},
    {"telnet", "", kStarttls, 23, "draft-altman-telnet-starttls", "", start_telnet, ""},
    {"telnets", "", kDirect, 992, "RFC 854", "", nullptr, ""},
    {"xmpp", "xmpp-client jabber", kStarttls, 5222, "RFC 6120", "", start_xmpp, ""},
    {"xmpp-server", "", kStarttls, 5269, "RFC 6120", "", start_xmpp_server, ""},
    {"xmpps", "xmpps-client", kDirect, 5223, "XEP-0368", "xmpp-client", nullptr, ""},
    {"xmpps-server", "", kDirect, 5270, "XEP-0368", "xmpp-server", nullptr, ""},
    {"ldap", "", kStarttls, 389, "RFC 4511", "", start_ldap, kLdapUnbind},
    {"ldaps", "", kDirect, 636, "RFC 4513", "", nullptr, kLdapUnbind},
    {"postgres", "postgresql pgsql", kStarttls, 5432, "PostgreSQL", "", start_postgres, ""},
    {"postgres-direct", "", kDirect, 5432, "PostgreSQL 17", "postgresql", nullptr, ""},
    {"mysql", "mariadb", kStarttls, 3306, "MySQL", "", start_mysql, kMysqlLoginOverTls.view()},
    {"tds", "mssql", kStarttls, 1433, "MS-TDS", "", start_tds, ""},
    {"tds-strict", "mssql-strict", kDirect, 1433, "MS-TDS 8.0", "tds/8.0", nullptr, ""},
    {"mongodb", "mongo", kDirect, 27017, "MongoDB", "", nullptr, ""},
    {"redis", "rediss", kDirect, 6379, "Redis", "", nullptr, ""},
    {"mqtt", "mqtts", kDirect, 8883, "MQTT 5.0", "mqtt", nullptr, ""},
    {"amqps", "amqp", kDirect, 5671, "AMQP 1.0", "", nullptr, ""},
    {"sip", "sips", kDirect, 5061, "RFC 3261", "sip/2", nullptr, ""},
    {"dns", "dot", kDirect, 853, "RFC 7858", "dot", nullptr, ""},
    {"rdp", "", kStarttls, 3389, "MS-RDPBCGR", "", start_rdp, ""},
    {"vnc", "rfb", kStarttls, 5900, "RFC 6143", "", start_vnc, ""},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The table's names are in lower case.
bool is_same(std::string_view row, std::string_view name) {
  return std::equal(row.begin(), row.end(), name.begin(), name.end(),
                    [](char a, char b) { return a == lower(b); });
}

bool is_among(std::string_view words, std::string_view name) {
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (is_same(word, name)) {
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
    if (is_same(row.name, name) || is_among(row.aliases, name)) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace checks
