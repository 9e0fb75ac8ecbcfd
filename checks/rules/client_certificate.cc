#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

Text with_alert(Text text, const std::string& alert) {
  return alert.empty() ? text : text + " (" + Text::bounded(alert, kMaxQuoted) + ")";
}

}  // namespace

bool refused_for_client_certificate(const Observation& observation) {
  const std::optional<Handshake>& handshake = observation.handshake;
  if (!observation.failure || observation.failure->stage != Stage::handshake || !handshake ||
      !handshake->certificate_request || handshake->certificates.empty()) {
    return false;
  }
  return handshake->certificate_request->refused || observation.failure->kind == FailureKind::alert;
}

Findings judge_client_certificate(const Case& c) {
  if (!c.observation.handshake || !c.observation.handshake->certificate_request) {
    return just(pass(Text("the server asks for no client certificate")));
  }
  const CertificateRequest& request = *c.observation.handshake->certificate_request;
  const bool was_refused = request.refused || refused_for_client_certificate(c.observation);
  if (request.answered && was_refused) {
    return just(problem(plugin::Status::critical,
                        with_alert(Text("the server refuses the client certificate"), request.alert)));
  }
  if (request.answered) {
    return just(pass(Text("the server accepts the client certificate")));
  }
  // RFC 8446, 4.4.2.4: without one the server "MAY at its discretion either continue the handshake [...] or
  // abort".
  if (was_refused) {
    return just(
        remark(with_alert(Text("the server demands a client certificate, none was given"), request.alert)));
  }
  return just(remark(Text("the server asks for a client certificate, and does without")));
}

}  // namespace checks
