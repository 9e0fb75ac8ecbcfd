#include "tests/support/run_task.h"

#include "checks/net/network.h"

namespace tests {

void run(checks::Task<> task) {
  checks::EventLoop loop;
  loop.spawn(std::move(task));
  loop.run();
}

}  // namespace tests
