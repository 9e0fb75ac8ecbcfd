#define BOOST_TEST_MODULE distinguished_name
#include "checks/pki/distinguished_name.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/pki.h"

using namespace std::string_literals;
using checks::Bytes;
using tests::make_name;

namespace {

void append(Bytes& out, std::uint8_t tag, const Bytes& content) {
  out.push_back(tag);
  if (content.size() >= 0x80) {
    out.insert(out.end(), {0x82, static_cast<std::uint8_t>(content.size() >> 8)});
  }
  out.push_back(static_cast<std::uint8_t>(content.size()));
  out.insert(out.end(), content.begin(), content.end());
}

Bytes wrapped(std::uint8_t tag, const Bytes& content) {
  Bytes out;
  append(out, tag, content);
  return out;
}

const Bytes kCn = {0x55, 0x04, 0x03};

Bytes attribute(const Bytes& oid, std::uint8_t tag, const std::string& value) {
  Bytes pair;
  append(pair, 0x06, oid);
  append(pair, tag, Bytes(value.begin(), value.end()));
  return wrapped(0x30, pair);
}

// A name of one common name of this string type.
Bytes common_name(std::uint8_t tag, const std::string& value) {
  return wrapped(0x30, wrapped(0x31, attribute(kCn, tag, value)));
}

struct Row {
  Bytes name;
  std::string text;
};

}  // namespace

BOOST_AUTO_TEST_CASE(text) {
  const Row rows[] = {
      {make_name({{"C", "JP"}, {"O", "Example"}, {"CN", "www.example.org"}}),
       "CN=www.example.org,O=Example,C=JP"},
      {make_name({}), ""},
      {make_name({{"DC", "org"}, {"DC", "example"}, {"UID", "x"}}), "UID=x,DC=example,DC=org"},
      {make_name({{"emailAddress", "a@b.test"}, {"serialNumber", "7"}}),
       "serialNumber=7,emailAddress=a@b.test"},
      {make_name({{"ST", "Tokyo"}, {"L", "Chuo"}, {"street", "1"}, {"OU", "x"}}),
       "OU=x,STREET=1,L=Chuo,ST=Tokyo"},
      {make_name({{"O", "Example, \"Inc.\" <a+b>;\\"}}), R"(O=Example\, \"Inc.\" \<a\+b\>\;\\)"},
      {make_name({{"O", " a b "}}), R"(O=\ a b\ )"},
      {make_name({{"O", "#a#"}}), R"(O=\#a#)"},
      {make_name({{"O", "a=b"}}), "O=a=b"},
      {make_name({{"CN", "\xe6\x97\xa5\xe6\x9c\xac"}}), "CN=\xe6\x97\xa5\xe6\x9c\xac"},
      {common_name(0x0c, "a\n|\x01\x00z"s), "CN=a\n|\x01\\00z"},
      {common_name(0x0c, "\xff\xfe"), "CN=\xff\xfe"},
      {common_name(0x14, "caf\xe9"), "CN=caf\xc3\xa9"},
      {common_name(0x1e, "\x65\xe5\0A"s), "CN=\xe6\x97\xa5\x41"},
      {common_name(0x1e, "\xd8\x3d\xde\x00"s), "CN=\xf0\x9f\x98\x80"},
      {common_name(0x1e, "\xd8\x3d\0A"s), "CN=\xef\xbf\xbd\x41"},
      {common_name(0x1e, "\xde\x00\xd8\x3d"s), "CN=\xef\xbf\xbd\xef\xbf\xbd"},
      {common_name(0x1e, "\0A\0"s), "CN=A"},
      {common_name(0x1c, "\0\1\xf6\0\0\x11\0\0"s), "CN=\xf0\x9f\x98\x80\xef\xbf\xbd"},
      {common_name(0x03, "\x01"), "CN=#030101"},
      {wrapped(0x30, wrapped(0x31, attribute({0x2a, 0x03, 0x04}, 0x0c, "x"))), "1.2.3.4=#0c0178"},
      {Bytes{}, ""},
      {Bytes{0x30, 0x05, 0x31}, ""},
      {Bytes{0x04, 0x00}, ""},
  };
  for (const Row& row : rows) {
    BOOST_TEST(checks::rfc4514(row.name) == row.text);
  }
}

BOOST_AUTO_TEST_CASE(several_values_of_one_level) {
  Bytes set = attribute(kCn, 0x0c, "a");
  const Bytes second = attribute({0x55, 0x04, 0x0b}, 0x0c, "b");
  set.insert(set.end(), second.begin(), second.end());
  Bytes levels = wrapped(0x31, attribute({0x55, 0x04, 0x06}, 0x13, "JP"));
  append(levels, 0x31, set);
  BOOST_TEST(checks::rfc4514(wrapped(0x30, levels)) == "CN=a+OU=b,C=JP");
}

BOOST_AUTO_TEST_CASE(common_names) {
  BOOST_TEST(checks::common_name_of(make_name({{"CN", "first"}, {"CN", "last"}, {"O", "x"}})) == "last");
  BOOST_TEST(checks::common_name_of(make_name({{"O", "x"}})) == "");
  BOOST_TEST(checks::common_name_of(common_name(0x1e, "\0a\0,"s)) == "a,");
}

BOOST_AUTO_TEST_CASE(long_names_are_cut) {
  const Bytes name = common_name(0x0c, std::string(30000, 'x'));
  BOOST_TEST(checks::rfc4514(name).size() == checks::kMaxNameText);
  BOOST_TEST(checks::rfc4514(name).ends_with("x..."));
  BOOST_TEST(checks::common_name_of(name).size() == checks::kMaxNameText);
  Bytes levels;
  for (int i = 0; i < 1000; ++i) {
    append(levels, 0x31, attribute(kCn, 0x0c, "abcdefghij"));
  }
  BOOST_TEST(checks::rfc4514(wrapped(0x30, levels)).size() <= checks::kMaxNameText);
}

BOOST_AUTO_TEST_CASE(comparison) {
  const auto same = [](const Bytes& a, const Bytes& b) {
    return checks::normalised_name(a) == checks::normalised_name(b);
  };
  const Bytes name = common_name(0x0c, "Example Root");
  BOOST_TEST(same(name, common_name(0x13, "EXAMPLE ROOT")));
  BOOST_TEST(same(name, common_name(0x16, "  example \t  root ")));
  BOOST_TEST(same(name, common_name(0x1e, "\0e\0x\0a\0m\0p\0l\0e\0 \0R\0o\0o\0t"s)));
  BOOST_TEST(!same(name, common_name(0x0c, "ExampleRoot")));
  BOOST_TEST(!same(name, make_name({{"O", "Example Root"}})));
  BOOST_TEST(!same(name, make_name({{"CN", "Example Root"}, {"CN", "Example Root"}})));
  BOOST_TEST(!same(make_name({{"CN", "a"}, {"O", "b"}}), make_name({{"O", "b"}, {"CN", "a"}})));
  BOOST_TEST(!same(common_name(0x0c, ""), common_name(0x0c, "a")));
  BOOST_TEST(!same(common_name(0x0c, "\xc3\x89"), common_name(0x0c, "\xc3\xa9")));  // only ASCII is folded
}

BOOST_AUTO_TEST_CASE(cutting) {
  BOOST_TEST(checks::bounded_text("abc", 3) == "abc");
  BOOST_TEST(checks::bounded_text("abcdef", 5) == "ab...");
  BOOST_TEST(checks::bounded_text("a\xc3\xa9_____", 5) == "a...");
  BOOST_TEST(checks::bounded_text(std::string(50, '\x80'), 20).size() == 17U);
}
