#define BOOST_TEST_MODULE archive

#include "checks/evidence/archive.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace std::string_literals;
using checks::Bytes;
using checks::Evidence;
using std::chrono::microseconds;

Evidence small() {
  Evidence evidence;
  evidence.target.host = "www.example.org";
  evidence.collected_at = std::chrono::sys_seconds(std::chrono::seconds(1800369108));
  checks::Observation& seen = evidence.observations.emplace_back();
  seen.address = "192.0.2.1";
  seen.port = 443;
  seen.timings.connect = microseconds(1234);
  seen.handshake.emplace().completed = true;
  seen.handshake->version = "TLSv1.3";
  seen.handshake->certificates = {{1, 2, 3}, {4}};
  return evidence;
}

const char kSmall[] = R"({
  "format": "tls-checks evidence",
  "version": 1,
  "collected_at": "2027-01-19T14:31:48Z",
  "target": {
    "host": "www.example.org",
    "port": 443,
    "protocol": "tls"
  },
  "observations": [
    {
      "address": "192.0.2.1",
      "port": 443,
      "timings": {
        "connect": 1234
      },
      "handshake": {
        "completed": true,
        "version": "TLSv1.3",
        "certificates": [
          "AQID",
          "BA=="
        ]
      }
    }
  ]
}
)";

// Every member has a value of its own.
Evidence full() {
  Evidence evidence = small();
  evidence.target = {"b\xc3\xbc\xff|\n\"\\", "2001:db8::1", 0, "smtp", "", checks::AddressFamily::ipv6};
  evidence.target.both_keys = true;
  evidence.target.refuse = {checks::TlsVersion::ssl3, checks::TlsVersion::tls1_3};
  evidence.target.every_address = true;
  evidence.target.proxy = checks::Proxy{checks::ProxyKind::socks5h, "squid|.example", 65535};
  evidence.target.proxy_header = checks::ProxyHeader::v2;
  evidence.anchor_store = "/etc/ssl/\x01 certs\x1f"s + '\0';
  checks::Observation& seen = evidence.observations.front();
  seen.purpose = checks::Purpose::version_probe;
  seen.port = 65535;
  seen.offered = checks::TlsVersion::tls1_1;
  seen.timings = {microseconds(0), microseconds(1), microseconds(2),
                  microseconds(3), microseconds(4), microseconds::max()};
  seen.injected = {0, 255, 10};
  seen.superseded = true;
  seen.failure = {checks::Stage::handshake, checks::FailureKind::alert, std::string(500, '\xfe')};
  checks::Handshake& handshake = *seen.handshake;
  handshake.cipher = "TLS_AES_256_GCM_SHA384";
  handshake.group = "x25519";
  handshake.alpn = "h2";
  handshake.certificates.push_back({});
  handshake.staple = {5};
  handshake.scts = {6, 7};
  handshake.certificate_request = {true, true, "certificate required"};
  evidence.observations.emplace_back();
  evidence.observations.emplace_back().handshake.emplace().certificate_request.emplace();
  evidence.observations.emplace_back().failure.emplace();
  evidence.fetches.push_back({"aia", "http://a.example/x|", {}, {1}, std::nullopt});
  evidence.fetches.push_back(
      {"ocsp", "", {2}, {}, checks::Failure{checks::Stage::fetch, checks::FailureKind::closed, ""}});
  evidence.anchors.push_back({{1}, {{2}, {3}}, "/etc/ssl/certs"});
  evidence.anchors.back().notes = {{0, true, {}}, {1, false, evidence.collected_at}};
  evidence.anchors.push_back({{}, {}, ""});
  evidence.machine = "host|\n";
  evidence.client_stores.push_back({"java", "/etc/\xff cacerts", "", true, evidence.anchors});
  evidence.client_stores.push_back({"of a later version", "", "Permission denied", false, {}});
  return evidence;
}

std::string error_of(const std::string& text) {
  const auto evidence = checks::read_archive(text);
  return evidence ? "none" : evidence.error().text.line();
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, what);
  return text.replace(at, what.size(), by);
}

BOOST_AUTO_TEST_CASE(written_as_documented) { BOOST_TEST(checks::write_archive(small()) == kSmall); }

