#define BOOST_TEST_MODULE name_pattern
#include "checks/submit/name_pattern.h"

#include <boost/test/unit_test.hpp>
#include <map>

using checks::NamePattern;

namespace {

std::string error_of(const std::string& pattern) {
  const plugin::Result<NamePattern> parsed = NamePattern::parse(pattern);
  return parsed ? "" : parsed.error().text.line();
}

NamePattern parsed(const std::string& pattern) {
  plugin::Result<NamePattern> result = NamePattern::parse(pattern);
  BOOST_REQUIRE(bool(result));
  return *std::move(result);
}

NamePattern::Columns row(std::map<std::string, std::string> values) {
  return [values = std::move(values)](std::string_view name) {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::string() : found->second;
  };
}

BOOST_AUTO_TEST_CASE(names) {
  const NamePattern::Columns columns =
      row({{"name", "www.example.org"}, {"port", "443"}, {"monitor_host", "h"}});
  const struct {
    const char* pattern;
    const char* name;
  } rows[] = {
      {"{name}", "www.example.org"}, {"TLS {name} {port}", "TLS www.example.org 443"},
      {"{Monitor-Host}", "h"},       {"{none}x", "x"},
      {"a{{name}}b", "a{name}b"},    {"", ""},
  };
  for (const auto& one : rows) {
    BOOST_TEST_CONTEXT(one.pattern) { BOOST_TEST(parsed(one.pattern).expand(columns) == one.name); }
  }
  const std::vector<std::string> expected{"name", "port"};
  BOOST_TEST(parsed("{name} {port} {NAME}").columns() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_pattern) {
  BOOST_TEST(error_of("a {name") == "'{name' has no '}'");
  BOOST_TEST(error_of("a {} b") == "'{}' is no name of a column");
  BOOST_TEST(error_of("a {na me} b") == "'{na me}' is no name of a column");
  BOOST_TEST(error_of("a name} b") == "'} b' has a '}' without '{'");
}

// Zabbix, manual, "Item key format": "If a parameter contains a comma or a right square bracket, it has to be
// quoted."
BOOST_AUTO_TEST_CASE(keys) {
  const struct {
    const char* pattern;
    const char* value;
    const char* key;  // null: refused
  } rows[] = {
      {"tls[{v},443]", "www.example.org", "tls[www.example.org,443]"},
      {"tls[{v},443]", "2001:db8::1", "tls[2001:db8::1,443]"},
      {"tls[{v}]", "", "tls[]"},
      {"tls[{v}]", "a,b", R"(tls["a,b"])"},
      {"tls[{v}]", "a]b", R"(tls["a]b"])"},
      {"tls[{v}]", "a[b", "tls[a[b]"},
      {"tls[{v}]", "[a", R"(tls["[a"])"},
      {"tls[{v}]", " a", R"(tls[" a"])"},
      {"tls[{v}]", "\"a", R"(tls["\"a"])"},
      {"tls[{v}]", "a\"b", "tls[a\"b]"},
      {"tls[{v}]", "a\",\"b", R"(tls["a\",\"b"])"},
      {"tls[{v}]", "a\\", "tls[a\\]"},
      {"tls[{v}]", "a,\\", nullptr},
      {"tls[x, {v}]", "a,b", R"(tls[x, "a,b"])"},
      {"tls[x{v}]", "a,b", nullptr},
      {"tls[x{v}]", "ab", "tls[xab]"},
      {R"(tls["{v}",1])", "a,b\"c", R"(tls["a,b\"c",1])"},
      {R"(tls["{v}",{v}])", "a,b", R"(tls["a,b","a,b"])"},
      {R"(tls["{v}"])", "a\\", nullptr},
      {"tls.{v}", "smtp", "tls.smtp"},
      {"tls.{v}", "sm tp", nullptr},
      {"tls.{v}", "x[", nullptr},
  };
  for (const auto& one : rows) {
    BOOST_TEST_CONTEXT(one.pattern << " of " << one.value) {
      const plugin::Result<std::string> key = parsed(one.pattern).expand_key(row({{"v", one.value}}));
      BOOST_TEST(bool(key) == (one.key != nullptr));
      if (key && one.key != nullptr) {
        BOOST_TEST(*key == one.key);
      }
    }
  }
  BOOST_TEST(parsed("tls.{v}").expand_key(row({{"v", "a\nb"}})).error().text.line() ==
             "'a\\nb' of {v} cannot stand there in an item key");
}

}  // namespace
