// One accepted connection: reads, writes and waits that always come to an end.
//
// The socket is non-blocking and every wait is bounded by the idle limit, by the connection's life and by the
// lab's end, whichever comes first. Before accept_tls() bytes travel as they are, after it inside TLS. Not
// for several threads.

#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checks/openssl/handles.h"

namespace lab {

inline constexpr std::chrono::seconds kIdle{10};   // a peer that says nothing for so long is left alone
inline constexpr std::chrono::seconds kLife{120};  // far above any check's timeout
inline constexpr std::size_t kMaxLine = 1024;      // RFC 5321, 4.5.3.1.4 asks for 512

class Connection {
 public:
  // Takes `socket` over. `stop` becomes readable or hangs up when the lab ends; it must outlive the
  // connection.
  Connection(int socket, int stop);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The server's side of a handshake; false: it failed, an alert may have been sent.
  bool accept_tls(SSL_CTX* context);

  // Waits for bytes and returns how many came; 0: the peer has ended, or nothing came in time.
  std::size_t read(std::span<char> buffer);

  // Without its line end; none: the peer has ended, or the line is too long. Reads no byte beyond the line,
  // so that a ClientHello that follows it is left for accept_tls().
  std::optional<std::string> read_line();

  // False: the peer or the lab has ended.
  bool write(std::string_view bytes);

  // False: the peer or the lab has ended meanwhile.
  bool pause(std::chrono::milliseconds time);

  // Discards what comes until the peer or the lab ends.
  void hold();

  // Ends politely: close_notify if TLS is up, then the end of our stream, then waits for the peer's, so that
  // nothing we sent is lost by a reset.
  void finish();

  // Ends at once by RST, whatever is still under way.
  void reset();

 private:
  using Clock = std::chrono::steady_clock;

  // False: neither in time, or the lab ends.
  bool wait(short events, std::chrono::milliseconds limit);
  // Whether it makes sense to try a TLS operation again that returned `result`; waits for what it wants.
  bool may_retry(int result);
  std::size_t read_plain(std::span<char> buffer, std::chrono::milliseconds limit);

  int socket_;
  int stop_;
  Clock::time_point end_ = Clock::now() + kLife;
  checks::openssl::SslPtr ssl_;
};

}  // namespace lab
