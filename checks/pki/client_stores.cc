#include "checks/pki/client_stores.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "checks/pki/anchor_sources.h"
#include "checks/pki/certificate_files.h"
#include "checks/pki/compiled_roots.h"
#include "checks/pki/system_anchors.h"

namespace checks {
namespace {

using StorePtr = std::shared_ptr<SharedStore>;
using Paths = std::vector<std::string>;

constexpr const char* kBinFolders[] = {"/usr/local/bin", "/usr/bin", "/bin"};

// One after the other; an answer holds what any of them has.
class Parts final : public TrustAnchors {
 public:
  Parts(std::vector<StorePtr> stores, std::string name)
      : stores_(std::move(stores)), name_(std::move(name)) {}
  AnchorAnswer find(ByteView subject) override {
    AnchorAnswer answer{{subject.begin(), subject.end()}, {}, name_};
    for (const StorePtr& store : stores_) {
      add_new(answer, store->find(subject));
    }
    return answer;
  }
  std::string name() const override { return name_; }

 private:
  std::vector<StorePtr> stores_;
  std::string name_;
};

class Finder {
 public:
  explicit Finder(const StoreSearch& search) : search_(search), machine_(search.machine) {}

  plugin::Result<std::vector<ClientStore>> find_all();

 private:
  using Row = ClientStore;

  plugin::Result<plugin::Done> take_given(Row& row);
  void find(Row& row);
  void add(Row& row, const std::string& path);
  void add(Row& row, const std::string& place, StorePtr store);
  void add_first(Row& row, const Paths& paths);
  void add_system(Row& row);
  void find_certifi(Row& row);
  void find_java(Row& row);
  void find_node(Row& row);
  void find_go(Row& row);
  void find_gnutls(Row& row);
  void find_browser(Row& row);

  StorePtr at_path(ClientId client, const std::string& path);
  std::string first_program(std::initializer_list<std::string_view> names) const;
  Paths libraries(std::string_view begin) const;
  std::string certifi_in(const std::string& packages, std::string_view module) const;
  Paths package_folders() const;
  Paths mozilla_files() const;

