#define BOOST_TEST_MODULE reachable
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_reachable;

using checks::FailureKind;
using checks::Stage;

void fail(CaseBuilder& b, Stage stage, FailureKind kind, const char* text) {
  b.observation.handshake.reset();
  b.observation.failure = {stage, kind, text};
}

void fail_in_handshake(CaseBuilder& b, FailureKind kind, const char* text) {
  b.observation.failure = {Stage::handshake, kind, text};
}

void go_through_proxy(CaseBuilder& b) {
  b.target.proxy = checks::Proxy{checks::ProxyKind::http, "squid.example", 3128};
}

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: answers on 127.0.0.1, TLSv1.3"},
    {"no version", [](CaseBuilder& b) { b.observation.handshake->version.clear(); },
     "pass: answers on 127.0.0.1"},
    {"nothing was tried", [](CaseBuilder& b) { b.observation.handshake.reset(); },
     "undetermined: no connection was tried"},
    {"no such name",
     [](CaseBuilder& b) { fail(b, Stage::resolve, FailureKind::name_not_found, "the name does not exist"); },
     "CRITICAL: resolve: the name does not exist"},
    {"resolver fails",
     [](CaseBuilder& b) {
       fail(b, Stage::resolve, FailureKind::resolver_silent, "the resolver did not answer");
     },
     "undetermined: resolve: the resolver did not answer"},
    {"deadline in the look-up",
     [](CaseBuilder& b) { fail(b, Stage::resolve, FailureKind::deadline, "no answer within the timeout"); },
     "undetermined: resolve: no answer within the timeout"},
    {"refused", [](CaseBuilder& b) { fail(b, Stage::connect, FailureKind::refused, "connection refused"); },
     "CRITICAL: connect: connection refused"},
    {"unreachable",
     [](CaseBuilder& b) { fail(b, Stage::connect, FailureKind::unreachable, "no route to host"); },
     "CRITICAL: connect: no route to host"},
    {"deadline",
     [](CaseBuilder& b) { fail(b, Stage::connect, FailureKind::deadline, "no answer within the timeout"); },
     "CRITICAL: connect: no answer within the timeout"},
    {"no descriptors",
     [](CaseBuilder& b) { fail(b, Stage::connect, FailureKind::no_resources, "too many open files"); },
     "undetermined: connect: too many open files"},
    {"proxy fails", [](CaseBuilder& b) { fail(b, Stage::proxy, FailureKind::proxy, "connection refused"); },
     "undetermined: proxy: connection refused"},
    {"proxy silent",
     [](CaseBuilder& b) { fail(b, Stage::proxy, FailureKind::deadline, "no answer within the timeout"); },
     "undetermined: proxy: no answer within the timeout"},
    {"proxy fails, which one",
     [](CaseBuilder& b) {
       go_through_proxy(b);
       fail(b, Stage::proxy, FailureKind::proxy, "connection refused");
     },
     "undetermined: proxy squid.example:3128: connection refused"},
    {"proxy cannot reach the server",
     [](CaseBuilder& b) {
       go_through_proxy(b);
       fail(b, Stage::proxy, FailureKind::unreachable, "the proxy cannot reach the server: '503 no|'");
     },
     "CRITICAL: proxy squid.example:3128: the proxy cannot reach the server: '503 no\\x7c'"},
    {"server refuses the proxy",
     [](CaseBuilder& b) {
       go_through_proxy(b);
       fail(b, Stage::proxy, FailureKind::refused, "the proxy cannot reach the server: 'connection refused'");
     },
     "CRITICAL: proxy squid.example:3128: the proxy cannot reach the server: 'connection refused'"},
    {"no such name, before a proxy",
     [](CaseBuilder& b) {
       go_through_proxy(b);
       fail(b, Stage::resolve, FailureKind::name_not_found, "the name does not exist");
     },
     "CRITICAL: resolve: the name does not exist"},
    {"closed, behind a proxy",
     [](CaseBuilder& b) {
       go_through_proxy(b);
       fail_in_handshake(b, FailureKind::closed, "the server closed the connection");
     },
     "CRITICAL: tls handshake: the server closed the connection (through proxy squid.example:3128)"},
    {"good, through a proxy", [](CaseBuilder& b) { go_through_proxy(b); },
     "pass: answers on 127.0.0.1, TLSv1.3, through proxy squid.example:3128"},
    {"STARTTLS not offered",
     [](CaseBuilder& b) {
       fail(b, Stage::starttls, FailureKind::not_offered, "the server does not offer STARTTLS");
     },
     "CRITICAL: starttls: the server does not offer STARTTLS"},
    {"STARTTLS rejected, in the server's words",
     [](CaseBuilder& b) { fail(b, Stage::starttls, FailureKind::rejected, "the server says '454 no|\n'"); },
     "CRITICAL: starttls: the server says '454 no\\x7c\\n'"},
    {"closed",
     [](CaseBuilder& b) { fail_in_handshake(b, FailureKind::closed, "the server closed the connection"); },
     "CRITICAL: tls handshake: the server closed the connection"},
    {"reset", [](CaseBuilder& b) { fail_in_handshake(b, FailureKind::reset, "connection reset"); },
     "CRITICAL: tls handshake: connection reset"},
    {"alert", [](CaseBuilder& b) { fail_in_handshake(b, FailureKind::alert, "alert handshake failure"); },
     "CRITICAL: tls handshake: alert handshake failure"},
    {"no TLS", [](CaseBuilder& b) { fail_in_handshake(b, FailureKind::protocol, "what came is not TLS"); },
     "CRITICAL: tls handshake: what came is not TLS"},
    {"too large",
     [](CaseBuilder& b) { fail_in_handshake(b, FailureKind::too_large, "key exchange too large"); },
     "CRITICAL: tls handshake: key exchange too large"},
    {"something else", [](CaseBuilder& b) { fail_in_handshake(b, FailureKind::other, "strange"); },
     "CRITICAL: tls handshake: strange"},
    {"client certificate demanded, TLS 1.3",
     [](CaseBuilder& b) {
       b.observation.handshake->certificate_request = {false, true, "certificate required"};
     },
     "pass: answers on 127.0.0.1, TLSv1.3"},
    {"client certificate demanded, TLS 1.2",
     [](CaseBuilder& b) {
       b.observation.handshake->version = "TLSv1.2";
       b.observation.handshake->completed = false;
       b.observation.handshake->certificate_request = {false, true, "handshake failure"};
       fail_in_handshake(b, FailureKind::alert, "alert handshake failure");
     },
     "pass: answers on 127.0.0.1, TLSv1.2"},
    {"client certificate demanded, connection closed without a word",
     [](CaseBuilder& b) {
       b.observation.handshake->certificate_request = {false, true, ""};
       fail_in_handshake(b, FailureKind::closed, "the server closed the connection");
     },
     "pass: answers on 127.0.0.1, TLSv1.3"},
    {"client certificate asked for, but it is silence that ended it",
     [](CaseBuilder& b) {
       b.observation.handshake->certificate_request.emplace();
       fail_in_handshake(b, FailureKind::deadline, "no answer within the timeout");
     },
     "CRITICAL: tls handshake: no answer within the timeout"},
    {"client certificate asked for before any certificate was sent",
     [](CaseBuilder& b) {
       b.observation.handshake->certificate_request = {false, true, ""};
       b.observation.handshake->certificates.clear();
       fail_in_handshake(b, FailureKind::alert, "alert internal error");
     },
     "CRITICAL: tls handshake: alert internal error"},
};

