// Submits made-up results, for tests that end it at any moment.
//
//   submit_sample TARGET COUNT RUN [NAME=VALUE...]
//
// NAMEs: spool, user, password-file, ca-file, certificate-name, ttl, timeout (seconds, 60), host, service,
// key (patterns with {n}, the result's number, and {run}), state (of all; else the number modulo 4), added (a
// file that gets a line "RUN N" once the result is in the spool). Prints what report_lines says, behind the
// first line "DELIVERED REFUSED WAITING LOST".

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "checks/net/network.h"
#include "checks/submit/name_pattern.h"
#include "checks/submit/submission.h"

namespace {

using Values = std::map<std::string, std::string>;

[[noreturn]] void fail(const std::string& why) {
  std::printf("%s\n", why.c_str());
  std::exit(3);
}

template <class T>
T taken(plugin::Result<T> result) {
  if (!result) {
    fail(result.error().text.line());
  }
  return *std::move(result);
}

Values values_of(int argc, char** argv) {
  Values values{
      {"host", "h{n}"}, {"service", "s {run} {n}"}, {"key", "tls.result[{n},{run}]"}, {"timeout", "60"},
      {"state", ""},    {"added", "/dev/null"}};
  for (int i = 4; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
      fail("expected NAME=VALUE, not " + word);
    }
    values[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return values;
}

checks::SubmitOptions options_of(const char* target, Values& values) {
  checks::SubmitOptions options;
  options.target = taken(checks::parse_submit_target(target));
  options.spool = values["spool"];
  options.user = values["user"];
  options.password_file = values["password-file"];
  options.ca_file = values["ca-file"];
  options.certificate_name = values["certificate-name"];
  options.check_source = "submit_sample";
  if (!values["ttl"].empty()) {
    options.ttl = std::chrono::seconds(std::stol(values["ttl"]));
  }
  return options;
}

checks::SubmitTime now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

checks::PassiveResult make_result(const checks::NamePattern::Columns& columns, Values& values, int number) {
  checks::PassiveResult result;
  result.host = taken(checks::NamePattern::parse(values["host"])).expand(columns);
  result.service = taken(checks::NamePattern::parse(values["service"])).expand(columns);
  result.item = taken(taken(checks::NamePattern::parse(values["key"])).expand_key(columns));
  result.status =
      static_cast<plugin::Status>(values["state"].empty() ? number % 4 : std::stoi(values["state"]));
  result.output =
      plugin::Text("TLS - result " + columns("n") + " of run " + columns("run") + "; back\\slash");
  result.details = {plugin::Text("first detail"), plugin::Text("second | detail")};
  result.perfdata = {"leaf_left=" + std::to_string(86400 * number) + "s;1728000:;604800:",
                     "total_time=0.125000s"};
  result.ended = now();
  result.taken = std::chrono::milliseconds(125);
  return result;
}

void add_all(checks::Submission& submission, int count, const std::string& run, Values& values) {
  const int added = ::open(values["added"].c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  for (int number = 0; number < count; ++number) {
    const checks::NamePattern::Columns columns = [&](std::string_view name) {
      return name == "n" ? std::to_string(number) : name == "run" ? run : "";
    };
    submission.add(make_result(columns, values, number), static_cast<std::size_t>(number));
    const std::string line = run + ' ' + std::to_string(number) + '\n';
    if (::write(added, line.data(), line.size()) < 0) {
      fail("cannot write " + values["added"]);
    }
  }
  ::close(added);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fail("usage: submit_sample TARGET COUNT RUN [NAME=VALUE...]");
  }
  Values values = values_of(argc, argv);
  const std::unique_ptr<checks::Submission> submission =
      taken(checks::Submission::open(options_of(argv[1], values)));
  add_all(*submission, std::atoi(argv[2]), argv[3], values);
  checks::EventLoop loop;
  const auto deadline = plugin::Deadline::after(std::chrono::seconds(std::stol(values["timeout"])));
  loop.spawn(submission->deliver(loop.network(), deadline, now()));
  loop.run();
  const checks::SubmitReport report = submission->report();
  std::printf("%zu %zu %zu %zu\n", report.delivered, report.refused, report.waiting, report.lost);
  for (const plugin::Text& line : report_lines(report)) {
    std::printf("%s\n", line.line().c_str());
  }
  return report.is_good() ? 0 : 1;
}
