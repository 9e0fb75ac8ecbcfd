#include "checks/rules/profile.h"

#include <algorithm>
#include <vector>

#include "checks/rules/chain.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

bool is_asked_for(const Case& c, Requirements requirements) {
  switch (c.policy.profile) {
    case Profile::none:
      return false;
    case Profile::rfc5280:
      return requirements == Requirements::rfc5280;
    case Profile::webpki:
      return true;
    case Profile::automatic:
      break;
  }
  return requirements == Requirements::rfc5280 || c.leaf() == nullptr || c.leaf()->is_public();
}

Finding not_asked_for(const Case& c, Requirements requirements) {
  if (c.policy.profile == Profile::automatic) {
    return not_applicable(Text("the certificate is not public"));
  }
  return not_applicable(
      Text(requirements == Requirements::rfc5280 ? "needs --profile rfc5280" : "needs --profile webpki"));
}

Text advice(const Inspected& one) {
  if (one.is_leaf) {
    return Text(": have it reissued");
  }
  return one.is_root() ? Text() : Text(": ask the CA for a newer one");
}

Finding fault(const Inspected& one, Text name, const Text& complaint) {
  return about(one.facts, problem(Status::warning, std::move(name) + " " + complaint + advice(one)));
}

using Judge = Complaint (*)(const Inspected& one);

Findings inspect_path(const Case& c, const Chain& chain, Judge complaint) {
  Findings findings;
  for (std::size_t i = 0; i < chain.steps.size(); ++i) {
    const bool is_last = i + 1 == chain.steps.size();
    const Inspected one{c.certificate(chain.steps[i].certificate),
                        is_last ? nullptr : &c.certificate(chain.steps[i + 1].certificate), i == 0, is_last};
    if (const Complaint against = complaint(one)) {
      findings.push_back(fault(one, name_in_chain(c, chain, i), *against));
    }
  }
  return findings;
}

Findings inspect_sent(const Case& c, Judge complaint) {
  Findings findings;
  const std::size_t count = std::min(c.seen.sent.size(), kMaxPathLength);
  for (std::size_t i = 0; i < count; ++i) {
    if (!c.seen.sent[i].certificate) {
      continue;
    }
    const Inspected one{c.certificate(*c.seen.sent[i].certificate), nullptr, i == 0, false};
    if (const Complaint against = complaint(one)) {
      const Text name = i == 0 ? Text("certificate") : Text("certificate ") + quoted(one.facts);
      findings.push_back(fault(one, name, *against));
    }
  }
  return findings;
}

}  // namespace

Findings inspect(const Case& c, Requirements requirements, Judge complaint, const char* all_well) {
  if (!is_asked_for(c, requirements)) {
    return just(not_asked_for(c, requirements));
  }
  if (c.leaf() == nullptr) {
    return unparsable_leaf(c);
  }
  const Chain chain = chain_in_use(c);
  Findings findings = chain.path != nullptr ? inspect_path(c, chain, complaint) : inspect_sent(c, complaint);
  return findings.empty() ? just(pass(Text(all_well))) : findings;
}

}  // namespace checks
