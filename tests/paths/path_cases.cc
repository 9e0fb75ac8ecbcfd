// RFC 5280, 6.1 and 4.2.1.9: which path, from where to where, and whether each may issue.

#include "tests/paths/world.h"

namespace paths {
namespace {

void add_dates(Cases& cases) {
  cases.accept("good", [](World&) {});
  cases.accept("leaf-last-second", [](World& w) { w["leaf"].not_after = "20260601000000Z"; });
  cases.reject("leaf-expired", [](World& w) { w["leaf"].not_after = "20260531235959Z"; });
  cases.accept("leaf-first-second", [](World& w) { w["leaf"].not_before = "20260601000000Z"; });
  cases.reject("leaf-not-yet-valid", [](World& w) { w["leaf"].not_before = "20260601000001Z"; });
  cases.accept("ica-last-second", [](World& w) { w["ica"].not_after = "20260601000000Z"; });
  cases.reject("ica-expired", [](World& w) { w["ica"].not_after = "20260531235959Z"; });
  cases.reject("ica-not-yet-valid", [](World& w) { w["ica"].not_before = "20260601000001Z"; });
  cases.reject("root-expired", [](World& w) { w["root"].not_after = "20260531235959Z"; });
  cases.reject("root-not-yet-valid", [](World& w) { w["root"].not_before = "20260601000001Z"; });
  cases.accept("leaf-utc-times", [](World& w) {
    w["leaf"].not_before = "260301000000Z";
    w["leaf"].not_after = "260801000000Z";
  });
  cases.accept("root-until-9999", [](World& w) { w["root"].not_after = "99991231235959Z"; });
  cases.accept("root-since-1970", [](World& w) { w["root"].not_before = "700101000000Z"; });
  cases.reject("leaf-date-is-none", [](World& w) { w["leaf"].not_after = "20260231000000Z"; });
  cases.reject("ica-date-is-none", [](World& w) { w["ica"].not_after = "20271301000000Z"; });
}

void add_trust(Cases& cases) {
  cases.accept("root-in-file", [](World& w) { w.file = {"leaf", "ica", "root"}; });
  cases.accept("no-intermediate", [](World& w) {
    w.server("leaf", "root");
    w.file = {"leaf"};
  });
  cases.reject("ica-missing", [](World& w) { w.file = {"leaf"}; });
  cases.reject("untrusted-root", [](World& w) {
    w.authority("other", "other").authority_key_id.clear();
    w.trusted = {"other"};
  });
  cases.reject("untrusted-root-in-file", [](World& w) {
    w.authority("other", "other").authority_key_id.clear();
    w.trusted = {"other"};
    w.file = {"leaf", "ica", "root"};
  });
  cases.accept("anchor-is-intermediate", [](World& w) { w.trusted = {"ica"}; });
  cases.accept("anchor-is-intermediate-and-not-sent", [](World& w) {
    w.trusted = {"ica"};
    w.file = {"leaf"};
  });
  cases.accept("several-roots", [](World& w) {
    w.authority("other", "other").authority_key_id.clear();
    w.trusted = {"other", "root"};
  });
  cases.reject("root-of-same-name-and-other-key", [](World& w) {
    w.authority("other", "other").subject = w["root"].subject;
    w["other"].authority_key_id.clear();
    w.trusted = {"other"};
  });
  cases.accept("two-roots-of-one-name", [](World& w) {
    w.authority("other", "other").subject = w["root"].subject;
    w["other"].authority_key_id.clear();
    w.trusted = {"other", "root"};
  });
  cases.reject("leaf-signed-by-another-key", [](World& w) { w["leaf"].signer = "root"; });
  cases.reject("ica-signed-by-another-key", [](World& w) { w["ica"].signer = "leaf"; });
  cases.reject("self-signed-leaf-untrusted", [](World& w) {
    w.server("leaf", "leaf");
    w.file = {"leaf"};
  });
  cases.accept("unrelated-in-file", [](World& w) {
    w.authority("stranger", "stranger");
    w.file = {"leaf", "stranger", "ica"};
  });
  cases.accept("another-leaf-in-file", [](World& w) {
    w.server("mail", "ica").extensions["subjectAltName"] = "DNS:mail.example.org";
    w.file = {"leaf", "ica", "mail"};
  });
  cases.accept("duplicate-in-file", [](World& w) { w.file = {"leaf", "ica", "ica", "leaf"}; });
  cases.accept("wrong-order", [](World& w) {
    w.chain_of(2);
    w.file = {"leaf", "i1", "i2"};
  });
}

void add_branches(Cases& cases) {
  const auto cross_signed = [](World& w) {
    w.authority("old", "old").authority_key_id.clear();
    w.cross_sign("cross", "ica", "old");
    w.trusted = {"root", "old"};
    w.file = {"leaf", "cross", "ica"};
  };
  cases.accept("cross-signed", cross_signed);
  cases.accept("cross-sign-expired", [=](World& w) {
    cross_signed(w);
    w["cross"].not_after = "20260531235959Z";
  });
  cases.accept("cross-sign-by-an-expired-root", [=](World& w) {
    cross_signed(w);
    w["old"].not_after = "20260531235959Z";
  });
  cases.accept("cross-sign-not-a-ca", [=](World& w) {
    cross_signed(w);
    w["cross"].extensions["basicConstraints"] = "critical,CA:FALSE";
  });
  cases.accept("cross-sign-without-basic-constraints", [=](World& w) {
    cross_signed(w);
    w["cross"].extensions.erase("basicConstraints");
  });
  cases.accept("cross-sign-for-mail", [=](World& w) {
    cross_signed(w);
    w["cross"].extensions["extendedKeyUsage"] = "emailProtection";
  });
  cases.accept("cross-sign-with-excluding-constraints", [=](World& w) {
    cross_signed(w);
    w["cross"].extensions["nameConstraints"] = "critical,excluded;DNS:example.org";
  });
  cases.accept("cross-sign-with-sha1", [=](World& w) {
    cross_signed(w);
    w["cross"].digest = "SHA1";
  });
  cases.accept("cross-sign-with-path-length", [=](World& w) {
    cross_signed(w);
    w["old"].extensions["basicConstraints"] = "critical,CA:TRUE,pathlen:0";
  });
  cases.accept("cross-sign-of-unknown-critical-extension", [=](World& w) {
    cross_signed(w);
    w["cross"].raw.push_back({"1.2.3.4.5", {0x05, 0x00}, true});
  });
  cases.reject("both-branches-expired", [=](World& w) {
    cross_signed(w);
    w["cross"].not_after = w["ica"].not_after = "20260531235959Z";
  });
  cases.accept("circle-of-cross-signs", [](World& w) {
    w.authority("b", "ica");
    w.cross_sign("ica-by-b", "ica", "b");
    w.file = {"leaf", "ica-by-b", "b", "ica"};
  });
  cases.reject("circle-without-a-root", [](World& w) {
    w.authority("b", "ica");
    w.cross_sign("ica-by-b", "ica", "b");
    w.file = {"leaf", "ica-by-b", "b"};
  });
  cases.accept("renewed-intermediate", [](World& w) {
    w.cross_sign("older", "ica", "root").not_after = "20260101000000Z";
    w.file = {"leaf", "older", "ica"};
  });
  cases.accept("intermediates-of-one-name", [](World& w) {
    w.authority("twin", "root").subject = w["ica"].subject;
    w["twin"].subject_key_id.clear();
    w.file = {"leaf", "twin", "ica"};
  });
}

void add_issuers(Cases& cases) {
  const auto length = [](const char* label, int most) {
    return [=](World& w) {
      w[label].extensions["basicConstraints"] = "critical,CA:TRUE,pathlen:" + std::to_string(most);
    };
  };
  cases.accept("ica-path-length-0", length("ica", 0));
  cases.reject("root-path-length-0-one-intermediate", length("root", 0));
  cases.accept("root-path-length-1-one-intermediate", length("root", 1));
  cases.accept("root-path-length-0-no-intermediate", [=](World& w) {
    w.server("leaf", "root");
    w.file = {"leaf"};
    length("root", 0)(w);
  });
  cases.reject("path-length-0-below-intermediate", [=](World& w) {
    w.chain_of(2);
    length("i1", 0)(w);
  });
  cases.accept("path-length-1-below-intermediate", [=](World& w) {
    w.chain_of(2);
    length("i1", 1)(w);
  });
  cases.accept("path-length-and-self-issued", [=](World& w) {
    w.chain_of(2);
    length("i1", 0)(w);
    w["i2"].subject = w["i1"].subject;
  });
  cases.reject("path-length-grows-below", [=](World& w) {
    w.chain_of(3);
    length("i1", 1)(w);
    length("i2", 5)(w);
  });
  cases.accept("chain-of-ten", [](World& w) { w.chain_of(10); });
  const auto depth = [](int intermediates, const char* most) {
    return [=](World& w) {
      w.server("leaf", intermediates == 0 ? "root" : "ica");
      w.options = std::string("--max-depth ") + most;
    };
  };
  cases.reject("max-depth-0-one-intermediate", depth(1, "0"));
  cases.accept("max-depth-1-one-intermediate", depth(1, "1"));
  cases.accept("max-depth-0-no-intermediate", depth(0, "0"));
  cases.reject("ica-without-basic-constraints",
               [](World& w) { w["ica"].extensions.erase("basicConstraints"); });
  cases.reject("ica-not-a-ca",
               [](World& w) { w["ica"].extensions["basicConstraints"] = "critical,CA:FALSE"; });
  cases.reject("ica-basic-constraints-not-critical",
               [](World& w) { w["ica"].extensions["basicConstraints"] = "CA:TRUE"; });
  cases.reject("root-without-basic-constraints",
               [](World& w) { w["root"].extensions.erase("basicConstraints"); });
  cases.reject("root-basic-constraints-not-critical",
               [](World& w) { w["root"].extensions["basicConstraints"] = "CA:TRUE"; });
  cases.reject("ica-may-not-sign", [](World& w) { w["ica"].extensions["keyUsage"] = "critical,cRLSign"; });
  cases.reject("ica-without-key-usage", [](World& w) { w["ica"].extensions.erase("keyUsage"); });
  cases.reject("root-may-not-sign", [](World& w) { w["root"].extensions["keyUsage"] = "critical,cRLSign"; });
  cases.reject("leaf-may-sign",
               [](World& w) { w["leaf"].extensions["keyUsage"] = "critical,digitalSignature,keyCertSign"; });
  cases.accept("leaf-without-key-usage", [](World& w) { w["leaf"].extensions.erase("keyUsage"); });
  cases.accept("leaf-without-basic-constraints",
               [](World& w) { w["leaf"].extensions.erase("basicConstraints"); });
  cases.reject("leaf-is-a-ca", [](World& w) {
    w["leaf"].extensions["basicConstraints"] = "critical,CA:TRUE";
    w["leaf"].extensions["keyUsage"] = "critical,digitalSignature,keyCertSign";
  });
  cases.reject("leaf-issues", [](World& w) {
    w.server("below", "leaf");
    w.file = {"below", "leaf", "ica"};
  });
}

void add_policies(Cases& cases) {
  const auto require = [](World& w) {
    w["ica"].extensions["policyConstraints"] = "critical,requireExplicitPolicy:0";
  };
  cases.reject("policy-required-and-missing", require);
  cases.accept("policy-required-and-there", [=](World& w) {
    require(w);
    const Extension policy = {"2.5.29.32", {0x30, 0x07, 0x30, 0x05, 0x06, 0x03, 0x2a, 0x03, 0x04}, false};
    w["ica"].raw.push_back(policy);
    w["leaf"].raw.push_back(policy);
  });
  cases.reject("policy-constraints-not-critical",
               [](World& w) { w["ica"].extensions["policyConstraints"] = "inhibitPolicyMapping:0"; });
  cases.accept("policy-constraints-critical", [](World& w) {
    w["ica"].extensions["policyConstraints"] = "critical,inhibitPolicyMapping:0";
  });
  cases.reject("inhibit-any-policy-not-critical",
               [](World& w) { w["ica"].extensions["inhibitAnyPolicy"] = "0"; });
  cases.accept("inhibit-any-policy-critical",
               [](World& w) { w["ica"].extensions["inhibitAnyPolicy"] = "critical,0"; });
}

}  // namespace

void add_path_cases(Cases& cases) {
  add_dates(cases);
  add_trust(cases);
  add_branches(cases);
  add_issuers(cases);
  add_policies(cases);
}

}  // namespace paths
