#include "checks/submit/smtp_client.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "checks/attempt.h"
#include "checks/endpoint_entry.h"
#include "checks/net/connect_race.h"
#include "checks/net/opportunistic_tls.h"
#include "checks/net/plain_peer.h"
#include "checks/net/stream.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5321, 4.2.1: there is no bound; a server with every extension there is sends about 20 lines.
constexpr std::size_t kMaxReplyLines = 128;
// RFC 5321, 4.5.3.1.3 (256 with brackets), and what may stand in a path without ending it.
constexpr std::size_t kMaxPath = 254;
// RFC 5321, 4.2.2: "Bad sequence of commands", which says nothing of the mail.
constexpr int kBadSequence = 503;

struct Reply {
  int code = 0;
  std::vector<std::string> lines;  // without their numbers

  bool is_good() const { return code >= 200 && code < 300; }
  bool is_final() const { return code >= 500; }
  std::string words() const { return quote(std::to_string(code) + " " + lines.back()); }
};

// What the relay can do, as its answer to EHLO says.
struct Extensions {
  bool starttls = false;
  bool smtputf8 = false;
};

// A conversation. The stream stays the same when TLS goes below it.
struct Talk {
  MailClient& client;
  Connection& connection;
  Stream stream;
  std::unique_ptr<OpportunisticTls> tls;
  Extensions extensions;
};

bool is_reply_line(std::string_view line) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

NetworkError not_smtp(const Stream& stream, std::string_view line) {
  const Recognised* const who = recognise(line);
  return stream.failure(FailureKind::protocol,
                        who == nullptr || std::string_view(who->name).starts_with("SMTP")
                            ? "the answer is not SMTP: " + quote(line)
                            : std::string("the relay speaks ") + who->name + ", not SMTP: " + quote(line));
}

Task<Reply> read_reply(Stream& stream) {
  Reply reply;
  for (;;) {
    const std::string line = co_await stream.read_line();
    if (!is_reply_line(line)) {
      throw not_smtp(stream, line);
    }
    if (reply.lines.size() == kMaxReplyLines) {
      throw stream.failure(FailureKind::too_large,
                           "a reply of more than " + std::to_string(kMaxReplyLines) + " lines");
    }
    reply.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    reply.lines.push_back(line.substr(std::min<std::size_t>(line.size(), 4)));
    if (line.size() == 3 || line[3] == ' ') {
      co_return reply;
    }
  }
}

// RFC 5321, 3.8: after 421 the server closes.
NetworkError leaving(const Stream& stream, const Reply& reply) {
  return stream.failure(FailureKind::rejected, "the relay ends the session: " + reply.words());
}

Task<Reply> ask(Stream& stream, std::string command, const char* step) {
  stream.set_stage(Stage::starttls, step);
  command += "\r\n";
  co_await stream.write(command);
  Reply reply = co_await read_reply(stream);
  if (reply.code == 421) {
    throw leaving(stream, reply);
  }
  co_return reply;
}

bool has_keyword(const Reply& reply, std::string_view keyword) {
  return std::any_of(reply.lines.begin() + 1, reply.lines.end(), [keyword](const std::string& line) {
    const std::string_view word = std::string_view(line).substr(0, line.find(' '));
    return std::ranges::equal(word, keyword,
                              [](char a, char b) { return a == b || (a >= 'a' && a - 'a' + 'A' == b); });
  });
}

// RFC 5321, 3.2: a server that does not know EHLO gets HELO, and has no extensions.
Task<> say_hello(Talk& talk) {
  talk.extensions = {};
  const Reply reply =
      co_await ask(talk.stream, "EHLO " + talk.client.local_name, "before the answer to EHLO");
  if (reply.is_good()) {
    talk.extensions = {has_keyword(reply, "STARTTLS"), has_keyword(reply, "SMTPUTF8")};
    co_return;
  }
  const Reply old = co_await ask(talk.stream, "HELO " + talk.client.local_name, "before the answer to HELO");
  if (!old.is_good()) {
    throw talk.stream.failure(FailureKind::rejected, "the relay refuses HELO: " + old.words());
  }
}

// RFC 3207, 4.2: what was learnt before TLS is forgotten. CVE-2011-0411: what came before TLS is not of it.
Task<> begin_tls(Talk& talk) {
  const Reply reply = co_await ask(talk.stream, "STARTTLS", "before the answer to STARTTLS");
  if (reply.code != 220) {
    co_return;
  }
  if (talk.stream.has_unread()) {
    throw talk.stream.failure(FailureKind::protocol,
                              "the relay sends something between its consent to STARTTLS and TLS");
  }
  talk.stream.set_stage(Stage::handshake, "during the handshake");
  talk.tls = std::make_unique<OpportunisticTls>(talk.connection, talk.client.relay.host);
  co_await talk.tls->handshake();
  talk.stream.put_above(*talk.tls);
  co_await say_hello(talk);
}

