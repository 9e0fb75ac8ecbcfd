#define BOOST_TEST_MODULE asn1_time
#include "checks/openssl/asn1_time.h"

#include <openssl/asn1.h>

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>

#include "checks/openssl/handles.h"

using checks::openssl::to_time;
using TimePtr = std::unique_ptr<ASN1_TIME, checks::openssl::Deleter<ASN1_TIME_free>>;

namespace {

struct Row {
  int type;
  std::string text;
  long long seconds;  // kNone: not a time
};

constexpr long long kNone = -1;

const Row kRows[] = {
    {V_ASN1_UTCTIME, "700101000000Z", 0},
    {V_ASN1_UTCTIME, "270119143148Z", 1800369108},
    {V_ASN1_UTCTIME, "491231235959Z", 2524607999},
    {V_ASN1_UTCTIME, "500101000000Z", -631152000},
    {V_ASN1_GENERALIZEDTIME, "20500101000000Z", 2524608000},
    {V_ASN1_GENERALIZEDTIME, "99991231235959Z", 253402300799},
    {V_ASN1_GENERALIZEDTIME, "20240229000000Z", 1709164800},
    {V_ASN1_GENERALIZEDTIME, "20230229000000Z", kNone},
    {V_ASN1_GENERALIZEDTIME, "20230101250000Z", kNone},
    {V_ASN1_GENERALIZEDTIME, "20231301000000Z", kNone},
    {V_ASN1_UTCTIME, "tomorrow", kNone},
    {V_ASN1_UTCTIME, "", kNone},
    {V_ASN1_OCTET_STRING, "270119143148Z", kNone},
};

}  // namespace

BOOST_AUTO_TEST_CASE(times) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      const TimePtr time(ASN1_STRING_type_new(row.type));
      ASN1_STRING_set(time.get(), row.text.data(), static_cast<int>(row.text.size()));
      const auto found = to_time(time.get());
      BOOST_TEST(found.has_value() == (row.seconds != kNone));
      BOOST_TEST((!found || found->time_since_epoch().count() == row.seconds));
    }
  }
  BOOST_TEST(!to_time(nullptr));
}
