// A store of trust anchors in memory that counts its questions.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checks/pki/der.h"
#include "checks/pki/distinguished_name.h"
#include "checks/pki/trust_anchors.h"

namespace tests {

class MemoryAnchors final : public checks::TrustAnchors {
 public:
  explicit MemoryAnchors(std::vector<checks::Bytes> certificates) : certificates_(std::move(certificates)) {}

  checks::AnchorAnswer find(checks::ByteView subject) override {
    ++questions;
    checks::AnchorAnswer answer{{subject.begin(), subject.end()}, {}, "memory"};
    for (const checks::Bytes& one : certificates_) {
      const auto own = checks::der::subject_of(one);
      if (own && checks::normalised_name(*own) == checks::normalised_name(subject)) {
        answer.certificates.push_back(one);
      }
    }
    return answer;
  }
  std::string name() const override { return "memory"; }

  int questions = 0;

 private:
  std::vector<checks::Bytes> certificates_;
};

}  // namespace tests
