#define BOOST_TEST_MODULE facts
#include "checks/pki/facts.h"

#include <boost/test/unit_test.hpp>

using checks::CertificateFacts;

BOOST_AUTO_TEST_CASE(public_certificates) {
  CertificateFacts certificate;
  BOOST_TEST(!certificate.is_public());
  certificate.policies = {"1.2.3", "2.23.140.1"};
  BOOST_TEST(!certificate.is_public());
  certificate.policies.push_back("2.23.140.1.2.1");
  BOOST_TEST(certificate.is_public());
  certificate.policies.clear();
  certificate.has_embedded_scts = true;
  BOOST_TEST(certificate.is_public());
}

BOOST_AUTO_TEST_CASE(name_for_people) {
  CertificateFacts certificate;
  certificate.serial = "0a";
  BOOST_TEST(certificate.display_name() == "serial 0a");
  certificate.subject = "O=Example";
  BOOST_TEST(certificate.display_name() == "O=Example");
  certificate.ip_addresses = {"192.0.2.1"};
  BOOST_TEST(certificate.display_name() == "192.0.2.1");
  certificate.dns_names = {"www.example.org"};
  BOOST_TEST(certificate.display_name() == "www.example.org");
  certificate.common_name = "Example";
  BOOST_TEST(certificate.display_name() == "Example");
  certificate.common_name = std::string(99, 'x') + "\xc3\xa9";
  BOOST_TEST(certificate.display_name() == std::string(97, 'x') + "...");
}

BOOST_AUTO_TEST_CASE(certificate_authorities) {
  CertificateFacts certificate;
  BOOST_TEST(!certificate.is_ca());
  certificate.basic_constraints.emplace();
  BOOST_TEST(!certificate.is_ca());
  certificate.basic_constraints->ca = true;
  BOOST_TEST(certificate.is_ca());
}
