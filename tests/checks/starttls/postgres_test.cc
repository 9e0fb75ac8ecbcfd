#define BOOST_TEST_MODULE postgres
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

using namespace std::string_literals;

const Step kRequest = hears("\x00\x00\x00\x08\x04\xd2\x16\x2f"s);

// An ErrorResponse of protocol 3.0 with these fields.
std::string error(const std::string& fields) {
  const std::size_t length = 4 + fields.size();
  return "E"s + '\0' + '\0' + static_cast<char>(length >> 8) + static_cast<char>(length & 0xff) + fields;
}

const Refusal kRefusals[] = {
    {"not offered",
     {kRequest, says("N"), stays_silent()},
     FailureKind::not_offered,
     "the server does not offer TLS: it answers SSLRequest with 'N'"},
    {"too old",
     {kRequest, says("EFATAL:  unsupported frontend protocol 1234.5679: server supports 1.0 to 3.0\n\0"s),
      closes()},
     FailureKind::not_offered,
     "the server is too old to know SSLRequest: 'FATAL:  unsupported frontend protocol 1234.5679: server "
     "supports "
     "1.0 to 3.0'"},
    {"no process",
     {kRequest, says("Ecould not fork new process for connection: Cannot allocate memory\n\0"s), closes()},
     FailureKind::rejected,
     "the server turns us away: 'could not fork new process for connection: Cannot allocate memory'"},
    {"without an end",
     {kRequest, says("Eno more"), closes()},
     FailureKind::rejected,
     "the server turns us away: 'no more'"},
    {"in fields",
     {kRequest, says(error("SFATAL\0C53300\0Msorry, too many clients already\0\0"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: 'sorry, too many clients already'"},
    {"in fields, too old",
     {kRequest, says(error("SFATAL\0Munsupported frontend protocol\0\0"s)), closes()},
     FailureKind::not_offered,
     "the server is too old to know SSLRequest: 'unsupported frontend protocol'"},
    {"fields without an end",
     {kRequest, says(error("SFATAL\0Mcut"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: ''"},
    {"too long",
     {kRequest, says("E\x00\x00\x80\x00"s + std::string(40000, 'x'))},
     FailureKind::too_large,
     "an error message of 32768 bytes"},
    {"a length below its own",
     {kRequest, says("E\x00\x00\x00\x03"s)},
     FailureKind::protocol,
     "an error message of 3 bytes"},
    {"endless text",
     {kRequest, says("E" + std::string(100000, 'x'))},
     FailureKind::too_large,
     "an error message of more than 30000 bytes: '" + std::string(200, 'x') + "...'"},
    {"TLS",
     {kRequest, says("\x15\x03\x01\x00\x02\x02\x46"s), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P postgres-direct"},
    {"closed at once",
     {kRequest, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to SSLRequest (if TLS begins at once on this port, "
     "use "
     "-P postgres-direct)"},
    {"HTTP",
     {kRequest, says("HTTP/1.1 400 Bad Request\r\n\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks HTTP, not PostgreSQL: 'HTTP/1.1 400 Bad Request'"},
    {"garbage",
     {kRequest, says("what?\n"), closes()},
     FailureKind::protocol,
     "the answer is not PostgreSQL: 'what?'"},
};

BOOST_AUTO_TEST_CASE(good) { check_good("postgres", {kRequest, says("S"), stays_silent()}); }

BOOST_AUTO_TEST_CASE(refusals) { check_refusals("postgres", kRefusals); }

// CVE-2021-23222.
BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("postgres", {kRequest, says("S"), stays_silent()}, error("Minjected\0\0"s));
}

}  // namespace
}  // namespace tests
