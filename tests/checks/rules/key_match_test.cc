#define BOOST_TEST_MODULE key_match
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::FileProblem;

template <FileProblem problem>
void fail(CaseBuilder& b) {
  b.observation.file->key_path = "www.key";
  b.observation.file->key_failure = checks::FileFailure{problem, "why"};
}

constexpr Row kRows[] = {
    {"none", [](CaseBuilder&) {}, "not-applicable: no private key was given"},
    {"no file", [](CaseBuilder& b) { b.observation.file.reset(); }, "not-applicable: no file was read"},
    {"in the file", [](CaseBuilder& b) { b.observation.file->keys = {b.leaf().key.spki_sha256}; },
     "pass: the private key in the file is the certificate's"},
    {"one of several",
     [](CaseBuilder& b) {
       b.observation.file->keys = {"other", b.leaf().key.spki_sha256};
     },
     "pass: the private key in the file is the certificate's"},
    {"given",
     [](CaseBuilder& b) {
       b.observation.file->key_path = "www.key";
       b.observation.file->keys = {b.leaf().key.spki_sha256};
     },
     "pass: the private key 'www.key' is the certificate's"},
    {"another",
     [](CaseBuilder& b) {
       b.observation.file->key_path = "www.key";
       b.observation.file->keys = {"other"};
     },
     "CRITICAL: the private key 'www.key' is not the certificate's ('www.example.org'): install the two that "
     "belong together"},
    {"encrypted in the file", [](CaseBuilder& b) { b.observation.file->unread_keys = 1; },
     "remark: the file has private keys that were not checked (1): encrypted, or of a kind that is not read"},
    {"missing", fail<FileProblem::missing>, "CRITICAL: the private key 'www.key' cannot be used: why"},
    {"no key", fail<FileProblem::no_certificate>, "CRITICAL: the private key 'www.key' cannot be used: why"},
    {"malformed", fail<FileProblem::malformed>, "CRITICAL: the private key 'www.key' cannot be used: why"},
    {"no permission", fail<FileProblem::not_permitted>,
     "undetermined: the private key 'www.key' cannot be used: why"},
    {"no password", fail<FileProblem::password>,
     "undetermined: the private key 'www.key' cannot be used: why"},
};

BOOST_AUTO_TEST_CASE(rows) { check_file_rows(checks::judge_key_match, kRows); }

}  // namespace
}  // namespace tests
