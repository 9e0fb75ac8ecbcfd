// The login that a MySQL or MariaDB server refuses: how a check takes leave of it.
//
// These servers count a connection that ends before its login was read as a broken handshake, and after
// max_connect_errors (100) of them in a row they turn the address away that they come from: a monitor would
// block itself. A login that is refused does not count; the server's log may name the user "check_tls".
//
// A server may ask for another method of authentication before it refuses, by that of an account that it
// picks for users unknown. The answer to that lies ready behind the login: 64 bytes, since MariaDB's ed25519
// counts every other length as a broken handshake; caching_sha2_password and sha256_password refuse it,
// unix_socket and PAM ignore it; mysql_native_password is never asked for, as the login itself has it.
//
// Still counted is a TLS handshake that fails. Nobody can help that.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace checks {

// "Protocol::SSLRequest" and the beginning of "Protocol::HandshakeResponse41" of MySQL's internals manual:
// capabilities, size of packets, character set, 23 bytes of filler.
inline constexpr std::size_t kMysqlHello = 32;

// CLIENT_LONG_PASSWORD, CLIENT_LONG_FLAG, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH.
inline constexpr std::uint32_t kMysqlCapabilities = 0x00088205;
inline constexpr std::uint32_t kMysqlSsl = 0x0800;  // CLIENT_SSL

class MysqlBytes {
 public:
  // A packet's header: the length of what follows, the number in the sequence.
  constexpr void begin(std::size_t length, std::uint8_t number) { little(length, 3), little(number, 1); }
  constexpr void little(std::size_t value, std::size_t size) {
    for (; size > 0; --size, value >>= 8) {
      bytes_[size_++] = static_cast<char>(value & 0xff);
    }
  }
  constexpr void text(std::string_view text) {
    for (const char c : text) {
      bytes_[size_++] = c;
    }
  }
  constexpr std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, 256> bytes_{};
  std::size_t size_ = 0;
};

constexpr void put_mysql_hello(MysqlBytes& bytes, std::uint32_t capabilities) {
  constexpr std::uint32_t kLargestPacket = 1U << 24;
  constexpr std::uint32_t kUtf8 = 33;
  bytes.little(capabilities, 4);
  bytes.little(kLargestPacket, 4);
  bytes.little(kUtf8, 1);
  for (int i = 0; i < 23; ++i) {
    bytes.little(0, 1);
  }
}

// Asks for TLS; the answer to a greeting.
constexpr MysqlBytes mysql_ssl_request() {
  MysqlBytes bytes;
  bytes.begin(kMysqlHello, 1);
  put_mysql_hello(bytes, kMysqlCapabilities | kMysqlSsl);
  return bytes;
}

// The login, and the answer to a request for another method. `number` is that of the login in the sequence: 2
// over TLS, 1 in plain.
constexpr MysqlBytes mysql_refused_login(std::uint8_t number, std::uint32_t capabilities) {
  constexpr std::string_view kUser("check_tls\0", 10);
  constexpr std::string_view kScramble = "there is no password";  // SHA-1 has 20 bytes
  constexpr std::string_view kMethod("mysql_native_password\0", 22);
  constexpr std::string_view kAnswer = "there is no password: this monitor has come for the certificate.";
  static_assert(kScramble.size() == 20 && kAnswer.size() == 64);
  MysqlBytes bytes;
  bytes.begin(kMysqlHello + kUser.size() + 1 + kScramble.size() + kMethod.size(), number);
  put_mysql_hello(bytes, capabilities);
  bytes.text(kUser);
  bytes.little(kScramble.size(), 1);
  bytes.text(kScramble);
  bytes.text(kMethod);
  bytes.begin(kAnswer.size(), static_cast<std::uint8_t>(number + 2));
  bytes.text(kAnswer);
  return bytes;
}

inline constexpr MysqlBytes kMysqlSslRequest = mysql_ssl_request();
inline constexpr MysqlBytes kMysqlLoginOverTls = mysql_refused_login(2, kMysqlCapabilities | kMysqlSsl);
inline constexpr MysqlBytes kMysqlLoginInPlain = mysql_refused_login(1, kMysqlCapabilities);

}  // namespace checks
