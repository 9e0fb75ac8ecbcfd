#define BOOST_TEST_MODULE der
#include "checks/pki/der.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/pki.h"

using namespace checks;

BOOST_AUTO_TEST_CASE(elements) {
  const Bytes bytes = {0x02, 0x01, 0x05, 0x30, 0x81, 0x03, 0x01, 0x01, 0xff, 0x04, 0x00};
  der::Reader reader(bytes);
  BOOST_TEST(!reader.next(der::kSequence));
  BOOST_TEST(!reader.failed());
  const auto integer = reader.next(der::kInteger);
  BOOST_TEST((integer && integer->value.size() == 1 && integer->value[0] == 5));
  const auto sequence = reader.next(der::kSequence);
  BOOST_TEST((sequence && sequence->value.size() == 3 && sequence->whole.size() == 6));
  const auto empty = reader.next();
  BOOST_TEST((empty && empty->tag == der::kOctetString && empty->value.empty()));
  BOOST_TEST(reader.finished());
  BOOST_TEST(!reader.next());
}

BOOST_AUTO_TEST_CASE(what_is_no_der) {
  const Bytes rows[] = {
      {0x30},                                      // no length
      {0x30, 0x01},                                // no content
      {0x30, 0x80, 0x00, 0x00},                    // indefinite
      {0x30, 0x82, 0x01},                          // length cut
      {0x30, 0x82, 0x01, 0x00, 0x00},              // too long
      {0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00},  // far too long
      {0x30, 0x85, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00},
      {0x1f, 0x81, 0x01, 0x00},  // tag above 30
  };
  for (const Bytes& row : rows) {
    der::Reader reader(row);
    BOOST_TEST(!reader.next());
    BOOST_TEST(reader.failed());
    BOOST_TEST(reader.at_end());
    BOOST_TEST(!reader.finished());
    BOOST_TEST(!der::only(row, der::kSequence));
  }
}

BOOST_AUTO_TEST_CASE(only_one) {
  BOOST_TEST(der::only(Bytes{0x05, 0x00}, 0x05).has_value());
  BOOST_TEST(!der::only(Bytes{0x05, 0x00}, 0x06).has_value());
  BOOST_TEST(!der::only(Bytes{0x05, 0x00, 0x00}, 0x05).has_value());
  BOOST_TEST(!der::only(Bytes{}, 0x05).has_value());
}

BOOST_AUTO_TEST_CASE(object_identifiers) {
  const struct {
    Bytes content;
    std::string text;
  } rows[] = {
      {{0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01}, "1.3.6.1.5.5.7.3.1"},
      {{0x67, 0x81, 0x0c, 0x01, 0x02, 0x01}, "2.23.140.1.2.1"},
      {{0x00}, "0.0"},
      {{0x27}, "0.39"},
      {{0x28}, "1.0"},
      {{0x88, 0x37}, "2.999"},
      {{}, ""},
      {{0x2b, 0x86}, ""},  // the last arc is cut
      {{0x2b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, "1.3.9223372036854775807"},
      {{0x2b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, ""},
      {Bytes(der::kMaxOid + 1, 0x01), ""},
  };
  for (const auto& row : rows) {
    BOOST_TEST(der::dotted(row.content) == row.text);
  }
}

BOOST_AUTO_TEST_CASE(subject_of_a_beginning) {
  const Bytes certificate = tests::make_certificate({.subject = {{"CN", "a"}}, .key = tests::Key()});
  const Bytes name = tests::make_name({{"CN", "a"}});
  for (std::size_t size = 0; size <= certificate.size(); ++size) {
    const auto subject = der::subject_of(ByteView(certificate).first(size));
    BOOST_TEST((!subject || Bytes(subject->begin(), subject->end()) == name), size);
    BOOST_TEST((subject || size < 200), size);
  }
}
