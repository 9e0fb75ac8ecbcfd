#include "tests/lab/client_scenarios.h"

namespace lab::clients {
namespace {

using std::chrono::days;

Identity deep(Pki& pki, int intermediates) {
  std::vector<Issued> line;
  line.push_back(known(pki, Ca::root));
  for (int i = 1; i <= intermediates; ++i) {
    line.push_back(issued_by(line.back(), authority(("Lab Deep CA " + std::to_string(i)).c_str())));
  }
  std::vector<const Issued*> above;
  for (std::size_t i = line.size() - 1; i > 0; --i) {
    above.push_back(&line[i]);
  }
  return sending(issued_by(line.back(), server()), above);
}

// The issuer and another authority with its name and a key of its own.
Identity of_one_name(Pki& pki, bool right_first, bool identified) {
  const Issued right = issued_by(known(pki, Ca::root), authority("Lab Twin CA"));
  const Issued wrong = issued_by(known(pki, Ca::root), authority("Lab Twin CA"));
  const Issued leaf = issued_by(
      right,
      server(identified ? std::vector<Edit>{} : std::vector<Edit>{without(NID_authority_key_identifier)}));
  return sending(leaf, right_first ? std::vector{&right, &wrong} : std::vector{&wrong, &right});
}

// A root nobody knows, named as one that everybody knows.
Identity fake_root(bool sent) {
  const Issued fake = self_issued(authority("Lab Root CA"));
  const Issued issuer = issued_by(fake, authority("Lab Fake Intermediate CA"));
  const Issued leaf = issued_by(issuer, server());
  return sending(leaf, sent ? std::vector{&issuer, &fake} : std::vector{&issuer});
}

Identity unknown_root_sent(Pki& pki) {
  const Issued issuer = known(pki, Ca::elsewhere_intermediate);
  const Issued root = known(pki, Ca::elsewhere_root);
  return sending(issued_by(issuer, server()), {&issuer, &root});
}

Identity damaged_leaf(Pki& pki) {
  Identity made = with_leaf(pki, server());
  damage_signature(made.chain[0].get());
  return made;
}

Identity damaged_intermediate(Pki& pki) {
  Identity made = with_intermediate(pki, authority("Lab Damaged CA"));
  damage_signature(made.chain[1].get());
  return made;
}

Identity intermediate_later(Pki& pki) {
  Order order = authority("Lab Later CA");
  order.recipe.ends_in = days(3700);
  return with_intermediate(pki, std::move(order));
}

Identity with_stray_first(Pki& pki) {
  const Issued issuer = known(pki, Ca::intermediate_1);
  const Issued stray = known(pki, Ca::elsewhere_intermediate);
  return sending(issued_by(issuer, server()), {&stray, &issuer});
}

Identity ten_years(Pki& pki) {
  Order order = server();
  order.recipe.ends_in = days(3600);
  order.recipe.life = days(3650);
  return with_leaf(pki, std::move(order));
}

Identity self_signed_authority(Pki&) {
  return sending(self_issued(server({with(NID_basic_constraints, "critical,CA:TRUE")})), {});
}

constexpr Scenario kRows[] = {
    row("right-and-wrong", kOk, "sends its issuer, then another of the same name",
        [](Pki& pki) { return of_one_name(pki, true, true); }),
    row("wrong-and-right", kOk, "sends another of its issuer's name, then its issuer",
        [](Pki& pki) { return of_one_name(pki, false, true); }),
    row("right-and-wrong-no-key-id", kOk,
        "sends its issuer, then another of the same name; the leaf names no key",
        [](Pki& pki) { return of_one_name(pki, true, false); }),
    row("wrong-and-right-no-key-id", kOk,
        "sends another of its issuer's name, then its issuer; the leaf names no key",
        [](Pki& pki) { return of_one_name(pki, false, false); }),
    row("stray-first", kOk, "sends a certificate that has nothing to do with it, then its issuer",
        with_stray_first),
    row("fake-root", kCritical, "has a chain to a false root with a known root's name",
        [](Pki&) { return fake_root(false); }),
    row("fake-root-sent", kCritical, "sends a false root with a known root's name",
        [](Pki&) { return fake_root(true); }),
    row("unknown-root-sent", kCritical, "sends its root, which is in no store", unknown_root_sent),
    row("damaged-leaf", kCritical, "has a leaf with a wrong signature", damaged_leaf),
    row("damaged-intermediate", kCritical, "has an intermediate with a wrong signature",
        damaged_intermediate),
    row("intermediate-later", kCritical, "has an intermediate that begins in 50 days", intermediate_later),
    row("ten-years", kOk, "has a private certificate that lives ten years", ten_years),
    row("self-signed-authority", kCritical, "has a self-signed certificate that says it is an authority",
        self_signed_authority),
    row("five-intermediates", kOk, "sends five intermediates", [](Pki& pki) { return deep(pki, 5); }),
    row("six-intermediates", kOk, "sends six intermediates", [](Pki& pki) { return deep(pki, 6); }),
    row("nine-intermediates", kOk, "sends nine intermediates", [](Pki& pki) { return deep(pki, 9); }),
    row("ten-intermediates", kOk, "sends ten intermediates", [](Pki& pki) { return deep(pki, 10); }),
    row("twenty-intermediates", kCritical, "sends twenty intermediates, more than are followed",
        [](Pki& pki) { return deep(pki, 20); }),
};

}  // namespace

std::span<const Scenario> chain_scenarios() { return kRows; }

}  // namespace lab::clients
