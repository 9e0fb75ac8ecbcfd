// Answers of HTTP servers that certificates name, redirects included; pieces by data[0].

#include "checks/net/http.h"

#include "tests/fuzz/fuzz.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

namespace {

constexpr std::size_t kLimit = 4096;

// As many as redirects may ask for.
constexpr int kConnections = checks::kMaxRedirects + 2;

tests::Script script(std::string_view answer, std::size_t piece) {
  tests::Script steps = {tests::hears_anything()};
  while (!answer.empty()) {
    steps.push_back(tests::says(answer.substr(0, piece)));
    answer.remove_prefix(std::min(piece, answer.size()));
  }
  steps.push_back(tests::closes());
  return steps;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  const std::string_view answer = fuzz::text(data + 1, size - 1);
  tests::ScriptedNetwork network;
  network.name("ca.example", {"8.8.8.8"});
  for (int i = 0; i < kConnections; ++i) {
    network.serve("8.8.8.8", 80, script(answer, data[0] == 0 ? size : data[0]));
  }
  const checks::HttpClient client{network, "fuzz/1", false};
  try {
    const checks::Bytes body = tests::run(checks::http_get(client, "http://ca.example/x", kLimit,
                                                           plugin::Deadline::after(std::chrono::minutes(1))));
    fuzz::require(body.size() <= kLimit, "the body is bounded");
  } catch (const checks::NetworkError& error) {
    fuzz::require(error.failure().stage == checks::Stage::fetch, "the stage is fetch");
    fuzz::require(error.failure().text.size() <= checks::kMaxFailureText, "the words are bounded");
  }
  return 0;
}