  const StoreSearch& search_;
  const Machine& machine_;
  std::map<std::string, StorePtr> stores_;  // by path, or "go:" and a folder
  StorePtr system_;
};

StorePtr Finder::at_path(ClientId client, const std::string& path) {
  const bool is_whole = client == ClientId::go && is_folder(path);
  StorePtr& store = stores_[is_whole ? "go:" + path : path];
  if (store == nullptr) {
    store = std::make_shared<SharedStore>([client, path] { return open_store(client, path); });
  }
  return store;
}

void Finder::add(Row& row, const std::string& place, StorePtr store) {
  row.place += (row.place.empty() ? "" : ", ") + place;
  row.parts.push_back(std::move(store));
}

void Finder::add(Row& row, const std::string& path) { add(row, path, at_path(row.client, path)); }

void Finder::add_first(Row& row, const Paths& paths) {
  const auto found = std::ranges::find_if(paths, exists);
  if (found != paths.end()) {
    add(row, *found);
  }
}

// Red Hat's folder has no hashed names: OpenSSL reads the bundle there.
std::string name_of(const SystemPlaces& places) {
  const auto is_hashed = [](const std::string& folder) {
    const auto content = look_into(folder);
    return content && content->is_hashed;
  };
  const auto bundle = std::ranges::find_if(places.bundles, exists);
  const bool is_bundle = bundle != places.bundles.end() && !places.is_environment &&
                         std::ranges::none_of(places.folders, is_hashed);
  return is_bundle || places.folders.empty() ? *bundle : SystemAnchors(places).name();
}

void Finder::add_system(Row& row) {
  const SystemPlaces places = find_system_places(machine_);
  if (!std::ranges::any_of(places.folders, exists) && !std::ranges::any_of(places.bundles, exists)) {
    return;
  }
  if (system_ == nullptr) {
    system_ = std::make_shared<SharedStore>([places] {
      return plugin::Result<OpenedStore>(OpenedStore{std::make_unique<SystemAnchors>(places)});
    });
  }
  add(row, name_of(places), system_);
}

std::string Finder::first_program(std::initializer_list<std::string_view> names) const {
  for (const char* folder : kBinFolders) {
    for (const std::string_view name : names) {
      if (std::string path = machine_.at(folder) + "/" + std::string(name); exists(path)) {
        return path;
      }
    }
  }
  return {};
}

// In the folders where distributions put them: Debian's has the machine in its name.
Paths Finder::libraries(std::string_view begin) const {
  Paths folders = matches(machine_.at("/usr/lib"), "", "-linux-gnu");
  for (const char* folder : {"/usr/local/lib", "/usr/lib64", "/usr/lib", "/lib64"}) {
    folders.push_back(machine_.at(folder));
  }
  Paths found;
  for (const std::string& folder : folders) {
    std::ranges::copy(matches(folder, begin), std::back_inserter(found));
  }
  return found;
}

// The order of Python's own search; Debian's folder has no version in its name.
Paths Finder::package_folders() const {
  Paths folders;
  for (const char* base : {"/usr/local/lib", "/usr/lib", "/usr/local/lib64", "/usr/lib64"}) {
    for (const std::string& python : matches(machine_.at(base), "python3")) {
      folders.push_back(python + "/dist-packages");
      folders.push_back(python + "/site-packages");
    }
  }
  return folders;
}

// What certifi.where() says in this folder of packages; empty: it is not there. Distributions take cacert.pem
// out and let it name the system's bundle (Debian keeps that promise even where the file is left).
std::string Finder::certifi_in(const std::string& packages, std::string_view module) const {
  const std::string folder = packages + "/" + std::string(module);
  const std::string own = folder + "/cacert.pem";
  if (!exists(folder + "/core.py") && !exists(own)) {
    return {};
  }
  const bool is_patched = packages == machine_.at("/usr/lib/python3/dist-packages") || !exists(own);
  const std::string bundle = system_bundle(machine_);
  return is_patched && !bundle.empty() ? bundle : own;
}

void Finder::find_certifi(Row& row) {
  for (const char* name : {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
    if (const std::string path = machine_.variable(name); !path.empty()) {
      return add(row, path);
    }
  }
  Paths folders;
  for (const std::string& environment : search_.virtual_environments) {
    for (const std::string& python : matches(environment + "/lib", "python3")) {
      folders.push_back(python + "/site-packages");
    }
  }
  std::ranges::copy(package_folders(), std::back_inserter(folders));
  for (const std::string_view module : {"certifi", "pip/_vendor/certifi"}) {
    for (const std::string& folder : folders) {
      if (const std::string path = certifi_in(folder, module); !path.empty()) {
        return add(row, path);
      }
    }
  }
}

void Finder::find_java(Row& row) {
  Paths homes;
  if (const std::string home = machine_.variable("JAVA_HOME"); !home.empty()) {
    homes.push_back(home);
  }
  if (const std::string program = first_program({"java"}); !program.empty()) {
    const std::string real = resolved(program);
    homes.push_back(real.substr(0, real.rfind("/bin/")));
  }
  std::ranges::copy(matches(machine_.at("/usr/lib/jvm"), ""), std::back_inserter(homes));
  Paths paths;
  for (const std::string& home : homes) {
    for (const char* folder : {"/lib/security/", "/jre/lib/security/"}) {
      paths.push_back(home + folder + "jssecacerts");
      paths.push_back(home + folder + "cacerts");
    }
  }
  for (const char* path :
       {"/etc/ssl/certs/java/cacerts", "/etc/pki/java/cacerts", "/etc/pki/ca-trust/extracted/java/cacerts",
        "/var/lib/ca-certificates/java-cacerts"}) {
    paths.push_back(machine_.at(path));
  }
  add_first(row, paths);
}

// The roots in the first file that has some, or the system's where its build uses those or none has any.
plugin::Result<OpenedStore> open_node(const Paths& files, const SystemPlaces& places) {
  for (const std::string& path : files) {
    plugin::Result<CompiledRoots> roots = read_compiled_roots(path);
    if (!roots) {
      return roots.error();
    }
    if (roots->is_openssl_default) {
      break;
    }
    if (!roots->pem.empty()) {
      return OpenedStore{std::make_unique<BundleFile>(path, Bundle(file_content(roots->pem)))};
    }
  }
  return OpenedStore{std::make_unique<SystemAnchors>(places)};
}

void Finder::find_node(Row& row) {
  // Where there is a library the program may be a few kilobytes that call it.
  Paths files = libraries("libnode.so.");
  if (const std::string program = first_program({"node", "nodejs"}); !program.empty()) {
    files.insert(files.begin(), resolved(program));
  }
  if (files.empty()) {
    return;
  }
  const std::string place = files.front();
  add(row, place, std::make_shared<SharedStore>([files, places = find_system_places(machine_)] {
        return open_node(files, places);
      }));
  if (const std::string more = machine_.variable("NODE_EXTRA_CA_CERTS"); !more.empty()) {
    add(row, more);
  }
}

// crypto/x509/root_linux.go; its folders are read whole.
void Finder::find_go(Row& row) {
  constexpr const char* kBundles[] = {
      "/etc/ssl/certs/ca-certificates.crt",
      "/etc/pki/tls/certs/ca-bundle.crt",
      "/etc/ssl/ca-bundle.pem",
      "/etc/pki/tls/cacert.pem",
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
      "/etc/ssl/cert.pem",
  };
  const std::string file = machine_.variable("SSL_CERT_FILE");
  Paths files = {file};
  for (const char* bundle : kBundles) {
    if (file.empty()) {
      files.push_back(machine_.at(bundle));
    }
  }
  add_first(row, files);
  const std::string folders = machine_.variable("SSL_CERT_DIR");
  for (const std::string& folder :
       folders.empty() ? Paths{machine_.at("/etc/ssl/certs"), machine_.at("/etc/pki/tls/certs")}
                       : split_paths(folders)) {
    if (is_folder(folder)) {
      add(row, folder);
    }
  }
}

// Mozilla's roots by p11-kit: Red Hat's, then SUSE's.
Paths Finder::mozilla_files() const {
  Paths found;
  for (const char* path : {"/usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit",
                           "/usr/share/pki/trust/ca-certificates-mozilla.trust.p11-kit"}) {
    if (exists(machine_.at(path))) {
      found.push_back(machine_.at(path));
    }
  }
  return found;
}

void Finder::find_gnutls(Row& row) {
  if (libraries("libgnutls.so.").empty()) {
    return;
  }
  const Paths mozilla = mozilla_files();
  if (mozilla.empty()) {
    return add_first(row, {system_bundle(machine_)});
  }
  add(row, mozilla.front());
  // What the administrator added, beside the distribution's own.
  for (const char* folder : {"/etc/pki/ca-trust/source/anchors", "/usr/share/pki/ca-trust-source/anchors",
                             "/etc/pki/trust/anchors", "/usr/share/pki/trust/anchors"}) {
    if (!matches(machine_.at(folder), "").empty()) {
      add(row, machine_.at(folder));
    }
  }
}

void Finder::find_browser(Row& row) {
  const std::string folder = machine_.at("/usr/share/ca-certificates/mozilla");
  if (is_folder(folder)) {
    return add(row, folder);
  }
  const Paths mozilla = mozilla_files();
  add_first(row, mozilla.empty() ? Paths{system_bundle(machine_)} : mozilla);
}

void Finder::find(Row& row) {
  switch (row.client) {
    case ClientId::openssl:
    case ClientId::roots_only:
      return add_system(row);
    case ClientId::python:
      return first_program({"python3"}).empty() && search_.virtual_environments.empty() ? void()
                                                                                        : add_system(row);
    case ClientId::certifi:
      return find_certifi(row);
    case ClientId::java:
      return find_java(row);
    case ClientId::node:
      return find_node(row);
    case ClientId::go:
      return find_go(row);
    case ClientId::gnutls:
      return find_gnutls(row);
    case ClientId::browser:
      return find_browser(row);
  }
}

plugin::Result<plugin::Done> Finder::take_given(Row& row) {
  for (const auto& [client, path] : search_.given) {
    if (client != row.client) {
      continue;
    }
    add(row, path);
    if (std::string trouble = row.parts.back()->trouble(); !trouble.empty()) {
      return plugin::Error{plugin::Text(std::move(trouble))};
    }
  }
  return plugin::Done{};
}

plugin::Result<std::vector<ClientStore>> Finder::find_all() {
  std::vector<ClientStore> rows;
  for (std::size_t i = 0; i < kClientWords.size(); ++i) {
    ClientStore& row = rows.emplace_back();
    row.client = static_cast<ClientId>(i);
    if (const auto taken = take_given(row); !taken) {
      return taken.error();
    }
    if (row.parts.empty()) {
      find(row);
    }
    if (!row.parts.empty()) {
      row.anchors = std::make_unique<Parts>(row.parts, row.place);
    }
  }
  return rows;
}

}  // namespace

std::string ClientStore::trouble() const {
  std::string first;
  for (const StorePtr& part : parts) {
    std::string trouble = part->trouble();
    if (trouble.empty()) {
      return {};
    }
    first = first.empty() ? std::move(trouble) : std::move(first);
  }
  return first;
}

bool ClientStore::knows_distrust() const {
  return std::ranges::any_of(parts, [](const StorePtr& part) { return part->knows_distrust(); });
}

plugin::Result<std::vector<ClientStore>> find_client_stores(const StoreSearch& search) {
  return Finder(search).find_all();
}

}  // namespace checks
