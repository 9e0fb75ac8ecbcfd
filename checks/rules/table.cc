#include "checks/rules/table.h"

#include "checks/rules/rules.h"

namespace checks {

using plugin::Status;

namespace {

// id, state of its problems, state when undetermined, needs, sentence, citation, function
constexpr Rule kTable[] = {
    // Of files: kFileRules.
    {"file-readable", Status::critical, Status::unknown, Needs::file,
     "The file can be read and holds certificates", "RFC 7468; RFC 5652; RFC 7292", judge_file_readable},
    {"key-match", Status::critical, Status::unknown, Needs::file_leaf,
     "The private key beside the certificate, or given by --key, is the certificate's", "RFC 5280, 4.1.2.7",
     judge_key_match},
    {"served-same", Status::critical, Status::ok, Needs::served,
     "The servers given by --served send the certificate that is on disk", "--served", judge_served_same},

    // Of endpoints.
    {"reachable", Status::critical, Status::unknown, Needs::connection,
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
    {"addresses-agree", Status::warning, Status::ok, Needs::addresses,
     "With --all-addresses: all send the same certificate and chain and have the same TLS version",
     "--all-addresses", judge_addresses_agree},
    {"signature-algorithm", Status::critical, Status::unknown, Needs::leaf,
     "No MD5 or SHA-1 in the signatures of the certificate and of its intermediates", "RFC 9155; BR 7.1.3.2",
     judge_signature_algorithm},
    {"key-strength", Status::warning, Status::unknown, Needs::leaf,
     "Keys of the certificate and of its intermediates: RSA of 2048 bits, curves of 224 bits, or more",
     "NIST SP 800-57 part 1, 5.6.1; BR 6.1.5", judge_key_strength},
    {"starttls-injection", Status::warning, Status::ok, Needs::connection,
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
    {"clients-agree", Status::warning, Status::unknown, Needs::certificate,
     "Every kind of client on this machine accepts what a client with nothing but the roots accepts",
     "--clients", judge_clients_agree},

    // Of a profile.
    {"rfc5280-authority-key-id", Status::warning, Status::ok, Needs::certificate,
     "Every certificate but a root names its issuer's key", "RFC 5280, 4.2.1.1",
     judge_rfc5280_authority_key_id},
    {"rfc5280-subject-key-id", Status::warning, Status::ok, Needs::certificate,
     "Every CA has a subject key identifier", "RFC 5280, 4.2.1.2", judge_rfc5280_subject_key_id},
    {"rfc5280-basic-constraints", Status::warning, Status::ok, Needs::certificate,
     "Every CA has critical basic constraints", "RFC 5280, 4.2.1.9", judge_rfc5280_basic_constraints},
    {"rfc5280-key-usage", Status::warning, Status::ok, Needs::certificate,
     "Every CA has a key usage, and only CAs may sign certificates", "RFC 5280, 4.2.1.3",
     judge_rfc5280_key_usage},
    {"rfc5280-name-constraints", Status::warning, Status::ok, Needs::certificate,
     "Name constraints are critical, not empty, and only in CAs", "RFC 5280, 4.2.1.10",
     judge_rfc5280_name_constraints},
    {"rfc5280-serial-number", Status::warning, Status::ok, Needs::certificate,
     "Serial numbers are positive and have at most 20 octets", "RFC 5280, 4.1.2.2",
     judge_rfc5280_serial_number},
    {"rfc5280-critical-extensions", Status::warning, Status::ok, Needs::certificate,
     "Critical are the extensions that must be, and no others", "RFC 5280, 4.2",
     judge_rfc5280_critical_extensions},
    {"rfc5280-empty-subject", Status::warning, Status::ok, Needs::certificate,
     "CAs have a subject; a certificate without one has critical alternative names",
     "RFC 5280, 4.1.2.6 and 4.2.1.6", judge_rfc5280_empty_subject},
    {"rfc5280-names", Status::warning, Status::ok, Needs::certificate,
     "Names and name constraints are well-formed", "RFC 5280, 4.2.1.6 and 4.2.1.10", judge_rfc5280_names},
    {"rfc5280-version", Status::warning, Status::ok, Needs::certificate,
     "Certificates with extensions are of version 3", "RFC 5280, 4.1.2.1", judge_rfc5280_version},
    {"webpki-extended-key-usage", Status::warning, Status::ok, Needs::certificate,
     "The server's certificate is for servers and not for any purpose", "BR 7.1.2.7.10 and 7.1.2.2.4",
     judge_webpki_extended_key_usage},
    {"webpki-root-eku", Status::warning, Status::ok, Needs::certificate, "The root has no extended key usage",
     "BR 7.1.2.1.2", judge_webpki_root_eku},
    {"webpki-san-critical", Status::warning, Status::ok, Needs::certificate,
     "Alternative names are not critical beside a subject", "BR 7.1.2.7.12", judge_webpki_san_critical},
    {"webpki-key-type", Status::warning, Status::ok, Needs::certificate,
     "Keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521", "BR 6.1.5", judge_webpki_key_type},
    {"webpki-signature", Status::warning, Status::ok, Needs::certificate,
     "Signatures are RSA or ECDSA with SHA-256, SHA-384 or SHA-512", "BR 7.1.3.2", judge_webpki_signature},
    {"webpki-authority-key-id", Status::warning, Status::ok, Needs::certificate,
     "Authority key identifiers hold a key identifier and nothing else", "BR 7.1.2.11.1 and 7.1.2.1.3",
     judge_webpki_authority_key_id},
    {"webpki-aia", Status::warning, Status::ok, Needs::certificate,
     "The authority information access holds HTTP URLs of OCSP and issuers", "BR 7.1.2.7.7 and 7.1.2.10.3",
     judge_webpki_aia},
    {"webpki-end-entity-ca", Status::warning, Status::ok, Needs::certificate,
     "The server's certificate is no CA", "BR 7.1.2.7.8", judge_webpki_end_entity_ca},
    {"webpki-common-name", Status::warning, Status::ok, Needs::certificate,
     "The common name is one of the alternative names", "BR 7.1.4.3", judge_webpki_common_name},
    {"webpki-alternative-names", Status::warning, Status::ok, Needs::certificate,
     "The server's certificate has a DNS name or address as alternative name", "BR 7.1.2.7.12",
     judge_webpki_alternative_names},
};

constexpr std::size_t kFileRules = 3;

}  // namespace

std::span<const Rule> rule_table() { return file_rule_table().subspan(kFileRules); }

std::span<const Rule> file_rule_table() { return kTable; }

}  // namespace checks
