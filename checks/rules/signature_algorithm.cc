#include "checks/rules/chain.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

// An anchor is trusted for its key, and a self-signed certificate vouches only for itself: no client relies
// on these signatures.
bool is_signature_relied_on(const Case& c, CertificateIndex index) {
  const Chain chain = chain_in_use(c);
  const bool is_anchor = chain.is_anchor(0) && chain.steps.front().certificate == index;
  return !is_anchor && !c.certificate(index).self_signed;
}

Text name_of(const Case& c, CertificateIndex index) {
  return index == c.seen.leaf() ? Text("certificate") : Text("intermediate ") + quoted(c.certificate(index));
}

// RFC 9155, 2: "MD5 and SHA-1 [...] MUST NOT be used"; since 2017 no browser accepts them in a public chain.
void judge_one(const Case& c, CertificateIndex index, Findings& findings) {
  const CertificateFacts& certificate = c.certificate(index);
  const Text algorithm = Text::bounded(certificate.signature_algorithm, kMaxQuoted);
  Finding finding;
  switch (certificate.signature_digest) {
    case SignatureDigest::intrinsic:
    case SignatureDigest::sha2_or_newer:
      return;
    case SignatureDigest::md5_or_older:
    case SignatureDigest::sha1:
      finding = problem(plugin::Status::critical, name_of(c, index) + " is signed with " + algorithm +
                                                      ", which can be forged: have it reissued with SHA-256");
      break;
    case SignatureDigest::unknown:
      finding =
          undetermined(name_of(c, index) + " is signed with " + algorithm + ", whose strength is not known");
      break;
  }
  finding.values.emplace_back("signature_algorithm", algorithm);
  findings.push_back(about(certificate, std::move(finding)));
}

}  // namespace

Findings judge_signature_algorithm(const Case& c) {
  Findings findings;
  bool is_any_judged = false;
  for (const CertificateIndex index : leaf_and_intermediates(c)) {
    if (is_signature_relied_on(c, index)) {
      is_any_judged = true;
      judge_one(c, index, findings);
    }
  }
  if (!is_any_judged) {
    return just(not_applicable(Text("no client relies on the signature of this certificate")));
  }
  if (findings.empty()) {
    findings.push_back(
        pass(Text("certificate is signed with ") + Text::bounded(c.leaf()->signature_algorithm, kMaxQuoted)));
  }
  return findings;
}

}  // namespace checks
