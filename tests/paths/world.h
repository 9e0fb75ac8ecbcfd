// Certificates of one case: a small world of a root, an intermediate and a leaf, good until a case spoils or
// extends it.
//
//   cases.reject("leaf-expired", [](World& w) { w["leaf"].not_after = "20260531235959Z"; });

#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/support/pki.h"

namespace paths {

using tests::Bytes;
using tests::Extension;
using tests::Name;

// Judged as of then.
inline constexpr const char kAt[] = "2026-06-01T00:00:00Z";

struct Entity {
  Name subject = {};
  std::string issuer = {};                             // label; itself: self-signed
  std::string key = {};                                // label of the entity whose key it has
  std::string kind = "P-256";                          // of its key
  std::string signer = {};                             // label whose key signs; empty: the issuer's
  std::map<std::string, std::string> extensions = {};  // as in openssl.cnf; an empty value: left out
  std::vector<Extension> raw = {};
  // Key identifiers are the labels of keys. An empty one is left out.
  std::string subject_key_id = {};
  std::string authority_key_id = {};
  std::string digest = "SHA256";
  bool is_pss = false;
  std::string not_before = "20200101000000Z";
  std::string not_after = "20400101000000Z";
  std::string serial = "1a2b3c4d";
  int version = 3;
};

class World {
 public:
  World();

  Entity& operator[](const std::string& label) { return entities_.at(label); }
  // Another one of that kind, issued by `issuer`; its common name is its label.
  Entity& authority(const std::string& label, const std::string& issuer);
  Entity& server(const std::string& label, const std::string& issuer);
  // A copy of `from` that another one issued: the same subject and key.
  Entity& cross_sign(const std::string& label, const std::string& from, const std::string& issuer);
  // `count` intermediates "i1" (by the root), "i2", ...; the last one issues the leaf, all are in the file.
  void chain_of(int count);

  Bytes certificate(const std::string& label) const;

  std::vector<std::string> file = {"leaf", "ica"};
  std::vector<std::string> trusted = {"root"};
  std::string match = "www.example.org";  // empty: no -m
  std::string options = {};               // further ones
  std::string appended = {};              // text behind the file's certificates

 private:
  std::map<std::string, Entity> entities_;
};

class Cases {
 public:
  using Change = std::function<void(World&)>;
  struct Case {
    std::string name;
    bool is_good = false;
    Change change;
  };

  void accept(std::string name, Change change) { all_.push_back({std::move(name), true, std::move(change)}); }
  void reject(std::string name, Change change) {
    all_.push_back({std::move(name), false, std::move(change)});
  }
  const std::vector<Case>& all() const { return all_; }

 private:
  std::vector<Case> all_;
};

void add_path_cases(Cases& cases);
void add_name_cases(Cases& cases);
void add_form_cases(Cases& cases);

}  // namespace paths
