// SMTP with STARTTLS (RFC 5321, RFC 3207), in good and bad manners. Each function is a Scenario::serve.
//
// The dialogue is Postfix's: EHLO, HELO, NOOP, STARTTLS and QUIT, before TLS and inside it, anything else is
// not recognized.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

void serve_smtp(Connection& connection, const Service& service);
void serve_smtp_without_starttls(Connection& connection, const Service& service);
void serve_smtp_refusing(Connection& connection, const Service& service);     // offers STARTTLS, then 454
void serve_smtp_login_first(Connection& connection, const Service& service);  // the same, then 530
void serve_smtp_injected(Connection& connection,
                         const Service& service);  // a reply too many rides behind the consent
void serve_smtp_slow(Connection& connection, const Service& service);  // 3 s before each line
void serve_smtp_hostile(Connection& connection,
                        const Service& service);  // hostile_words.h in each reply, then 454

}  // namespace lab
