// What the system says of a socket, in words for an administrator.

#pragma once

#include "checks/evidence/failure.h"

namespace checks {

// `error` is an errno of socket() or connect(). Stage connect.
Failure connect_failure(int error);

// `error` is an errno of an established connection. The stage is to be put in by Stream.
Failure transfer_failure(int error);

}  // namespace checks
