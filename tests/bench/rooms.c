// A load generator for servers that make each message durable: R rooms with M members each, of whom
// one sends and keeps W messages in flight. A message is in flight until all members of its room
// have received it. One thread. The result is one line of JSON on stdout, as that of load.c, where
// a delivery is a message.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

#define SLOTS 1024  // more than any window
#define EVENTS 256
#define MAX_LINE 4096
#define JOIN_TIMEOUT_S 30

struct options opt = {.members = 2, .window = 1, .text = 64, .seconds = 2, .warmup = 1.5};
static int rooms = 1;
static bool redis;

struct room {
  uint64_t next;  // number of the next message
  struct {
    uint64_t sent_at;
    int missing;
  } flights[SLOTS];
};

struct link {
  int fd, member;
  struct room *room;
  bool ready;
  uint64_t next;  // number of the message that it must receive next
  char part[MAX_LINE];
  size_t length;
};

static struct room *all_rooms;
static struct link *links;
static int poller, ready;
static uint64_t messages, given, arrived, disordered, damaged;
static char filler[MAX_TEXT];

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("{\"error\":\"");
  vprintf(format, arguments);
  printf("\"}\n");
  va_end(arguments);
  exit(1);
}

static void put(struct link *l, const char *bytes, size_t length) {
  if (write(l->fd, bytes, length) != (ssize_t)length) fail("Cannot write: %s", strerror(errno));
}

static void say(struct link *l, uint64_t now) {
  char line[2 * MAX_TEXT];
  struct room *room = l->room;
  unsigned long long number = room->next++;
  int room_number = (int)(room - all_rooms);
  // the number stands between two marks, and the filling behind it is checked too
  int rest = opt.text - 14;
  int length = redis
                   ? snprintf(line, sizeof line,
                              "*5\r\n$4\r\nXADD\r\n$7\r\nroom%03d\r\n$1\r\n*\r\n$4\r\ntext\r\n"
                              "$%d\r\n%c%012llu%c%.*s\r\n",
                              room_number, opt.text, MARK, number, MARK, rest, filler)
                   : snprintf(line, sizeof line,
                              "{\"type\":\"say\",\"cid\":\"%llu\",\"text\":\"%c%012llu%c%.*s\"}\n",
                              number, MARK, number, MARK, rest, filler);
  room->flights[number % SLOTS].sent_at = now;
  room->flights[number % SLOTS].missing = opt.members;
  given++;
  put(l, line, (size_t)length);
}

static void received(struct link *l, uint64_t number, uint64_t now) {
  struct room *room = l->room;
  if (number != l->next) disordered++;
  l->next = number + 1;
  arrived++;
  if (number >= room->next || room->flights[number % SLOTS].missing == 0) return;
  if (--room->flights[number % SLOTS].missing > 0) return;
  messages++;
  latency_add(now - room->flights[number % SLOTS].sent_at);
  if (running) say(&links[(room - all_rooms) * opt.members], now);
}

static void become_ready(struct link *l) {
  if (l->ready) return;
  l->ready = true;
  ready++;
}

static void take_line(struct link *l, const char *line, size_t length, uint64_t now) {
  char out[MAX_LINE];
  if (redis) {
    if (line[0] == '-') fail("%.*s", (int)length - 2, line);
    if (line[0] == '+') become_ready(l);
    if (line[0] == '$') received(l, l->next, now);  // the entry's own id follows
    return;
  }
  const char *mark = memchr(line, MARK, length);
  if (mark != NULL) {
    size_t rest = length - (size_t)(mark - line);
    if (memmem(mark, rest, filler, (size_t)opt.text - 14) == NULL) damaged++;
    return received(l, strtoull(mark + 1, NULL, 10), now);
  }
  if (strncmp(line, "NICKNAME_REQUEST", 16) == 0)
    length = (size_t)snprintf(
        out, sizeof out, "{\"type\":\"hello\",\"v\":1,\"nick\":\"u%d\",\"room\":\"room%d\"}\n",
        (int)(l - links), (int)(l->room - all_rooms));
  else if (memmem(line, length, "\"type\":\"live\"", 13) != NULL)
    return become_ready(l);
  else if (memmem(line, length, "\"type\":\"ping\"", 13) != NULL)
    length = (size_t)snprintf(out, sizeof out, "{\"type\":\"pong\"%.*s", (int)length - 14,
                              line + 14);
  else if (memmem(line, length, "\"type\":\"error\"", 14) != NULL)
    fail("A member was refused: %.*s", (int)length - 1, line);
  else
    return;
  put(l, out, length);
}

