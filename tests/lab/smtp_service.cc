#include "tests/lab/smtp_service.h"

#include <strings.h>

#include "tests/lab/hostile_words.h"

namespace lab {
namespace {

constexpr int kMaxCommands = 100;
constexpr std::string_view kConsent = "220 2.0.0 Ready to start TLS\r\n";

struct Manner {
  std::string_view greeting = "mail.lab.example ESMTP TLS Lab";  // after "220 "
  std::string_view name = "mail.lab.example";                    // after "250-"
  bool offers_starttls = true;
  std::string_view consent = kConsent;  // the answer to STARTTLS
  std::chrono::milliseconds delay{0};   // before each line
};

bool say(Connection& connection, std::string_view lines, const Manner& manner) {
  if (manner.delay.count() == 0) {
    return connection.write(lines);
  }
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size() - 1) + 1;
    if (!connection.pause(manner.delay) || !connection.write(lines.substr(0, end))) {
      return false;
    }
    lines.remove_prefix(end);
  }
  return true;
}

bool is(std::string_view command, std::string_view verb) {
  return command.size() >= verb.size() && strncasecmp(command.data(), verb.data(), verb.size()) == 0 &&
         (command.size() == verb.size() || command[verb.size()] == ' ');
}

std::string extensions(const Manner& manner, bool secure) {
  std::string reply = "250-" + std::string(manner.name) + "\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n";
  if (manner.offers_starttls && !secure) {
    reply += "250-STARTTLS\r\n";
  }
  return reply + "250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n";
}

std::string reply_to(std::string_view command, const Manner& manner, bool secure) {
  if (is(command, "EHLO")) {
    return extensions(manner, secure);
  }
  if (is(command, "HELO")) {
    return "250 " + std::string(manner.name) + "\r\n";
  }
  if (is(command, "NOOP")) {
    return "250 2.0.0 Ok\r\n";
  }
  if (is(command, "QUIT")) {
    return "221 2.0.0 Bye\r\n";
  }
  if (is(command, "STARTTLS") && manner.offers_starttls && !secure) {
    return std::string(manner.consent);
  }
  return "502 5.5.2 Error: command not recognized\r\n";
}

void converse(Connection& connection, SSL_CTX* context, const Manner& manner) {
  if (!say(connection, "220 " + std::string(manner.greeting) + "\r\n", manner)) {
    return;
  }
  bool secure = false;
  for (int commands = 0; commands < kMaxCommands; ++commands) {
    const std::optional<std::string> command = connection.read_line();
    if (!command) {
      return;
    }
    const std::string reply = reply_to(*command, manner, secure);
    if (!say(connection, reply, manner) || is(*command, "QUIT")) {
      return;
    }
    if (!secure && reply.starts_with(kConsent)) {
      secure = true;
      if (!connection.accept_tls(context)) {
        return;
      }
    }
  }
}

void serve(Connection& connection, const Service& service, const Manner& manner) {
  converse(connection, service.context.get(), manner);
  connection.finish();
}

}  // namespace

void serve_smtp(Connection& connection, const Service& service) { serve(connection, service, {}); }

void serve_smtp_without_starttls(Connection& connection, const Service& service) {
  serve(connection, service, {.offers_starttls = false});
}

void serve_smtp_refusing(Connection& connection, const Service& service) {
  serve(connection, service, {.consent = "454 4.7.0 TLS not available due to local problem\r\n"});
}

void serve_smtp_login_first(Connection& connection, const Service& service) {
  serve(connection, service, {.consent = "530 5.7.0 Authentication required\r\n"});
}

void serve_smtp_injected(Connection& connection, const Service& service) {
  serve(connection, service,
        {.consent = "220 2.0.0 Ready to start TLS\r\n250-mail.lab.example\r\n250 AUTH PLAIN\r\n"});
}

void serve_smtp_slow(Connection& connection, const Service& service) {
  serve(connection, service, {.delay = std::chrono::seconds(3)});
}

void serve_smtp_hostile(Connection& connection, const Service& service) {
  const std::string refusal = "454 " + std::string(kHostileLine) + "\r\n";
  serve(connection, service, {.greeting = kHostileLine, .name = kHostileLine, .consent = refusal});
}

}  // namespace lab
