#include "tests/checks/net/proxy_script.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <utility>

#include "tests/support/run_task.h"

namespace tests {
namespace {

using checks::Bytes;
using checks::Failure;
using checks::FailureKind;
using checks::ProxyRequest;
using checks::Stage;
using checks::Stream;

std::string consent(ProxyDialogue dialogue, const ProxyRequest& request, ScriptedTransport& proxy) {
  Stream stream(proxy);
  const Bytes behind = run(dialogue(stream, request));
  BOOST_TEST(!stream.has_unread());
  return {behind.begin(), behind.end()};
}

FailureKind kind_of(const Step& last) {
  return last.kind == Step::Kind::closes   ? FailureKind::closed
         : last.kind == Step::Kind::resets ? FailureKind::reset
                                           : FailureKind::deadline;
}

void check_end(ProxyDialogue dialogue, const ProxyRequest& request, const Script& script, std::size_t said,
               const Step& last) {
  ScriptedTransport proxy(cut_after(script, said, last));
  Stream stream(proxy);
  const std::optional<Failure> failure = failure_of(dialogue(stream, request));
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST((failure->stage == Stage::proxy));
  // After its last word our own may fail first, and a closed connection is what a script tells a writer.
  BOOST_TEST((failure->kind == kind_of(last) || failure->kind == FailureKind::closed));
}

void check_refusal(ProxyDialogue dialogue, const ProxyRequest& request, const ProxyRefusal& row,
                   std::size_t split) {
  ScriptedTransport proxy(row.script);
  proxy.split_at(split);
  Stream stream(proxy);
  const std::optional<Failure> failure = failure_of(dialogue(stream, request));
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST((failure->stage == Stage::proxy));
  BOOST_TEST((failure->kind == row.kind));
  BOOST_TEST(failure->text == row.text);
}

}  // namespace

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

void check_consent(ProxyDialogue dialogue, const ProxyRequest& request, const Script& script) {
  ScriptedTransport proxy(script);
  BOOST_TEST(consent(dialogue, request, proxy) == "");
  BOOST_TEST(proxy.is_done());
}

void check_good(ProxyDialogue dialogue, const ProxyRequest& request, const Script& script) {
  for (std::size_t split = 0; split <= bytes_said(script); ++split) {
    BOOST_TEST_CONTEXT("split at " << split) {
      ScriptedTransport proxy(script);
      proxy.split_at(split);
      BOOST_TEST(consent(dialogue, request, proxy) == "");
      BOOST_TEST(proxy.is_done());
    }
  }
  BOOST_TEST_CONTEXT("byte by byte") {
    ScriptedTransport proxy(script);
    proxy.read_at_most(1);
    BOOST_TEST(consent(dialogue, request, proxy) == "");
  }
  for (std::size_t said = 0; said < bytes_said(script); ++said) {
    for (const Step& last : {closes(), resets(), stays_silent()}) {
      BOOST_TEST_CONTEXT("ends after " << said << " bytes") {
        check_end(dialogue, request, script, said, last);
      }
    }
  }
}

void check_bytes_behind(ProxyDialogue dialogue, const ProxyRequest& request, const Script& script,
                        std::string_view behind) {
  Script longer = script;
  longer.back().text += behind;
  const std::size_t consent_ends = bytes_said(script);
  for (std::size_t split = 1; split <= consent_ends + behind.size(); ++split) {
    BOOST_TEST_CONTEXT("split at " << split) {
      ScriptedTransport proxy(longer);
      proxy.split_at(split);
      const std::size_t seen = split < consent_ends ? behind.size() : split - consent_ends;
      BOOST_TEST(consent(dialogue, request, proxy) == behind.substr(0, seen));
    }
  }
}

void check_refusals(ProxyDialogue dialogue, const ProxyRequest& request, std::span<const ProxyRefusal> rows) {
  constexpr std::size_t kPlaces = 100;
  for (const ProxyRefusal& row : rows) {
    for (std::size_t split = 0; split <= std::min(bytes_said(row.script), kPlaces); ++split) {
      BOOST_TEST_CONTEXT(row.name << " split at " << split) { check_refusal(dialogue, request, row, split); }
    }
  }
}

}  // namespace tests
