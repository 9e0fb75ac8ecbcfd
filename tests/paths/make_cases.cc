// make_cases FOLDER: writes NAME.pem (what a server would send) and NAME.roots.pem for each case, and prints
// "NAME<TAB>accept or reject<TAB>options of check_cert_file".

#include <cstdio>
#include <exception>
#include <fstream>

#include "tests/paths/world.h"

namespace {

using paths::Cases;
using paths::World;

void write(const std::string& path, const World& world, const std::vector<std::string>& labels,
           const std::string& appended) {
  std::ofstream file(path);
  for (const std::string& label : labels) {
    file << tests::to_pem(world.certificate(label));
  }
  file << appended;
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + path);
  }
}

void make(const Cases::Case& one, const std::string& folder) {
  World world;
  one.change(world);
  write(folder + "/" + one.name + ".pem", world, world.file, world.appended);
  write(folder + "/" + one.name + ".roots.pem", world, world.trusted, "");
  const std::string match = world.match.empty() ? "" : "-m " + world.match + " ";
  std::printf("%s\t%s\t%s--at %s %s\n", one.name.c_str(), one.is_good ? "accept" : "reject", match.c_str(),
              paths::kAt, world.options.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_cases FOLDER\n", stderr);
    return 2;
  }
  Cases cases;
  paths::add_path_cases(cases);
  paths::add_name_cases(cases);
  paths::add_form_cases(cases);
  for (const Cases::Case& one : cases.all()) {
    try {
      make(one, argv[1]);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", one.name.c_str(), error.what());
      return 1;
    }
  }
  return 0;
}
