#define BOOST_TEST_MODULE siblings
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <utility>

#include "checks/net/plain_peer.h"
#include "checks/starttls/protocol.h"
#include "tests/support/run_task.h"

namespace {

using checks::Failure;
using checks::FailureKind;
using checks::NetworkError;
using checks::Protocol;
using checks::ProtocolKind;
using namespace std::string_literals;

// Says that, hears whatever is said and understands nothing; then it is silent, or gone.
class Peer final : public checks::Transport {
 public:
  Peer(std::string answer, FailureKind end)
      : answer_(std::move(answer)), is_numeric_(answer_.starts_with("220 ")), end_(end) {}

  checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override {
    if (answer_.empty() && end_ != FailureKind::closed) {
      throw NetworkError(checks::Stage::connect, end_, "no more");
    }
    const std::size_t count = std::min(into.size(), answer_.size());
    std::copy_n(answer_.begin(), count, into.begin());
    answer_.erase(0, count);
    co_return count;
  }
  checks::Task<> write_all(checks::ByteView) override {
    if (is_numeric_) {
      answer_ += "500 what?\r\n";
    }
    co_return;
  }

 private:
  std::string answer_;
  bool is_numeric_;
  FailureKind end_;
};

std::string failure_text(const Protocol& row, const std::string& answer, FailureKind end) {
  Peer peer(answer, end);
  checks::Stream stream(peer);
  checks::DialogueContext context{"mx.example.org", "monitor.example.net"};
  const std::optional<Failure> failure = tests::failure_of(row.start(stream, std::move(context)));
  return failure ? failure->text : "no failure";
}

std::string direct_option(const Protocol& row) { return *row.sibling == 0 ? "tls" : row.sibling; }

BOOST_AUTO_TEST_CASE(siblings_are_the_other_kind_and_of_the_same_service) {
  for (const Protocol& row : checks::protocol_table()) {
    BOOST_TEST_CONTEXT(row.name) {
      if (*row.sibling == 0) {
        continue;
      }
      const Protocol* sibling = checks::find_protocol(row.sibling);
      BOOST_REQUIRE(sibling != nullptr);
      BOOST_TEST((sibling->kind != row.kind));
      BOOST_TEST(sibling->name == std::string(row.sibling));
      // Of several with STARTTLS one stands for the others.
      const bool is_other_of_several = row.name == std::string("submission");
      BOOST_TEST((sibling->sibling == std::string(row.name)) == !is_other_of_several);
    }
  }
}

// A direct protocol is the sibling of what has the same name without its ending.
BOOST_AUTO_TEST_CASE(no_sibling_is_forgotten) {
  for (const Protocol& row : checks::protocol_table()) {
    for (const char* ending : {"s", "-direct", "-strict"}) {
      const Protocol* direct = checks::find_protocol(std::string(row.name) + ending);
      if (row.kind == ProtocolKind::starttls && direct != nullptr && direct != &row) {
        BOOST_TEST(row.sibling == std::string(direct->name));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(tls_at_once_is_recognised_by_every_dialogue) {
  const std::string alert = "\x15\x03\x01\x00\x02\x02\x46"s;
  for (const Protocol& row : checks::protocol_table()) {
    if (row.kind == ProtocolKind::starttls) {
      BOOST_TEST_CONTEXT(row.name) {
        BOOST_TEST(failure_text(row, alert, FailureKind::closed) ==
                   "TLS begins at once on this port: use -P " + direct_option(row));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_silent_server_may_wait_for_tls) {
  for (const Protocol& row : checks::protocol_table()) {
    if (row.kind == ProtocolKind::starttls) {
      BOOST_TEST_CONTEXT(row.name) {
        BOOST_TEST(failure_text(row, "", FailureKind::deadline) ==
                   "the server sent nothing within the timeout (if TLS begins at once on this port, use -P " +
                       direct_option(row) + ")");
      }
    }
  }
}

// What each says first, unasked or on a ClientHello; "" for those that hang up. For these see report_test.
const std::pair<const char*, std::string> kFirstWords[] = {
    {"smtp", "220 mx.example.org ESMTP\r\n"},
    {"submission", ""},
    {"lmtp", "220 mx.example.org LMTP\r\n"},
    {"imap", "* OK ready\r\n"},
    {"pop3", "+OK ready\r\n"},
    {"sieve", "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n"},
    {"ftp", "220 FTP ready\r\n"},
    {"nntp", "200 news.example.org NNRP ready\r\n"},
    {"xmpp", "<?xml version='1.0'?><stream:stream"},
    {"xmpp-server", ""},
    {"irc", ":irc.example.org NOTICE * :*** Looking up your hostname\r\n"},
    {"telnet", "\xff\xfd\x18\xff\xfd\x20"},
    {"rdp", ""},
    {"vnc", "RFB 003.008\n"},
    {"ldap", "\x30\x84\x00\x00\x00\x2d\x02\x01\x00\x78\x84\x00\x00\x00\x24"s},
    {"postgres", "E\x00\x00\x00\x50SFATAL\0"s},
    {"mysql", "\x4a\x00\x00\x00\x0a"s + "8.0.33\0"s},
    {"tds", ""},
};

BOOST_AUTO_TEST_CASE(every_protocol_is_recognised_where_tls_was_asked_for) {
  for (const Protocol& row : checks::protocol_table()) {
    if (row.kind == ProtocolKind::starttls) {
      BOOST_TEST_CONTEXT(row.name) {
        const auto* words = std::ranges::find(kFirstWords, std::string(row.name),
                                              [](const auto& one) { return std::string(one.first); });
        BOOST_REQUIRE((words != std::end(kFirstWords)));
        const std::string text = checks::describe_plain_peer(
            {reinterpret_cast<const std::uint8_t*>(words->second.data()), words->second.size()});
        BOOST_TEST((words->second.empty() || text.ends_with(std::string("try -P ") + row.name)), text);
      }
    }
  }
}

// Each dialogue meets what every other one greets with.
BOOST_AUTO_TEST_CASE(every_protocol_is_recognised_by_every_other) {
  for (const Protocol& row : checks::protocol_table()) {
    for (const auto& [name, words] : kFirstWords) {
      const bool is_its_own = checks::find_protocol(name)->start == row.start;
      // A server of XMPP speaks when it is spoken to, in XML.
      if (row.kind == ProtocolKind::starttls && !is_its_own && !words.empty() && words[0] != '<') {
        BOOST_TEST_CONTEXT(row.name << " meets " << name) {
          const std::string text = failure_text(row, words, FailureKind::deadline);
          BOOST_TEST((text.find(std::string("try -P ") + name) != std::string::npos), text);
        }
      }
    }
  }
}

}  // namespace
