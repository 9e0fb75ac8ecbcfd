#include <algorithm>

#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

Text key_name(const CertificateFile& file) {
  return file.key_path.empty() ? Text("the private key in the file")
                               : Text("the private key ") + quoted(file.key_path);
}

Finding no_key(const CertificateFile& file, const FileFailure& failure) {
  Text text = key_name(file) + " cannot be used: " + Text::bounded(failure.text, kMaxReason);
  switch (failure.kind) {
    case FileProblem::missing:
    case FileProblem::no_certificate:
    case FileProblem::malformed:
      return problem(Status::critical, std::move(text));
    default:
      return undetermined(std::move(text));
  }
}

Finding without_key(const CertificateFile& file) {
  return file.unread_keys == 0
             ? not_applicable(Text("no private key was given"))
             : remark(Text("the file has private keys that were not checked (") +
                      std::to_string(file.unread_keys) + "): encrypted, or of a kind that is not read");
}

}  // namespace

// A server with another key than the certificate's does not start, or fails every handshake.
Findings judge_key_match(const Case& c) {
  if (!c.observation.file) {
    return just(not_applicable(Text("no file was read")));
  }
  const CertificateFile& file = *c.observation.file;
  if (file.key_failure) {
    return just(no_key(file, *file.key_failure));
  }
  if (file.keys.empty()) {
    return just(without_key(file));
  }
  const CertificateFacts& leaf = *c.leaf();
  if (std::find(file.keys.begin(), file.keys.end(), leaf.key.spki_sha256) != file.keys.end()) {
    return just(pass(key_name(file) + " is the certificate's"));
  }
  Finding finding = problem(Status::critical, key_name(file) + " is not the certificate's (" + quoted(leaf) +
                                                  "): install the two that belong together");
  finding.values.emplace_back("certificate_key", Text(leaf.key.spki_sha256));
  finding.values.emplace_back("private_key", Text(file.keys.front()));
  return just(about(leaf, std::move(finding)));
}

}  // namespace checks
