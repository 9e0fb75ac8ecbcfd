#include "checks/net/tds_transport.h"

#define BOOST_TEST_MODULE tds_transport
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "checks/net/tls_engine.h"
#include "tests/checks/net/tls_peer.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_transport.h"

namespace {

using checks::Bytes;
using checks::ByteView;
using checks::Failure;
using checks::FailureKind;
using checks::Stream;
using checks::Task;
using checks::TdsTransport;
using namespace tests;  // NOLINT: the script reads as prose
using namespace std::string_literals;

std::string packet(std::string_view content, char type = 0x12, char status = 1, char number = 0) {
  const std::size_t size = content.size() + 8;
  return std::string{type,   status, static_cast<char>(size >> 8), static_cast<char>(size & 0xff), 0, 0,
                     number, 0} +
         std::string(content);
}

std::string text(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Task<std::string> read_all(TdsTransport& transport, std::size_t most) {
  std::string all;
  for (;;) {
    Bytes room(most);
    const std::size_t got = co_await transport.read_some(room);
    if (got == 0) {
      co_return all;
    }
    all += text(ByteView(room).first(got));
  }
}

BOOST_AUTO_TEST_CASE(packets_are_opened_wherever_they_are_split) {
  const struct {
    const char* name;
    std::string said;
    std::string read;
  } rows[] = {
      {"one", packet("hello"), "hello"},
      {"several", packet("hel", 0x12, 0) + packet("lo"), "hello"},
      {"tabular results", packet("hello", 0x04), "hello"},
      {"an empty one", packet("") + packet("hello"), "hello"},
      {"records behind them", packet("hello") + "\x17\x03\x03\x00\x01\x12"s,
       "hello\x17\x03\x03\x00\x01\x12"s},
      {"no packet at all", "\x15\x03\x03"s, "\x15\x03\x03"s},
      {"cut off in a header", packet("hello") + "\x12\x01", "hello"},
      {"nothing", "", ""},
  };
  for (const auto& row : rows) {
    for (std::size_t split = 0; split <= row.said.size(); ++split) {
      for (const std::size_t most : {std::size_t{1}, std::size_t{100}}) {
        BOOST_TEST_CONTEXT(row.name << " split at " << split << ", read by " << most) {
          ScriptedTransport server({says(row.said), closes()});
          server.split_at(split);
          TdsTransport transport(server);
          BOOST_TEST(run(read_all(transport, most)) == row.read);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_packets) {
  std::string endless;
  for (int i = 0; i < 5000; ++i) {
    endless += packet("");
  }
  const struct {
    const char* name;
    std::string said;
    FailureKind kind;
    std::string text;
  } rows[] = {
      {"shorter than its header", "\x12\x01\x00\x07\x00\x00\x00\x00"s, FailureKind::protocol,
       "what came is no TDS: a packet of 7 bytes"},
      {"endless", endless, FailureKind::too_large, "the server sent more than 4096 packets"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedTransport server({says(row.said), closes()});
      TdsTransport transport(server);
      const std::optional<Failure> failure = failure_of(read_all(transport, 100));
      BOOST_REQUIRE(failure.has_value());
      BOOST_TEST((failure->kind == row.kind));
      BOOST_TEST(failure->text == row.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_wrapped_until_the_handshake_ends) {
  const std::string large(9000, 'x');
  const std::string wrapped = packet(large.substr(0, 4088), 0x12, 0, 1) +
                              packet(large.substr(0, 4088), 0x12, 0, 2) +
                              packet(large.substr(0, 824), 0x12, 1, 3);
  ScriptedTransport server({hears(packet("hello")), hears(wrapped), hears("as it is")});
  TdsTransport transport(server);
  Stream stream(transport);
  run(stream.write("hello"));
  run(stream.write(large));
  transport.end_handshake();
  run(stream.write("as it is"));
  BOOST_TEST(server.is_done());
}

BOOST_AUTO_TEST_CASE(patience) {
  ScriptedTransport server({says(packet("hello").substr(0, 5)), stays_silent()});
  TdsTransport transport(server);
  Bytes room(100);
  const std::optional<std::size_t> got = run(transport.read_some_within(room, std::chrono::milliseconds(1)));
  BOOST_TEST(!got.has_value());
}

// SQL Server before a TLS server: wraps what that says until the client no longer wraps.
class SqlServer final : public checks::Transport {
 public:
  explicit SqlServer(TlsPeer& peer) : peer_(peer) {}

  Task<std::size_t> read_some(std::span<std::uint8_t> into) override {
    const std::optional<std::size_t> got = co_await read_some_within(into, std::chrono::milliseconds(0));
    if (!got) {
      throw checks::NetworkError(checks::Stage::connect, FailureKind::deadline,
                                 "no answer within the timeout");
    }
    co_return *got;
  }

  Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                    std::chrono::milliseconds patience) override {
    if (said_.empty()) {
      Bytes room(500);
      const std::optional<std::size_t> got = co_await peer_.read_some_within(room, patience);
      if (!got) {
        co_return std::nullopt;
      }
      const std::string records = text(ByteView(room).first(*got));
      said_ = is_wrapping_ ? packet(records) : records;
    }
    const std::size_t count = std::min(into.size(), said_.size());
    std::copy_n(said_.begin(), count, into.begin());
    said_.erase(0, count);
    co_return count;
  }

  Task<> write_all(ByteView bytes) override {
    is_wrapping_ = bytes[0] == 0x12;
    Bytes records(bytes.begin(), bytes.end());
    if (is_wrapping_) {
      BOOST_TEST(static_cast<std::size_t>(bytes[2] << 8 | bytes[3]) == bytes.size());
      records.erase(records.begin(), records.begin() + 8);
    }
    co_await peer_.write_all(records);
  }

  bool is_wrapping() const { return is_wrapping_; }

 private:
  TlsPeer& peer_;
  bool is_wrapping_ = true;
  std::string said_;
};

BOOST_AUTO_TEST_CASE(a_handshake_inside_packets) {
  const Identity identity = make_identity("EC");
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    BOOST_TEST_CONTEXT(version) {
      TlsPeer peer(identity, [version](SSL_CTX* context) {
        SSL_CTX_set_min_proto_version(context, version);
        SSL_CTX_set_max_proto_version(context, version);
      });
      SqlServer server(peer);
      Stream stream(server);
      TdsTransport wrapped(server);
      stream.put_above(wrapped);
      checks::TlsContext context;
      checks::Handshake seen;
      checks::HandshakeRequest request{"sql.example.org", ""};
      checks::TlsSession session(context, stream, std::move(request), seen);
      run(session.handshake());
      wrapped.end_handshake();
      BOOST_TEST(server.is_wrapping());
      BOOST_TEST(peer.is_complete());
      BOOST_REQUIRE(seen.certificates.size() == 1);
      BOOST_TEST((seen.certificates[0] == identity.der()));
      run(session.leave(""));
      BOOST_TEST(!server.is_wrapping());
      BOOST_TEST(peer.was_left());
    }
  }
}

}  // namespace
