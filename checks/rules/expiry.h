// The judgement that leaf-expiry and chain-expiry share: one certificate's time left against thresholds.

#pragma once

#include "checks/rules/rule.h"

namespace checks {

// "NAME expires in 59 days (2027-01-19 23:31 JST)": a pass or a problem, with values not_after, days (towards
// zero, negative once expired). A percentage means that of this certificate's own lifetime. Expired is
// CRITICAL whatever the thresholds say.
plugin::Finding judge_expiry(const Case& c, const CertificateFacts& certificate, const plugin::Text& name,
                             const plugin::Thresholds& thresholds);

}  // namespace checks
