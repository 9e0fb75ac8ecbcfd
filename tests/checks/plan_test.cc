#define BOOST_TEST_MODULE plan
#include "checks/plan.h"

#include <boost/test/unit_test.hpp>

using namespace checks;

namespace {

struct Scene {
  Policy policy;
  Facts facts;
  Evidence evidence;

  Scene() {
    evidence.observations.resize(1);
    facts.observations.resize(1);
    for (int i = 0; i < 5; ++i) {
      facts.certificates.emplace_back();
      facts.certificates.back().ca_issuer_urls = {"http://ca.example/" + std::to_string(i)};
      facts.certificates.back().basic_constraints = BasicConstraints{true, true, {}};
    }
  }
  ObservationFacts& seen() { return facts.observations[0]; }
  void dead_end(std::vector<PathStep> steps, DeadEndKind kind = DeadEndKind::issuer_unknown) {
    seen().dead_ends.push_back({std::move(steps), kind});
  }
  void fetched(const std::string& url) { evidence.fetches.push_back({"aia", url, {}, {}, std::nullopt}); }

  std::string planned() const {
    std::string text;
    for (const FetchRequest& request : plan(policy, facts, evidence, checks::Time{})) {
      BOOST_TEST(request.purpose == "aia");
      BOOST_TEST(request.body.empty());
      text += (text.empty() ? "" : " ") + request.url;
    }
    return text;
  }
};

constexpr PathStep kLeaf{0, Origin::sent};
constexpr PathStep kSent{1, Origin::sent};
constexpr PathStep kStored{2, Origin::store};
constexpr PathStep kFetched{3, Origin::fetched};
constexpr PathStep kAnchor{4, Origin::store};

void leaf_only(Scene& scene) { scene.dead_end({kLeaf}); }
void good(Scene& scene) { scene.seen().paths.push_back({{kLeaf, kSent, kAnchor}, "", true, false}); }
// The CA may have renewed its intermediate under the same address.
void outdated(Scene& scene) {
  good(scene);
  scene.facts.certificates[1].not_after -= std::chrono::seconds(1);
}
void hidden(Scene& scene) {
  scene.seen().paths.push_back({{kLeaf, kSent, kStored, kAnchor}, "", false, false});
}
void completed(Scene& scene) {
  leaf_only(scene);
  scene.seen().paths.push_back({{kLeaf, kFetched, kAnchor}, "", false, true});
  scene.fetched("http://ca.example/0");
}

// What `auto` and `always` ask for; `never` asks for nothing.
const struct {
  const char* name;
  void (*make)(Scene&);
  const char* automatic;
  const char* always;
} kRows[] = {
    {"good", good, "", ""},
    {"an outdated intermediate", outdated, "http://ca.example/0", "http://ca.example/0"},
    {"nothing seen", [](Scene&) {}, "", ""},
    {"leaf only", leaf_only, "http://ca.example/0", "http://ca.example/0"},
    {"two ends",
     [](Scene& scene) {
       scene.dead_end({kLeaf, kSent});
       scene.dead_end({kLeaf}, DeadEndKind::signature_mismatch);
     },
     "http://ca.example/1 http://ca.example/0", "http://ca.example/1 http://ca.example/0"},
    {"a root that is not trusted",
     [](Scene& scene) {
       scene.dead_end({kLeaf, kSent}, DeadEndKind::untrusted_root);
     },
     "", ""},
    {"good, and a dead end",
     [](Scene& scene) {
       good(scene);
       scene.dead_end({kLeaf, kStored});
     },
     "", "http://ca.example/2"},
    {"hidden by the store", hidden, "http://ca.example/1", "http://ca.example/1"},
    {"fetched and complete", completed, "", ""},
    {"fetched and another end",
     [](Scene& scene) {
       completed(scene);
       scene.dead_end({kLeaf, kSent});
     },
     "", "http://ca.example/1"},
    {"fetched, and one more is missing",
     [](Scene& scene) {
       leaf_only(scene);
       scene.fetched("http://ca.example/0");
       scene.seen().fetched_dead_ends.push_back({{kLeaf, kFetched}, DeadEndKind::issuer_unknown});
     },
     "http://ca.example/3", "http://ca.example/3"},
    {"a failure is not tried again",
     [](Scene& scene) {
       leaf_only(scene);
       scene.fetched("http://ca.example/0");
       scene.evidence.fetches[0].failure = Failure{Stage::fetch, FailureKind::refused, "refused"};
     },
     "", ""},
    {"fetched for another purpose",
     [](Scene& scene) {
       leaf_only(scene);
       scene.fetched("http://ca.example/0");
       scene.evidence.fetches[0].purpose = "crl";
     },
     "http://ca.example/0", "http://ca.example/0"},
    {"an address twice, and other kinds",
     [](Scene& scene) {
       leaf_only(scene);
       scene.facts.certificates[0].ca_issuer_urls = {
           "ldap:///cn=ca", "HTTP://a.example/", "https://a.example/", "HTTP://a.example/",
           "http://",       "httpx://a",         "http://b.example/"};
     },
     "HTTP://a.example/ http://b.example/", "HTTP://a.example/ http://b.example/"},
    {"many addresses",
     [](Scene& scene) {
       leaf_only(scene);
       scene.facts.certificates[0].ca_issuer_urls = {"http://a", "http://b", "http://c", "http://d",
                                                     "http://e"};
     },
     "http://a http://b http://c http://d", "http://a http://b http://c http://d"},
    {"superseded",
     [](Scene& scene) {
       leaf_only(scene);
       scene.evidence.observations[0].superseded = true;
     },
     "", ""},
};

BOOST_AUTO_TEST_CASE(modes) {
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      Scene scene;
      row.make(scene);
      scene.policy.aia = AiaMode::automatic;
      BOOST_TEST(scene.planned() == row.automatic);
      scene.policy.aia = AiaMode::always;
      BOOST_TEST(scene.planned() == row.always);
      scene.policy.aia = AiaMode::never;
      BOOST_TEST(scene.planned() == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(twenty_fetches_and_no_more) {
  Scene scene;
  for (std::size_t i = 0; i + 1 < kMaxFetches; ++i) {
    scene.fetched("http://x.example/" + std::to_string(i));
  }
  scene.dead_end({kLeaf});
  scene.dead_end({kLeaf, kSent});
  BOOST_TEST(scene.planned() == "http://ca.example/0");
  scene.fetched("http://x.example/");
  BOOST_TEST(scene.planned() == "");
}

}  // namespace
