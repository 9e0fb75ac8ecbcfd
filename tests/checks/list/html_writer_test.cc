#define BOOST_TEST_MODULE html_writer
#include "checks/list/html_writer.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;

struct Escaping {
  std::string_view text;
  std::string_view html;
};

constexpr Escaping kTexts[] = {
    {"", ""},
    {"www.example.org", "www.example.org"},
    {"Müller & Söhne", "Müller &amp; Söhne"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"\"a\" 'b'", "&quot;a&quot; &#39;b&#39;"},
    {"&lt;", "&amp;lt;"},
    {"moc.elpmaxe\u202e.www", "moc.elpmaxe\\u{202e}.www"},
    {"a\u200bb\u2028c", "a\\u{200b}b\\u{2028}c"},
    {"a\nb\tc|d", "a\\nb\\tc\\x7cd"},
    {"\xff<"sv, "\\xff&lt;"},
    {"a\0b"sv, "a\\x00b"},
    {"{{data}}", "{{data}}"},
};

BOOST_AUTO_TEST_CASE(escapes_text) {
  for (const Escaping& one : kTexts) {
    BOOST_TEST_CONTEXT(one.html) { BOOST_TEST(checks::html_text(one.text) == one.html); }
  }
}

constexpr Escaping kJson[] = {
    {"", ""},
    {R"(["a",1,{"b":null}])", R"(["a",1,{"b":null}])"},
    {R"(["</script><!--"])", R"(["\u003c/script\u003e\u003c!--"])"},
    {R"(["a&b"])", R"(["a\u0026b"])"},
    {"[\"\u2027\u2028\u2029\u202a\"]", "[\"\u2027\\u2028\\u2029\u202a\"]"},
    {R"(["\"<\\"])", R"(["\"\u003c\\"])"},
    {"\xe2\x80", "\xe2\x80"},
};

BOOST_AUTO_TEST_CASE(escapes_json_for_a_script_element) {
  for (const Escaping& one : kJson) {
    BOOST_TEST_CONTEXT(one.html) { BOOST_TEST(checks::script_json(one.text) == one.html); }
  }
}

constexpr Escaping kTemplates[] = {
    {"", ""},
    {"no names", "no names"},
    {"{{a}}", "1"},
    {"<{{a}}|{{b}}|{{a}}>", "<1|{{a}}|1>"},
    {"{{a}} and {{", "1 and {{"},
};

BOOST_AUTO_TEST_CASE(fills_templates) {
  const checks::TemplateValue values[] = {{"a", "1"}, {"b", "{{a}}"}};
  for (const Escaping& one : kTemplates) {
    BOOST_TEST_CONTEXT(one.text) { BOOST_TEST(checks::filled_template(one.text, values) == one.html); }
  }
  BOOST_CHECK_THROW(checks::filled_template("{{c}}", values), std::logic_error);
}

}  // namespace
