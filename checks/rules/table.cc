#include "checks/rules/table.h"

#include "checks/rules/rules.h"

namespace checks {

using plugin::Status;

namespace {

// id, state of its problems, state when undetermined, needs, sentence, citation, function
constexpr Rule kTable[] = {
    {"reachable", Status::critical, Status::unknown, Needs::nothing,
     "The server is found, answers, and completes the TLS handshake", "RFC 8446, 4.1", judge_reachable},
    {"leaf-expiry", Status::critical, Status::unknown, Needs::certificate,
     "The server's certificate has not expired and will not within the thresholds", "RFC 5280, 4.1.2.5",
     judge_leaf_expiry},
    {"not-yet-valid", Status::critical, Status::ok, Needs::leaf,
     "The validity of the certificate and of its chain has begun", "RFC 5280, 4.1.2.5", judge_not_yet_valid},
    {"name-match", Status::critical, Status::ok, Needs::leaf,
     "The subject alternative names cover the name that clients ask for", "RFC 9525, 6", judge_name_match},
    {"self-signed", Status::critical, Status::ok, Needs::leaf,
     "The certificate is issued by somebody else, or is self-signed and trusted", "RFC 5280, 3.2",
     judge_self_signed},
    {"chain-complete", Status::critical, Status::ok, Needs::leaf,
     "The server sends every intermediate that a client with nothing but the roots needs", "RFC 8446, 4.4.2",
     judge_chain_complete},
    {"chain-trusted", Status::critical, Status::ok, Needs::leaf,
     "A valid path leads from the certificate to a trust anchor", "RFC 5280, 6.1", judge_chain_trusted},
    {"chain-expiry", Status::critical, Status::ok, Needs::leaf,
     "No intermediate and no anchor of the best path expires within the thresholds",
     "RFC 5280, 6.1.3 (a) (2)", judge_chain_expiry},
    {"expected-fingerprint", Status::critical, Status::ok, Needs::leaf,
     "The certificate's SHA-1 or SHA-256 fingerprint is one of those given", "--fingerprint",
     judge_expected_fingerprint},
    {"pin", Status::critical, Status::ok, Needs::leaf, "The certificate's key is one of those pinned",
     "RFC 7469, 2.4", judge_pin},
    {"expected-serial", Status::critical, Status::ok, Needs::leaf,
     "The certificate's serial number is one of those given", "RFC 5280, 4.1.2.2", judge_expected_serial},
    {"expected-issuer", Status::critical, Status::ok, Needs::leaf,
     "The certificate's issuer contains one of the texts given", "RFC 5280, 4.1.2.4", judge_expected_issuer},
    {"client-certificate", Status::critical, Status::ok, Needs::tls,
     "The server accepts the client certificate, if it asks for one and one is given", "RFC 8446, 4.3.2",
     judge_client_certificate},
    {"signature-algorithm", Status::critical, Status::unknown, Needs::leaf,
     "No MD5 or SHA-1 in the signatures of the certificate and of its intermediates", "RFC 9155; BR 7.1.3.2",
     judge_signature_algorithm},
    {"key-strength", Status::warning, Status::unknown, Needs::leaf,
     "Keys of the certificate and of its intermediates: RSA of 2048 bits, curves of 224 bits, or more",
     "NIST SP 800-57 part 1, 5.6.1; BR 6.1.5", judge_key_strength},
    {"starttls-injection", Status::warning, Status::ok, Needs::nothing,
     "Nothing comes between the consent to STARTTLS and TLS", "CVE-2011-0411; RFC 3207, 6",
     judge_starttls_injection},
    {"tls-version", Status::warning, Status::unknown, Needs::tls,
     "The newest TLS version of the server is new enough", "RFC 8996", judge_tls_version},
    {"validity-length", Status::warning, Status::ok, Needs::leaf,
     "The certificate lives no longer than allowed (by default: public ones, by date of issue)",
     "BR 6.3.2; ballot SC-081", judge_validity_length},
    {"chain-order", Status::warning, Status::ok, Needs::leaf,
     "Certificates are sent in order, once, and all belong to the chain", "RFC 5246, 7.4.2; RFC 8446, 4.4.2",
     judge_chain_order},
    {"root-sent", Status::ok, Status::ok, Needs::leaf, "The root, which clients have, is not sent",
     "RFC 8446, 4.4.2", judge_root_sent},
};

}  // namespace

std::span<const Rule> rule_table() { return kTable; }

}  // namespace checks
