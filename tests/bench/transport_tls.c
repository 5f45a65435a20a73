// Bytes to and from a socket, over TLS: OpenSSL in the generator itself. A helper beside it, such as
// stunnel, would copy everything twice more on the generator's core and count as latency. Whose
// certificate it is does not matter here.
#define _GNU_SOURCE
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "load.h"

static SSL_CTX *context(void) {
  static SSL_CTX *made;
  if (made != NULL) return made;
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  made = SSL_CTX_new(TLS_client_method());
  if (made == NULL) fail("OpenSSL cannot be used");
  SSL_CTX_set_verify(made, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // one call of the system for several records, not two for each
  SSL_CTX_set_read_ahead(made, 1);
  SSL_CTX_set_default_read_buffer_len(made, 64 * 1024);
  return made;
}

// What a call has come to, as the system's own calls would say it.
static ssize_t outcome(SSL *ssl, int result) {
  switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      errno = EAGAIN;
      return -1;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    default:
      if (errno == 0) errno = ECONNABORTED;
      return -1;
  }
}

bool transport_open(struct member *m) {
  if (m->secret == NULL) {
    m->secret = SSL_new(context());
    if (m->secret == NULL || SSL_set_fd(m->secret, m->fd) != 1) fail("Out of memory");
    SSL_set_tlsext_host_name(m->secret, "chat.local");
  }
  errno = 0;
  ERR_clear_error();
  int result = SSL_connect(m->secret);
  if (result == 1) return true;
  if (outcome(m->secret, result) == -1 && errno == EAGAIN) return false;
  fail("Member %d: no TLS: %s", m->number, ERR_reason_error_string(ERR_peek_error()));
}

ssize_t transport_read(struct member *m, char *into, size_t most) {
  size_t length = 0;
  while (length < most) {
    errno = 0;
    ERR_clear_error();
    int n = SSL_read(m->secret, into + length, (int)(most - length));
    // one call gives one record; all that has come must be taken, or nobody says that it is there
    if (n > 0) length += (size_t)n;
    else if (length > 0) break;
    else return outcome(m->secret, n);
  }
  return (ssize_t)length;
}

ssize_t transport_write(struct member *m, const char *bytes, size_t length) {
  errno = 0;
  ERR_clear_error();
  int n = SSL_write(m->secret, bytes, (int)length);
  return n > 0 ? n : outcome(m->secret, n);
}

void transport_close(struct member *m) {
  SSL_free(m->secret);
  m->secret = NULL;
  close(m->fd);
}
