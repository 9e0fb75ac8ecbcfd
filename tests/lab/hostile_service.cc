#include "tests/lab/hostile_service.h"

namespace lab {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHello = 4096;  // more than any ClientHello has

constexpr std::string_view kBadRequest =
    "HTTP/1.1 400 Bad Request\r\nServer: lab\r\nContent-Type: text/html\r\nContent-Length: 64\r\nConnection: "
    "close\r\n\r\n<h1>400</h1>The plain HTTP request was sent to an HTTP port.</p>";

void repeat(Connection& connection, const std::string& words) {
  while (connection.write(words)) {
  }
}

std::string many(std::string_view words, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) {
    all += words;
  }
  return all;
}

void read_hello(Connection& connection) {
  char hello[kHello];
  connection.read(hello);
}

}  // namespace

void serve_silent(Connection& connection, const Service&) { connection.hold(); }

void serve_dripping(Connection& connection, const Service&) {
  // handshake record of TLS 1.2, ServerHello of 118 bytes, then a random of zeros that never ends
  static constexpr std::string_view kStart = "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"sv;
  for (std::size_t sent = 0; connection.pause(std::chrono::seconds(1)); ++sent) {
    if (!connection.write(sent < kStart.size() ? kStart.substr(sent, 1) : "\0"sv)) {
      return;
    }
  }
}

void serve_closing(Connection& connection, const Service&) {
  read_hello(connection);
  connection.finish();
}

void serve_resetting(Connection& connection, const Service&) {
  read_hello(connection);
  connection.reset();
}

void serve_garbage(Connection& connection, const Service&) {
  std::string garbage;
  std::uint32_t state = 1;
  for (int i = 0; i < 1024; ++i) {
    state = state * 1664525 + 1013904223;  // Numerical Recipes' generator
    garbage += static_cast<char>(state >> 24 | 0x80);
  }
  connection.write(garbage);
  connection.hold();
}

void serve_alert(Connection& connection, const Service&) {
  read_hello(connection);
  connection.write("\x15\x03\x03\x00\x02\x02\x28"sv);
  connection.finish();
}

void serve_plain_http(Connection& connection, const Service&) {
  read_hello(connection);
  connection.write(kBadRequest);
  connection.finish();
}

void serve_plain_smtp(Connection& connection, const Service&) {
  connection.write("220 mail.lab.example ESMTP TLS Lab\r\n");
  read_hello(connection);
  connection.write("500 5.5.2 Error: bad syntax\r\n");
  connection.finish();
}

void serve_endless_banner(Connection& connection, const Service&) {
  repeat(connection, many("220-Welcome to the mail server that never comes to the point\r\n", 100));
}

void serve_endless_line(Connection& connection, const Service&) {
  if (connection.write("220 mail.lab.example ")) {
    repeat(connection, std::string(16384, 'x'));
  }
}

}  // namespace lab
