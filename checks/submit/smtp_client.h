// Hands mails to a relay by SMTP (RFC 5321).
//
// One connection for all of them; where the relay ends it at a mail, that one waits, and the rest goes by
// another connection. TLS by STARTTLS (RFC 3207) where the relay offers it, with whatever
// certificate it has: relays on the own machine or network seldom have one that could be verified, and there
// is no password to protect. A relay that offers STARTTLS and then refuses it is spoken to in plain text, as
// one that does not offer it; one whose handshake fails is not. There is no authentication: --mail-via names
// a relay that takes mail from this machine.
//
// Mails are ASCII with short lines (checks/list/mail_message.h), so that they need no 8BITMIME. Addresses
// that are not ASCII need SMTPUTF8 (RFC 6531), which is asked for where one of a mail's is.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/net/network.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"
#include "plugin/result.h"
#include "plugin/text.h"

namespace checks {

// How long all of it may take. RFC 5321, 4.5.3.2 has minutes for each step; a run that is started by a timer
// must end, and what is not delivered is kept.
inline constexpr std::chrono::seconds kMailTimeout{60};

// Connections at most: a relay that ends ten at a mail each would end the next one too.
inline constexpr int kMaxMailConnections = 10;

struct MailRelay {
  std::string host;
  std::uint16_t port = 25;

  friend bool operator==(const MailRelay&, const MailRelay&) = default;
};

// What --mail-via takes: "smtp://mail.example.org", "smtp://127.0.0.1:2525", "smtp://[::1]:25". The error
// names the option.
plugin::Result<MailRelay> parse_mail_relay(std::string_view url);

struct OutgoingMail {
  std::string sender;                   // the envelope's, without brackets: "tls@example.org"
  std::vector<std::string> recipients;  // likewise
  std::string message;                  // RFC 5322, lines ended by CR LF

  friend bool operator==(const OutgoingMail&, const OutgoingMail&) = default;
};

struct RefusedRecipient {
  std::string address;
  plugin::Text why;  // "the relay refuses the recipient: '550 5.1.1 no such user'"
};

// What became of a mail: each of its recipients is in one of the three.
struct MailOutcome {
  std::vector<std::string> accepted;      // the relay has taken it for them
  std::vector<RefusedRecipient> refused;  // for good (5xx)
  std::vector<std::string> later;         // worth another try: not reached, or refused for now (4xx)
  plugin::Text why_later;
};

// Who speaks, and with whom.
struct MailClient {
  Network& network;
  MailRelay relay;
  std::string local_name;  // for EHLO: a name that is no address
};

// `outcomes` has one for each mail, in their order; `settled` is called for each as soon as its outcome is
// known. A mail whose last answer did not come is to be tried again: some will then have it twice, with the
// same Message-ID (RFC 5321, 4.5.4.1 and 6.1). What is passed by reference must outlive the task. Throws
// nothing that comes from the network.
Task<> send_by_smtp(MailClient& client, const std::vector<OutgoingMail>& mails, plugin::Deadline deadline,
                    std::vector<MailOutcome>& outcomes, std::function<void(std::size_t)> settled);

}  // namespace checks
