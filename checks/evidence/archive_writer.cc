#include <string>
#include <string_view>

#include "checks/evidence/archive.h"
#include "checks/evidence/archive_members.h"
#include "checks/evidence/base64.h"
#include "plugin/calendar.h"
#include "plugin/text.h"

namespace checks {
namespace {

// Valid UTF-8 as a JSON string (RFC 8259, section 7).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.append("\\u00").append(1, "01"[c >> 4]).append(1, "0123456789abcdef"[c & 0xf]);
    } else {
      out += c;
    }
  }
  return out += '"';
}

template <class T>
bool is_default(const std::optional<T>& value) {
  return !value;
}

template <class T>
bool is_default(const T& value) {
  return value == T{};
}

class Writer {
 public:
  static constexpr bool kWrites = true;

  template <class T>
  void operator()(const char* name, const T& value) {
    if (!is_default(value)) {
      required(name, value);
    }
  }

  template <class T>
  void required(const char* name, const T& value) {
    begin_item();
    text_ += quoted(name) + ": ";
    write(value);
  }

  template <class Body>
  void list(char open, char close, const Body& body) {
    text_ += open;
    ++depth_;
    is_first_ = true;
    body();
    --depth_;
    if (!is_first_) {
      begin_line();
    }
    text_ += close;
    is_first_ = false;
  }

  std::string take() { return std::move(text_); }

 private:
  void begin_line() { text_.append("\n").append(2 * depth_, ' '); }

  void begin_item() {
    text_ += is_first_ ? "" : ",";
    is_first_ = false;
    begin_line();
  }

  void write(bool value) { text_ += value ? "true" : "false"; }
  void write(std::uint16_t value) { text_ += std::to_string(value); }
  void write(std::chrono::microseconds value) { text_ += std::to_string(value.count()); }
  void write(std::chrono::sys_seconds value) { text_ += quoted(plugin::rfc3339(value)); }
  void write(const Bytes& value) { text_ += quoted(to_base64(value)); }

  void write(const std::string& value) {
    if (plugin::is_utf8(value)) {
      text_ += quoted(value);
      return;
    }
    const Bytes bytes(value.begin(), value.end());
    list('{', '}', [&] { required("base64", bytes); });
  }

  template <class T>
  void write(const std::optional<T>& value) {
    write(*value);  // an empty one was left out
  }

  template <class T>
  void write(const std::vector<T>& values) {
    list('[', ']', [&] {
      for (const T& value : values) {
        begin_item();
        write(value);
      }
    });
  }

  template <class T>
  void write(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      text_ += quoted(word(value));
    } else {
      list('{', '}', [&] { members(*this, value); });
    }
  }

  std::string text_;
  std::size_t depth_ = 0;
  bool is_first_ = true;
};

}  // namespace

std::string write_archive(const Evidence& evidence) {
  Writer writer;
  writer.list('{', '}', [&] {
    writer.required("format", std::string(kArchiveFormat));
    writer.required("version", std::uint16_t{kArchiveVersion});
    members(writer, evidence);
  });
  return writer.take() + "\n";
}

}  // namespace checks
