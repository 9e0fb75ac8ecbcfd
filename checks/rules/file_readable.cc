#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

constexpr std::size_t kRemarksShown = 3;

Text counted(std::size_t count, const char* one, const char* several) {
  return Text(std::to_string(count) + (count == 1 ? one : several));
}

// Whether the fault is the file's; else it is ours, and nothing is known of the file.
bool is_fault_of_file(FileProblem problem) {
  switch (problem) {
    case FileProblem::missing:
    case FileProblem::no_certificate:
    case FileProblem::malformed:
      return true;
    case FileProblem::not_permitted:
    case FileProblem::unreadable:
    case FileProblem::password:
    case FileProblem::unsupported:
      break;
  }
  return false;
}

Finding judge_failure(const FileFailure& failure) {
  Text text = Text("cannot be used: ") + Text::bounded(failure.text, kMaxReason);
  Finding finding = is_fault_of_file(failure.kind) ? problem(plugin::Status::critical, std::move(text))
                                                   : undetermined(std::move(text));
  finding.values.emplace_back("kind", Text(word(failure.kind)));
  return finding;
}

Text none_found(const FileSearch& search, std::size_t left_out) {
  if (left_out == 0) {
    return Text("no file found");
  }
  Text text = Text("no certificate found in ") + counted(left_out, " file", " files");
  return search.not_read == 0 ? text
                              : text + ", " + std::to_string(search.not_read) + " of them not readable";
}

Finding judge_search(const FileSearch& search) {
  const std::size_t left_out = search.without_certificates + search.not_read;
  if (search.gave_up) {
    return undetermined(Text("too much to read in it: gave up after ") +
                        counted(search.with_certificates + left_out, " file", " files"));
  }
  if (search.with_certificates == 0) {
    return undetermined(none_found(search, left_out));
  }
  if (left_out == 0) {
    return pass(Text("all files hold certificates"));
  }
  Text text = counted(search.without_certificates, " file holds", " files hold") + " no certificate";
  if (search.not_read != 0) {
    text += Text(", ") + counted(search.not_read, " is", " are") + " not readable";
  }
  return remark(std::move(text));
}

// Servers refuse a chain file in PEM with a damaged block; the entries of a keystore stand for themselves.
Finding left_out(const CertificateFile& file, Text text) {
  return file.container == "PEM" ? problem(plugin::Status::critical, std::move(text))
                                 : remark(std::move(text));
}

Findings judge_file(const CertificateFile& file, std::size_t certificates) {
  Findings findings;
  for (std::size_t i = 0; i < file.remarks.size() && i < kRemarksShown; ++i) {
    findings.push_back(left_out(file, Text::bounded(file.remarks[i], kMaxReason)));
  }
  if (file.remarks.size() > kRemarksShown) {
    findings.push_back(remark(Text("and ") + std::to_string(file.remarks.size() - kRemarksShown) +
                              " more entries that were left out"));
  }
  if (findings.empty()) {
    findings.push_back(pass(Text::bounded(file.container, kMaxQuoted) + " with " +
                            counted(certificates, " certificate", " certificates")));
  }
  return findings;
}

}  // namespace

Findings judge_file_readable(const Case& c) {
  const Observation& seen = c.observation;
  if (seen.search) {
    return just(judge_search(*seen.search));
  }
  if (!seen.file) {
    return just(not_applicable(Text("no file was read")));
  }
  if (!c.seen.sent.empty() && c.leaf() == nullptr) {
    return just(problem(plugin::Status::critical, unparsable_leaf(c).front().text));
  }
  return seen.file->failure ? just(judge_failure(*seen.file->failure))
                            : judge_file(*seen.file, c.seen.sent.size() + c.seen.sent_left_out);
}

}  // namespace checks