static void take(struct link *l) {
  static char buffer[1 << 17];
  memcpy(buffer, l->part, l->length);
  ssize_t n = read(l->fd, buffer + l->length, sizeof buffer - MAX_LINE);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) fail("The server closed a connection");
  uint64_t now = now_ns();
  char *at = buffer, *end = buffer + l->length + n;
  for (char *line_end; (line_end = memchr(at, '\n', (size_t)(end - at))) != NULL; at = line_end + 1)
    take_line(l, at, (size_t)(line_end + 1 - at), now);
  l->length = (size_t)(end - at);
  if (l->length > sizeof l->part) fail("A line is too long");
  memcpy(l->part, at, l->length);
}

static void turn(void) {
  struct epoll_event events[EVENTS];
  int n = epoll_wait(poller, events, EVENTS, 100);
  for (int i = 0; i < n; i++) take(events[i].data.ptr);
}

static void join(struct link *l) {
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)opt.port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  l->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(l->fd, (struct sockaddr *)&address, sizeof address) < 0)
    fail("Cannot connect: %s", strerror(errno));
  setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(l->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = l};
  epoll_ctl(poller, EPOLL_CTL_ADD, l->fd, &event);
  if (redis) put(l, "PING\r\n", 6);
  uint64_t give_up = now_ns() + JOIN_TIMEOUT_S * 1000000000ull;
  while (!l->ready) {
    turn();
    if (now_ns() > give_up) fail("Only %d members have joined in time", ready);
  }
}

static void run(double seconds) {
  uint64_t end = now_ns() + (uint64_t)(seconds * 1e9);
  while (now_ns() < end) turn();
}

static void read_options(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const char *name = argv[i] + 2, *value = argv[i + 1];
    if (strcmp(name, "wire") == 0) redis = strcmp(value, "xadd") == 0;
    else if (strcmp(name, "port") == 0) opt.port = atoi(value);
    else if (strcmp(name, "pid") == 0) opt.server_pid = atoi(value);
    else if (strcmp(name, "rooms") == 0) rooms = atoi(value);
    else if (strcmp(name, "members") == 0) opt.members = atoi(value);
    else if (strcmp(name, "window") == 0) opt.window = atoi(value);
    else if (strcmp(name, "seconds") == 0) opt.seconds = atof(value);
    else if (strcmp(name, "warmup") == 0) opt.warmup = atof(value);
  }
  if (opt.port == 0) fail("--port is needed");
  if (opt.window < 1 || opt.window >= SLOTS) fail("--window is 1 to %d", SLOTS - 1);
  if (redis) opt.members = 1;  // who sends is told; nobody else
}

bool running;

int main(int argc, char **argv) {
  read_options(argc, argv);
  for (int i = 0; i < MAX_TEXT; i++) filler[i] = (char)('a' + i % 26);
  poller = epoll_create1(0);
  all_rooms = calloc((size_t)rooms, sizeof *all_rooms);
  links = calloc((size_t)(rooms * opt.members), sizeof *links);
  if (all_rooms == NULL || links == NULL) fail("Out of memory");
  for (int i = 0; i < rooms * opt.members; i++) {
    links[i].room = &all_rooms[i / opt.members];
    join(&links[i]);
  }
  running = true;
  for (int room = 0; room < rooms; room++)
    for (int i = 0; i < opt.window; i++) say(&links[room * opt.members], now_ns());
  run(opt.warmup);
  latency_reset();
  uint64_t from = now_ns(), before = messages;
  double own = own_cpu(), machine = machine_cpu(), server = server_usage().cpu;
  run(opt.seconds);
  double seconds = (double)(now_ns() - from) / 1e9;
  uint64_t done = messages - before;
  own = own_cpu() - own, machine = machine_cpu() - machine, server = server_usage().cpu - server;
  running = false;
  run(0.3);
  printf("{\"wire\":\"%s\",\"members\":%d,\"connections\":%d,\"seconds\":%.3f,\"deliveries\":%llu,"
         "\"per_second\":%.0f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,"
         "\"server_cpu_s\":%.3f,\"other_cpu\":%.3f,\"sent\":%llu,\"undelivered\":%lld,"
         "\"disordered\":%llu,\"damaged\":%llu}\n",
         redis ? "xadd" : "chat", opt.members, rooms * opt.members, seconds,
         (unsigned long long)done, (double)done / seconds, (double)latency_at(0.5) / 1e3,
         (double)latency_at(0.99) / 1e3, (double)latency_at(0.999) / 1e3,
         (double)latency_at(1) / 1e3, server, (machine - own - server) / seconds,
         (unsigned long long)given,
         (long long)(given * (uint64_t)opt.members - arrived), (unsigned long long)disordered,
         (unsigned long long)damaged);
  return 0;
}
