// RFC 9525, 6: the name that is asked for. RFC 5280, 4.2.1.10: name constraints.

#include "tests/paths/world.h"

namespace paths {
namespace {

Cases::Change names(std::string alternative_names, std::string match) {
  return [=](World& w) {
    w["leaf"].subject = {{"O", "Lab"}};
    w["leaf"].extensions["subjectAltName"] = alternative_names;
    w.match = match;
  };
}

// With these bytes as the only DNS name.
Cases::Change raw_name(std::string name, std::string match) {
  return [=](World& w) {
    Bytes der = {0x30, static_cast<std::uint8_t>(name.size() + 2), 0x82,
                 static_cast<std::uint8_t>(name.size())};
    der.insert(der.end(), name.begin(), name.end());
    w["leaf"].subject = {{"O", "Lab"}};
    w["leaf"].extensions.erase("subjectAltName");
    w["leaf"].raw.push_back({"2.5.29.17", der, false});
    w.match = match;
  };
}

void add_names(Cases& cases) {
  cases.accept("name-exact", names("DNS:www.example.org", "www.example.org"));
  cases.accept("name-in-another-case", names("DNS:WWW.Example.org", "www.example.ORG"));
  cases.accept("name-with-a-dot-at-its-end", names("DNS:www.example.org", "www.example.org."));
  cases.accept("name-second-of-two", names("DNS:example.org,DNS:www.example.org", "www.example.org"));
  cases.reject("name-other", names("DNS:example.org", "www.example.org"));
  cases.reject("name-is-a-suffix", names("DNS:www.example.org", "example.org"));
  cases.reject("name-is-a-prefix", names("DNS:www.example.org", "www.example.org.evil.example"));
  cases.accept("wildcard", names("DNS:*.example.org", "www.example.org"));
  cases.reject("wildcard-and-apex", names("DNS:*.example.org", "example.org"));
  cases.reject("wildcard-and-two-labels", names("DNS:*.example.org", "a.www.example.org"));
  cases.reject("wildcard-of-a-top-level", names("DNS:*.org", "example.org"));
  cases.reject("wildcard-alone", names("DNS:*", "example"));
  cases.reject("wildcard-in-the-middle", names("DNS:www.*.example.org", "www.a.example.org"));
  cases.reject("wildcard-partial", names("DNS:w*.example.org", "www.example.org"));
  cases.reject("wildcard-twice", names("DNS:*.*.example.org", "a.b.example.org"));
  cases.reject("wildcard-within-an-a-label",
               names("DNS:xn--*-1b3c148a.example.org", "xn--bliss-1b3c148a.example.org"));
  cases.accept("a-label", names("DNS:xn--mnchen-3ya.example.org", "xn--mnchen-3ya.example.org"));
  cases.reject("unicode-in-a-dns-name", raw_name("m\xc3\xbcnchen.example.org", "xn--mnchen-3ya.example.org"));
  cases.reject("nul-in-a-dns-name",
               raw_name(std::string("www.example.org\0.evil.example", 29), "www.example.org"));
  cases.reject("dns-name-is-empty", raw_name("", "www.example.org"));
  cases.reject("dns-name-with-a-dot-in-front", raw_name(".example.org", "www.example.org"));
  cases.reject("dns-name-with-two-dots", raw_name("www..example.org", "www.example.org"));
  cases.reject("dns-name-with-a-blank", names("DNS:www.example.org,DNS:www example.org", "www.example.org"));
  cases.reject("dns-name-with-a-label-of-64",
               names("DNS:www.example.org,DNS:" + std::string(64, 'a') + ".example.org", "www.example.org"));
  cases.accept("dns-name-with-a-label-of-63",
               names("DNS:www.example.org,DNS:" + std::string(63, 'a') + ".example.org", "www.example.org"));
  cases.reject("dns-name-with-a-hyphen-in-front",
               names("DNS:www.example.org,DNS:-a.example.org", "www.example.org"));
  cases.reject("dns-name-with-a-dot-at-its-end",
               names("DNS:www.example.org,DNS:www.example.org.", "www.example.org"));
  cases.reject("address-of-five-octets", [](World& w) {
    w["leaf"].subject = {{"O", "Lab"}};
    w["leaf"].extensions.erase("subjectAltName");
    w["leaf"].raw.push_back(
        {"2.5.29.17", {0x30, 0x0c, 0x82, 0x03, 'a', '.', 'b', 0x87, 0x05, 192, 0, 2, 7, 0}, false});
    w.match = "a.b";
  });
  cases.reject("common-name-in-another-case", [](World& w) {
    w["leaf"].subject = {{"CN", "WWW.example.org"}};
  });
  cases.accept("leaf-of-the-name-of-its-issuer", [](World& w) {
    w["leaf"].subject = w["ica"].subject = {{"CN", "www.example.org"}};
  });
  cases.reject("nc-excludes-a-leaf-of-the-name-of-its-issuer", [](World& w) {
    w["leaf"].subject = w["ica"].subject = {{"CN", "www.example.org"}};
    w["ica"].extensions["nameConstraints"] = "critical,excluded;DNS:www.example.org";
  });
  cases.accept("address", names("IP:192.0.2.7", "192.0.2.7"));
  cases.reject("address-other", names("IP:192.0.2.7", "192.0.2.8"));
  cases.accept("address-v6", names("IP:2001:db8::7", "2001:db8::7"));
  cases.accept("address-v6-written-otherwise", names("IP:2001:db8::7", "2001:0DB8:0:0:0:0:0:7"));
  cases.reject("address-as-dns-name", names("DNS:192.0.2.7", "192.0.2.7"));
  cases.reject("address-and-wildcard", names("DNS:*.0.2.7", "192.0.2.7"));
  cases.reject("dns-name-and-address-of-the-same-octets", names("IP:49.46.50.46", "1.2."));
  cases.reject("common-name-only", [](World& w) {
    w["leaf"].subject = {{"CN", "www.example.org"}};
    w["leaf"].extensions.erase("subjectAltName");
  });
  cases.reject("common-name-beside-other-names",
               [](World& w) { w["leaf"].extensions["subjectAltName"] = "DNS:example.org"; });
  cases.reject("common-name-not-among-the-names", [](World& w) {
    w["leaf"].subject = {{"CN", "Our Server"}};
  });
  cases.accept("common-name-is-address", [](World& w) {
    names("IP:192.0.2.7", "192.0.2.7")(w);
    w["leaf"].subject = {{"CN", "192.0.2.7"}};
  });
  cases.reject("common-name-is-address-written-otherwise", [](World& w) {
    names("IP:2001:db8::7", "2001:db8::7")(w);
    w["leaf"].subject = {{"CN", "2001:0db8::7"}};
  });
  cases.reject("common-name-is-unicode", [](World& w) {
    names("DNS:xn--mnchen-3ya.example.org", "xn--mnchen-3ya.example.org")(w);
    w["leaf"].subject = {{"CN", "m\xc3\xbcnchen.example.org"}};
  });
  cases.reject("alternative-names-empty", [](World& w) {
    w["leaf"].extensions.erase("subjectAltName");
    w["leaf"].raw.push_back({"2.5.29.17", {0x30, 0x00}, false});
    w.match.clear();
  });
  cases.reject("alternative-names-malformed", [](World& w) {
    w["leaf"].extensions.erase("subjectAltName");
    w["leaf"].raw.push_back({"2.5.29.17", {0x30, 0x05, 0x82, 0x01}, false});
    w.match.clear();
  });
  cases.reject("alternative-names-missing", [](World& w) {
    w["leaf"].subject = {{"O", "Lab"}};
    w["leaf"].extensions.erase("subjectAltName");
    w.match.clear();
  });
  cases.reject("alternative-names-critical-beside-a-subject",
               [](World& w) { w["leaf"].extensions["subjectAltName"] = "critical,DNS:www.example.org"; });
  cases.accept("empty-subject", [](World& w) {
    w["leaf"].subject = {};
    w["leaf"].extensions["subjectAltName"] = "critical,DNS:www.example.org";
  });
  cases.reject("empty-subject-and-names-not-critical", [](World& w) { w["leaf"].subject = {}; });
  cases.reject("empty-subject-of-a-ca", [](World& w) { w["ica"].subject = {}; });
  cases.reject("empty-subject-of-a-root", [](World& w) {
    w["root"].subject = {};
    w.server("leaf", "root");
    w.file = {"leaf"};
  });
}

// The intermediate has these constraints, the leaf these names.
Cases::Change constrained(std::string constraints, std::string alternative_names, std::string match = "") {
  return [=](World& w) {
    names(alternative_names, match)(w);
    w["ica"].extensions["nameConstraints"] = "critical," + constraints;
  };
}

Cases::Change raw_constraints(Bytes der) {
  return [=](World& w) { w["ica"].raw.push_back({"2.5.29.30", der, true}); };
}

void add_constraints_on_hosts(Cases& cases) {
  cases.accept("nc-dns-permitted", constrained("permitted;DNS:example.org", "DNS:www.example.org"));
  cases.accept("nc-dns-permitted-itself", constrained("permitted;DNS:example.org", "DNS:example.org"));
  cases.accept("nc-dns-permitted-in-another-case",
               constrained("permitted;DNS:EXAMPLE.org", "DNS:www.example.ORG"));
  cases.reject("nc-dns-not-permitted", constrained("permitted;DNS:example.org", "DNS:www.example.com"));
  cases.reject("nc-dns-not-permitted-same-end",
               constrained("permitted;DNS:example.org", "DNS:wwwexample.org"));
  cases.reject("nc-dns-one-not-permitted",
               constrained("permitted;DNS:example.org", "DNS:www.example.org,DNS:a.example"));
  cases.accept("nc-dns-second-permits",
               constrained("permitted;DNS:a.example,permitted;DNS:example.org", "DNS:www.example.org"));
  cases.reject("nc-dns-excluded", constrained("excluded;DNS:example.org", "DNS:www.example.org"));
  cases.reject("nc-dns-excluded-itself", constrained("excluded;DNS:www.example.org", "DNS:www.example.org"));
  cases.accept("nc-dns-not-excluded", constrained("excluded;DNS:a.example", "DNS:www.example.org"));
  cases.reject("nc-dns-permitted-and-excluded",
               constrained("permitted;DNS:example.org,excluded;DNS:www.example.org", "DNS:www.example.org"));
  cases.accept("nc-dns-wildcard-permitted", constrained("permitted;DNS:example.org", "DNS:*.example.org"));
  cases.reject("nc-dns-wildcard-not-permitted",
               constrained("permitted;DNS:www.example.org", "DNS:*.example.org"));
  cases.reject("nc-dns-wildcard-excluded", constrained("excluded;DNS:www.example.org", "DNS:*.example.org"));
  cases.reject("nc-dns-with-a-dot-in-front",
               constrained("permitted;DNS:.example.org", "DNS:www.example.org"));
  cases.reject("nc-dns-is-a-wildcard", constrained("permitted;DNS:*.example.org", "DNS:www.example.org"));
  cases.accept("nc-dns-on-an-address", constrained("permitted;DNS:example.org", "IP:192.0.2.7"));
  cases.accept("nc-ip-permitted", constrained("permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.2.7"));
  cases.reject("nc-ip-not-permitted", constrained("permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.3.7"));
  cases.reject("nc-ip-excluded", constrained("excluded;IP:192.0.2.0/255.255.255.0", "IP:192.0.2.7"));
  cases.accept("nc-ip-not-excluded", constrained("excluded;IP:192.0.2.0/255.255.255.0", "IP:192.0.3.7"));
  cases.reject("nc-ip-none-permitted", constrained("excluded;IP:0.0.0.0/0.0.0.0", "IP:192.0.2.7"));
  cases.accept("nc-ip6-permitted", constrained("permitted;IP:2001:db8::/ffff:ffff::", "IP:2001:db8::7"));
  cases.reject("nc-ip6-not-permitted", constrained("permitted;IP:2001:db8::/ffff:ffff::", "IP:2001:db9::7"));
  cases.accept("nc-ip4-on-ip6", constrained("excluded;IP:192.0.2.0/255.255.255.0", "IP:2001:db8::7"));
  cases.reject("nc-ip-mask-with-a-gap", constrained("permitted;IP:192.0.2.0/255.0.255.0", "IP:192.0.2.7"));
  cases.reject("nc-ip-of-five-octets",
               raw_constraints({0x30, 0x0b, 0xa0, 0x09, 0x30, 0x07, 0x87, 0x05, 192, 0, 2, 0, 24}));
}

void add_constraints(Cases& cases) {
  cases.reject("nc-malformed", raw_constraints({0x30, 0x03, 0xa0, 0x05, 0x30}));
  cases.reject("nc-empty", raw_constraints({0x30, 0x00}));
  cases.reject("nc-permitted-is-empty", raw_constraints({0x30, 0x02, 0xa0, 0x00}));
  cases.reject("nc-not-critical",
               [](World& w) { w["ica"].extensions["nameConstraints"] = "permitted;DNS:example.org"; });
  cases.reject("nc-in-a-leaf", [](World& w) {
    w["leaf"].extensions["nameConstraints"] = "critical,permitted;DNS:example.org";
  });
  cases.reject("nc-of-the-root", [](World& w) {
    w["root"].extensions["nameConstraints"] = "critical,permitted;DNS:example.com";
  });
  cases.accept("nc-dir-name-permitted", [](World& w) {
    w["leaf"].subject = {{"O", "Lab"}, {"CN", "www.example.org"}};
    // permittedSubtrees { directoryName { O=Lab } }
    w["ica"].raw.push_back({"2.5.29.30",
                            {0x30, 0x16, 0xa0, 0x14, 0x30, 0x12, 0xa4, 0x10, 0x30, 0x0e, 0x31, 0x0c,
                             0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x03, 'L',  'a',  'b'},
                            true});
  });
  cases.reject("nc-dir-name-not-permitted", [](World& w) {
    w["leaf"].subject = {{"O", "Others"}, {"CN", "www.example.org"}};
    w["ica"].raw.push_back({"2.5.29.30",
                            {0x30, 0x16, 0xa0, 0x14, 0x30, 0x12, 0xa4, 0x10, 0x30, 0x0e, 0x31, 0x0c,
                             0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x03, 'L',  'a',  'b'},
                            true});
  });
  cases.reject("nc-dir-name-excluded", [](World& w) {
    w["leaf"].subject = {{"O", "Lab"}, {"CN", "www.example.org"}};
    w["ica"].raw.push_back({"2.5.29.30",
                            {0x30, 0x16, 0xa1, 0x14, 0x30, 0x12, 0xa4, 0x10, 0x30, 0x0e, 0x31, 0x0c,
                             0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x03, 'L',  'a',  'b'},
                            true});
  });
  cases.accept("nc-email-on-a-host", constrained("permitted;email:example.com", "DNS:www.example.org"));
  cases.reject("nc-email-malformed", constrained("permitted;email:a@b@c", "DNS:www.example.org"));
  cases.accept("nc-self-issued-intermediate-is-free", [](World& w) {
    // i2 has i1's name, which i1 does not permit: only the leaf's names count.
    w.chain_of(2);
    w["i2"].subject = w["i1"].subject;
    w["leaf"].subject = {{"O", "Lab"}, {"CN", "www.example.org"}};
    w["i1"].raw.push_back({"2.5.29.30",
                           {0x30, 0x16, 0xa0, 0x14, 0x30, 0x12, 0xa4, 0x10, 0x30, 0x0e, 0x31, 0x0c,
                            0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x03, 'L',  'a',  'b'},
                           true});
  });
}

}  // namespace

void add_name_cases(Cases& cases) {
  add_names(cases);
  add_constraints_on_hosts(cases);
  add_constraints(cases);
}

}  // namespace paths
