// report_sample N [TIME]: the HTML report of a run over N endpoints that was never made, at TIME (seconds
// since the epoch; default: now).

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "checks/list/html_report.h"
#include "tests/checks/list/report_samples.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: report_sample N [TIME]\n", stderr);
    return 2;
  }
  const plugin::Time now = argc > 2
                               ? plugin::Time(std::chrono::seconds(std::atoll(argv[2])))
                               : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const checks::ListRun run = tests::sample_run(static_cast<std::size_t>(std::atoll(argv[1])), now);
  const std::string page =
      checks::html_report(run, now, plugin::LocalCalendar(), plugin::Text("mon1.example.org"));
  return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 1;
}
