// Using OpenSSL inside of somebody else's process, without a trace.
//
// Code that is loaded into a program (a monitor's daemon) shares libcrypto with it. Between the construction
// and the end of a GuestScope everything that the calling thread does with OpenSSL happens in a library
// context of ours: providers, algorithms, random generators. What the program configured for itself changes
// nothing for us, and nothing of ours changes what it finds afterwards: its default context is in place
// again, its error queue holds what it held.
//
//   GuestScope scope;
//   if (!scope) { ... }   // no memory
//
// The context is made by the first scope of the process and lives as long as the process: handles that are
// kept in static variables stay valid, provided that all of them are used inside of scopes only.
//
// What it cannot hide: the first TLS context initialises libssl, as it would for the program itself, and with
// it openssl.cnf is read into the program's own default context, once, unless that was done before. Settings
// for all TLS contexts there (section ssl_conf, system_default) therefore apply to ours as well until we set
// our own.

#pragma once

#include <memory>

namespace checks::openssl {

class GuestScope {
 public:
  GuestScope();
  ~GuestScope();
  GuestScope(const GuestScope&) = delete;
  GuestScope& operator=(const GuestScope&) = delete;

  // False: OpenSSL has no memory for a context. Nothing of OpenSSL must be used then.
  explicit operator bool() const { return is_ready_; }

 private:
  struct Host;
  std::unique_ptr<Host> host_;
  bool is_ready_ = false;
};

// True inside of a scope: what is initialised is then the program's, and must be so as it expects it.
bool is_guest();

}  // namespace checks::openssl
