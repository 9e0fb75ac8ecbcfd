#include "tests/lab/tds_service.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <string>

namespace lab {
namespace {

using namespace std::string_literals;

constexpr std::size_t kHeader = 8;
constexpr std::size_t kPacket = 512;
constexpr int kMaxFlights = 100;
constexpr char kPrelogin = 0x12;
constexpr char kTabularResult = 0x04;

std::string packet(char type, std::string_view content, bool is_last) {
  const std::size_t size = kHeader + content.size();
  std::string text{type, static_cast<char>(is_last ? 1 : 0), static_cast<char>(size >> 8),
                   static_cast<char>(size & 0xff)};
  text.append(4, '\0');
  return text.append(content);
}

std::string packets(std::string_view content) {
  std::string text;
  while (!content.empty()) {
    const std::string_view part = content.substr(0, kPacket - kHeader);
    content.remove_prefix(part.size());
    text += packet(kPrelogin, part, content.empty());
  }
  return text;
}

// False: the peer has ended.
bool read_exactly(Connection& connection, std::string& into, std::size_t count) {
  into.resize(count);
  for (std::size_t have = 0; have < count;) {
    const std::size_t got = connection.read(std::span(into).subspan(have));
    if (got == 0) {
      return false;
    }
    have += got;
  }
  return true;
}

// The content of the client's next PRELOGIN packet; empty: the peer has ended, or it is none.
std::string read_packet(Connection& connection) {
  std::string header;
  if (!read_exactly(connection, header, kHeader) || header[0] != kPrelogin) {
    return "";
  }
  const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(header[2])) << 8 |
                           static_cast<unsigned char>(header[3]);
  std::string content;
  return size > kHeader && read_exactly(connection, content, size - kHeader) ? content : "";
}

// VERSION (16.0, SQL Server 2022) and ENCRYPTION.
bool answer(Connection& connection, char encryption) {
  if (read_packet(connection).empty()) {
    return false;
  }
  const std::string tokens =
      "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"s + "\x10\x00\x10\x00\x00\x00"s + encryption;
  return connection.write(packet(kTabularResult, tokens, true));
}

std::string taken_from(BIO* out) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string bytes(data, static_cast<std::size_t>(std::max(size, 0L)));
  (void)BIO_reset(out);
  return bytes;
}

void shake_hands(Connection& connection, SSL_CTX* context) {
  const checks::openssl::SslPtr ssl(SSL_new(context));
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(ssl.get(), in, out);
  SSL_set_accept_state(ssl.get());
  for (int flights = 0; flights < kMaxFlights; ++flights) {
    const std::string records = read_packet(connection);
    if (records.empty()) {
      return;
    }
    BIO_write(in, records.data(), static_cast<int>(records.size()));
    ERR_clear_error();
    const int result = SSL_accept(ssl.get());
    if (!connection.write(packets(taken_from(out))) || result == 1) {
      return;
    }
  }
}

}  // namespace

void serve_tds(Connection& connection, const Service& service) {
  constexpr char kEncryptOn = 1;
  if (answer(connection, kEncryptOn)) {
    shake_hands(connection, service.context.get());
    connection.hold();
  }
  connection.finish();
}

void serve_tds_without_tls(Connection& connection, const Service&) {
  constexpr char kEncryptNotSupported = 2;
  answer(connection, kEncryptNotSupported);
  connection.finish();
}

}  // namespace lab
