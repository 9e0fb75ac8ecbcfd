#define BOOST_TEST_MODULE client_names
#include "checks/rules/client_names.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/case_builder.h"

namespace tests {
namespace {

using checks::CommonName;
using checks::covers;
using checks::FinalDot;
using checks::NameHabits;
using checks::Wildcards;

constexpr const char* kName = "www.example.org";

CertificateFacts with_entry(std::string entry) {
  CertificateFacts made = certificate("another.example", "Lab CA 1");
  made.dns_names = {std::move(entry)};
  return made;
}

bool covers_entry(const std::string& entry, const std::string& name, const NameHabits& habits) {
  return covers(with_entry(entry), name, habits);
}

struct Pair {
  const char* entry;
  const char* name;
  bool is_covered;
};

template <std::size_t kPairs>
void check_pairs(const Pair (&pairs)[kPairs], const NameHabits& habits) {
  for (const Pair& pair : pairs) {
    BOOST_TEST_CONTEXT("'" << pair.entry << "' for '" << pair.name << "'") {
      BOOST_TEST(covers_entry(pair.entry, pair.name, habits) == pair.is_covered);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_habits) {
  constexpr Pair kPairs[] = {
      {"www.example.org", "www.example.org", true},
      {"WWW.example.ORG", "www.EXAMPLE.org", true},
      {"mail.example.org", "www.example.org", false},
      {"example.org", "www.example.org", false},
      {"*.example.org", "www.example.org", true},
      {"*.EXAMPLE.org", "www.example.org", true},
      {"*.example.org", "example.org", false},
      {"*.example.org", "a.b.example.org", false},
      {"*.example.org", ".example.org", false},
      {"www.*.org", "www.example.org", false},
      {"*.*.org", "www.example.org", false},
      {"w*.example.org", "www.example.org", false},
      {"*w.example.org", "www.example.org", false},
      {"*.org", "example.org", false},
      {"my_host.example.org", "my_host.example.org", true},
      {"intranet", "intranet", true},
      {"www.example.org.", "www.example.org", false},
      {"www.example.org", "www.example.org.", true},
      {"www.example.org.", "www.example.org.", false},
      {"www.example.org", "www.example.org..", false},
  };
  check_pairs(kPairs, {});
}

// What a stranger may write where a name belongs.
BOOST_AUTO_TEST_CASE(hostile_entries) {
  constexpr NameHabits kLoosest{.common_name = CommonName::without_dns,
                                .common_name_as_address = true,
                                .wildcards = Wildcards::any_label,
                                .short_wildcards = true,
                                .final_dot = FinalDot::either,
                                .drops_entry_dot = true};
  constexpr const char* kNothing[] = {"", ".", "..", "*.", "**", "*.*", ".*", "**.org", ".*.org", "*..org"};
  for (const char* entry : kNothing) {
    BOOST_TEST_CONTEXT("'" << entry << "'") {
      for (const NameHabits& habits : {NameHabits(), kLoosest}) {
        BOOST_TEST(!covers_entry(entry, kName, habits));
        BOOST_TEST(!covers_entry(entry, "", habits));
        BOOST_TEST(!covers_entry(entry, ".", habits));
      }
    }
  }
  BOOST_TEST(!covers_entry("*", "www.example.org", kLoosest));
  BOOST_TEST(!covers_entry("*", "intranet", {}));
}

BOOST_AUTO_TEST_CASE(three_hundred_labels) {
  std::string name = "org";
  for (int i = 0; i < 299; ++i) {
    name = "a." + name;
  }
  constexpr NameHabits kAny{.wildcards = Wildcards::any_label};
  BOOST_TEST(covers_entry(name, name, {}));
  BOOST_TEST(covers_entry("*" + name.substr(1), name, {}));
  BOOST_TEST(!covers_entry("*." + name, name, {}));
  std::string stars = "org";
  for (int i = 0; i < 299; ++i) {
    stars = "*." + stars;
  }
  BOOST_TEST(covers_entry(stars, name, kAny));
  BOOST_TEST(!covers_entry("*." + stars, name, kAny));
  BOOST_TEST(!covers_entry(std::string(60'000, '*') + ".example.org", "www.example.net", kAny));
  BOOST_TEST(!covers_entry(stars, name, {}));
}

struct NamedIn {
  const char* name;
  void (*change)(CertificateFacts& leaf);
  bool covered[4];  // by each CommonName, in their order
};

BOOST_AUTO_TEST_CASE(common_names) {
  constexpr NamedIn kRows[] = {
      {"no alternative name",
       [](CertificateFacts& leaf) { leaf.has_san = false; },
       {false, true, true, true}},
      {"a mail address beside it",
       [](CertificateFacts& leaf) { leaf.other_names = {"email:a@example.org"}; },
       {false, false, true, true}},
      {"an address beside it",
       [](CertificateFacts& leaf) { leaf.ip_addresses = {"192.0.2.1"}; },
       {false, false, false, true}},
      {"a DNS name beside it",
       [](CertificateFacts& leaf) { leaf.dns_names = {"mail.example.org"}; },
       {false, false, false, false}},
      {"both beside it",
       [](CertificateFacts& leaf) {
         leaf.dns_names = {"mail.example.org"};
         leaf.ip_addresses = {"192.0.2.1"};
       },
       {false, false, false, false}},
      {"the DNS name itself",
       [](CertificateFacts& leaf) { leaf.dns_names = {kName}; },
       {true, true, true, true}},
      {"another common name",
       [](CertificateFacts& leaf) {
         leaf.has_san = false;
         leaf.common_name = "mail.example.org";
       },
       {false, false, false, false}},
      {"no common name",
       [](CertificateFacts& leaf) {
         leaf.has_san = false;
         leaf.common_name.clear();
       },
       {false, false, false, false}},
      {"a wildcard",
       [](CertificateFacts& leaf) {
         leaf.has_san = false;
         leaf.common_name = "*.example.org";
       },
       {false, true, true, true}},
  };
  constexpr CommonName kModes[] = {CommonName::never, CommonName::without_san, CommonName::without_host,
                                   CommonName::without_dns};
  for (const NamedIn& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CertificateFacts leaf = certificate(kName, "Lab CA 1");
      leaf.dns_names.clear();
      row.change(leaf);
      for (std::size_t i = 0; i < 4; ++i) {
        BOOST_TEST(covers(leaf, kName, {.common_name = kModes[i]}) == row.covered[i]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(addresses) {
  constexpr NameHabits kAsAddress{.common_name = CommonName::without_host, .common_name_as_address = true};
  CertificateFacts leaf = certificate("192.0.2.1", "Lab CA 1");
  BOOST_TEST(!covers(leaf, "192.0.2.1", kAsAddress));  // a DNS name that looks like one
  leaf.dns_names.clear();
  BOOST_TEST(covers(leaf, "192.0.2.1", kAsAddress));
  BOOST_TEST(!covers(leaf, "192.0.2.2", kAsAddress));
  BOOST_TEST(!covers(leaf, "192.0.2.1", {.common_name = CommonName::without_host}));
  BOOST_TEST(!covers(leaf, "192.0.2.1", {.common_name_as_address = true}));
  leaf.ip_addresses = {"2001:db8::1"};
  BOOST_TEST(!covers(leaf, "192.0.2.1", kAsAddress));
  BOOST_TEST(covers(leaf, "2001:db8:0:0:0:0:0:1", {}));
  leaf.dns_names = {"*.0.2.1", "*"};
  BOOST_TEST(!covers(leaf, "192.0.2.1", {.wildcards = Wildcards::any_label, .short_wildcards = true}));
}

BOOST_AUTO_TEST_CASE(wildcards) {
  struct Mode {
    const char* entry;
    const char* name;
    bool covered[4];  // by each of Wildcards, in their order
  };
  constexpr Mode kRows[] = {
      {"*.example.org", "www.example.org", {true, true, true, true}},
      {"*ww.example.org", "www.example.org", {false, true, true, true}},
      {"*www.example.org", "www.example.org", {false, true, true, true}},
      {"*wwww.example.org", "www.example.org", {false, false, false, false}},
      {"w*.example.org", "www.example.org", {false, false, true, true}},
      {"W*W.example.org", "www.example.org", {false, false, true, true}},
      {"ww*ww.example.org", "www.example.org", {false, false, false, false}},
      {"a*.example.org", "www.example.org", {false, false, false, false}},
      {"w*.example.org", "w.w.example.org", {false, false, false, false}},
      {"w*w*.example.org", "www.example.org", {false, false, false, true}},
      {"*w*x*.example.org", "www.example.org", {false, false, false, false}},
      {"*w*w*w*w.example.org", "www.example.org", {false, false, false, false}},
      {"**.example.org", "www.example.org", {false, false, false, true}},
      {"www.*.org", "www.example.org", {false, false, false, true}},
      {"www.ex*.org", "www.example.org", {false, false, false, true}},
      {"*.*.org", "www.example.org", {false, false, false, true}},
      {"www.*.org.", "www.example.org", {false, false, false, false}},
      {"www.example.*", "www.example.org", {false, false, false, false}},
      {"*.*.*", "www.example.org", {false, false, false, false}},
      {"*.*.org", "example.org", {false, false, false, false}},
  };
  constexpr Wildcards kModes[] = {Wildcards::whole_label, Wildcards::label_end, Wildcards::part_of_label,
                                  Wildcards::any_label};
  for (const Mode& row : kRows) {
    BOOST_TEST_CONTEXT("'" << row.entry << "' for '" << row.name << "'") {
      for (std::size_t i = 0; i < 4; ++i) {
        BOOST_TEST(covers_entry(row.entry, row.name, {.wildcards = kModes[i]}) == row.covered[i]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(short_wildcards) {
  constexpr NameHabits kShort{.short_wildcards = true};
  BOOST_TEST(!covers_entry("*.org", "example.org", {}));
  BOOST_TEST(covers_entry("*.org", "example.org", kShort));
  BOOST_TEST(!covers_entry("*.org", "www.example.org", kShort));
  BOOST_TEST(!covers_entry("*", "intranet", {}));
  BOOST_TEST(covers_entry("*", "intranet", kShort));
  BOOST_TEST(!covers_entry("*", "intranet", {.wildcards = Wildcards::any_label, .short_wildcards = true}));
  BOOST_TEST(!covers_entry("*", "example.org", kShort));
  BOOST_TEST(covers_entry("*.example.org", kName, {}));
}

BOOST_AUTO_TEST_CASE(final_dots) {
  struct Dots {
    const char* entry;
    const char* name;
    bool kept[2];  // without and with drops_entry_dot
    bool dropped[2];
    bool either[2];
  };
  constexpr const char* kDotted = "www.example.org.";
  constexpr Dots kRows[] = {
      {kName, kName, {true, true}, {true, true}, {true, true}},
      {kName, kDotted, {false, false}, {true, true}, {true, true}},
      {kDotted, kName, {false, true}, {false, true}, {false, true}},
      {kDotted, kDotted, {true, false}, {false, true}, {true, true}},
      {"*.example.org", kDotted, {false, false}, {true, true}, {true, true}},
      {"*.example.org.", kName, {false, true}, {false, true}, {false, true}},
      {"*.example.org.", kDotted, {false, false}, {false, true}, {false, true}},
  };
  constexpr FinalDot kModes[] = {FinalDot::kept, FinalDot::dropped, FinalDot::either};
  for (const Dots& row : kRows) {
    BOOST_TEST_CONTEXT("'" << row.entry << "' for '" << row.name << "'") {
      const bool* const expected[] = {row.kept, row.dropped, row.either};
      for (std::size_t mode = 0; mode < 3; ++mode) {
        for (const bool drops : {false, true}) {
          BOOST_TEST(
              covers_entry(row.entry, row.name, {.final_dot = kModes[mode], .drops_entry_dot = drops}) ==
              expected[mode][drops]);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(letters_digits_and_hyphens) {
  constexpr Pair kEverywhere[] = {
      {"www.example.org", "www.example.org", true},
      {"a-b.xn--bcher-kva.example", "a-b.xn--bcher-kva.example", true},
      {"www.example.org", "www.example.org.", true},
      {"*.example.org", "www.example.org", true},
      {"my_host.example.org", "my_host.example.org", false},
      {"*.example.org", "my_host.example.org", false},
      {"-a.example.org", "-a.example.org", false},
      {"a-.example.org", "a-.example.org", false},
      {"a.-b.example.org", "a.-b.example.org", false},
      {"a b.example.org", "a b.example.org", false},
      {"a..example.org", "a..example.org", false},
      {".example.org", ".example.org", false},
  };
  check_pairs(kEverywhere, {.wants_ldh = true});
  constexpr Pair kInWildcard[] = {
      {"*.example.org", "www.example.org", true},
      {"*.example.org", "my_host.example.org", false},
      {"*.example.org", "-a.example.org", false},
      {"*.my_host.example.org", "www.my_host.example.org", true},
      {"my_host.example.org", "my_host.example.org", true},
  };
  check_pairs(kInWildcard, {.wants_ldh_in_wildcard = true});
  BOOST_TEST(covers_entry("my_host.example.org", "my_host.example.org", {}));
}

// One entry that is good is enough, wherever it stands.
BOOST_AUTO_TEST_CASE(one_of_many) {
  CertificateFacts leaf = certificate("another.example", "Lab CA 1");
  leaf.dns_names.assign(1000, "*.another.example");
  BOOST_TEST(!covers(leaf, kName, {}));
  leaf.dns_names.emplace_back("*.example.org");
  BOOST_TEST(covers(leaf, kName, {}));
  leaf.dns_names.clear();
  BOOST_TEST(!covers(leaf, kName, {}));
}

}  // namespace
}  // namespace tests
