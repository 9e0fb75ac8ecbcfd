// Reads the XML of an XMPP stream, tag by tag: RFC 6120, 4 and 11.
//
//   XmlReader reader(stream, protocol);
//   XmlTag header = co_await reader.next();      // {http://etherx.jabber.org/streams}stream
//   XmlTag features = co_await reader.next();
//
// Namespaces are resolved, whatever the prefixes, quotes and order of attributes. Not a parser for all XML:
// comments, processing instructions but the declaration, document types (RFC 6120, 11.1 forbids them) and
// CDATA sections are failures; entities are left as they are written, in attributes and text, so that a
// namespace written with one is not recognised; names are not checked letter by letter.
//
// Failures are of kind `protocol`, where what comes is not well-formed, and `too_large` at the bounds below.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {

// Bytes of a whole stream before TLS; servers take stanzas of 10,000 (RFC 6120, 13.12) and send far less.
inline constexpr std::size_t kMaxXml = 65536;
// Bytes of one tag, and of the text between two.
inline constexpr std::size_t kMaxXmlPiece = 4096;
// Elements within elements; features have three or four.
inline constexpr std::size_t kMaxXmlDepth = 32;

struct XmlTag {
  enum class Kind { open, close, empty };  // <a>, </a>, <a/>
  Kind kind = Kind::open;
  std::string space;  // the namespace
  std::string name;   // without a prefix
  // As written, without declarations of namespaces.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;       // before it
  std::size_t depth = 0;  // of the element: the root has 0
  std::string markup;     // the whole tag

  bool is(std::string_view wanted_space, std::string_view wanted_name) const {
    return space == wanted_space && name == wanted_name;
  }
  bool is_open() const { return kind != Kind::close; }
  // Empty if there is none.
  std::string_view attribute(std::string_view wanted) const;
};

class XmlReader {
 public:
  XmlReader(Stream& stream, TextProtocol protocol) : stream_(stream), protocol_(protocol) {}

  // The next tag; not a byte behind it is read.
  Task<XmlTag> next();
  // Up to the end of that element, if it is not empty.
  Task<> skip(XmlTag opened);

 private:
  struct Binding {
    std::string prefix;
    std::string space;
    std::size_t depth;
  };

  Task<std::string> read_piece(bool is_markup);
  XmlTag understand(std::string markup);
  void open(XmlTag& tag, std::string_view inside);
  void close(XmlTag& tag, std::string_view qualified);
  std::string resolve(std::string_view qualified) const;
  NetworkError malformed(std::string_view markup) const;

  Stream& stream_;
  TextProtocol protocol_;
  std::size_t count_ = 0;
  std::vector<std::string> open_;  // qualified names
  std::vector<Binding> bindings_;
};

}  // namespace checks
