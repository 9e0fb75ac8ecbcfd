#include "checks/file_report.h"

#include <algorithm>
#include <string>

#include "checks/rules/rules.h"

namespace checks {
namespace {

using plugin::Text;

constexpr std::size_t kMaxFilesListed = 20;
constexpr std::size_t kMaxPath = 200;

Text counted(std::size_t count, const char* one, const char* several) {
  return Text(std::to_string(count) + (count == 1 ? one : several));
}

Text leaf_line(const ObservationFacts& seen, const Checked& checked, const plugin::Calendar& calendar) {
  if (!seen.leaf()) {
    return Text();
  }
  const CertificateFacts& leaf = checked.facts.certificates[*seen.leaf()];
  return Text(", ") + quoted(leaf) + " " + expiry_in_words(leaf.not_after, checked.now, calendar);
}

Text file_line(const CertificateFile& file, const ObservationFacts& seen, const Checked& checked,
               const plugin::Calendar& calendar) {
  const std::size_t count = seen.sent.size() + seen.sent_left_out;
  return Text("File: ") + Text::bounded(file.label(), kMaxPath) + ", " +
         Text::bounded(file.container, kMaxQuoted) + ", " + counted(count, " certificate", " certificates") +
         leaf_line(seen, checked, calendar);
}

Text served_line(const Observation& observation, const ObservationFacts& seen, const Checked& checked,
                 const plugin::Calendar& calendar) {
  Text line = Text("Served: ") + served_label(observation);
  if (!observation.address.empty() && observation.host != observation.address) {
    line += Text(" (") + Text::bounded(observation.host, kMaxQuoted) + ")";
  }
  if (observation.superseded) {
    return line + ", not checked (too many addresses)";
  }
  return line + (observation.failure ? Text(", failed") : leaf_line(seen, checked, calendar));
}

}  // namespace

Text label_of(const Evidence& evidence) {
  const std::vector<Observation>& all = evidence.observations;
  const auto files = static_cast<std::size_t>(std::ranges::count(all, Purpose::file, &Observation::purpose));
  if (files == 0) {
    return Text::bounded(evidence.target.label(), kMaxQuoted);
  }
  if (files == 1) {
    const auto only = std::ranges::find(all, Purpose::file, &Observation::purpose);
    return Text::bounded(only->file     ? only->file->label()
                         : only->search ? only->search->path
                                        : "",
                         kMaxQuoted);
  }
  const auto is_file = [](const Observation& one) { return one.file.has_value(); };
  return counted(static_cast<std::size_t>(std::ranges::count_if(all, is_file)), " file", " files");
}

void add_files(const Checked& checked, const plugin::Calendar& calendar, std::vector<Text>& lines) {
  std::size_t listed = 0;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < checked.evidence.observations.size(); ++i) {
    const Observation& one = checked.evidence.observations[i];
    const ObservationFacts& seen = checked.facts.observations[i];
    const bool was_read = one.file && !one.file->failure;
    if (!was_read && one.purpose != Purpose::served) {
      continue;
    }
    if (++listed > kMaxFilesListed) {
      ++left_out;
      continue;
    }
    lines.push_back(one.file ? file_line(*one.file, seen, checked, calendar)
                             : served_line(one, seen, checked, calendar));
  }
  if (left_out != 0) {
    lines.push_back(Text("... and ") + std::to_string(left_out) + " more");
  }
}

}  // namespace checks
