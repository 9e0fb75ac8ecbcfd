/* The yardstick of start-up cost: what a check costs at the least with OpenSSL.
 *
 * One connection, the ClientHello of check_tls, a hashed directory of anchors, verification and host name on,
 * one line of output.
 *
 *   bare ADDRESS PORT NAME HASHED_DIR
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static int ignore_scts(SSL* s, unsigned type, unsigned context, const unsigned char* in, size_t size, X509* x,
                       size_t index, int* alert, void* arg) {
  (void)s, (void)type, (void)context, (void)in, (void)size, (void)x, (void)index, (void)alert, (void)arg;
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fputs("usage: bare ADDRESS PORT NAME HASHED_DIR\n", stderr);
    return 3;
  }
  SSL_CTX* ctx = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
  SSL_CTX_load_verify_dir(ctx, argv[4]);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
  SSL_CTX_add_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp,
                         SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
                         NULL, NULL, NULL, ignore_scts, NULL);
  SSL* ssl = SSL_new(ctx);
  SSL_set_tlsext_host_name(ssl, argv[3]);
  SSL_set1_host(ssl, argv[3]);
  SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
  int fd = connect_to(argv[1], argv[2]);
  SSL_set_fd(ssl, fd);
  int connected = SSL_connect(ssl);
  X509* leaf = SSL_get1_peer_certificate(ssl);
  if (connected != 1 || !leaf || SSL_get_verify_result(ssl) != X509_V_OK) {
    printf("failed: %ld\n", SSL_get_verify_result(ssl));
    return 2;
  }
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(leaf));
  printf("ok: %d days left\n", days);
  SSL_shutdown(ssl);
  X509_free(leaf);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
  close(fd);
  return 0;
}
