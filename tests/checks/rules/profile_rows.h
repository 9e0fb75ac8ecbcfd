// A table of cases for one rule of a profile.

#pragma once

#include "tests/checks/rules/rows.h"

namespace tests {

// good_case() with everything that both profiles ask for, judged by webpki.
inline CaseBuilder well_formed_case() {
  using enum checks::ExtensionKind;
  CaseBuilder b = good_case();
  b.policy.profile = checks::Profile::webpki;
  for (CertificateIndex index = kLeaf; index <= kRoot; ++index) {
    CertificateFacts& facts = b.at(index);
    const auto id = static_cast<std::uint8_t>(index);
    facts.subject_key_id = {id};
    facts.authority_key_id = {static_cast<std::uint8_t>(id == kRoot ? id : id + 1)};
    facts.signature_algorithm = "ECDSA-SHA256";
    for (const checks::ExtensionKind kind : {subject_key_id, authority_key_id, basic_constraints}) {
      facts.extensions.add(kind);
    }
  }
  b.leaf().extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
  b.leaf().extensions.add(extended_key_usage);
  b.leaf().extensions.add(subject_alternative_name);
  b.leaf().key_usage = checks::KeyUsage{true, 1};
  return b;
}

template <std::size_t kRows>
void check_profile_rows(checks::Findings (*judge)(const checks::Case&), const Row (&rows)[kRows]) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = well_formed_case();
      row.change(b);
      BOOST_TEST(told(judge(b.build())) == row.told);
    }
  }
}

}  // namespace tests
