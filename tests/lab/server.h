// Listens for all scenarios and serves each connection by a thread of its own.

#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/lab/scenario.h"

namespace lab {

// Connections at a time on one port; further ones wait in the listen queue.
inline constexpr std::size_t kMaxConnections = 64;

// A socket bound to a port of 127.0.0.1, chosen by the system; it does not listen yet.
int bind_loopback();
std::uint16_t port_of(int socket);

class Server {
 public:
  // Binds a port of 127.0.0.1, chosen by the system, for each service. Throws when that fails. The services
  // must outlive it.
  explicit Server(const std::vector<std::unique_ptr<Service>>& services);
  // Ends all connections and waits for their threads.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // "NAME HOST PORT [OPTIONS]\n" for each service, `dir` in place in the options.
  std::string announcement(const std::string& dir) const;

  // Until standard input ends, `signals` becomes readable, or `lifetime` is over.
  void run(int signals, std::chrono::seconds lifetime);

 private:
  struct Listener {
    int socket = -1;
    std::uint16_t port = 0;
    const Service* service = nullptr;
    std::size_t connections = 0;
  };
  struct Worker {
    Listener* listener = nullptr;
    std::atomic<bool> done = false;
    std::thread thread{};
  };

  void accept_on(Listener& listener);
  void reap(bool all);
  std::vector<Listener*> listening();

  std::vector<Listener> listeners_;
  std::list<Worker> workers_;
  int stop_[2] = {-1, -1};  // a pipe; its reading end hangs up when the writing end is closed
};

}  // namespace lab
