#include "checks/pki/trust_anchors.h"

#include <algorithm>

#include "checks/pki/anchor_sources.h"
#include "checks/pki/distinguished_name.h"
#include "checks/pki/system_anchors.h"

namespace checks {
namespace {

class RecordedAnchors final : public TrustAnchors {
 public:
  RecordedAnchors(std::vector<AnchorAnswer> answers, std::string name)
      : answers_(std::move(answers)), name_(std::move(name)) {}
  AnchorAnswer find(ByteView subject) override;
  std::string name() const override { return name_; }

 private:
  std::vector<AnchorAnswer> answers_;
  std::string name_;
};

AnchorAnswer RecordedAnchors::find(ByteView subject) {
  const std::string wanted = normalised_name(subject);
  for (const AnchorAnswer& answer : answers_) {
    if (normalised_name(answer.subject) == wanted) {
      return {{subject.begin(), subject.end()}, answer.certificates, answer.source, answer.notes};
    }
  }
  return {{subject.begin(), subject.end()}, {}, name_};
}

}  // namespace

std::unique_ptr<TrustAnchors> system_anchors() {
  return std::make_unique<SystemAnchors>(find_system_places(Machine()));
}

plugin::Result<std::unique_ptr<TrustAnchors>> open_anchors(const std::vector<std::string>& files,
                                                           const std::vector<std::string>& folders) {
  std::vector<std::unique_ptr<TrustAnchors>> places;
  for (std::size_t i = 0; i < files.size() + folders.size(); ++i) {
    plugin::Result<std::unique_ptr<TrustAnchors>> opened =
        i < files.size() ? open_bundle(files[i]) : open_folder(folders[i - files.size()]);
    if (!opened) {
      return opened;
    }
    places.push_back(std::move(*opened));
  }
  if (places.size() == 1) {
    return std::move(places.front());
  }
  return std::unique_ptr<TrustAnchors>(std::make_unique<AllOf>(std::move(places)));
}

std::unique_ptr<TrustAnchors> recorded_anchors(std::vector<AnchorAnswer> answers, std::string name) {
  return std::make_unique<RecordedAnchors>(std::move(answers), std::move(name));
}

AnchorAnswer RecordingAnchors::find(ByteView subject) {
  for (const AnchorAnswer& answer : answers_) {
    if (std::ranges::equal(answer.subject, subject)) {
      return answer;
    }
  }
  answers_.push_back(inner_.find(subject));
  return answers_.back();
}

}  // namespace checks
