#define BOOST_TEST_MODULE xmpp
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

Step asks(std::string_view space) {
  return hears("<?xml version='1.0'?><stream:stream xmlns='" + std::string(space) +
               "' xmlns:stream='http://etherx.jabber.org/streams' to='mx.example.org' version='1.0'>");
}

const Step kOpens = asks("jabber:client");
const std::string kHeader =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams' id='x' version='1.0'>";
const std::string kFeatures =
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";
const Step kStarttls = hears("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
const std::string kProceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const Step kLeaves = hears("</stream:stream>");

Script good_script() {
  return {kOpens, says(kHeader + kFeatures), kStarttls, says(kProceed), stays_silent()};
}

// Other prefixes, quotes, orders, blanks; ">" in a value; features within features; text between.
Script odd_script() {
  return {kOpens,
          says("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:stream version = \"1.0\" from='a>b'\r\n "
               "xmlns:s=\"http://etherx.jabber.org/streams\" xmlns=\"jabber:client\" xml:lang='en' >\n"),
          says("<features xmlns='http://etherx.jabber.org/streams'\t><m:mechanisms "
               "xmlns:m=\"urn:ietf:params:xml:ns:xmpp-sasl\"><m:mechanism>PLAIN</m:mechanism></m:mechanisms >"
               "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>"
               "<t:starttls foo='' xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'><t:required/></t:starttls>"
               "</features>"),
          kStarttls, says(" <tls:proceed xmlns:tls=\"urn:ietf:params:xml:ns:xmpp-tls\"></tls:proceed>")};
}

std::string error(std::string_view inside) {
  return kHeader + "<stream:error>" + std::string(inside) + "</stream:error></stream:stream>";
}

const Refusal kRefusals[] = {
    {"another domain",
     {kOpens, says(error("<host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")), kLeaves},
     FailureKind::rejected,
     "the server does not serve the domain 'mx.example.org' (host-unknown): name its domain by --sni"},
    {"another kind of stream",
     {kOpens,
      says(error("<invalid-namespace xmlns='urn:ietf:params:xml:ns:xmpp-streams'></invalid-namespace>"
                 "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>who &amp; what?</text>")),
      kLeaves},
     FailureKind::rejected,
     "the server does not want this kind of stream (invalid-namespace): try -P xmpp-server ('who &amp; "
     "what?')"},
    {"another error",
     {kOpens,
      says(error("<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'>no</policy-violation><x/>")),
      kLeaves},
     FailureKind::rejected,
     "the server turns us away: 'policy-violation'"},
    {"an error that says nothing",
     {kOpens, says(kHeader + "<stream:error/>"), kLeaves},
     FailureKind::rejected,
     "the server turns us away: 'an error without a condition'"},
    {"an error in place of the header",
     {kOpens, says("<stream:error xmlns:stream='http://etherx.jabber.org/streams'><reset/></stream:error>"),
      kLeaves},
     FailureKind::rejected,
     "the server turns us away: 'reset'"},
    {"ends the stream",
     {kOpens, says(kHeader + "</stream:stream>"), kLeaves},
     FailureKind::rejected,
     "the server ends the stream"},
    {"before 1.0",
     {kOpens,
      says("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='x'>"),
      kLeaves},
     FailureKind::not_offered,
     "the server speaks XMPP of before 1.0, which has no STARTTLS"},
    {"not offered",
     {kOpens, says(kHeader + "<stream:features/>"), kLeaves},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"a tag within a value",
     {kOpens, says(kHeader + "<stream:features><b c=\"<\"/>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<b c=\"<\"/>'"},
    {"not offered: another namespace, or deeper",
     {kOpens,
      says(kHeader + "<stream:features xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'><starttls/><t:starttls2/>"
                     "<starttls xmlns='urn:x'/><a xmlns='urn:ietf:params:xml:ns:xmpp-tls'><starttls/></a>"
                     "</stream:features>"),
      kLeaves},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"refused",
     {kOpens, says(kHeader + kFeatures), kStarttls,
      says("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"), kLeaves},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it"},
    {"refused by an error",
     {kOpens, says(kHeader + kFeatures), kStarttls, says("<stream:error><not-authorized/></stream:error>"),
      kLeaves},
     FailureKind::rejected,
     "the server turns us away: 'not-authorized'"},
    {"no answer to <starttls/>",
     {kOpens, says(kHeader + kFeatures), kStarttls, says("<proceed/>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<proceed/>'"},
    {"no features",
     {kOpens, says(kHeader + "<message/>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<message/>'"},
    {"SMTP",
     {kOpens, says("220 mx ESMTP\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not XMPP: try -P smtp ('220 mx ESMTP')"},
    {"HTTP",
     {kOpens, says("HTTP/1.1 400 Bad Request\r\n\r\n")},
     FailureKind::protocol,
     "the server speaks HTTP, not XMPP: 'HTTP/1.1 400 Bad Request'"},
    {"HTML",
     {kOpens, says("<html><body>no</body></html>")},
     FailureKind::protocol,
     "the server speaks HTTP, not XMPP: '<html>'"},
    {"a document type",
     {kOpens, says("<!DOCTYPE x [<!ENTITY a 'b'>]>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<!DOCTYPE x [<!ENTITY a 'b'>'"},
    {"a comment",
     {kOpens, says(kHeader + "<!-- hello -->")},
     FailureKind::protocol,
     "the answer is not XMPP: '<!-- hello -->'"},
    {"garbage", {kOpens, says("garbage")}, FailureKind::protocol, "the answer is not XMPP: 'garbage'"},
    {"no name", {kOpens, says("<>")}, FailureKind::protocol, "the answer is not XMPP: '<>'"},
    {"a prefix and no name",
     {kOpens, says(kHeader + "<stream:features><x:/>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<x:/>'"},
    {"an empty prefix",
     {kOpens, says(kHeader + "<stream:features><:x/>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<:x/>'"},
    {"no end of what was not begun",
     {kOpens, says("</stream>")},
     FailureKind::protocol,
     "the answer is not XMPP: '</stream>'"},
    {"another end",
     {kOpens, says(kHeader + "<stream:features><a></b>")},
     FailureKind::protocol,
     "the answer is not XMPP: '</b>'"},
    {"an attribute without a value",
     {kOpens, says("<a b>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<a b>'"},
    {"an attribute without quotes",
     {kOpens, says("<a b=c>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<a b=c>'"},
    {"attributes without a blank",
     {kOpens, says("<a b='c'd='e'>")},
     FailureKind::protocol,
     "the answer is not XMPP: '<a b='c'd='e'>'"},
    {"text before the stream",
     {kOpens, says("<?xml version='1.0'?>hello<a>")},
     FailureKind::protocol,
     "the answer is not XMPP: 'hello'"},
    {"TLS",
     {kOpens, says("\x15\x03\x01")},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P xmpps"},
    {"gone without a word",
     {kOpens, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to the stream header (if TLS begins at once on this "
     "port, use -P xmpps)"},
    {"silent",
     {kOpens, stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P xmpps)"},
    {"silent later",
     {kOpens, says(kHeader), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the features"},
    {"an endless tag",
     {kOpens, says("<a b='" + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a tag or text of more than 4096 bytes: '<a b='" + std::string(194, 'x') + "...'"},
    {"endless text",
     {kOpens, says(kHeader + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a tag or text of more than 4096 bytes: '" + std::string(200, 'x') + "...'"},
    {"endless features",
     {kOpens, says(kHeader + "<stream:features>" + many("<a/>", 50000))},
     FailureKind::too_large,
     "more than 65536 bytes of XML before TLS"},
    {"endless depth",
     {kOpens, says(kHeader + many("<stream:features>"))},
     FailureKind::too_large,
     "more than 32 elements within each other"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("xmpp", good_script()); }

BOOST_AUTO_TEST_CASE(consent_in_an_odd_hand) { check_good("xmpp", odd_script()); }

BOOST_AUTO_TEST_CASE(consent_of_a_server_for_servers) {
  check_good(
      "xmpp-server",
      {asks("jabber:server"),
       says("<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback' "
            "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>" +
            kFeatures),
       kStarttls, says(kProceed)});
}

BOOST_AUTO_TEST_CASE(a_server_for_clients_is_asked_as_a_server) {
  const Refusal rows[] = {
      {"client port",
       {asks("jabber:server"), says(error("<invalid-namespace/>")), kLeaves},
       FailureKind::rejected,
       "the server does not want this kind of stream (invalid-namespace): try -P xmpp"},
      {"TLS",
       {asks("jabber:server"), says("\x15\x03\x01")},
       FailureKind::protocol,
       "TLS begins at once on this port: use -P xmpps-server"},
  };
  check_refusals("xmpp-server", rows);
}

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("xmpp", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("xmpp", good_script(), "<stream:features><mechanisms/></stream:features>");
}

}  // namespace
}  // namespace tests
