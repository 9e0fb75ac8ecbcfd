// The verdicts of several observations -> one: of files and what serves them, of the addresses of one name,
// of the certificates of one address.

#pragma once

#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/judge.h"

namespace checks {

// True if `a` is to be told before `b`: the worse state; of equal ones a problem before what is undetermined,
// that before a remark, that before the rest.
bool tells_more(const plugin::Finding& a, const plugin::Finding& b);

// Takes `verdicts`, at least one, each on the observation that is its `decisive`. The worst state counts, and
// what is shown (paths, clients, remedies) is of the observation that has it among those with a certificate;
// of equal ones, of that with the least time left. What is said of all addresses alike is said once; what is
// not names the addresses of which it is true, before its text. Of a metric the worst is taken: the least
// time left, the most time taken.
//
// First those of one address are joined in this way, where --both-keys showed several certificates:
// "RSA certificate: " stands before what is not true of all of them.
Verdict join(std::vector<Verdict> verdicts, const Evidence& evidence, const Facts& facts);

}  // namespace checks
