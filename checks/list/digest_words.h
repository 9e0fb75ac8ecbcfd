// The words of the mail digest, in each language: one table of phrases, both languages in each row, so that
// none can be forgotten; and for Japanese what the findings of each rule mean, since their sentences are
// English (those stand beside it, as the exact wording).

#pragma once

#include <chrono>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/evidence/failure.h"
#include "checks/list_settings.h"

namespace checks {

enum class Phrase {
  // of the whole
  title,
  summary,
  checked_on,
  changes,
  nothing,
  default_subject,
  none,
  generated,
  // titles of sections
  expiring,
  unreachable,
  others,
  not_checked,
  fixed,
  faults,
  notices,
  more_entries,
  // marks
  is_new,
  worse,
  is_fixed,
  // lines of an entry
  leaf_ends,
  leaf_ended,
  leaf_ends_late,
  chain_ends,
  chain_ended,
  to_do,
  since,
  was,
  issuer,
  address,
  more_findings,
  wording,
  left_over,
  // what to do
  do_renew,
  do_renew_chain,
  do_resolve,
  do_connect,
  do_proxy,
  do_starttls,
  do_handshake,
  count,
};

// The phrase as it is, with names in braces: {count}.
const char* phrase_text(DigestLanguage language, Phrase phrase);

// The value of a name in braces.
using PhraseValue = std::pair<std::string_view, std::string>;

// `text` with the values of its names; a value is put in as it is. A name without a value becomes nothing, an
// open brace without a closing one stays.
std::string filled(std::string_view text, std::span<const PhraseValue> values);
std::vector<std::string_view> names_in(std::string_view text);

std::string words(DigestLanguage language, Phrase phrase, std::initializer_list<PhraseValue> values = {});

// "59 days", "59 日": the largest unit of which there are at least two, as plugin::in_words.
std::string duration_words(DigestLanguage language, std::chrono::seconds duration);

// What a finding of that rule means, and what to do, in Japanese. `is_undetermined`: the finding says that
// something could not be found out. A rule that has no row has words too, with its id in them.
struct JapaneseFinding {
  std::string meaning;
  std::string to_do;
};
JapaneseFinding japanese_finding(std::string_view rule, bool is_undetermined);
// The same of rule `reachable`.
JapaneseFinding japanese_failure(Stage stage);
// True if that rule has a row of its own.
bool has_japanese_words(std::string_view rule);

// What to do where a server cannot be reached.
Phrase to_do_after(Stage stage);

// BCP 47: "en", "ja".
const char* language_tag(DigestLanguage language);

}  // namespace checks
