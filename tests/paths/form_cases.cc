// RFC 5280, 4.1 and 4.2, and the Baseline Requirements, 7.1: the form of each certificate.

#include <algorithm>

#include "tests/paths/world.h"

namespace paths {
namespace {

constexpr const char* kAll[] = {"leaf", "ica", "root"};

// {"leaf-X", ...}: the same change of each certificate.
void reject_in_each(Cases& cases, const std::string& name, const std::function<void(Entity&)>& change) {
  for (const std::string label : kAll) {
    cases.reject(label + "-" + name, [=](World& w) { change(w[label]); });
  }
}

Cases::Change kind_of(std::string label, std::string kind) {
  return [=](World& w) { w[label].kind = kind; };
}

void add_key_ids(Cases& cases) {
  cases.reject("cross-signed-anchor-without-authority-key-id", [](World& w) {
    w.authority("older", "older");
    w.cross_sign("root-by-older", "root", "older").authority_key_id.clear();
    w.trusted = {"root-by-older"};
  });
  cases.accept("cross-signed-anchor", [](World& w) {
    w.authority("older", "older");
    w.cross_sign("root-by-older", "root", "older");
    w.trusted = {"root-by-older"};
  });
  cases.reject("leaf-without-authority-key-id", [](World& w) { w["leaf"].authority_key_id.clear(); });
  cases.reject("ica-without-authority-key-id", [](World& w) { w["ica"].authority_key_id.clear(); });
  cases.accept("root-with-authority-key-id", [](World& w) { w["root"].authority_key_id = "root"; });
  cases.reject("root-with-another-authority-key-id", [](World& w) { w["root"].authority_key_id = "else"; });
  cases.reject("leaf-with-another-authority-key-id", [](World& w) { w["leaf"].authority_key_id = "else"; });
  cases.reject("ica-without-subject-key-id", [](World& w) { w["ica"].subject_key_id.clear(); });
  cases.reject("root-without-subject-key-id", [](World& w) { w["root"].subject_key_id.clear(); });
  cases.accept("leaf-without-subject-key-id", [](World& w) { w["leaf"].subject_key_id.clear(); });
  reject_in_each(cases, "subject-key-id-critical", [](Entity& one) {
    one.subject_key_id.clear();
    one.raw.push_back({"2.5.29.14", {0x04, 0x02, 'i', 'd'}, true});
  });
  cases.reject("leaf-authority-key-id-critical", [](World& w) {
    w["leaf"].authority_key_id.clear();
    w["leaf"].raw.push_back({"2.5.29.35", {0x30, 0x05, 0x80, 0x03, 'i', 'c', 'a'}, true});
  });
  // keyIdentifier "ica", authorityCertSerialNumber 1
  cases.reject("leaf-authority-key-id-with-serial", [](World& w) {
    w["leaf"].authority_key_id.clear();
    w["leaf"].raw.push_back({"2.5.29.35", {0x30, 0x08, 0x80, 0x03, 'i', 'c', 'a', 0x82, 0x01, 0x01}, false});
  });
  cases.reject("root-authority-key-id-with-serial-only", [](World& w) {
    w["root"].raw.push_back({"2.5.29.35", {0x30, 0x03, 0x82, 0x01, 0x01}, false});
  });
}

void add_serials(Cases& cases) {
  reject_in_each(cases, "serial-zero", [](Entity& one) { one.serial = "0"; });
  reject_in_each(cases, "serial-negative", [](Entity& one) { one.serial = "-1"; });
  reject_in_each(cases, "serial-of-21-octets", [](Entity& one) { one.serial = "01" + std::string(40, 'a'); });
  cases.reject("leaf-serial-of-20-octets-and-a-sign",
               [](World& w) { w["leaf"].serial = std::string(40, 'f'); });
  cases.accept("leaf-serial-of-20-octets", [](World& w) { w["leaf"].serial = "7f" + std::string(38, 'f'); });
}

void add_extensions(Cases& cases) {
  reject_in_each(cases, "unknown-critical-extension", [](Entity& one) {
    one.raw.push_back({"1.2.3.4.5", {0x05, 0x00}, true});
  });
  cases.accept("leaf-unknown-extension", [](World& w) {
    w["leaf"].raw.push_back({"1.2.3.4.5", {0x05, 0x00}, false});
  });
  reject_in_each(cases, "extension-twice", [](Entity& one) {
    one.raw.push_back({"2.5.29.19", {0x30, 0x00}, true});
  });
  cases.reject("leaf-unknown-extension-twice", [](World& w) {
    w["leaf"].raw.push_back({"1.2.3.4.5", {0x05, 0x00}, false});
    w["leaf"].raw.push_back({"1.2.3.4.5", {0x05, 0x00}, false});
  });
  reject_in_each(cases, "of-version-1", [](Entity& one) { one.version = 1; });
  reject_in_each(cases, "of-version-2", [](Entity& one) { one.version = 2; });
  cases.reject("leaf-key-usage-empty", [](World& w) {
    w["leaf"].extensions.erase("keyUsage");
    w["leaf"].raw.push_back({"2.5.29.15", {0x03, 0x02, 0x07, 0x00}, true});
  });
  cases.reject("leaf-basic-constraints-malformed", [](World& w) {
    w["leaf"].extensions.erase("basicConstraints");
    w["leaf"].raw.push_back({"2.5.29.19", {0x30, 0x03, 0x01}, true});
  });
  cases.reject("leaf-path-length-without-ca",
               [](World& w) { w["leaf"].extensions["basicConstraints"] = "critical,CA:FALSE,pathlen:0"; });
  cases.reject("ica-path-length-negative", [](World& w) {
    w["ica"].extensions.erase("basicConstraints");
    w["ica"].raw.push_back({"2.5.29.19", {0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0xff}, true});
  });
  cases.reject("ica-policy-constraints-empty", [](World& w) {
    w["ica"].raw.push_back({"2.5.29.36", {0x30, 0x00}, true});
  });
  cases.reject("leaf-eku-empty", [](World& w) {
    w["leaf"].extensions.erase("extendedKeyUsage");
    w["leaf"].raw.push_back({"2.5.29.37", {0x30, 0x00}, false});
  });
  cases.reject("ica-eku-empty", [](World& w) { w["ica"].raw.push_back({"2.5.29.37", {0x30, 0x00}, false}); });
  cases.reject("leaf-policies-empty", [](World& w) {
    w["leaf"].raw.push_back({"2.5.29.32", {0x30, 0x00}, false});
  });
  cases.reject("leaf-names-algorithms-that-differ", [](World& w) {
    // The outer one becomes ecdsa-with-SHA384: the last octet of its OID.
    Bytes der = w.certificate("leaf");
    const Bytes sha256 = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
    *(std::find_end(der.begin(), der.end(), sha256.begin(), sha256.end()) + 7) = 0x03;
    w.file = {};
    w.appended = tests::to_pem(der) + tests::to_pem(w.certificate("ica"));
  });
  cases.reject("leaf-signature-damaged", [](World& w) {
    Bytes der = w.certificate("leaf");
    der.back() ^= 1;
    w.file = {};
    w.appended = tests::to_pem(der) + tests::to_pem(w.certificate("ica"));
  });
  const auto aia = [](std::string value) {
    return [=](World& w) { w["leaf"].extensions["authorityInfoAccess"] = value; };
  };
  cases.accept("aia", aia("OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/1.crt"));
  cases.reject("aia-critical", aia("critical,caIssuers;URI:http://ca.example/1.crt"));
  cases.reject("aia-by-dns-name", aia("caIssuers;DNS:ca.example"));
  cases.reject("aia-no-url", aia("caIssuers;URI:ca example"));
  cases.reject("aia-of-another-method", aia("1.2.3.4;URI:http://ca.example/"));
  cases.reject("aia-malformed", [](World& w) {
    w["leaf"].raw.push_back({"1.3.6.1.5.5.7.1.1", {'m', 'a', 'l', 'f', 'o', 'r', 'm', 'e', 'd'}, false});
  });
}

void add_purposes(Cases& cases) {
  const auto purpose = [](std::string label, std::string value) {
    return [=](World& w) { w[label].extensions["extendedKeyUsage"] = value; };
  };
  cases.accept("leaf-eku-client-too", purpose("leaf", "serverAuth,clientAuth"));
  cases.reject("leaf-eku-missing", purpose("leaf", ""));
  cases.reject("leaf-eku-client-only", purpose("leaf", "clientAuth"));
  cases.reject("leaf-eku-any", purpose("leaf", "anyExtendedKeyUsage"));
  cases.reject("leaf-eku-server-and-any", purpose("leaf", "serverAuth,anyExtendedKeyUsage"));
  cases.reject("leaf-eku-critical", purpose("leaf", "critical,serverAuth"));
  cases.accept("ica-eku-server", purpose("ica", "serverAuth"));
  cases.accept("ica-eku-missing", purpose("ica", ""));
  cases.reject("ica-eku-mail", purpose("ica", "emailProtection"));
  cases.reject("root-eku", purpose("root", "serverAuth"));
}

void add_keys(Cases& cases) {
  cases.accept("leaf-rsa-2048", kind_of("leaf", "RSA:2048"));
  cases.reject("leaf-rsa-1024", kind_of("leaf", "RSA:1024"));
  cases.reject("leaf-rsa-2047", kind_of("leaf", "RSA:2047"));
  cases.reject("leaf-rsa-2052", kind_of("leaf", "RSA:2052"));
  cases.reject("ica-rsa-1024", kind_of("ica", "RSA:1024"));
  cases.reject("root-rsa-1024", kind_of("root", "RSA:1024"));
  cases.accept("root-rsa-2048", kind_of("root", "RSA:2048"));
  cases.accept("leaf-p384", kind_of("leaf", "P-384"));
  cases.accept("leaf-p521", kind_of("leaf", "P-521"));
  cases.reject("leaf-p192", kind_of("leaf", "P-192"));
  cases.reject("leaf-p224", kind_of("leaf", "P-224"));
  cases.reject("root-p192", kind_of("root", "P-192"));
  cases.reject("leaf-brainpool", kind_of("leaf", "brainpoolP256r1"));
  cases.reject("leaf-secp256k1", kind_of("leaf", "secp256k1"));
  cases.reject("leaf-ed25519", kind_of("leaf", "Ed25519"));
  cases.reject("leaf-ed448", kind_of("leaf", "Ed448"));
  cases.reject("ica-ed25519", [](World& w) {
    w["ica"].kind = "Ed25519";
    w["leaf"].digest = "";
  });
  const auto signed_with = [](std::string label, std::string digest) {
    return [=](World& w) {
      w["root"].kind = w["ica"].kind = "RSA:2048";
      w[label].digest = digest;
    };
  };
  for (const std::string label : kAll) {
    cases.accept(label + "-rsa-sha256", signed_with(label, "SHA256"));
    cases.reject(label + "-rsa-sha1", signed_with(label, "SHA1"));
    cases.reject(label + "-rsa-md5", signed_with(label, "MD5"));
    cases.reject(label + "-rsa-sha224", signed_with(label, "SHA224"));
  }
  cases.accept("leaf-rsa-pss", [=](World& w) {
    signed_with("leaf", "SHA256")(w);
    w["leaf"].is_pss = true;
  });
  cases.reject("leaf-rsa-pss-sha1", [=](World& w) {
    signed_with("leaf", "SHA1")(w);
    w["leaf"].is_pss = true;
  });
  cases.reject("leaf-ecdsa-sha1", [](World& w) { w["leaf"].digest = "SHA1"; });
  cases.accept("ica-p384-sha384", [](World& w) {
    w["ica"].kind = "P-384";
    w["leaf"].digest = "SHA384";
  });
}

void add_damage(Cases& cases) {
  const auto damaged = [](std::string text) {
    return [=](World& w) {
      w.file = {};
      w.appended = text;
    };
  };
  cases.reject("file-empty", damaged(""));
  cases.reject("file-of-text", damaged("no certificate\n"));
  cases.reject("file-not-base64", damaged("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"));
  cases.reject("file-without-an-end", damaged("-----BEGIN CERTIFICATE-----\nMIIB\n"));
  cases.reject("leaf-is-no-certificate", [](World& w) {
    w.file = {};
    w.appended = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n" +
                 tests::to_pem(w.certificate("ica"));
  });
  cases.accept("text-around", [](World& w) { w.appended = "That was the chain of www.example.org.\n"; });
}

}  // namespace

void add_form_cases(Cases& cases) {
  add_key_ids(cases);
  add_serials(cases);
  add_extensions(cases);
  add_purposes(cases);
  add_keys(cases);
  add_damage(cases);
}

}  // namespace paths
