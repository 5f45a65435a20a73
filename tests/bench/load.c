// A load generator for chat servers: opens N connections, joins them all to one room, sends, and
// checks all that every member receives. One thread, meant for a core of its own. The result is
// one line of JSON on stdout. See docs/PERFORMANCE.md for what the modes measure.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

#define SECOND 1000000000ull
#define QUIET (3 * SECOND / 10)          // nothing for so long: all that was under way is here
#define QUIET_AFTER_BURST (5 * SECOND / 2)  // servers may tell of a crowd once a second
#define JOIN_TIMEOUT (400 * SECOND)
#define DRAIN_TIMEOUT (3 * SECOND)       // nothing for so long: what is missing is lost
#define SLOW_BYTES 256                   // four times a second: 1 kB/s
#define EVENTS 1024

bool running;
static struct member *members;
static int total, connecting, ready, cut_members, files_before;
static int poller;
static char buffer[1 << 20];
static uint64_t last_bytes_at, busy, all_bytes;

const char *member_room(const struct member *m) { return m->role == IDLE ? "idle" : "bench"; }

void member_ready(struct member *m) {
  m->state = READY;
  connecting--;
  ready++;
}

void member_send(struct member *m, const char *bytes, size_t length) {
  if (transport_write(m, bytes, length) != (ssize_t)length && m->role == MEMBER)
    fail("Member %d: cannot write: %s", m->number, strerror(errno));
}

static void watch(struct member *m, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = m};
  epoll_ctl(poller, operation, m->fd, &event);
}

