// Saved evidence. What is read can be written, and reads the same again.

#include "checks/evidence/archive.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const plugin::Result<checks::Evidence> evidence = checks::read_archive(fuzz::text(data, size));
  if (!evidence) {
    fuzz::require_printable(evidence.error().text.line());
    return 0;
  }
  const std::string written = checks::write_archive(*evidence);
  const plugin::Result<checks::Evidence> again = checks::read_archive(written);
  fuzz::require(bool(again), "what was written can be read");
  fuzz::require(checks::write_archive(*again) == written, "it is the same");
  return 0;
}
