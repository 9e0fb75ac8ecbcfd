// From settings to what a check needs: everything that can be wrong with what the user gave is found here,
// before anything is asked of the network.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/evidence/evidence.h"
#include "checks/evidence/target.h"
#include "checks/file_question.h"
#include "checks/grade.h"
#include "checks/net/client_credentials.h"
#include "checks/pki/trust_anchors.h"
#include "checks/route.h"
#include "checks/settings.h"
#include "plugin/calendar.h"
#include "plugin/result.h"

namespace checks {

// Files of the user that are opened once, however many checks ask for them.
struct OpenedFiles {
  std::map<std::string, std::shared_ptr<TrustAnchors>> anchors;                 // by what names them
  std::map<std::string, std::shared_ptr<const ClientCredentials>> credentials;  // likewise
};

struct Prepared {
  Grader grader;
  plugin::Time now;
  std::vector<std::string> names;  // that the certificate must cover
  std::shared_ptr<TrustAnchors> anchors;
  std::shared_ptr<const ClientCredentials> credentials;
  ChosenRoute way;
  FileQuestion files;  // of programs that check files
  std::vector<Target> served;
};

// Fills `evidence.target`, or with --replay all of `evidence`. An error is one line for the user.
plugin::Result<Prepared> prepare(const Settings& settings, const Program& program, plugin::Time clock,
                                 OpenedFiles& opened, Evidence& evidence);

// --ca-file or --ca-path: the user's anchors are those of all clients.
bool are_anchors_given(const Settings& settings);

}  // namespace checks
