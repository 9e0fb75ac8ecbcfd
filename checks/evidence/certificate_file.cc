#include "checks/evidence/certificate_file.h"

#include "checks/evidence/words.h"

namespace checks {
namespace {

constexpr std::array<const char*, 7> kProblems = {
    "missing", "not_permitted", "unreadable", "no_certificate", "malformed", "password", "unsupported"};
static_assert(kProblems.size() == static_cast<std::size_t>(FileProblem::unsupported) + 1);

}  // namespace

const char* word(FileProblem problem) { return word_of(kProblems, problem); }

std::optional<FileProblem> file_problem_from_word(std::string_view text) {
  return value_of<FileProblem>(kProblems, text);
}

}  // namespace checks
