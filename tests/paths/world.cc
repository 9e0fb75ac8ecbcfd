#include "tests/paths/world.h"

#include <algorithm>
#include <memory>

namespace paths {
namespace {

using tests::Key;

// Made once: keys are what takes time.
const Key& key_of(const std::string& label, const std::string& kind) {
  static std::map<std::string, std::unique_ptr<Key>> keys;
  std::unique_ptr<Key>& key = keys[kind + " " + label];
  if (!key) {
    key = std::make_unique<Key>(kind);
  }
  return *key;
}

Bytes with_header(std::uint8_t tag, const Bytes& value) {
  Bytes der(value.size() + 2);
  der[0] = tag;
  der[1] = static_cast<std::uint8_t>(value.size());
  std::copy(value.begin(), value.end(), der.begin() + 2);
  return der;
}

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

void add_key_ids(const Entity& entity, std::vector<Extension>& extensions) {
  if (!entity.subject_key_id.empty()) {
    extensions.push_back({"2.5.29.14", with_header(0x04, bytes_of(entity.subject_key_id)), false});
  }
  if (!entity.authority_key_id.empty()) {
    const Bytes id = with_header(0x80, bytes_of(entity.authority_key_id));
    extensions.push_back({"2.5.29.35", with_header(0x30, id), false});
  }
}

}  // namespace

World::World() {
  authority("root", "root").subject = {{"O", "Lab"}, {"CN", "Lab Root"}};
  entities_["root"].authority_key_id.clear();
  authority("ica", "root").subject = {{"O", "Lab"}, {"CN", "Lab Intermediate"}};
  server("leaf", "ica");
}

Entity& World::authority(const std::string& label, const std::string& issuer) {
  Entity& made = entities_[label] = {};
  made.subject = {{"CN", label}};
  made.issuer = issuer;
  made.key = made.subject_key_id = label;
  made.authority_key_id = entities_.at(issuer).key;
  made.extensions = {{"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "critical,keyCertSign,cRLSign"}};
  return made;
}

Entity& World::server(const std::string& label, const std::string& issuer) {
  Entity& made = authority(label, issuer);
  made.subject = {{"CN", "www.example.org"}};
  made.not_before = "20260301000000Z";
  made.not_after = "20260801000000Z";
  made.extensions = {{"basicConstraints", "critical,CA:FALSE"},
                     {"keyUsage", "critical,digitalSignature"},
                     {"extendedKeyUsage", "serverAuth"},
                     {"subjectAltName", "DNS:www.example.org"}};
  return made;
}

Entity& World::cross_sign(const std::string& label, const std::string& from, const std::string& issuer) {
  Entity made = entities_.at(from);
  made.issuer = issuer;
  made.authority_key_id = entities_.at(issuer).key;
  made.serial = "5e6f";
  return entities_[label] = made;
}

void World::chain_of(int count) {
  std::string issuer = "root";
  file = {"leaf"};
  for (int i = 1; i <= count; ++i) {
    const std::string label = "i" + std::to_string(i);
    authority(label, issuer);
    file.insert(file.begin() + 1, label);
    issuer = label;
  }
  server("leaf", issuer);
}

Bytes World::certificate(const std::string& label) const {
  const Entity& entity = entities_.at(label);
  const Entity& issuer = entities_.at(entity.issuer);
  const Entity& signer = entities_.at(entity.signer.empty() ? entity.issuer : entity.signer);
  const Key& own_key = key_of(entity.key, entity.kind);
  const Key& signing_key = key_of(signer.key, signer.kind);
  tests::CertificateSpec spec{.key = own_key, .signer = &signing_key};
  spec.subject_der = tests::make_name(entity.subject);
  spec.issuer_der = tests::make_name(issuer.subject);
  spec.digest = entity.digest;
  spec.is_pss = entity.is_pss;
  spec.not_before = entity.not_before;
  spec.not_after = entity.not_after;
  spec.serial = entity.serial;
  spec.version = entity.version;
  for (const auto& [type, value] : entity.extensions) {
    if (!value.empty()) {
      spec.extensions.emplace_back(type, value);
    }
  }
  add_key_ids(entity, spec.raw_extensions);
  spec.raw_extensions.insert(spec.raw_extensions.end(), entity.raw.begin(), entity.raw.end());
  return tests::make_certificate(spec);
}

}  // namespace paths