BOOST_AUTO_TEST_CASE(round_trip_is_exact) {
  for (const Evidence& evidence : {small(), full(), Evidence()}) {
    const std::string text = checks::write_archive(evidence);
    const auto read = checks::read_archive(text);
    BOOST_REQUIRE_MESSAGE(bool(read), error_of(text));
    BOOST_TEST((*read == evidence));
    BOOST_TEST(checks::write_archive(*read) == text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_unknown_is_ignored) {
  std::string text =
      replaced(kSmall, "\"target\": {", "\"later\": [{\"x\": null}], \"target\": { \"colour\": 1.5,");
  text = replaced(text, "\"completed\"",
                  "\"later\": true, \"scts\": \"\", \"certificate_request\": null, \"completed\"");
  const auto read = checks::read_archive(text);
  BOOST_REQUIRE_MESSAGE(bool(read), error_of(text));
  BOOST_TEST((*read == small()));
}

BOOST_AUTO_TEST_CASE(errors_say_which_it_is) {
  const char kNotEvidence[] = "not evidence: \"format\" is not \"tls-checks evidence\"";
  const struct {
    const char* name;
    std::string text;
    std::string error;
  } rows[] = {
      {"empty", "", "not JSON: incomplete JSON (line 1, column 1)"},
      {"text", "TLS OK\n", "not JSON: syntax error (line 1, column 1)"},
      {"cut short", "{\n \"format\": \"tls", "not JSON: incomplete JSON (line 2, column 16)"},
      {"more behind the end", "{}\n{}", "not JSON: more text behind the end (line 2, column 1)"},
      {"too deep", std::string(100, '['), "not JSON: too deep (line 1, column 17)"},
      {"not UTF-8", "\"\xff\"", "not JSON: syntax error (line 1, column 2)"},
      {"too large", std::string(checks::kMaxArchive + 1, ' '),
       "more than 16777216 bytes, which no evidence has"},
      {"list", "[]", kNotEvidence},
      {"number", "5", kNotEvidence},
      {"other document", "{\"format\": \"x\"}", kNotEvidence},
      {"format of another type", "{\"format\": 1}", kNotEvidence},
      {"no version", "{\"format\": \"tls-checks evidence\"}",
       "damaged evidence: version: expected a number from 1"},
      {"version 0", replaced(kSmall, "\"version\": 1", "\"version\": 0"),
       "damaged evidence: version: expected a number from 1"},
      {"newer", replaced(kSmall, "\"version\": 1", "\"version\": 2"),
       "written by a newer version (2, this program reads 1)"},
      {"no target", replaced(kSmall, "\"target\"", "\"targat\""), "damaged evidence: target: is missing"},
      {"no host", replaced(kSmall, "\"host\"", "\"hast\""), "damaged evidence: target.host: is missing"},
      {"no observations", replaced(kSmall, "\"observations\"", "\"x\""),
       "damaged evidence: observations: is missing"},
      {"target", replaced(kSmall, "\"target\": {", "\"target\": 1, \"x\": {"),
       "damaged evidence: target: expected an object"},
      {"host", replaced(kSmall, "\"www.example.org\"", "7"),
       "damaged evidence: target.host: expected a string"},
      {"host as bytes", replaced(kSmall, "\"www.example.org\"", "{\"base64\": \"*\"}"),
       "damaged evidence: target.host: expected base64"},
      {"port too large", replaced(kSmall, "443", "65536"),
       "damaged evidence: target.port: expected a number from 0 to 65535"},
      {"port negative", replaced(kSmall, "443", "-1"),
       "damaged evidence: target.port: expected a number from 0 to 65535"},
      {"port broken", replaced(kSmall, "443", "44.3"),
       "damaged evidence: target.port: expected a number from 0 to 65535"},
      {"port huge", replaced(kSmall, "443", "18446744073709551615"),
       "damaged evidence: target.port: expected a number from 0 to 65535"},
      {"family", replaced(kSmall, "\"protocol\"", "\"family\": \"ipv5\", \"protocol\""),
       "damaged evidence: target.family: expected a word such as \"any\""},
      {"proxy", replaced(kSmall, "\"protocol\"", "\"proxy\": {\"kind\": \"https\"}, \"protocol\""),
       "damaged evidence: target.proxy.kind: expected a word such as \"http\""},
      {"proxy header", replaced(kSmall, "\"protocol\"", "\"proxy_header\": \"v3\", \"protocol\""),
       "damaged evidence: target.proxy_header: expected a word such as \"none\""},
      {"time", replaced(kSmall, "\"2027-01-19T14:31:48Z\"", "\"+14d\""),
       "damaged evidence: collected_at: expected a time such as 2027-01-19T14:31:48Z"},
      {"time as a number", replaced(kSmall, "\"2027-01-19T14:31:48Z\"", "1800000000"),
       "damaged evidence: collected_at: expected a time such as 2027-01-19T14:31:48Z"},
      {"duration", replaced(kSmall, "1234", "-1"),
       "damaged evidence: observations[0].timings.connect: expected a whole number of microseconds"},
      {"flag", replaced(kSmall, "true", "1"),
       "damaged evidence: observations[0].handshake.completed: expected true or false"},
      {"certificate", replaced(kSmall, "\"BA==\"", "\"BA=\""),
       "damaged evidence: observations[0].handshake.certificates[1]: expected base64"},
      {"certificates", replaced(kSmall, "\"certificates\": [", "\"certificates\": \"\", \"x\": ["),
       "damaged evidence: observations[0].handshake.certificates: expected a list"},
      {"a note on no certificate",
       replaced(kSmall, "\"observations\"",
                "\"anchors\": [{\"subject\": \"\", \"certificates\": [\"\"], "
                "\"notes\": [{\"certificate\": 1}]}], \"observations\""),
       "damaged evidence: anchors[0]: expected notes on certificates that are there"},
      {"a store of nobody",
       replaced(kSmall, "\"observations\"", "\"client_stores\": [{\"place\": \"x\"}], \"observations\""),
       "damaged evidence: client_stores[0].client: is missing"},
      {"a client's store with a note on no certificate",
       replaced(kSmall, "\"observations\"",
                "\"client_stores\": [{\"client\": \"go\", \"answers\": [{\"subject\": \"\", \"notes\": "
                "[{\"certificate\": 0}]}]}], \"observations\""),
       "damaged evidence: client_stores[0].answers[0]: expected notes on certificates that are there"},
      {"stage",
       replaced(kSmall, "\"address\"", "\"failure\": {\"stage\": \"x\", \"kind\": \"other\"}, \"address\""),
       "damaged evidence: observations[0].failure.stage: expected a word such as \"resolve\""},
      {"failure text",
       replaced(kSmall, "\"address\"",
                "\"failure\": {\"stage\": \"connect\", \"kind\": \"other\", \"text\": \"" +
                    std::string(501, 'x') + "\"}, \"address\""),
       "damaged evidence: observations[0].failure: expected a text of at most 500 bytes"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(error_of(row.text) == row.error); }
  }
}

BOOST_AUTO_TEST_CASE(lists_are_bounded) {
  Evidence evidence = small();
  evidence.observations.front().handshake->certificates.assign(43'691, Bytes());
  BOOST_TEST(error_of(checks::write_archive(evidence)) == "none");
  evidence.observations.front().handshake->certificates.emplace_back();
  BOOST_TEST(error_of(checks::write_archive(evidence)) ==
             "damaged evidence: observations[0].handshake.certificates: expected a list of at most 43691");
  evidence = small();
  evidence.observations.resize(1201);
  BOOST_TEST(error_of(checks::write_archive(evidence)) ==
             "damaged evidence: observations: expected a list of at most 1200");
  evidence = small();
  evidence.anchors.resize(4'001);
  BOOST_TEST(error_of(checks::write_archive(evidence)) ==
             "damaged evidence: anchors: expected a list of at most 4000");
  evidence = small();
  evidence.client_stores.resize(32);
  BOOST_TEST(error_of(checks::write_archive(evidence)) == "none");
  evidence.client_stores.resize(33);
  BOOST_TEST(error_of(checks::write_archive(evidence)) ==
             "damaged evidence: client_stores: expected a list of at most 32");
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_survived) {
  const std::string whole = checks::write_archive(full());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::string cut = error_of(whole.substr(0, i));
    if (i + 1 < whole.size() && cut == "none") {
      BOOST_ERROR("cut at " << i);
    }
    for (const char c : {'\0', '"', '}', '9', '\xff'}) {
      std::string changed = whole;
      changed[i] = c;
      error_of(changed);
    }
  }
}