// Adds an address that is not judged; `kind` none: it was not connected to.
void set_aside(CaseBuilder& b, const char* address, std::optional<FailureKind> kind, const char* text) {
  checks::Observation& one = b.observations.emplace_back();
  one.address = address;
  one.superseded = true;
  if (kind) {
    one.failure = {Stage::connect, *kind, text};
  }
}

constexpr Row kOtherAddresses[] = {
    {"another failed before",
     [](CaseBuilder& b) { set_aside(b, "192.0.2.9", FailureKind::refused, "connection refused"); },
     "pass: answers on 127.0.0.1, TLSv1.3\n"
     "remark: another address was tried first and failed: 192.0.2.9 (connection refused); -A checks all of "
     "them"},
    {"another without a route: says nothing of the server",
     [](CaseBuilder& b) { set_aside(b, "2001:db8::9", FailureKind::no_route, "no route to the network"); },
     "pass: answers on 127.0.0.1, TLSv1.3"},
    {"all failed",
     [](CaseBuilder& b) {
       fail(b, Stage::connect, FailureKind::refused, "connection refused");
       for (const char* address : {"192.0.2.9", "192.0.2.10", "192.0.2.11", "192.0.2.12"}) {
         set_aside(b, address, FailureKind::deadline, "no answer");
       }
       set_aside(b, "2001:db8::9", FailureKind::no_route, "no route");
     },
     "CRITICAL: connect: connection refused\n"
     "remark: other addresses failed too: 192.0.2.9 (no answer), 192.0.2.10 (no answer), 192.0.2.11 (no "
     "answer) and 2 more"},
    {"-A: no route, and too many",
     [](CaseBuilder& b) {
       b.target.every_address = true;
       set_aside(b, "2001:db8::8", FailureKind::no_route, "no route to the network");
       set_aside(b, "2001:db8::9", FailureKind::no_route, "no route to the network");
       set_aside(b, "192.0.2.9", std::nullopt, "");
     },
     "pass: answers on 127.0.0.1, TLSv1.3\n"
     "remark: not checked, since this machine has no route there: 2001:db8::8, 2001:db8::9 (-4 or -6 chooses "
     "a family)\n"
     "remark: not checked, since one check takes no more addresses: 192.0.2.9; check them with -I"},
};

BOOST_AUTO_TEST_CASE(other_addresses) { check_rows(judge_reachable, kOtherAddresses); }

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_reachable, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  fail(b, Stage::connect, FailureKind::refused, "connection refused");
  const checks::Findings findings = judge_reachable(b.build());
  BOOST_TEST(values_of(findings.front()) == "stage=connect kind=refused");
  BOOST_TEST(findings.front().subject.line() == "127.0.0.1");
}
}  // namespace
}  // namespace tests
