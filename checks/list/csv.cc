#include <array>
#include <string_view>

#include "checks/list/formats.h"
#include "checks/list/summary.h"
#include "plugin/status.h"

namespace checks {
namespace {

constexpr std::string_view kHeader =
    "name,host,port,protocol,address,state,days_left,not_after,summary,problems,to_do,subject,issuer,names,"
    "serial,"
    "fingerprint,key,tls_version,place\r\n";

// A spreadsheet that separates cells by `;` sees one begin where ours goes on: quotes protect only a whole
// cell.
std::string without_formulas(std::string_view line) {
  std::string defused;
  bool may_begin = true;
  for (const char c : line) {
    if (may_begin && std::string_view("=+-@").find(c) != std::string_view::npos) {
      defused += "'";
    }
    defused += c;
    may_begin = c == ';' || c == ',' || (may_begin && c == ' ');
  }
  return defused;
}

// No line ends: what a spreadsheet shows of them is one line all the same.
std::string cell(std::string_view text) {
  const std::string line = without_formulas(plugin::Text(text).line());
  if (line.find_first_of("\",;") == std::string::npos && line.find_first_of(" \t") != 0) {
    return line;
  }
  std::string quoted = "\"";
  for (const char c : line) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string cell(const plugin::Text& text) { return cell(std::string_view(text.characters())); }

std::string days_left(const ListLeaf& leaf, plugin::Time now) {
  return std::to_string(std::chrono::duration_cast<std::chrono::days>(leaf.not_after - now).count());
}

std::string joined(const std::vector<ListFinding>& findings) {
  std::string text;
  for (const ListFinding& one : findings) {
    text += (text.empty() ? "" : "; ") + one.id + ": " + one.text.line();
  }
  return text;
}

std::string joined(const std::vector<plugin::Text>& texts) {
  std::string text;
  for (const plugin::Text& one : texts) {
    text += (text.empty() ? "" : "; ") + one.line();
  }
  return text;
}

std::string names_of(const ListLeaf& leaf) {
  std::string text;
  for (const std::string& name : leaf.names) {
    text += (text.empty() ? "" : " ") + name;
  }
  return leaf.more_names == 0 ? text : text + " and " + std::to_string(leaf.more_names) + " more";
}

std::string row(std::initializer_list<std::string> cells) {
  std::string line;
  for (const std::string& one : cells) {
    line += (line.empty() ? "" : ",") + one;
  }
  return line + "\r\n";
}

// Numbers, some of them negative, are no formulas.
std::string row_of(const ListEntry& entry, const ListResult& result, plugin::Time now) {
  const ListLeaf none;
  const ListLeaf& leaf = result.leaf ? *result.leaf : none;
  return row({cell(entry.endpoint.label), cell(entry.endpoint.host), std::to_string(entry.endpoint.port),
              entry.endpoint.protocol, cell(entry.endpoint.address), plugin::word(result.status),
              result.leaf ? days_left(leaf, now) : "", result.leaf ? plugin::rfc3339(leaf.not_after) : "",
              cell(result.headline), cell(joined(result.findings)), cell(joined(result.remedies)),
              cell(leaf.subject), cell(leaf.issuer), cell(names_of(leaf)), cell(leaf.serial),
              leaf.sha256_fingerprint, cell(leaf.key), result.tls_version, cell(entry.place())});
}

}  // namespace

std::string csv_text(const ListRun& run, plugin::Time now) {
  std::string text(kHeader);
  for (const ListResult* result : worst_first(run)) {
    text += row_of(run.list.entries[result->entry], *result, now);
  }
  for (const ListFault& fault : run.list.faults) {
    text += row({cell(fault.place), "", "", "", "", "UNKNOWN", "", "", cell(fault.why), "", "", "", "", "",
                 "", "", "", "", cell(fault.place)});
  }
  return text;
}

}  // namespace checks
