#include "checks/net/wire_reader.h"

#define BOOST_TEST_MODULE wire_reader
#include <boost/test/unit_test.hpp>
#include <string>

namespace {

using checks::Bytes;
using checks::ByteView;
using checks::WireReader;

std::string text(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

BOOST_AUTO_TEST_CASE(numbers) {
  const Bytes bytes = {1, 2, 3, 4, 1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff};
  WireReader reader(bytes);
  BOOST_TEST(reader.number(4) == 0x01020304U);
  BOOST_TEST(reader.little_number(3) == 0x030201U);
  BOOST_TEST(reader.number(1) == 4U);
  BOOST_TEST(reader.little_number(4) == 0xffffffffU);
  BOOST_TEST(reader.is_good());
  BOOST_TEST(!reader.has_more());
  BOOST_TEST(reader.little_number(1) == 0U);
  BOOST_TEST(!reader.is_good());
}

BOOST_AUTO_TEST_CASE(texts) {
  const Bytes bytes = {'a', 'b', 0, 0, 'c'};
  WireReader reader(bytes);
  BOOST_TEST(text(reader.text()) == "ab");
  BOOST_TEST(text(reader.text()) == "");
  BOOST_TEST(reader.is_good());
  BOOST_TEST(text(reader.text()) == "");
  BOOST_TEST(!reader.is_good());
}

BOOST_AUTO_TEST_CASE(the_rest) {
  const Bytes bytes = {2, 'a', 'b', 'c'};
  WireReader reader(bytes);
  BOOST_TEST(text(reader.vector(1)) == "ab");
  BOOST_TEST(text(reader.rest()) == "c");
  BOOST_TEST(text(reader.rest()) == "");
  BOOST_TEST(reader.is_good());
  reader.take(1);
  BOOST_TEST(!reader.is_good());
}

}  // namespace
