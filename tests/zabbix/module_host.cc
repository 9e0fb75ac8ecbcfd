// A stand-in for a Zabbix daemon: loads the module, forks, and computes an item in the child.
//
//   module_host MODULE TIMEOUT COUNT KEY [PARAMETER...]
//
// Prints the result of the last call ("u|0", "s|5184000", "t|{...}", "m|why not"), and for a COUNT above 1 a
// second line: the median wall and the mean CPU time of a call, and by how much the child grew over the last
// nine tenths of the calls.
// The exit status is not 0 if loading left a trace in the parent, or the child died.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "tests/zabbix/loaded_module.h"

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

microseconds cpu_time() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + microseconds(time.tv_usec);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

void compute(const host::LoadedModule& module, long count, const std::string& key,
             const std::vector<std::string>& parameters) {
  std::string last;
  host::Footprint before = host::footprint();
  std::vector<microseconds> times(static_cast<std::size_t>(count));  // its pages are there before it begins
  const microseconds cpu = cpu_time();
  for (long i = 0; i < count; ++i) {
    if (i == count / 10) {
      before = host::footprint();
    }
    const Clock::time_point start = Clock::now();
    last = module.call(key, parameters);
    times[static_cast<std::size_t>(i)] = std::chrono::duration_cast<microseconds>(Clock::now() - start);
  }
  const microseconds used = cpu_time() - cpu;
  std::sort(times.begin(), times.end());
  std::puts(last.c_str());
  if (count > 1) {
    const host::Footprint after = host::footprint();
    std::printf("calls=%ld median_us=%ld cpu_us=%ld memory_kb=%ld grown_kb=%ld descriptors=%+d threads=%+d\n",
                count, static_cast<long>(times[times.size() / 2].count()),
                static_cast<long>(used.count() / count), after.memory_kb, after.memory_kb - before.memory_kb,
                after.descriptors - before.descriptors, after.threads - before.threads);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: module_host MODULE TIMEOUT COUNT KEY [PARAMETER...]\n", stderr);
    return 2;
  }
  const host::Footprint before = host::footprint();
  const host::LoadedModule module(argv[1], std::atoi(argv[2]));
  const host::Footprint after = host::footprint();
  if (after.descriptors != before.descriptors || after.threads != 1) {
    std::fputs("loading opened a descriptor or started a thread\n", stderr);
    return 1;
  }
  const pid_t child = fork();
  if (child == 0) {
    compute(module, std::atol(argv[3]), argv[4], {argv + 5, argv + argc});
    std::fflush(stdout);
    return 0;
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    std::fprintf(stderr, "the child ended with status %d\n", status);
    return 1;
  }
  return 0;
}
