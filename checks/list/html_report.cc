#include "checks/list/html_report.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "checks/list/html_writer.h"
#include "checks/list/report_data.h"
#include "checks/list/report_parts.h"
#include "plugin/ascii.h"
#include "plugin/duration.h"

namespace checks {
namespace {

using plugin::Status;
using plugin::Text;
using plugin::Time;

constexpr Status kWorstFirst[] = {Status::critical, Status::warning, Status::unknown, Status::ok};

// "9,980"
std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string count(std::size_t number, std::string_view noun) {
  return grouped(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

// As the script has them in `STATE_WORD`.
const char* state_word(Status status) {
  switch (status) {
    case Status::ok:
      return "OK";
    case Status::warning:
      return "Warning";
    case Status::critical:
      return "Critical";
    case Status::unknown:
      break;
  }
  return "Unknown";
}

class Page {
 public:
  Page(const ListRun& run, Time now, const plugin::Calendar& calendar)
      : run_(run), now_(now), calendar_(calendar) {}

  // "2 critical, 1 warning, 0 unknown, 9,997 OK"
  std::string counts() const {
    std::string text;
    for (const Status status : kWorstFirst) {
      std::string word = state_word(status);
      word.front() = status == Status::ok ? 'O' : plugin::lower(word.front());
      text += (text.empty() ? "" : ", ") + grouped(number_in(status)) + " " + word;
    }
    return text;
  }

  std::string lead() const {
    const auto bad = run_.results.size() - number_in(Status::ok);
    return count(run_.results.size(), "endpoint") +
           (bad == 0 ? "" : ", " + grouped(bad) + " of them not OK") + "." + expired() + soonest();
  }

  std::string made(const Text& machine) const {
    const std::string took = plugin::in_words(std::chrono::duration_cast<std::chrono::seconds>(run_.taken));
    const std::string where = machine.empty() ? "" : " on " + html_text(machine);
    const std::string off = run_.list.switched_off == 0 ? ""
                                                        : " " + count(run_.list.switched_off, "endpoint") +
                                                              (run_.list.switched_off == 1 ? " is" : " are") +
                                                              " switched off in the list.";
    return "Checked " + html_text(calendar_.date_and_time(now_)) + where + ", in " + took + "." + off;
  }

  std::string notes() const {
    std::string text;
    if (run_.not_checked != 0) {
      text += "<p class=\"notes\">" + count(run_.not_checked, "endpoint") +
              (run_.not_checked == 1 ? " was" : " were") +
              " not checked, because the run ended first: " + (run_.not_checked == 1 ? "it is" : "they are") +
              " among the unknown.</p>\n";
    }
    std::vector<std::string> faults;
    for (const ListFault& fault : run_.list.faults) {
      faults.push_back(html_text(fault.place) + ": " + html_text(fault.why));
    }
    std::vector<std::string> remarks;
    for (const Text& remark : run_.list.remarks) {
      remarks.push_back(html_text(remark));
    }
    return text + folded(count(faults.size(), "line") + " of the list cannot be used", faults) +
           folded(count(remarks.size(), "remark") + " on the list", remarks);
  }

  std::string worst() const {
    const std::size_t shown = std::min(kWorstShown, run_.results.size());
    std::string rows;
    for (const ListResult* result : worst_first(shown)) {
      rows += row(*result);
    }
    const std::string which = shown < run_.results.size()
                                  ? "the " + grouped(shown) + " worst of " + grouped(run_.results.size())
                                  : std::string("all");
    return "<p class=\"notes\">Without JavaScript this page shows " + which +
           " endpoints, and neither charts nor chains.</p>\n<table class=\"worst\">\n"
           "<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Endpoint</th><th scope=\"col\">Ends</th>"
           "<th scope=\"col\">What is known, and what to do</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody>\n</table>\n";
  }

 private:
  std::size_t number_in(Status status) const {
    return static_cast<std::size_t>(
        std::count_if(run_.results.begin(), run_.results.end(),
                      [&](const ListResult& result) { return result.status == status; }));
  }

  // "in 2 days (2026-11-23 04:00 UTC)"
  std::string when(Time end) const {
    const std::string left = plugin::in_words(end - now_);
    return (end < now_ ? left + " ago" : "in " + left) + " (" + calendar_.date_and_time(end) + ")";
  }

  std::string expired() const {
    const auto number =
        std::count_if(run_.results.begin(), run_.results.end(),
                      [&](const ListResult& result) { return result.leaf && result.leaf->not_after < now_; });
    return number == 0 ? ""
                       : " " + grouped(static_cast<std::size_t>(number)) +
                             (number == 1 ? " has an expired certificate." : " have expired certificates.");
  }

  std::string soonest() const {
    const ListResult* next = nullptr;
    for (const ListResult& result : run_.results) {
      if (result.leaf && result.leaf->not_after >= now_ &&
          (next == nullptr || result.leaf->not_after < next->leaf->not_after)) {
        next = &result;
      }
    }
    return next == nullptr ? ""
                           : " Next to end: <b>" + html_text(label(*next)) + "</b> " +
                                 html_text(when(next->leaf->not_after)) + ".";
  }

  const std::string& label(const ListResult& result) const {
    return run_.list.entries[result.entry].endpoint.label;
  }

  static std::string folded(const std::string& title, const std::vector<std::string>& lines) {
    if (lines.empty()) {
      return {};
    }
    std::string text = "<details class=\"notes\"><summary>" + title + "</summary><ul>\n";
    for (std::size_t i = 0; i < std::min(lines.size(), kNotesShown); ++i) {
      text += "<li>" + lines[i] + "</li>\n";
    }
    if (lines.size() > kNotesShown) {
      text += "<li>and " + grouped(lines.size() - kNotesShown) + " more</li>\n";
    }
    return text + "</ul></details>\n";
  }

  // Worse states first, then what ends sooner; what has no certificate last.
  bool is_worse(const ListResult* a, const ListResult* b) const {
    if (a->status != b->status) {
      return plugin::is_better(b->status, a->status);
    }
    const auto end = [](const ListResult* result) {
      return result->leaf ? result->leaf->not_after : Time::max();
    };
    return end(a) != end(b) ? end(a) < end(b) : a->entry < b->entry;
  }

  std::vector<const ListResult*> worst_first(std::size_t number) const {
    std::vector<const ListResult*> order;
    for (const ListResult& result : run_.results) {
      order.push_back(&result);
    }
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(number), order.end(),
                      [&](const ListResult* a, const ListResult* b) { return is_worse(a, b); });
    order.resize(number);
    return order;
  }

  std::string row(const ListResult& result) const {
    std::string known;
    for (const ListFinding& finding : result.findings) {
      known += (known.empty() ? "" : "<br>") + html_text(finding.text);
    }
    std::string steps;
    for (const Text& remedy : result.remedies) {
      steps += "<li>" + html_text(remedy) + "</li>";
    }
    return "<tr><td>" + std::string(state_word(result.status)) + "</td><td>" + html_text(label(result)) +
           "</td><td>" + (result.leaf ? html_text(when(result.leaf->not_after)) : "no certificate") +
           "</td><td>" + (known.empty() ? html_text(result.headline) : known) +
           (steps.empty() ? "" : "<ol>" + steps + "</ol>") + "</td></tr>\n";
  }

  const ListRun& run_;
  Time now_;
  const plugin::Calendar& calendar_;
};

}  // namespace

std::string html_report(const ListRun& run, Time now, const plugin::Calendar& calendar, const Text& machine) {
  const Page page(run, now, calendar);
  const std::string title = "TLS: " + page.counts();
  const std::string lead = page.lead();
  const std::string made = page.made(machine);
  const std::string notes = page.notes();
  const std::string worst = page.worst();
  const std::string data = report_data(run, now, calendar);
  const TemplateValue values[] = {
      {"title", title},
      {"lead", lead},
      {"made", made},
      {"notes", notes},
      {"worst", worst},
      {"data", data},
      {"style", report_style()},
      {"style-hash", report_style_hash()},
      {"script", report_script()},
      {"script-hash", report_script_hash()},
  };
  return filled_template(report_template(), values);
}

}  // namespace checks
