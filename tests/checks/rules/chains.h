// The ways in which a chain can end, for the rules that divide them among themselves.

#pragma once

#include "checks/rules/rules.h"
#include "tests/support/case_builder.h"

namespace tests {

using checks::DeadEndKind;

inline void leaf_only(CaseBuilder& b) {
  b = dead_end_case(DeadEndKind::issuer_unknown);
  b.leaf().ca_issuer_urls = {"http://ca.example/1.crt"};
}

inline void dead_end_after_intermediate(CaseBuilder& b, DeadEndKind kind) {
  b.seen.paths.clear();
  b.dead_end(kind, {kLeaf, kIntermediate});
}

inline void issuer_unknown(CaseBuilder& b) { dead_end_after_intermediate(b, DeadEndKind::issuer_unknown); }

inline void signature_mismatch(CaseBuilder& b) {
  dead_end_after_intermediate(b, DeadEndKind::signature_mismatch);
}

inline void untrusted_root(CaseBuilder& b) {
  b.seen.paths.clear();
  b.send_again(kRoot);
  b.dead_end(DeadEndKind::untrusted_root, {kLeaf, kIntermediate, kRoot});
}

inline void self_signed_leaf(CaseBuilder& b) {
  b = dead_end_case(DeadEndKind::untrusted_root);
  b.leaf() = certificate("www.example.org", "www.example.org");
}

inline void anchored_leaf(CaseBuilder& b) {
  b.seen.sent.pop_back();
  b.seen.paths.clear();
  b.path({kLeaf});
}

inline void hidden_by_store(CaseBuilder& b) {
  b.seen.sent.pop_back();
  b.seen.paths.clear();
  b.path({kLeaf, kIntermediate, kRoot});
}

inline void gave_up(CaseBuilder& b) {
  b.seen.gave_up = true;
  b.seen.search_steps = 2057;
}

inline void nothing_found(CaseBuilder& b) {
  b.seen.paths.clear();
  gave_up(b);
}

inline void expired_intermediate(CaseBuilder& b) {
  b.at(kIntermediate).not_after = kNow - std::chrono::days(3);
}

inline void expired_root(CaseBuilder& b) { b.at(kRoot).not_after = kNow - std::chrono::days(3); }

inline void future_intermediate(CaseBuilder& b) {
  b.at(kIntermediate).not_before = kNow + std::chrono::days(3);
}

inline void issuer_not_a_ca(CaseBuilder& b) { b.at(kIntermediate).basic_constraints.reset(); }

}  // namespace tests
