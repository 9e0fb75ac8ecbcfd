/* The yardstick of a run over many endpoints: OpenSSL handshakes one after the other, as bare.c does one.
 *
 *   bare_loop ADDRESS PORT NAME HASHED_DIR COUNT
 *
 * Prints the CPU time of one, in microseconds.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(const char* address, const char* port) {
  struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
  int one = 1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || inet_pton(AF_INET, address, &peer.sin_addr) != 1 ||
      connect(fd, (struct sockaddr*)&peer, sizeof peer) != 0) {
    perror("connect");
    exit(3);
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static long cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

int main(int argc, char** argv) {
  long count = argc == 6 ? atol(argv[5]) : 0;
  if (count < 1) {
    fputs("usage: bare_loop ADDRESS PORT NAME HASHED_DIR COUNT\n", stderr);
    return 3;
  }
  SSL_CTX* ctx = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
  SSL_CTX_load_verify_dir(ctx, argv[4]);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
  long start = cpu_us();
  for (long i = 0; i < count; ++i) {
    SSL* ssl = SSL_new(ctx);
    SSL_set_tlsext_host_name(ssl, argv[3]);
    SSL_set1_host(ssl, argv[3]);
    SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
    int fd = connect_to(argv[1], argv[2]);
    SSL_set_fd(ssl, fd);
    if (SSL_connect(ssl) != 1 || SSL_get_verify_result(ssl) != X509_V_OK) {
      printf("failed: %ld\n", SSL_get_verify_result(ssl));
      return 2;
    }
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
  }
  printf("%ld\n", (cpu_us() - start) / count);
  SSL_CTX_free(ctx);
  return 0;
}