Task<> begin(Talk& talk) {
  talk.stream.set_stage(Stage::starttls, "before the greeting");
  const std::uint8_t first = co_await talk.stream.peek();
  if (may_be_tls(ByteView(&first, 1))) {
    throw talk.stream.failure(
        FailureKind::protocol,
        "TLS begins at once on this port; give one where it begins by STARTTLS, mostly 25 or 587");
  }
  const Reply greeting = co_await read_reply(talk.stream);
  if (greeting.code != 220) {
    throw talk.stream.failure(FailureKind::rejected, "the relay turns us away: " + greeting.words());
  }
  co_await say_hello(talk);
  if (talk.extensions.starttls) {
    co_await begin_tls(talk);
  }
}

// RFC 5321, 4.5.2; lines end by CR LF (2.3.8), and so does the mail.
std::string as_data(std::string_view message) {
  std::string data;
  data.reserve(message.size() + 16);
  bool begins_line = true;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (begins_line && c == '.') {
      data += '.';
    }
    begins_line = c == '\n';
    if (c == '\n') {
      data += "\r\n";
    } else if (c != '\r') {
      data += c;
    }
  }
  return data + (begins_line ? ".\r\n" : "\r\n.\r\n");
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Nothing that could end the command or the path, whoever wrote the address.
bool is_path(std::string_view address) {
  return !address.empty() && address.size() <= kMaxPath && std::ranges::none_of(address, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '<' || c == '>';
  });
}

void refuse_all(MailOutcome& outcome, const std::string& why) {
  for (std::string& address : outcome.later) {
    outcome.refused.push_back({std::move(address), Text(why)});
  }
  outcome.later.clear();
}

// The whole mail is refused, for good or for now.
void settle(MailOutcome& outcome, const Reply& reply, const std::string& why) {
  if (reply.is_final() && reply.code != kBadSequence) {
    refuse_all(outcome, why + ": " + reply.words());
  } else {
    outcome.why_later = Text(why + " for now: " + reply.words());
  }
}

// Those that the relay takes it for.
Task<std::vector<std::string>> name_recipients(Talk& talk, MailOutcome& outcome) {
  std::vector<std::string> taken;
  std::vector<std::string> later;
  for (const std::string& address : outcome.later) {
    const Reply reply = co_await ask(talk.stream, "RCPT TO:<" + address + ">", "before the answer to RCPT");
    if (reply.is_good()) {
      taken.push_back(address);
    } else if (reply.is_final()) {
      outcome.refused.push_back({address, Text("the relay refuses the recipient: " + reply.words())});
    } else {
      later.push_back(address);
      outcome.why_later = Text("the relay refuses a recipient for now: " + reply.words());
    }
  }
  outcome.later = std::move(later);
  co_return taken;
}

// Sends what the relay takes for `taken`, and says what became of it. True: the transaction is over.
Task<bool> send_data(Talk& talk, const OutgoingMail& mail, std::vector<std::string> taken,
                     MailOutcome& outcome) {
  const Reply consent = co_await ask(talk.stream, "DATA", "before the answer to DATA");
  Reply reply = consent;
  if (consent.code == 354) {
    talk.stream.set_stage(Stage::starttls, "before it confirmed the mail");
    const std::string data = as_data(mail.message);
    co_await talk.stream.write(data);
    reply = co_await read_reply(talk.stream);
  }
  if (reply.code == 421) {
    throw leaving(talk.stream, reply);
  }
  if (consent.code == 354 && reply.is_good()) {
    outcome.accepted = std::move(taken);
    co_return true;
  }
  std::vector<std::string> before = std::exchange(outcome.later, std::move(taken));
  settle(outcome, reply, "the relay refuses the mail");
  outcome.later.insert(outcome.later.end(), before.begin(), before.end());
  co_return consent.code == 354;
}

// RFC 5321, 4.1.4: within a transaction the next MAIL is refused.
Task<> end_transaction(Talk& talk) { co_await ask(talk.stream, "RSET", "before the answer to RSET"); }

bool needs_smtputf8(const OutgoingMail& mail) {
  return !is_ascii(mail.sender) || !std::ranges::all_of(mail.recipients, is_ascii);
}

// For a mail that cannot go to this relay: why. Empty: it can.
std::string obstacle(const Talk& talk, const OutgoingMail& mail) {
  if (!is_path(mail.sender) || !std::ranges::all_of(mail.recipients, is_path)) {
    return "an address of the mail cannot stand in SMTP";
  }
  if (needs_smtputf8(mail) && !talk.extensions.smtputf8) {
    return "an address of the mail is not ASCII, and the relay does not offer SMTPUTF8";
  }
  return {};
}

