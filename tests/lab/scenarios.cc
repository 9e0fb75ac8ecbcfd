#include <fnmatch.h>

#include <iterator>

#include "tests/lab/aia_service.h"
#include "tests/lab/client_scenarios.h"
#include "tests/lab/hostile_service.h"
#include "tests/lab/identities.h"
#include "tests/lab/raw_tls.h"
#include "tests/lab/scenario.h"
#include "tests/lab/smtp_service.h"
#include "tests/lab/tds_service.h"
#include "tests/lab/telnet_service.h"
#include "tests/lab/tls_service.h"

namespace lab {
namespace {

namespace id = identities;

constexpr const char* kWww = "www.lab.example";
constexpr const char* kMail = "mail.lab.example";
constexpr const char* kSmtp = "-P smtp";
constexpr const char* kTds = "-P tds";
constexpr const char* kTelnet = "-P telnet";
constexpr const char* kBothKeys = "--both-keys";
constexpr const char* kRefuse = "--refuse ssl3,tls1,tls1.1";

// Exit statuses.
constexpr int kOk = 0;
constexpr int kWarning = 1;
constexpr int kCritical = 2;
constexpr int kUnknown = 3;

// The answer to the chain's fault is CRITICAL whatever fetching brings.
template <const char* path>
Identity aia_at(Pki& pki) {
  return id::leaf_only_with_aia(pki, path);
}

constexpr char kPem[] = "pem/lab-intermediate-ca-1.crt";
constexpr char kP7c[] = "p7c/lab-intermediate-ca-1.crt";
constexpr char kChunked[] = "chunked/lab-intermediate-ca-1.crt";
constexpr char kMoved[] = "moved/lab-intermediate-ca-1.crt";
constexpr char kOther[] = "lab-root-ca.crt";
constexpr char kMissing[] = "no-such-ca.crt";
constexpr char kToHttps[] = "to-https";
constexpr char kToFile[] = "to-file";
constexpr char kLoop[] = "loop";
constexpr char kHtml[] = "html";
constexpr char kGarbage[] = "garbage";
constexpr char kHuge[] = "huge";
constexpr char kEndless[] = "endless";
constexpr char kSlow[] = "slow";

constexpr const char* kAia = "--aia always --fetch-private";

constexpr Scenario kAiaScenarios[] = {
    {"aia-der", kCritical, "sends its leaf only; the intermediate can be fetched", kWww, kAia, id::leaf_only,
     nullptr, serve_tls},
    {"aia-pem", kCritical, "sends its leaf only; the intermediate can be fetched as PEM", kWww, kAia,
     aia_at<kPem>, nullptr, serve_tls},
    {"aia-p7c", kCritical, "sends its leaf only; the intermediate can be fetched in a PKCS #7 message", kWww,
     kAia, aia_at<kP7c>, nullptr, serve_tls},
    {"aia-chunked", kCritical, "sends its leaf only; the intermediate can be fetched in chunks", kWww, kAia,
     aia_at<kChunked>, nullptr, serve_tls},
    {"aia-moved", kCritical, "sends its leaf only; the intermediate's address redirects to it", kWww, kAia,
     aia_at<kMoved>, nullptr, serve_tls},
    {"aia-two", kCritical, "sends its leaf only; two intermediates can be fetched, one after the other", kWww,
     kAia, id::leaf_only_below_two, nullptr, serve_tls},
    {"aia-renewed", kCritical, "sends an expired intermediate; the renewed one can be fetched", kWww, kAia,
     id::cross_signed_expired_only, nullptr, serve_tls},
    {"aia-other", kCritical, "sends its leaf only; another certificate lies at its issuer's address", kWww,
     kAia, aia_at<kOther>, nullptr, serve_tls},
    {"aia-missing", kCritical, "sends its leaf only; its issuer's address is answered 404", kWww, kAia,
     aia_at<kMissing>, nullptr, serve_tls},
    {"aia-to-https", kCritical, "sends its leaf only; its issuer's address redirects to https", kWww, kAia,
     aia_at<kToHttps>, nullptr, serve_tls},
    {"aia-to-file", kCritical, "sends its leaf only; its issuer's address redirects to a local file", kWww,
     kAia, aia_at<kToFile>, nullptr, serve_tls},
    {"aia-loop", kCritical, "sends its leaf only; its issuer's address redirects for ever", kWww, kAia,
     aia_at<kLoop>, nullptr, serve_tls},
    {"aia-html", kCritical, "sends its leaf only; a web page lies at its issuer's address", kWww, kAia,
     aia_at<kHtml>, nullptr, serve_tls},
    {"aia-garbage", kCritical, "sends its leaf only; its issuer's address speaks no HTTP", kWww, kAia,
     aia_at<kGarbage>, nullptr, serve_tls},
    {"aia-huge", kCritical, "sends its leaf only; 10 megabytes lie at its issuer's address", kWww, kAia,
     aia_at<kHuge>, nullptr, serve_tls},
    {"aia-endless", kCritical, "sends its leaf only; its issuer's address answers without end", kWww, kAia,
     aia_at<kEndless>, nullptr, serve_tls},
    {"aia-slow", kCritical, "sends its leaf only; its issuer's address says one byte a second", kWww, kAia,
     aia_at<kSlow>, nullptr, serve_tls},
};

constexpr Scenario kAiaServer = {"aia",   kOk,      "serves certificates over HTTP", "", "", nullptr,
                                 nullptr, serve_aia};

constexpr Scenario kScenarios[] = {
    {"good-rsa", kOk, "has a good RSA certificate of 2048 bits and sends its chain", kWww, "", id::good_rsa,
     nullptr, serve_tls},
    {"good-ecdsa", kOk, "has a good ECDSA certificate and sends its chain", kWww, "", id::good, nullptr,
     serve_tls},
    {"good-six-day", kOk, "has a certificate that lives 160 hours, 4 days of them to come", kWww, "",
     id::good_six_day, nullptr, serve_tls},
    {"good-tls12", kOk, "speaks TLS 1.2 only", kWww, "", id::good, only_tls12, serve_tls},
    {"good-hashed-store", kOk, "is good; its root is found in a hashed directory", kWww,
     "--ca-path @DIR@/hashed", id::good, nullptr, serve_tls},
    {"ed25519", kOk, "has an Ed25519 certificate", kWww, "", id::ed25519, nullptr, serve_tls},
    {"staple", kOk, "staples a good OCSP response", kWww, "", id::stapling, with_staple, serve_tls},
    {"sct", kOk, "sends a certificate timestamp of an unknown log in the handshake", kWww, "", id::good,
     with_timestamps, serve_tls},

    {"expiring", kWarning, "has a certificate with 10 of its 90 days left", kWww, "", id::expiring, nullptr,
     serve_tls},
    {"expired", kCritical, "has a certificate that expired 3 days ago", kWww, "", id::expired, nullptr,
     serve_tls},
    {"not-yet-valid", kCritical, "has a certificate that begins in 2 days", kWww, "", id::not_yet_valid,
     nullptr, serve_tls},

    {"wrong-name", kCritical, "has a certificate for other names", kWww, "", id::wrong_name, nullptr,
     serve_tls},
    {"cn-only", kCritical, "has its name in the subject only, where no client looks any more", kWww, "",
     id::cn_only, nullptr, serve_tls},
    {"wildcard", kOk, "has a wildcard certificate", "www.wild.lab.example", "", id::wildcard, nullptr,
     serve_tls},
    {"ip-name", kOk, "has a certificate for its IP address", "127.0.0.1", "", id::ip_name, nullptr,
     serve_tls},
    {"unicode-name", kOk, "is asked for by a name in Unicode", "m\u00fcnchen.lab.example", "",
     id::unicode_name, nullptr, serve_tls},

    {"self-signed", kCritical, "has a self-signed certificate", kWww, "", id::self_signed, nullptr,
     serve_tls},
    {"leaf-only", kCritical, "sends its leaf only; the intermediate is missing", kWww, "", id::leaf_only,
     nullptr, serve_tls},
    {"leaf-only-local-intermediate", kCritical,
     "sends its leaf only; the missing intermediate happens to lie in the local store", kWww,
     "--ca-file @DIR@/roots-and-intermediate.pem", id::leaf_only, nullptr, serve_tls},
    {"wrong-order", kWarning, "sends its two intermediates in the wrong order", kWww, "", id::wrong_order,
     nullptr, serve_tls},
    {"duplicate", kOk, "sends its leaf twice", kWww, "", id::duplicate, nullptr, serve_tls},
    {"root-sent", kOk, "sends the root too, which nobody needs", kWww, "", id::root_sent, nullptr, serve_tls},
    {"unrelated-sent", kOk, "sends a certificate too that has nothing to do with it", kWww, "",
     id::unrelated_sent, nullptr, serve_tls},
    {"expired-intermediate", kCritical, "sends an intermediate that expired 3 days ago", kWww, "",
     id::expired_intermediate, nullptr, serve_tls},
    {"expired-root", kCritical, "has a chain to a root that expired 40 days ago", kWww, "", id::expired_root,
     nullptr, serve_tls},
    {"cross-signed-expired-first", kOk,
     "sends a cross-signed intermediate twice: by an expired root, then by a good one", kWww, "",
     id::cross_signed_expired_first, nullptr, serve_tls},
    {"cross-signed-expired-last", kOk,
     "sends a cross-signed intermediate twice: by a good root, then by an expired one", kWww, "",
     id::cross_signed_expired_last, nullptr, serve_tls},
    {"issuer-not-ca", kCritical, "has a certificate issued by one that is no authority", kWww, "",
     id::issuer_not_ca, nullptr, serve_tls},
    {"unknown-root", kCritical, "has a chain to a root that is not in the store", kWww, "", id::unknown_root,
     nullptr, serve_tls},

    {"rsa-1024", kWarning, "has an RSA key of 1024 bits", kWww, "", id::rsa_1024, nullptr, serve_tls},
    {"sha1", kCritical, "has a certificate signed with SHA-1", kWww, "", id::sha1, nullptr, serve_tls},
    {"public-800-days", kWarning, "has a public certificate that lives 800 days", kWww, "",
     id::public_800_days, nullptr, serve_tls},
    {"tls10-only", kWarning, "speaks TLS 1.0 only", kWww, "", id::good, only_tls10, serve_tls},

    {"both-keys", kOk, "has an ECDSA and an RSA certificate", kWww, kBothKeys, id::good, also_rsa, serve_tls},
    {"both-keys-tls12", kOk, "has an ECDSA and an RSA certificate, by TLS 1.2", kWww, kBothKeys, id::good,
     also_rsa_tls12, serve_tls},
    {"both-keys-rsa-expired", kCritical, "has a good ECDSA certificate and one with an RSA key that expired",
     kWww, kBothKeys, id::good, also_expired_rsa, serve_tls},
    {"both-keys-rsa-only", kOk, "has an RSA certificate only, and is asked for both", kWww, kBothKeys,
     id::good_rsa, nullptr, serve_tls},
    {"both-keys-ecdsa-only", kOk, "has an ECDSA certificate only, and is asked for both", kWww, kBothKeys,
     id::good, nullptr, serve_tls},
    {"versions-old", kCritical, "accepts TLS 1.0 and 1.1 beside newer ones", kWww, kRefuse, id::good, nullptr,
     serve_tls},
    {"versions-new", kOk, "refuses what is older than TLS 1.2 by an alert", kWww, kRefuse, id::good,
     from_tls12, serve_tls},
    {"versions-closing", kOk, "closes the connection when less than TLS 1.2 is offered", kWww, kRefuse,
     id::good, ignore_old_versions, serve_tls},
    {"versions-silent", kUnknown, "says nothing when less than TLS 1.2 is offered", kWww, kRefuse, id::good,
     ignore_old_versions, serve_tls_or_hold},
    {"versions-older", kWarning, "speaks TLS 1.0 only, whatever newer one is offered", kWww,
     "--refuse tls1.1,tls1.2,tls1.3", id::good, only_tls10, serve_tls},

    {"client-cert-tls12", kOk, "demands a client certificate, by TLS 1.2", kWww, "", id::good,
     demand_client_tls12, serve_tls},
    {"client-cert-tls13", kOk, "demands a client certificate, by TLS 1.3", kWww, "", id::good,
     demand_client_tls13, serve_tls},
    {"client-cert-given", kOk, "demands a client certificate and gets a good one", kWww,
     "--client-cert @DIR@/client.pem --client-key @DIR@/client.key", id::good, demand_client_tls13,
     serve_tls},
    {"client-cert-refused", kCritical, "demands a client certificate and refuses the one it gets", kWww,
     "--client-cert @DIR@/stranger.pem --client-key @DIR@/stranger.key", id::good, demand_client_tls13,
     serve_tls},

    {"smtp-good", kOk, "is a good mail server with STARTTLS", kMail, kSmtp, id::mail, nullptr, serve_smtp},
    {"smtp-no-starttls", kCritical, "is a mail server that does not offer STARTTLS", kMail, kSmtp, nullptr,
     nullptr, serve_smtp_without_starttls},
    {"smtp-refusing", kCritical, "is a mail server that offers STARTTLS and then refuses it", kMail, kSmtp,
     nullptr, nullptr, serve_smtp_refusing},
    {"smtp-login-first", kCritical, "is a mail server that offers STARTTLS and wants a login first", kMail,
     kSmtp, nullptr, nullptr, serve_smtp_login_first},
    {"smtp-injected", kWarning, "is a mail server that says more in clear after it agreed to STARTTLS", kMail,
     kSmtp, id::mail, nullptr, serve_smtp_injected},
    {"smtp-slow", kCritical, "is a mail server that needs 3 seconds for each line", kMail, kSmtp, id::mail,
     nullptr, serve_smtp_slow},
    {"smtp-hostile", kCritical,
     "is a mail server whose words would break a screen, a web page and performance data", kMail, kSmtp,
     nullptr, nullptr, serve_smtp_hostile},
    {"endless-banner", kCritical, "is a mail server whose greeting has lines without end", kMail, kSmtp,
     nullptr, nullptr, serve_endless_banner},
    {"endless-line", kCritical, "is a mail server whose greeting is one line without end", kMail, kSmtp,
     nullptr, nullptr, serve_endless_line},

    {"telnet-good", kOk, "is a good Telnet server with START_TLS", kMail, kTelnet, id::mail, nullptr,
     serve_telnet},
    {"telnet-expired", kCritical, "is a Telnet server whose certificate expired 3 days ago", kWww, kTelnet,
     id::expired, nullptr, serve_telnet},
    {"telnet-no-starttls", kCritical, "is a Telnet server that declines START_TLS", kMail, kTelnet, nullptr,
     nullptr, serve_telnet_without_starttls},

    {"tds-good", kOk, "is a good SQL Server, with TLS 1.2 inside its packets", kWww, kTds, id::good,
     only_tls12, serve_tds},
    {"tds-tls13", kOk, "is a good SQL Server, with TLS 1.3 inside its packets", kWww, kTds, id::good_rsa,
     nullptr, serve_tds},
    {"tds-expired", kCritical, "is a SQL Server whose certificate expired 3 days ago", kWww, kTds,
     id::expired, only_tls12, serve_tds},
    {"tds-no-tls", kCritical, "is a SQL Server that supports no encryption", kWww, kTds, nullptr, nullptr,
     serve_tds_without_tls},

    {"refused", kCritical, "listens to nobody", kWww, "", nullptr, nullptr, nullptr},
    {"silent", kCritical, "accepts the connection and says nothing", kWww, "", nullptr, nullptr,
     serve_silent},
    {"dripping", kCritical, "says one byte a second", kWww, "", nullptr, nullptr, serve_dripping},
    {"closing", kCritical, "closes the connection after the ClientHello", kWww, "", nullptr, nullptr,
     serve_closing},
    {"resetting", kCritical, "resets the connection after the ClientHello", kWww, "", nullptr, nullptr,
     serve_resetting},
    {"alert", kCritical, "finds nothing it likes in the ClientHello and says so by an alert", kWww, "",
     nullptr, nullptr, serve_alert},
    {"garbage", kCritical, "answers with bytes that are no protocol at all", kWww, "", nullptr, nullptr,
     serve_garbage},
    {"plain-http", kCritical, "speaks plain HTTP where TLS is expected", kWww, "", nullptr, nullptr,
     serve_plain_http},
    {"plain-smtp", kCritical, "speaks plain SMTP where TLS is expected", kMail, "", nullptr, nullptr,
     serve_plain_smtp},
    {"unparsable-certificate", kCritical, "sends a certificate that cannot be parsed", kWww, "", id::good,
     nullptr, serve_unparsable_leaf},
    {"unparsable-intermediate", kCritical, "sends an intermediate that cannot be parsed", kWww, "", id::good,
     nullptr, serve_unparsable_intermediate},
    {"invalid-utf8-name", kCritical, "has a certificate whose subject is not valid UTF-8", kWww, "",
     id::placeholder_name, nullptr, serve_invalid_utf8},
    {"hostile-names", kCritical,
     "has a certificate, for other hosts, with names that would break a screen and a web page", kWww, "",
     id::hostile_names, nullptr, serve_tls},
    {"chain-200", kCritical, "sends a chain of 200 certificates", kWww, "", id::chain_200, nullptr,
     serve_tls},
    {"huge-certificate", kCritical, "sends a certificate of 10 megabytes", kWww, "", nullptr, nullptr,
     serve_huge_certificate},
    {"dh-8192", kCritical, "exchanges keys in a Diffie-Hellman group of 8192 bits", kWww, "", id::good_rsa,
     dh_8192, serve_tls},
};

std::unique_ptr<Service> ready(const Scenario& scenario, Pki& pki) {
  auto service = std::make_unique<Service>();
  service->scenario = &scenario;
  if (scenario.identity) {
    service->identity = scenario.identity(pki);
    service->context = make_context(service->identity);
  }
  if (scenario.configure) {
    scenario.configure(service->context.get(), service->identity, pki);
  }
  return service;
}

std::vector<std::unique_ptr<Service>> prepare_all(std::span<const Scenario> scenarios,
                                                  const std::string& glob, Pki& pki) {
  std::vector<std::unique_ptr<Service>> services;
  for (const Scenario& scenario : scenarios) {
    if (matches(scenario, glob)) {
      services.push_back(ready(scenario, pki));
    }
  }
  return services;
}

}  // namespace

std::span<const Scenario> scenario_table() { return kScenarios; }

std::span<const Scenario> aia_scenarios() { return kAiaScenarios; }

bool matches(const Scenario& scenario, const std::string& glob) {
  return glob.empty() || fnmatch(glob.c_str(), scenario.name, 0) == 0;
}

std::vector<std::unique_ptr<Service>> prepare(const std::string& glob, Pki& pki) {
  std::vector<std::unique_ptr<Service>> services = prepare_all(kScenarios, glob, pki);
  for (std::unique_ptr<Service>& service : prepare_all(path_scenarios(), glob, pki)) {
    services.push_back(std::move(service));
  }
  return services;
}

std::vector<std::unique_ptr<Service>> prepare_aia(const std::string& glob, Pki& pki) {
  return prepare_all(kAiaScenarios, glob, pki);
}

std::vector<std::span<const Scenario>> client_tables() {
  return {clients::name_scenarios(),   clients::chain_scenarios(),      clients::anchor_scenarios(),
          clients::branch_scenarios(), clients::constraint_scenarios(), clients::key_scenarios()};
}

std::vector<std::unique_ptr<Service>> prepare_clients(const std::string& glob, Pki& pki) {
  std::vector<std::unique_ptr<Service>> services;
  for (const std::span<const Scenario> table : client_tables()) {
    auto more = prepare_all(table, glob, pki);
    std::move(more.begin(), more.end(), std::back_inserter(services));
  }
  return services;
}

std::unique_ptr<Service> aia_server(const std::string& dir, int socket) {
  auto service = std::make_unique<Service>();
  service->scenario = &kAiaServer;
  service->folder = dir + "/aia";
  service->socket = socket;
  return service;
}

std::string options_in(const Scenario& scenario, std::string_view dir) {
  static constexpr std::string_view kMark = "@DIR@";
  std::string options = scenario.options;
  for (std::size_t at = options.find(kMark); at != std::string::npos;
       at = options.find(kMark, at + dir.size())) {
    options.replace(at, kMark.size(), dir);
  }
  return options;
}

}  // namespace lab
