// The least that a group chat can do, as an upper bound: a line in is a line out, to everybody,
// through a buffer per member. No names, no log, no parsing. One thread, epoll. Lines are copied one
// by one, as any server must that has something to say about each of them; with the argument
// `chunks` whatever one read brought is copied whole.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_MEMBERS 65536
#define MAX_BEHIND (64u << 20)  // bytes; who falls further behind is cut
#define EVENTS 1024

struct member {
  int fd, place;
  char *in, *out;
  size_t in_length, in_capacity, out_length, out_capacity;
  int waiting;  // for EPOLLOUT
};

static struct member *members[MAX_MEMBERS];
static int count, poller, chunks;
static char buffer[1 << 16];

static void watch(struct member *m, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = m};
  epoll_ctl(poller, operation, m == NULL ? 0 : m->fd, &event);
}

static void append(char **to, size_t *length, size_t *capacity, const char *bytes, size_t n) {
  if (*length + n > *capacity) {
    *capacity = 2 * (*length + n);
    *to = realloc(*to, *capacity);
    if (*to == NULL) abort();
  }
  memcpy(*to + *length, bytes, n);
  *length += n;
}

static void drop(struct member *m) {
  members[m->place] = members[--count];
  members[m->place]->place = m->place;
  close(m->fd);
  free(m->in);
  free(m->out);
  m->fd = -1;  // the struct itself is kept: an event for it may be still in this round's list
  m->in = m->out = NULL;
  m->out_length = 0;
}

static void flush(struct member *m) {
  ssize_t n = send(m->fd, m->out, m->out_length, MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN) return;  // its read will say so
  if (n > 0) {
    m->out_length -= (size_t)n;
    memmove(m->out, m->out + n, m->out_length);
  }
  int waiting = m->out_length > 0;
  if (waiting != m->waiting) watch(m, waiting ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
  m->waiting = waiting;
}

static void copy_to_all(const char *bytes, size_t n) {
  for (int i = 0; i < count; i++) {
    struct member *m = members[i];
    if (m->out_length + n <= MAX_BEHIND) append(&m->out, &m->out_length, &m->out_capacity, bytes, n);
    else shutdown(m->fd, SHUT_RDWR);
  }
}

static void flush_all(void) {
  for (int i = 0; i < count; i++)
    if (members[i]->out_length > 0 && !members[i]->waiting) flush(members[i]);
}

static void read_lines(struct member *m) {
  ssize_t n = recv(m->fd, buffer, sizeof buffer, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return drop(m);
  append(&m->in, &m->in_length, &m->in_capacity, buffer, (size_t)n);
  char *end = memrchr(m->in, '\n', m->in_length);
  if (end == NULL) return;
  size_t whole = (size_t)(end - m->in) + 1;
  for (size_t at = 0, n; at < whole; at += n) {
    n = chunks ? whole : (size_t)((char *)memchr(m->in + at, '\n', whole - at) - (m->in + at)) + 1;
    copy_to_all(m->in + at, n);
  }
  m->in_length -= whole;
  memmove(m->in, m->in + whole, m->in_length);
}

static void accept_all(int listener) {
  int one = 1, fd;
  while (count < MAX_MEMBERS && (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct member *m = calloc(1, sizeof *m);
    if (m == NULL) abort();
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    m->fd = fd;
    m->place = count;
    members[count++] = m;
    watch(m, EPOLLIN, EPOLL_CTL_ADD);
    append(&m->out, &m->out_length, &m->out_capacity, "hello\n", 6);
  }
}

static int open_listener(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 4096) < 0) {
    perror("Cannot listen");
    exit(1);
  }
  getsockname(fd, (struct sockaddr *)&address, &size);
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(int argc, char **argv) {
  chunks = argc > 1 && strcmp(argv[1], "chunks") == 0;
  struct rlimit limit = {MAX_MEMBERS, MAX_MEMBERS};
  setrlimit(RLIMIT_NOFILE, &limit);
  signal(SIGPIPE, SIG_IGN);
  poller = epoll_create1(0);
  int listener = open_listener();
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < n; i++) {
      struct member *m = events[i].data.ptr;
      if (m == NULL) accept_all(listener);
      else if (m->fd >= 0 && events[i].events & EPOLLOUT) flush(m);
      if (m != NULL && m->fd >= 0 && events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) read_lines(m);
    }
    flush_all();
  }
}