// Recipients whose answer has not come when the connection fails stay in `outcome.later`.
Task<> send_mail(Talk& talk, const OutgoingMail& mail, MailOutcome& outcome) {
  const std::string why = obstacle(talk, mail);
  if (!why.empty()) {
    refuse_all(outcome, why);
    co_return;
  }
  const std::string command = "MAIL FROM:<" + mail.sender + ">" + (needs_smtputf8(mail) ? " SMTPUTF8" : "");
  const Reply reply = co_await ask(talk.stream, command, "before the answer to MAIL");
  if (!reply.is_good()) {
    settle(outcome, reply, "the relay refuses the sender");
    co_await end_transaction(talk);
    co_return;
  }
  MailOutcome attempted = outcome;
  std::vector<std::string> taken = co_await name_recipients(talk, attempted);
  bool is_over = false;
  if (!taken.empty()) {
    is_over = co_await send_data(talk, mail, std::move(taken), attempted);
  }
  outcome = std::move(attempted);
  if (!is_over) {
    co_await end_transaction(talk);
  }
}

Task<> take_leave(Talk& talk) { co_await ask(talk.stream, "QUIT", "before the answer to QUIT"); }

Task<std::unique_ptr<Connection>> connect(MailClient& client, plugin::Deadline deadline) {
  const std::vector<std::string> addresses =
      co_await client.network.resolve(client.relay.host, AddressFamily::any, deadline);
  std::vector<ConnectTry> tries;
  std::unique_ptr<Connection> connection =
      co_await connect_to_first(client.network, interleaved(addresses), client.relay.port, deadline, tries);
  if (!connection) {
    const ConnectTry& last = tries.back();
    throw NetworkError(Stage::connect, last.failure->kind,
                       (last.address == client.relay.host ? "" : last.address + ": ") + last.failure->text);
  }
  co_return connection;
}

// What is under way: the mails, what becomes of them, and up to where that is known.
struct Round {
  const std::vector<OutgoingMail>& mails;
  std::vector<MailOutcome>& outcomes;
  const std::function<void(std::size_t)>& settled;
  std::size_t done = 0;
  bool is_within_mail = false;  // that of index `done`

  void leave(const Failure& failure) {
    MailOutcome& outcome = outcomes[done];
    if (!outcome.later.empty() && outcome.why_later.empty()) {
      outcome.why_later = Text(failure.text);
    }
    settled(done++);
  }
};

Task<> send_by_one_connection(MailClient& client, plugin::Deadline deadline, Round& round) {
  round.is_within_mail = false;
  const std::unique_ptr<Connection> connection = co_await connect(client, deadline);
  Talk talk{client, *connection, Stream(*connection), nullptr, {}};
  co_await begin(talk);
  for (; round.done < round.mails.size(); round.settled(round.done++)) {
    round.is_within_mail = true;
    co_await send_mail(talk, round.mails[round.done], round.outcomes[round.done]);
    round.is_within_mail = false;
  }
  std::optional<Failure> ignored;
  co_await attempt(ignored, take_leave(talk));
}

}  // namespace

plugin::Result<MailRelay> parse_mail_relay(std::string_view url) {
  const auto wrong = [url](const Text& why) {
    return plugin::Error{Text("--mail-via ") + Text::bounded(url, kMaxEndpointEntry) + ": " + why};
  };
  if (!url.starts_with("smtp://")) {
    return wrong(Text("expected smtp://HOST or smtp://HOST:PORT"));
  }
  const plugin::Result<EndpointEntry> entry = parse_endpoint(url);
  if (!entry) {
    return wrong(entry.error().text);
  }
  return MailRelay{entry->host, entry->port};
}

Task<> send_by_smtp(MailClient& client, const std::vector<OutgoingMail>& mails, plugin::Deadline deadline,
                    std::vector<MailOutcome>& outcomes, std::function<void(std::size_t)> settled) {
  outcomes.assign(mails.size(), {});
  for (std::size_t i = 0; i < mails.size(); ++i) {
    outcomes[i].later = mails[i].recipients;
  }
  std::optional<Failure> failure;
  Round round{mails, outcomes, settled};
  for (int connections = 1; connections <= kMaxMailConnections && round.done < mails.size(); ++connections) {
    const bool is_done = co_await attempt(failure, send_by_one_connection(client, deadline, round));
    if (is_done || !round.is_within_mail || failure->kind == FailureKind::deadline) {
      break;
    }
    round.leave(*failure);
  }
  while (round.done < mails.size()) {
    round.leave(*failure);
  }
}

}  // namespace checks