static void dial(struct member *m) {
  int one = 1, small = 4096;
  struct sockaddr_in address = {.sin_family = AF_INET};
  int port = opt.port2 != 0 && m->number % 2 == 1 ? opt.port2 : opt.port;
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  m->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (m->fd < 0) fail("Cannot open connection %d: %s", m->number, strerror(errno));
  setsockopt(m->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  // What does not read shall fill the server's buffers, not the kernel's.
  if (m->role == NEVER_READS || m->role == READS_SLOWLY)
    setsockopt(m->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  if (connect(m->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
    fail("Cannot connect: %s", strerror(errno));
  m->state = CONNECTING;
  connecting++;
  watch(m, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

static void cut(struct member *m, const char *why) {
  if (m->state != READY) fail("Member %d was cut while it joined: %s", m->number, why);
  transport_close(m);
  m->state = CLOSED;
  if (m->role == MEMBER || m->sender != NULL) cut_members++;
}

static void receive(struct member *m, size_t most) {
  ssize_t n = transport_read(m, buffer, most);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return cut(m, n == 0 ? "the server closed" : strerror(errno));
  uint64_t now = now_ns();
  m->bytes += (uint64_t)n;
  all_bytes += (uint64_t)n;
  last_bytes_at = now;
  if (opt.wire->web) web_take(m, buffer, (size_t)n, now);
  else stream_take(m, buffer, (size_t)n, now);
}

static void handle(struct member *m, uint32_t events) {
  if (m->state == CLOSED) return;
  if (m->state == CONNECTING && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(m->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) fail("Member %d cannot connect: %s", m->number, strerror(error));
    m->state = SECURING;
    watch(m, EPOLLIN, EPOLL_CTL_MOD);
  }
  if (m->state == SECURING) {
    if (!transport_open(m)) return;
    m->state = GREETING;
    opt.wire->connected(m);
    // what came with the last of the handshake makes the socket readable no more
    return receive(m, sizeof buffer);
  }
  if (events & EPOLLOUT && m->sender != NULL && send_flush(m->sender)) {
    m->sender->blocked = false;
    watch(m, EPOLLIN, EPOLL_CTL_MOD);
  }
  if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(m, sizeof buffer);
}

// One round of the event loop, waiting so long at most. Time spent on events counts as busy.
static void turn(uint64_t wait) {
  struct epoll_event events[EVENTS];
  if (opt.spin) wait = 0;
  struct timespec most = {(time_t)(wait / SECOND), (long)(wait % SECOND)};
  int n = epoll_pwait2(poller, events, EVENTS, &most, NULL);
  if (n <= 0) return;
  uint64_t start = now_ns();
  for (int i = 0; i < n; i++) handle(events[i].data.ptr, events[i].events);
  busy += now_ns() - start;
}

static void join_all(int from, int to, int parallel) {
  uint64_t give_up = now_ns() + JOIN_TIMEOUT;
  int next = from, wanted = ready + to - from;
  while (ready < wanted) {
    while (next < to && connecting < parallel) dial(&members[next++]);
    turn(SECOND / 10);
    if (now_ns() > give_up) fail("Only %d of %d joined in time", ready, total);
  }
}

static void wait_quiet(uint64_t quiet) {
  last_bytes_at = now_ns();
  while (now_ns() - last_bytes_at < quiet) turn(SECOND / 50);
}

// Sockets that are full are watched until they can be written.
static void watch_blocked(void) {
  for (int i = 0; i < opt.senders; i++) {
    struct sender *s = &senders[i];
    if (s->out_length == 0 || s->blocked) continue;
    s->blocked = true;
    watch(s->member, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  }
}

// Sends what is due and says how long it is to the next. The schedule does not wait for the server,
// so that a stall is seen by every message that was due in it.
static uint64_t send_paced(uint64_t start, uint64_t now) {
  static uint64_t count;
  for (;; count++) {
    uint64_t due = start + (uint64_t)((double)count * 1e9 / opt.rate);
    if (due > now) return due - now;
    struct sender *s = &senders[count % (uint64_t)opt.senders];
    send_next(s, now_ns());
    if (!s->blocked) send_flush(s);
  }
}

static void read_slowly(uint64_t now) {
  static uint64_t next;
  if (now < next) return;
  next = now + SECOND / 4;
  for (int i = 0; i < total; i++)
    if (members[i].role == READS_SLOWLY && members[i].state == READY)
      receive(&members[i], SLOW_BYTES);
}

struct mark {
  uint64_t time, deliveries, bytes, busy;
  double cpu, machine;
  struct usage server;
};

static struct mark mark_now(void) {
  return (struct mark){now_ns(), tally.deliveries, all_bytes, busy, own_cpu(), machine_cpu(),
                       server_usage()};
}

static void run(double seconds) {
  static uint64_t start;
  uint64_t now = now_ns(), end = now + (uint64_t)(seconds * 1e9);
  if (start == 0) start = now;
  for (; now < end && cut_members == 0; now = now_ns()) {
    uint64_t wait = SECOND / 10;
    if (opt.mode == PACED) wait = send_paced(start, now);
    else send_fill(now);
    watch_blocked();
    turn(wait);
    if (opt.slow > 0) read_slowly(now);
  }
}

static void drain(void) {
  last_bytes_at = now_ns();
  while (in_flight > 0 && cut_members == 0 && now_ns() - last_bytes_at < DRAIN_TIMEOUT) {
    for (int i = 0; i < opt.senders; i++)
      if (!senders[i].blocked) send_flush(&senders[i]);
    watch_blocked();
    turn(SECOND / 50);
  }
  wait_quiet(QUIET);  // a duplicate would come now
}

static void add_members(enum role role, int count) {
  for (int i = 0; i < count; i++, total++)
    members[total] = (struct member){.fd = -1, .number = total, .role = role};
}

static uint64_t most_bytes(int from, int to) {
  uint64_t most = 0;
  for (int i = from; i < to; i++)
    if (members[i].bytes > most) most = members[i].bytes;
  return most;
}

static void prepare(void) {
  int extra = opt.wire->echo ? 0 : opt.senders;
  int all = opt.members + extra + opt.idle + opt.never + opt.slow + opt.joiners;
  members = calloc((size_t)all, sizeof *members);
  if (members == NULL) fail("Out of memory");
  add_members(MEMBER, opt.members);
  add_members(EXTRA_SENDER, extra);
  add_members(IDLE, opt.idle);
  add_members(NEVER_READS, opt.never);
  add_members(READS_SLOWLY, opt.slow);
  send_prepare();
  for (int i = 0; i < opt.senders; i++) {
    struct sender *s = &senders[i];
    s->number = i;
    s->member = &members[opt.wire->echo ? i : opt.members + i];
    s->member->sender = s;
  }
}

// From here on what comes is checked; those who read badly stop reading.
static void begin(void) {
  stream_start();
  for (int i = 0; i < total; i++)
    if (members[i].role == NEVER_READS || members[i].role == READS_SLOWLY)
      watch(&members[i], 0, EPOLL_CTL_DEL);
  files_before = server_files();
  running = true;
}

static void report_joins(double seconds, struct usage before, struct usage after) {
  printf("{\"wire\":\"%s\",\"members\":%d,\"connections\":%d,\"join_s\":%.3f,"
         "\"join_bytes_most\":%llu,\"rss_before_kb\":%.0f,\"rss_joined_kb\":%.0f",
         opt.wire->name, opt.members, total, seconds, (unsigned long long)most_bytes(0, total),
         before.memory_kb, after.memory_kb);
}

static void report_run(const struct mark *a, const struct mark *b) {
  double seconds = (double)(b->time - a->time) / 1e9;
  uint64_t deliveries = b->deliveries - a->deliveries;
  printf(",\"seconds\":%.3f,\"deliveries\":%llu,\"per_second\":%.0f,\"bytes\":%llu,"
         "\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f",
         seconds, (unsigned long long)deliveries, (double)deliveries / seconds,
         (unsigned long long)(b->bytes - a->bytes), (double)latency_at(0.5) / 1e3,
         (double)latency_at(0.99) / 1e3, (double)latency_at(0.999) / 1e3,
         (double)latency_at(1) / 1e3);
  double own = b->cpu - a->cpu, server = b->server.cpu - a->server.cpu;
  printf(",\"generator_busy\":%.3f,\"generator_cpu_s\":%.3f,\"server_cpu_s\":%.3f,"
         "\"other_cpu\":%.3f,\"rss_end_kb\":%.0f",
         (double)(b->busy - a->busy) / 1e9 / seconds, own, server,
         (b->machine - a->machine - own - server) / seconds, b->server.memory_kb);
}

static void report_checks(void) {
  // Who does not read cannot see that it was cut: the server's own table of files says so.
  int gone = files_before - server_files() - cut_members;
  uint64_t missing = sent * (uint64_t)opt.members - tally.deliveries;
  printf(",\"sent\":%llu,\"undelivered\":%lld,\"lost\":%llu,\"duplicated\":%llu,"
         "\"disordered\":%llu,\"damaged\":%llu,\"other_order\":%llu,\"cut\":%d,\"cut_others\":%d}\n",
         (unsigned long long)sent, (long long)missing, (unsigned long long)tally.lost,
         (unsigned long long)tally.duplicated, (unsigned long long)tally.disordered,
         (unsigned long long)tally.damaged, (unsigned long long)tally.other_order, cut_members,
         gone > 0 ? gone : 0);
}

static void measure(void) {
  begin();
  run(opt.warmup);
  latency_reset();
  struct mark from = mark_now();
  run(opt.seconds);
  struct mark to = mark_now();
  drain();
  report_run(&from, &to);
  report_checks();
}

// Everybody sits still for a while; then one message must reach them all.
static void hold(void) {
  uint64_t end = now_ns() + (uint64_t)(opt.seconds * 1e9);
  while (now_ns() < end && cut_members == 0) turn(SECOND / 10);
  struct mark from = mark_now();
  begin();
  send_next(&senders[0], now_ns());
  drain();
  struct mark to = mark_now();
  report_run(&from, &to);
  report_checks();
}

// Some watch while a crowd joins at once, and leaves at once.
static void burst(void) {
  int crowd = total;
  add_members(JOINER, opt.joiners);
  uint64_t before = most_bytes(0, crowd), start = now_ns();
  join_all(crowd, total, opt.parallel);
  double joined = (double)(now_ns() - start) / 1e9;
  wait_quiet(QUIET_AFTER_BURST);
  uint64_t told = most_bytes(0, crowd), joiners = most_bytes(crowd, total);
  struct usage usage = server_usage();
  for (int i = crowd; i < total; i++) {
    transport_close(&members[i]);
    members[i].state = CLOSED;
  }
  start = now_ns();
  wait_quiet(QUIET_AFTER_BURST);
  double left = (double)(last_bytes_at - start) / 1e9;
  printf(",\"joiners\":%d,\"burst_s\":%.3f,\"watcher_join_bytes\":%llu,\"joiner_bytes_most\":%llu,"
         "\"leave_s\":%.3f,\"watcher_leave_bytes\":%llu,\"rss_burst_kb\":%.0f,\"cut\":%d}\n",
         opt.joiners, joined, (unsigned long long)(told - before), (unsigned long long)joiners,
         left, (unsigned long long)(most_bytes(0, crowd) - told), usage.memory_kb, cut_members);
}

int main(int argc, char **argv) {
  options_read(argc, argv);
  raise_file_limit();
  signal(SIGPIPE, SIG_IGN);
  poller = epoll_create1(0);
  prepare();
  struct usage before = server_usage();
  uint64_t start = now_ns();
  join_all(0, total, opt.parallel);
  double joined = (double)(now_ns() - start) / 1e9;
  wait_quiet(opt.mode == BURST ? QUIET_AFTER_BURST : QUIET);
  report_joins(joined, before, server_usage());
  if (opt.mode == HOLD) hold();
  else if (opt.mode == BURST) burst();
  else measure();
  return 0;
}
