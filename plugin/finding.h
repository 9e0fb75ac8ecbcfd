// What one rule says of one thing: a state, a sentence, and the values that explain it.
//
// Ids are an API: users silence and re-grade by them (--ignore, --severity). "Not applicable" and "could not
// be determined" are outcomes of their own, never an absent line and never a plain OK.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plugin/status.h"
#include "plugin/text.h"

namespace plugin {

enum class Outcome {
  pass,            // looked at, fine; `text` says what was seen
  remark,          // fine, but worth a line
  problem,         // WARNING or CRITICAL (or what --severity made of it)
  undetermined,    // could not be looked at; the state is the rule's `undetermined` state
  not_applicable,  // there is nothing to look at
};

// "pass", "remark", "problem", "undetermined", "not-applicable".
const char* word(Outcome outcome);

struct Finding {
  std::string id;  // the rule's, e.g. "leaf-expiry"
  Outcome outcome = Outcome::pass;
  Status status = Status::ok;
  Text subject;  // what it is about: a certificate's subject, an address; may be empty
  Text text;     // one sentence without a full stop, beginning in lower case unless with a name
  // Explains the sentence to a machine: {"not_after", "2027-01-19T14:31:48Z"}. Names are ours.
  std::vector<std::pair<std::string, Text>> values;
};

}  // namespace plugin
