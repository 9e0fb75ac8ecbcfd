/* Thousands of TLS servers in one thread, for measuring check_tls_list: every address of 127.0.0.0/8 on three
 * ports.
 *
 *   list_server CHAIN.pem KEY.pem DELAY_MS
 *
 * Prints "GOOD SILENT HOSTILE", the ports: a TLS server that answers DELAY_MS late, one that says nothing,
 * one that sends garbage. Ends with its standard input.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum kind { GOOD, SILENT, HOSTILE, KINDS };

struct peer {
  int fd;
  SSL* ssl;          /* null: it does not speak */
  long long due;     /* when it may begin, in ms */
  struct peer* next; /* in the queue of those that wait, the soonest first */
};

static struct peer *first, *last;

static long long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void fail(const char* what) {
  perror(what);
  exit(3);
}

static int listen_on_all(unsigned short* port) {
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(0x7f000001)}};
  socklen_t size = sizeof any;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  any.sin_addr.s_addr = htonl(INADDR_ANY);
  if (fd < 0 || bind(fd, (struct sockaddr*)&any, sizeof any) != 0 || listen(fd, 4096) != 0 ||
      getsockname(fd, (struct sockaddr*)&any, &size) != 0) {
    fail("listen");
  }
  *port = ntohs(any.sin_port);
  return fd;
}

static void end(struct peer* p) {
  SSL_free(p->ssl);
  close(p->fd);
  free(p);
}

/* The handshake, then nothing but the end is waited for. */
static void speak(struct peer* p) {
  char buffer[256];
  int done = SSL_is_init_finished(p->ssl) ? SSL_read(p->ssl, buffer, sizeof buffer) : SSL_accept(p->ssl);
  int error = done > 0 ? SSL_ERROR_WANT_READ : SSL_get_error(p->ssl, done);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
    end(p);
  }
}

static int accept_all(int listener, enum kind kind, SSL_CTX* ctx, long long delay, int poll) {
  int fd = -1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
    struct peer* p = calloc(1, sizeof *p);
    p->fd = fd;
    if (kind == HOSTILE) {
      (void)!write(fd, "\x16\x03\x01\xff\xff garbage |\n\x1b[2J", 19);
      end(p);
    } else if (kind == SILENT) {
      free(p); /* the client ends it; the descriptor lives on until this process ends */
    } else {
      p->ssl = SSL_new(ctx);
      SSL_set_fd(p->ssl, fd);
      SSL_set_accept_state(p->ssl);
      p->due = now_ms() + delay;
      *(last ? &last->next : &first) = p;
      last = p;
    }
  }
  return poll;
}

static int wait_time(void) {
  if (!first) {
    return -1;
  }
  long long left = first->due - now_ms();
  return left < 0 ? 0 : (int)left;
}

static void begin_due(int poll) {
  while (first && first->due <= now_ms()) {
    struct peer* p = first;
    first = p->next;
    last = first ? last : NULL;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = p};
    epoll_ctl(poll, EPOLL_CTL_ADD, p->fd, &event);
  }
}

int main(int argc, char** argv) {
  unsigned short ports[KINDS];
  int listeners[KINDS];
  struct rlimit limit;
  if (argc != 4) {
    fputs("usage: list_server CHAIN.pem KEY.pem DELAY_MS\n", stderr);
    return 3;
  }
  signal(SIGPIPE, SIG_IGN); /* clients go away */
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  SSL_CTX* ctx = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(ctx, 0);
  if (SSL_CTX_use_certificate_chain_file(ctx, argv[1]) != 1 ||
      SSL_CTX_use_PrivateKey_file(ctx, argv[2], SSL_FILETYPE_PEM) != 1) {
    fputs("list_server: the certificate or the key cannot be used\n", stderr);
    return 3;
  }
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event input = {.events = EPOLLIN | EPOLLHUP, .data.ptr = NULL};
  epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  for (int kind = 0; kind < KINDS; ++kind) {
    listeners[kind] = listen_on_all(&ports[kind]);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listeners[kind]};
    epoll_ctl(poll, EPOLL_CTL_ADD, listeners[kind], &event);
  }
  printf("%u %u %u\n", ports[GOOD], ports[SILENT], ports[HOSTILE]);
  fflush(stdout);
  for (;;) {
    struct epoll_event events[256];
    int count = epoll_wait(poll, events, 256, wait_time());
    for (int i = 0; i < count; ++i) {
      int* listener = events[i].data.ptr;
      if (!listener) {
        return 0;
      }
      if (listener >= listeners && listener < listeners + KINDS) {
        accept_all(*listener, (enum kind)(listener - listeners), ctx, atoll(argv[3]), poll);
      } else {
        speak(events[i].data.ptr);
      }
    }
    if (count < 0 && errno != EINTR) {
      fail("epoll_wait");
    }
    begin_due(poll);
  }
}
