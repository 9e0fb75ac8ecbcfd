// A digest in words, before it is plain text or HTML.
//
// Every string is one line of valid UTF-8 without control or invisible characters (plugin::Text::line): what
// is left to do for HTML is to escape its own signs.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checks/list/digest.h"
#include "checks/list_settings.h"
#include "plugin/calendar.h"

namespace checks {

// Entries of one section that are written out; the rest is counted. Nobody reads on, and mail servers refuse
// mails of more than some megabytes (10 MB at many).
inline constexpr std::size_t kMaxDigestEntries = 200;

enum class LineKind {
  main,  // what is wrong
  to_do,
  detail,  // port, address, issuer, since when, exact wording
};

struct DigestLine {
  LineKind kind;
  std::string text;
};

struct DigestItem {
  plugin::Status status = plugin::Status::ok;
  std::string label;
  std::string mark;  // "NEW", empty for none
  std::vector<DigestLine> lines;
};

struct DigestPart {
  std::string title;
  std::vector<DigestItem> items;
  std::vector<std::string> notes;  // behind them
};

struct DigestView {
  const char* language_tag = "en";
  std::string title;
  std::vector<std::string> summary;
  std::vector<DigestPart> parts;
  std::string footer;
};

// `host`: where the run was made.
DigestView view_digest(const Digest& digest, DigestLanguage language, const plugin::Calendar& calendar,
                       const std::string& host);

std::string digest_text(const DigestView& view);

// A whole page without anything from outside: styles stand in the elements, since mail programs drop others.
std::string digest_html(const DigestView& view);

}  // namespace checks
