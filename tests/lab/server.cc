#include "tests/lab/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "tests/lab/connection.h"
#include "tests/lab/require.h"

namespace lab {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How often to look again when a port is full or no descriptor is left.
constexpr milliseconds kLookAgain{100};

// Reads what is there; true: standard input has ended.
bool input_ended() {
  char discarded[256];
  const ssize_t got = read(STDIN_FILENO, discarded, sizeof discarded);
  return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

}  // namespace

int bind_loopback() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(socket >= 0 && bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
          "bind a port");
  return socket;
}

std::uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  require(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0, "learn a port");
  return ntohs(address.sin_port);
}

Server::Server(const std::vector<std::unique_ptr<Service>>& services) {
  require(pipe2(stop_, O_CLOEXEC) == 0, "make a pipe");
  for (const std::unique_ptr<Service>& service : services) {
    const int socket = service->socket >= 0 ? service->socket : bind_loopback();
    listeners_.push_back({.socket = socket, .port = port_of(socket), .service = service.get()});
    if (service->scenario->serve) {
      require(listen(socket, SOMAXCONN) == 0, "listen");
    }
  }
}

Server::~Server() {
  close(stop_[1]);
  reap(true);
  close(stop_[0]);
  for (const Listener& listener : listeners_) {
    close(listener.socket);
  }
}

std::string Server::announcement(const std::string& dir) const {
  std::string lines;
  for (const Listener& listener : listeners_) {
    const Scenario& scenario = *listener.service->scenario;
    if (*scenario.host == 0) {
      continue;
    }
    lines += scenario.name;
    lines += ' ';
    lines += scenario.host;
    lines += ' ' + std::to_string(listener.port);
    const std::string options = options_in(scenario, dir);
    lines += options.empty() ? "\n" : ' ' + options + '\n';
  }
  return lines;
}

void Server::accept_on(Listener& listener) {
  const int socket = accept4(listener.socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) {
    if (errno == EMFILE || errno == ENFILE) {
      std::this_thread::sleep_for(kLookAgain);
    }
    return;
  }
  Worker& worker = workers_.emplace_back();
  worker.listener = &listener;
  ++listener.connections;
  worker.thread = std::thread([&worker, socket, stop = stop_[0]] {
    {
      Connection connection(socket, stop);
      const Service& service = *worker.listener->service;
      service.scenario->serve(connection, service);
    }
    worker.done = true;
  });
}

void Server::reap(bool all) {
  for (auto worker = workers_.begin(); worker != workers_.end();) {
    if (!all && !worker->done) {
      ++worker;
      continue;
    }
    worker->thread.join();
    --worker->listener->connections;
    worker = workers_.erase(worker);
  }
}

std::vector<Server::Listener*> Server::listening() {
  std::vector<Listener*> found;
  for (Listener& listener : listeners_) {
    if (listener.service->scenario->serve && listener.connections < kMaxConnections) {
      found.push_back(&listener);
    }
  }
  return found;
}

void Server::run(int signals, std::chrono::seconds lifetime) {
  const Clock::time_point end = Clock::now() + lifetime;
  for (;;) {
    reap(false);
    const std::vector<Listener*> listeners = listening();
    std::vector<pollfd> watched{{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}};
    for (const Listener* listener : listeners) {
      watched.push_back({listener->socket, POLLIN, 0});
    }
    auto patience = std::chrono::ceil<milliseconds>(end - Clock::now());
    if (patience.count() <= 0) {
      return;
    }
    const bool some_full = std::any_of(listeners_.begin(), listeners_.end(), [](const Listener& listener) {
      return listener.connections >= kMaxConnections;
    });
    patience =
        some_full ? std::min(patience, kLookAgain) : std::min<milliseconds>(patience, std::chrono::hours(1));
    if (poll(watched.data(), watched.size(), static_cast<int>(patience.count())) <= 0) {
      continue;
    }
    if (watched[1].revents != 0 || (watched[0].revents != 0 && input_ended())) {
      return;
    }
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      if (watched[i + 2].revents != 0) {
        accept_on(*listeners[i]);
      }
    }
  }
}

}  // namespace lab
