#include "checks/starttls/xml_reader.h"

#include <algorithm>

#include "plugin/ascii.h"

namespace checks {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kNameEnds = " \t\r\n/=<>'\"";

std::string_view trimmed(std::string_view text) { return plugin::trimmed(text, kBlanks); }

std::string_view take_name(std::string_view& text) {
  const std::string_view name = text.substr(0, text.find_first_of(kNameEnds));
  text.remove_prefix(name.size());
  return name;
}

std::string_view prefix_of(std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  return colon == std::string_view::npos ? "" : qualified.substr(0, colon);
}

std::string_view local_of(std::string_view qualified) { return qualified.substr(qualified.find(':') + 1); }

// A name, or a prefix and a name: Namespaces in XML 1.0, 4.
bool is_qualified_name(std::string_view name) {
  return !name.empty() && !name.starts_with(':') && !name.ends_with(':');
}

using Attribute = std::pair<std::string, std::string>;

// `name = "value"`, with blanks or without; false if it is none.
bool take_attribute(std::string_view& text, Attribute& into) {
  const std::string_view name = take_name(text);
  text = trimmed(text);
  if (name.empty() || !text.starts_with('=')) {
    return false;
  }
  text = trimmed(text.substr(1));
  if (text.empty() || (text.front() != '\'' && text.front() != '"')) {
    return false;
  }
  const std::size_t end = text.find(text.front(), 1);
  if (end == std::string_view::npos || text.substr(1, end - 1).find('<') != std::string_view::npos) {
    return false;
  }
  into = {std::string(name), std::string(text.substr(1, end - 1))};
  text.remove_prefix(end + 1);
  return text.empty() || kBlanks.find(text.front()) != std::string_view::npos;
}

bool is_declaration(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }

// Finds the end of a text (before "<") or a tag (behind ">", which may stand within quotes).
class Scanner {
 public:
  explicit Scanner(bool is_markup) : is_markup_(is_markup) {}

  // Bytes that belong to the piece.
  std::size_t scan(ByteView bytes) {
    std::size_t count = 0;
    while (count < bytes.size() && !is_done_) {
      count += take(static_cast<char>(bytes[count])) ? 1 : 0;
    }
    return count;
  }

  bool is_done() const { return is_done_; }

 private:
  bool take(char c) {
    if (!is_markup_) {
      is_done_ = c == '<';
      return !is_done_;
    }
    if (quote_ != 0) {
      quote_ = c == quote_ ? '\0' : quote_;
    } else if (c == '\'' || c == '"') {
      quote_ = c;
    } else {
      is_done_ = c == '>';
    }
    return true;
  }

  bool is_markup_;
  bool is_done_ = false;
  char quote_ = 0;
};

}  // namespace

std::string_view XmlTag::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes) {
    if (key == wanted) {
      return value;
    }
  }
  return {};
}

Task<std::string> XmlReader::read_piece(bool is_markup) {
  Scanner scanner(is_markup);
  std::string piece;
  while (!scanner.is_done()) {
    co_await stream_.peek();
    const std::size_t count = scanner.scan(stream_.unread());
    const Bytes bytes = co_await stream_.read_exactly(count);
    piece.append(bytes.begin(), bytes.end());
    count_ += count;
    if (piece.size() > kMaxXmlPiece) {
      throw stream_.failure(
          FailureKind::too_large,
          "a tag or text of more than " + std::to_string(kMaxXmlPiece) + " bytes: " + quote(piece));
    }
    if (count_ > kMaxXml) {
      throw stream_.failure(FailureKind::too_large,
                            "more than " + std::to_string(kMaxXml) + " bytes of XML before TLS");
    }
  }
  co_return piece;
}

Task<XmlTag> XmlReader::next() {
  for (;;) {
    std::string text = co_await read_piece(false);
    std::string markup = co_await read_piece(true);
    const bool is_declaration_of_xml = markup.starts_with("<?xml") && open_.empty();
    if (open_.empty() && !trimmed(text).empty()) {
      throw malformed(text);
    }
    if (!is_declaration_of_xml) {
      XmlTag tag = understand(std::move(markup));
      tag.text = trimmed(text);
      co_return tag;
    }
  }
}

Task<> XmlReader::skip(XmlTag opened) {
  for (bool is_within = opened.kind == XmlTag::Kind::open; is_within;) {
    const XmlTag tag = co_await next();
    is_within = tag.kind != XmlTag::Kind::close || tag.depth != opened.depth;
  }
}

XmlTag XmlReader::understand(std::string markup) {
  XmlTag tag;
  std::string_view inside = std::string_view(markup).substr(1, markup.size() - 2);
  if (inside.starts_with('/')) {
    tag.markup = markup;
    close(tag, trimmed(inside.substr(1)));
    return tag;
  }
  if (inside.starts_with('!') || inside.starts_with('?')) {
    throw malformed(markup);
  }
  if (inside.ends_with('/')) {
    tag.kind = XmlTag::Kind::empty;
    inside.remove_suffix(1);
  }
  tag.markup = markup;
  open(tag, inside);
  return tag;
}

void XmlReader::open(XmlTag& tag, std::string_view inside) {
  const std::string qualified(take_name(inside));
  tag.depth = open_.size();
  if (tag.depth == kMaxXmlDepth) {
    throw stream_.failure(FailureKind::too_large,
                          "more than " + std::to_string(kMaxXmlDepth) + " elements within each other");
  }
  const std::size_t kept = bindings_.size();
  for (inside = trimmed(inside); !inside.empty(); inside = trimmed(inside)) {
    Attribute attribute;
    if (!take_attribute(inside, attribute)) {
      throw malformed(tag.markup);
    }
    if (is_declaration(attribute.first)) {
      const std::string_view prefix = attribute.first == "xmlns" ? "" : local_of(attribute.first);
      bindings_.push_back({std::string(prefix), std::move(attribute.second), tag.depth});
    } else {
      tag.attributes.push_back(std::move(attribute));
    }
  }
  if (!is_qualified_name(qualified)) {
    throw malformed(tag.markup);
  }
  tag.name = local_of(qualified);
  tag.space = resolve(qualified);
  if (tag.kind == XmlTag::Kind::empty) {
    bindings_.resize(kept);
  } else {
    open_.push_back(qualified);
  }
}

void XmlReader::close(XmlTag& tag, std::string_view qualified) {
  if (open_.empty() || open_.back() != qualified) {
    throw malformed(tag.markup);
  }
  tag.kind = XmlTag::Kind::close;
  tag.name = local_of(qualified);
  tag.space = resolve(qualified);
  open_.pop_back();
  tag.depth = open_.size();
  while (!bindings_.empty() && bindings_.back().depth >= tag.depth) {
    bindings_.pop_back();
  }
}

// The innermost declaration counts; without one there is no namespace.
std::string XmlReader::resolve(std::string_view qualified) const {
  const std::string_view prefix = prefix_of(qualified);
  const auto found = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                  [prefix](const Binding& binding) { return binding.prefix == prefix; });
  return found == bindings_.rend() ? std::string() : found->space;
}

NetworkError XmlReader::malformed(std::string_view markup) const {
  const std::string_view line = trimmed(markup);
  return not_spoken(stream_, protocol_, line.substr(0, line.find_first_of("\r\n")));
}

}  // namespace checks
