#define BOOST_TEST_MODULE file_readable
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::FileProblem;

template <FileProblem problem>
void fail(CaseBuilder& b) {
  b.seen.sent.clear();
  b.observation.file->failure = checks::FileFailure{problem, "why"};
}

// A folder with so many files with certificates, without, and not read.
template <int with, int without, int not_read>
void search(CaseBuilder& b) {
  b.seen.sent.clear();
  b.observation.file.reset();
  b.observation.search = checks::FileSearch{"/etc/ssl", with, without, not_read, false};
}

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: PEM with 2 certificates"},
    {"one", [](CaseBuilder& b) { b.seen.sent.pop_back(); }, "pass: PEM with 1 certificate"},
    {"no file", [](CaseBuilder& b) { b.observation.file.reset(); }, "not-applicable: no file was read"},
    {"missing", fail<FileProblem::missing>, "CRITICAL: cannot be used: why"},
    {"no certificate", fail<FileProblem::no_certificate>, "CRITICAL: cannot be used: why"},
    {"malformed", fail<FileProblem::malformed>, "CRITICAL: cannot be used: why"},
    {"no permission", fail<FileProblem::not_permitted>, "undetermined: cannot be used: why"},
    {"no regular file", fail<FileProblem::unreadable>, "undetermined: cannot be used: why"},
    {"no password", fail<FileProblem::password>, "undetermined: cannot be used: why"},
    {"JCEKS", fail<FileProblem::unsupported>, "undetermined: cannot be used: why"},
    {"first certificate does not parse",
     [](CaseBuilder& b) {
       b.seen.sent.clear();
       b.send_unparsable("wrong tag");
     },
     "CRITICAL: the file's certificate cannot be parsed: wrong tag"},
    {"entry of a keystore left out",
     [](CaseBuilder& b) {
       b.observation.file->container = "JKS";
       b.observation.file->remarks = {"entry 2 does not decode"};
     },
     "remark: entry 2 does not decode"},
    {"five entries of a keystore left out",
     [](CaseBuilder& b) {
       b.observation.file->container = "JKS";
       b.observation.file->remarks = {"1", "2", "3", "4", "5"};
     },
     "remark: 1\nremark: 2\nremark: 3\nremark: and 2 more entries that were left out"},
    {"block left out", [](CaseBuilder& b) { b.observation.file->remarks = {"block 2 does not decode"}; },
     "CRITICAL: block 2 does not decode"},
    {"folder", search<3, 0, 0>, "pass: all files hold certificates"},
    {"folder with others", search<3, 1, 0>, "remark: 1 file holds no certificate"},
    {"folder with unreadable ones", search<3, 2, 1>,
     "remark: 2 files hold no certificate, 1 is not readable"},
    {"folder without", search<0, 2, 0>, "undetermined: no certificate found in 2 files"},
    {"folder without, and unreadable ones", search<0, 2, 1>,
     "undetermined: no certificate found in 3 files, 1 of them not readable"},
    {"empty folder", search<0, 0, 0>, "undetermined: no file found"},
    {"folder beyond the bounds",
     [](CaseBuilder& b) {
       search<500, 2, 0>(b);
       b.observation.search->gave_up = true;
     },
     "undetermined: too much to read in it: gave up after 502 files"},
};

BOOST_AUTO_TEST_CASE(rows) { check_file_rows(checks::judge_file_readable, kRows); }

}  // namespace
}  // namespace tests
