#include <string>
#include <string_view>

#include "checks/list/digest_view.h"
#include "checks/list/html_writer.h"

namespace checks {

using plugin::Status;

namespace {

std::string heading_of(const DigestItem& item) {
  return std::string("[") + plugin::word(item.status) + "] " + item.label +
         (item.mark.empty() ? "" : " (" + item.mark + ")");
}

// White on it has a contrast of at least 4.5 (WCAG 2, 1.4.3).
const char* color(Status status) {
  switch (status) {
    case Status::critical:
      return "#b3261e";
    case Status::warning:
      return "#8a5a00";
    case Status::unknown:
      return "#5f4b8b";
    case Status::ok:
      break;
  }
  return "#1b6e3c";
}

std::string element(std::string_view name, std::string_view style, std::string_view text) {
  std::string html = "<" + std::string(name);
  html += style.empty() ? "" : " style=\"" + std::string(style) + "\"";
  return html + ">" + html_text(text) + "</" + std::string(name) + ">";
}

const char* style_of(LineKind kind) {
  switch (kind) {
    case LineKind::to_do:
      return "margin:2px 0";
    case LineKind::detail:
      return "margin:2px 0;font-size:13px;opacity:.75";
    case LineKind::main:
      break;
  }
  return "margin:2px 0;font-weight:600";
}

std::string badge(Status status) {
  return element("span",
                 std::string("background:") + color(status) +
                     ";color:#fff;border-radius:3px;padding:1px 6px;font-size:12px;font-weight:600",
                 plugin::word(status));
}

std::string html_item(const DigestItem& item) {
  std::string html = "<div style=\"margin:0 0 14px;padding:6px 0 6px 12px;border-left:4px solid " +
                     std::string(color(item.status)) +
                     ";overflow-wrap:anywhere\">\n<p style=\"margin:0 0 4px\">" + badge(item.status) + " " +
                     element("strong", "", item.label);
  if (!item.mark.empty()) {
    html +=
        " " + element("em",
                      "font-style:normal;font-weight:600;font-size:12px;border:1px solid;border-radius:3px;"
                      "padding:0 5px",
                      item.mark);
  }
  html += "</p>\n";
  for (const DigestLine& line : item.lines) {
    html += element("p", style_of(line.kind), line.text) + "\n";
  }
  return html + "</div>\n";
}

std::string html_part(const DigestPart& part) {
  std::string html = element("h2", "font-size:17px;margin:26px 0 10px", part.title) + "\n";
  for (const DigestItem& item : part.items) {
    html += html_item(item);
  }
  for (const std::string& note : part.notes) {
    html += element("p", "margin:4px 0", note) + "\n";
  }
  return html;
}

}  // namespace

std::string digest_text(const DigestView& view) {
  std::string text = view.title + "\n\n";
  for (const std::string& line : view.summary) {
    text += line + "\n";
  }
  for (const DigestPart& part : view.parts) {
    text += "\n\n" + part.title + "\n";
    for (const DigestItem& item : part.items) {
      text += "\n" + heading_of(item) + "\n";
      for (const DigestLine& line : item.lines) {
        text += "    " + line.text + "\n";
      }
    }
    text += part.notes.empty() ? "" : "\n";
    for (const std::string& note : part.notes) {
      text += note + "\n";
    }
  }
  return text + "\n-- \n" + view.footer + "\n";
}

std::string digest_html(const DigestView& view) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"" + std::string(view.language_tag) +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n" +
                     element("title", "", view.title) +
                     "\n</head>\n"
                     "<body style=\"font-family:sans-serif;font-size:15px;line-height:1.45;max-width:760px;"
                     "margin:0 auto;padding:12px\">\n" +
                     element("h1", "font-size:21px;margin:0 0 8px", view.title) + "\n";
  for (const std::string& line : view.summary) {
    html += element("p", "margin:2px 0", line) + "\n";
  }
  for (const DigestPart& part : view.parts) {
    html += html_part(part);
  }
  return html + element("p", "margin:26px 0 0;font-size:13px;opacity:.75", view.footer) +
         "\n</body>\n</html>\n";
}

}  // namespace checks
