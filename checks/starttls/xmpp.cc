#include <string>
#include <string_view>
#include <utility>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/text_dialogue.h"
#include "checks/starttls/xml_reader.h"

namespace checks {
namespace {

struct Dialect {
  TextProtocol protocol;
  const char* space;    // of the stream's content: RFC 6120, 4.8.2
  const char* sibling;  // what the other port speaks
};

constexpr Dialect kClient = {{"XMPP", "xmpp", "</stream:stream>"}, "jabber:client", "xmpp-server"};
constexpr Dialect kServer = {{"XMPP", "xmpp-server", "</stream:stream>"}, "jabber:server", "xmpp"};

constexpr std::string_view kStreams = "http://etherx.jabber.org/streams";
constexpr std::string_view kTls = "urn:ietf:params:xml:ns:xmpp-tls";

struct Talk {
  Stream& stream;
  const Dialect& dialect;
  std::string domain;  // that the stream is for
  XmlReader reader;
};

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '\'':
        result += "&apos;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

Task<> refuse(Talk& talk, FailureKind kind, std::string text) {
  co_await checks::refuse(talk.stream, talk.dialect.protocol, kind, std::move(text));
}

// RFC 6120, 4.9.3: what users can mend.
std::string explain(const Talk& talk, const std::string& condition) {
  if (condition == "host-unknown" || condition == "improper-addressing" || condition == "host-gone") {
    return "the server does not serve the domain " + quote(talk.domain) + " (" + condition +
           "): name its domain by --sni";
  }
  if (condition == "invalid-namespace" || condition == "bad-namespace-prefix") {
    return "the server does not want this kind of stream (" + condition + "): try -P " + talk.dialect.sibling;
  }
  return "the server turns us away: " + quote(condition);
}

// RFC 6120, 4.9.2: a condition, and perhaps a text.
Task<> fail_by_error(Talk& talk, XmlTag error) {
  std::string condition = "an error without a condition";
  std::string text;
  bool has_condition = false;
  for (bool is_within = error.kind == XmlTag::Kind::open; is_within;) {
    const XmlTag tag = co_await talk.reader.next();
    if (tag.depth == error.depth + 1 && tag.name == "text") {
      text = tag.kind == XmlTag::Kind::close ? tag.text : text;
    } else if (tag.depth == error.depth + 1 && tag.is_open() && !has_condition) {
      condition = tag.name;
      has_condition = true;
    }
    is_within = tag.depth > error.depth;
  }
  std::string what = explain(talk, condition);
  if (!text.empty()) {
    what += " (" + quote(text) + ")";
  }
  co_await refuse(talk, FailureKind::rejected, std::move(what));
}

// The next child of the stream that is no error; it need not be complete.
Task<XmlTag> read_child(Talk& talk) {
  XmlTag tag = co_await talk.reader.next();
  if (tag.is(kStreams, "error")) {
    co_await fail_by_error(talk, tag);
  }
  if (!tag.is_open()) {
    co_await refuse(talk, FailureKind::rejected, "the server ends the stream");
  }
  co_return tag;
}

// An error may come in place of the header: RFC 6120, 4.9.1.1.
Task<> read_header(Talk& talk) {
  co_await await_greeting(talk.stream, talk.dialect.protocol, FirstWord::ours);
  const std::uint8_t first = co_await talk.stream.peek();
  if (first != '<') {
    co_await fail_as_other_protocol(talk.stream, talk.dialect.protocol);
  }
  const XmlTag header = co_await talk.reader.next();
  if (header.is(kStreams, "error")) {
    co_await fail_by_error(talk, header);
  }
  if (!header.is(kStreams, "stream")) {
    throw not_spoken(talk.stream, talk.dialect.protocol, header.markup);
  }
  // RFC 6120, 4.7.5: without a version it is 0.9, and there are no features.
  const std::string_view version = header.attribute("version");
  if (version.empty() || version.starts_with("0.")) {
    co_await refuse(talk, FailureKind::not_offered,
                    "the server speaks XMPP of before 1.0, which has no STARTTLS");
  }
}

// RFC 6120, 4.7.1: `to` names the domain, which need not be the name of the machine.
Task<> open_stream(Talk& talk) {
  talk.stream.set_stage(Stage::starttls, "before the answer to the stream header");
  const std::string header = std::string("<?xml version='1.0'?><stream:stream xmlns='") + talk.dialect.space +
                             "' xmlns:stream='" + std::string(kStreams) + "' to='" + escaped(talk.domain) +
                             "' version='1.0'>";
  co_await talk.stream.write(header);
  co_await read_header(talk);
}

// RFC 6120, 4.3.2 and 5.4.1: <starttls/> among the features.
Task<bool> read_features(Talk& talk, XmlTag features) {
  bool offers = false;
  for (bool is_within = features.kind == XmlTag::Kind::open; is_within;) {
    const XmlTag tag = co_await talk.reader.next();
    offers = offers || (tag.depth == features.depth + 1 && tag.is_open() && tag.is(kTls, "starttls"));
    is_within = tag.depth > features.depth;
  }
  co_return offers;
}

Task<> find_starttls(Talk& talk) {
  talk.stream.set_stage(Stage::starttls, "before the features");
  const XmlTag features = co_await read_child(talk);
  if (!features.is(kStreams, "features")) {
    throw not_spoken(talk.stream, talk.dialect.protocol, features.markup);
  }
  const bool offers = co_await read_features(talk, features);
  if (!offers) {
    co_await refuse(talk, FailureKind::not_offered, "the server does not offer STARTTLS");
  }
}

// RFC 6120, 5.4.2.
Task<> ask_for_tls(Talk& talk) {
  talk.stream.set_stage(Stage::starttls, "before the answer to <starttls/>");
  co_await talk.stream.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  const XmlTag answer = co_await read_child(talk);
  if (answer.is(kTls, "failure")) {
    co_await refuse(talk, FailureKind::rejected, "the server offers STARTTLS and refuses it");
  }
  if (!answer.is(kTls, "proceed")) {
    throw not_spoken(talk.stream, talk.dialect.protocol, answer.markup);
  }
  co_await talk.reader.skip(answer);
}

Task<Framing> start(Stream& stream, const Dialect& dialect, DialogueContext context) {
  Talk talk{stream, dialect, std::move(context.peer_name), XmlReader(stream, dialect.protocol)};
  co_await open_stream(talk);
  co_await find_starttls(talk);
  co_await ask_for_tls(talk);
  co_return Framing::plain;
}

}  // namespace

Task<Framing> start_xmpp(Stream& stream, DialogueContext context) {
  return start(stream, kClient, std::move(context));
}

Task<Framing> start_xmpp_server(Stream& stream, DialogueContext context) {
  return start(stream, kServer, std::move(context));
}

}  // namespace checks
