#include "tests/lab/connection.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lab {

using std::chrono::milliseconds;

Connection::Connection(int socket, int stop) : socket_(socket), stop_(stop) {}

Connection::~Connection() {
  ssl_.reset();
  close(socket_);
}

bool Connection::wait(short events, milliseconds limit) {
  const Clock::time_point until = std::min(end_, Clock::now() + limit);
  for (;;) {
    pollfd watched[] = {{socket_, events, 0}, {stop_, POLLIN, 0}};
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
    const int ready = poll(watched, 2, static_cast<int>(std::max<milliseconds::rep>(0, left.count())));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    return ready > 0 && watched[1].revents == 0;
  }
}

bool Connection::may_retry(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return wait(POLLIN, kIdle);
    case SSL_ERROR_WANT_WRITE:
      return wait(POLLOUT, kIdle);
    default:
      return false;
  }
}

bool Connection::accept_tls(SSL_CTX* context) {
  ssl_.reset(SSL_new(context));
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_) != 1) {
    ssl_.reset();
    return false;
  }
  int result = 0;
  do {
    ERR_clear_error();
    result = SSL_accept(ssl_.get());
  } while (result != 1 && may_retry(result));
  if (result != 1) {
    ssl_.reset();
  }
  return result == 1;
}

std::size_t Connection::read_plain(std::span<char> buffer, milliseconds limit) {
  while (wait(POLLIN, limit)) {
    const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
    if (got >= 0) {
      return static_cast<std::size_t>(got);
    }
    if (errno != EAGAIN && errno != EINTR) {
      break;
    }
  }
  return 0;
}

std::size_t Connection::read(std::span<char> buffer) {
  if (!ssl_) {
    return read_plain(buffer, kIdle);
  }
  std::size_t got = 0;
  int result = 0;
  do {
    ERR_clear_error();
    result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &got);
  } while (result != 1 && may_retry(result));
  return result == 1 ? got : 0;
}

std::optional<std::string> Connection::read_line() {
  std::string line;
  char next = 0;
  while (line.size() < kMaxLine && read({&next, 1}) == 1) {
    if (next == '\n') {
      if (line.ends_with('\r')) {
        line.pop_back();
      }
      return line;
    }
    line += next;
  }
  return std::nullopt;
}

bool Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    if (ssl_) {
      ERR_clear_error();
      const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
      if (result != 1 && !may_retry(result)) {
        return false;
      }
    } else {
      const ssize_t result = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (result < 0 && errno != EINTR && (errno != EAGAIN || !wait(POLLOUT, kIdle))) {
        return false;
      }
      sent = static_cast<std::size_t>(std::max<ssize_t>(0, result));
    }
    bytes.remove_prefix(sent);
    if (Clock::now() >= end_) {
      return false;
    }
  }
  return true;
}

bool Connection::pause(milliseconds time) {
  const Clock::time_point until = std::min(end_, Clock::now() + time);
  pollfd watched[] = {{socket_, POLLRDHUP, 0}, {stop_, POLLIN, 0}};
  int ready = 0;
  do {
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
    ready = poll(watched, 2, static_cast<int>(std::max<milliseconds::rep>(0, left.count())));
  } while (ready < 0 && errno == EINTR);
  return ready == 0 && Clock::now() < end_;
}

void Connection::hold() {
  char discarded[4096];
  while (read_plain(discarded, kLife) > 0) {
  }
}

void Connection::finish() {
  if (ssl_) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  shutdown(socket_, SHUT_WR);
  char discarded[4096];
  while (read_plain(discarded, kIdle) > 0) {
  }
}

void Connection::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace lab
