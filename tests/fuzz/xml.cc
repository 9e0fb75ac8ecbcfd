// XMPP's dialogues, and its XML reader alone: every tag up to a failure.

#include "checks/starttls/xml_reader.h"

#include <optional>

#include "tests/fuzz/fuzz.h"
#include "tests/support/run_task.h"

namespace {

constexpr const char* kNames[] = {"xmpp", "xmpp-server"};

checks::Task<> read_all(checks::Stream& stream) {
  checks::XmlReader reader(stream, {"XMPP", "xmpp", ""});
  stream.set_stage(checks::Stage::starttls);
  for (;;) {
    const checks::XmlTag tag = co_await reader.next();
    fuzz::require(tag.depth < checks::kMaxXmlDepth, "depth is bounded");
    fuzz::require(!tag.name.empty(), "a tag has a name");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::run_dialogue(kNames, data, size);
  if (size > 2) {
    fuzz::Peer peer({data + 2, size - 2}, size, true);
    checks::Stream stream(peer);
    const std::optional<checks::Failure> failure = tests::failure_of(read_all(stream));
    fuzz::require(failure.has_value(), "the end is a failure");
  }
  return 0;
}
