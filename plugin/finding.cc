#include "plugin/finding.h"

namespace plugin {

const char* word(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::remark:
      return "remark";
    case Outcome::problem:
      return "problem";
    case Outcome::undetermined:
      return "undetermined";
    case Outcome::not_applicable:
      return "not-applicable";
  }
  return "undetermined";
}

}  // namespace plugin
