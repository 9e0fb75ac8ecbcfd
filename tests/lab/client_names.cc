#include "tests/lab/client_scenarios.h"

namespace lab::clients {
namespace {

constexpr const char* kPart = "foo.part.lab.example";

Identity for_name(Pki& pki, const char* name) { return with_leaf(pki, server({}, name)); }

// A subject that says one thing and alternative names that say another.
Identity names(Pki& pki, const char* common_name, const char* alternative) {
  return with_leaf(pki, server({with(NID_subject_alt_name, alternative)}, common_name));
}

Identity cn_of(Pki& pki, const char* common_name) {
  return with_leaf(pki, server({without(NID_subject_alt_name)}, common_name));
}

constexpr Scenario kRows[] = {
    row(
        "wildcard-too-deep", kCritical, "has a wildcard certificate and is asked for a name one label deeper",
        [](Pki& pki) { return for_name(pki, "*.wild.lab.example"); }, "a.b.wild.lab.example"),
    row(
        "wildcard-parent", kCritical, "has a wildcard certificate and is asked for the domain itself",
        [](Pki& pki) { return for_name(pki, "*.wild.lab.example"); }, "wild.lab.example"),
    row(
        "wildcard-top", kCritical, "has a wildcard certificate for a whole top-level domain",
        [](Pki& pki) { return for_name(pki, "*.example"); }, "lab.example"),
    row("wildcard-middle", kCritical, "has a certificate with a wildcard in the middle",
        [](Pki& pki) { return for_name(pki, "www.*.example"); }),
    row("wildcard-twice", kCritical, "has a certificate with two wildcards",
        [](Pki& pki) { return for_name(pki, "*.*.example"); }),
    row(
        "wildcard-unicode", kOk, "has a wildcard certificate and is asked for by a name in Unicode",
        [](Pki& pki) { return for_name(pki, "*.lab.example"); }, "m\u00fcnchen.lab.example"),
    row(
        "wildcard-a-label", kOk, "has a wildcard certificate and is asked for by an A-label",
        [](Pki& pki) { return for_name(pki, "*.lab.example"); }, "xn--mnchen-3ya.lab.example"),
    row(
        "wildcard-partial", kCritical, "has a certificate with a wildcard for a part of a label",
        [](Pki& pki) { return for_name(pki, "f*.part.lab.example"); }, kPart),
    row(
        "wildcard-partial-end", kCritical, "has a certificate with a wildcard before the end of a label",
        [](Pki& pki) { return for_name(pki, "*oo.part.lab.example"); }, kPart),
    row(
        "wildcard-cn-only", kCritical, "has a wildcard in the subject only",
        [](Pki& pki) { return cn_of(pki, "*.wild.lab.example"); }, "www.wild.lab.example"),
    row("cn-beside-dns", kCritical, "has its name in the subject, another as alternative name",
        [](Pki& pki) { return names(pki, kWww, "DNS:mail.lab.example"); }),
    row("cn-beside-ip", kCritical, "has its name in the subject and an address as alternative name",
        [](Pki& pki) { return names(pki, kWww, "IP:127.0.0.1"); }),
    row("cn-beside-email", kCritical, "has its name in the subject and a mail address as alternative name",
        [](Pki& pki) { return names(pki, kWww, "email:admin@lab.example"); }),
    row("cn-with-words", kCritical, "has words in its subject, its name in no place",
        [](Pki& pki) { return cn_of(pki, "Lab Web Server"); }),
    row("san-only", kOk, "has its name as alternative name only",
        [](Pki& pki) { return names(pki, "Lab Web Server", "DNS:www.lab.example"); }),
    row("upper-case", kOk, "has its name in capital letters",
        [](Pki& pki) { return for_name(pki, "WWW.LAB.EXAMPLE"); }),
    row(
        "ip-as-dns", kCritical, "has its IP address written as a DNS name",
        [](Pki& pki) { return names(pki, "Lab Web Server", "DNS:127.0.0.1"); }, "127.0.0.1"),
    row(
        "ip-cn-only", kCritical, "has its IP address in the subject only",
        [](Pki& pki) { return cn_of(pki, "127.0.0.1"); }, "127.0.0.1"),
    row(
        "ip-cn-beside-dns", kCritical, "has its IP address in the subject and a DNS name",
        [](Pki& pki) { return names(pki, "127.0.0.1", "DNS:www.lab.example"); }, "127.0.0.1"),
    row(
        "ip-other", kCritical, "has another IP address",
        [](Pki& pki) { return names(pki, "Lab Web Server", "IP:127.0.0.2"); }, "127.0.0.1"),
    row(
        "ip-wildcard", kCritical, "has a wildcard over IP addresses",
        [](Pki& pki) { return names(pki, "Lab Web Server", "DNS:*.0.0.1"); }, "127.0.0.1"),
    row(
        "trailing-dot", kOk, "is asked for with a dot at the end of its name",
        [](Pki& pki) { return for_name(pki, kWww); }, "www.lab.example."),
    row("trailing-dot-sent", kCritical, "has a dot at the end of the name in its certificate",
        [](Pki& pki) { return for_name(pki, "www.lab.example."); }),
    row(
        "trailing-dot-both", kCritical, "has a dot at the end of its name, and is asked for so",
        [](Pki& pki) { return for_name(pki, "www.lab.example."); }, "www.lab.example."),
    row(
        "underscore", kOk, "has an underscore in its name",
        [](Pki& pki) { return for_name(pki, "my_host.lab.example"); }, "my_host.lab.example"),
    row(
        "wildcard-underscore", kOk, "has a wildcard certificate and an underscore in its name",
        [](Pki& pki) { return for_name(pki, "*.lab.example"); }, "my_host.lab.example"),
    row(
        "leading-hyphen", kOk, "has a label that begins with a hyphen",
        [](Pki& pki) { return for_name(pki, "a.-b.lab.example"); }, "a.-b.lab.example"),
    row("leading-dot", kCritical, "has a certificate for a name that begins with a dot",
        [](Pki& pki) { return for_name(pki, ".lab.example"); }),
    row("empty-subject", kOk, "has an empty subject and critical alternative names",
        [](Pki& pki) {
          Order order = server({with(NID_subject_alt_name, "critical,DNS:www.lab.example")});
          order.recipe.subject.clear();
          return with_leaf(pki, std::move(order));
        }),
    row("empty-subject-not-critical", kOk, "has an empty subject and alternative names that are not critical",
        [](Pki& pki) {
          Order order = server();
          order.recipe.subject.clear();
          return with_leaf(pki, std::move(order));
        }),
    row(
        "single-label", kOk, "has a name of one label", [](Pki& pki) { return for_name(pki, "intranet"); },
        "intranet"),
};

}  // namespace

std::span<const Scenario> name_scenarios() { return kRows; }

}  // namespace lab::clients
