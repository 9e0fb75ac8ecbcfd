#include "tests/lab/telnet_service.h"

#include <string>
#include <string_view>

namespace lab {
namespace {

constexpr int kMaxBytes = 1000;

constexpr std::string_view kDoStartTls = "\xff\xfd\x2e";
constexpr std::string_view kWillStartTls = "\xff\xfb\x2e";
constexpr std::string_view kDontStartTls = "\xff\xfe\x2e";
constexpr std::string_view kFollows = "\xff\xfa\x2e\x01\xff\xf0";

// Byte by byte, so that a ClientHello is left for accept_tls.
bool read_until(Connection& connection, std::string_view message) {
  std::string heard;
  for (char byte = 0; heard.size() < kMaxBytes && connection.read({&byte, 1}) == 1;) {
    heard += byte;
    if (heard.ends_with(message)) {
      return true;
    }
  }
  return false;
}

}  // namespace

void serve_telnet(Connection& connection, const Service& service) {
  if (connection.write(kDoStartTls) && read_until(connection, kWillStartTls) &&
      read_until(connection, kFollows) && connection.write(kFollows) &&
      connection.accept_tls(service.context.get())) {
    connection.finish();
  }
}

void serve_telnet_without_starttls(Connection& connection, const Service&) {
  if (connection.write("Lab\r\n") && read_until(connection, kWillStartTls) &&
      connection.write(std::string(kDontStartTls) + "login: ")) {
    connection.finish();
  }
}

}  // namespace lab
