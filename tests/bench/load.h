// What the parts of the load generator share. The parts: load.c (phases and the event loop),
// options.c (the command line), transport.c or transport_tls.c (bytes to and from a socket), wire.c
// (the protocols), web.c (WebSocket under them), stream.c (checks what members receive), send.c (what the
// senders have in flight), gauge.c (clocks, histogram, the server's /proc).
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MARK '|'             // begins every text, and occurs in no other line of any protocol
#define MAX_TEXT 1024        // bytes
#define MAX_SENDERS 999      // three digits in the text

enum mode { WINDOW, PACED, HOLD, BURST };

struct options {
  const struct wire *wire;
  enum mode mode;
  int port, members, senders, window, text, parallel, idle, never, slow, joiners;
  double rate, seconds, warmup;
  bool spin;
  int server_pid;
  // a second server of the same cluster: every other member is there; 0: there is none
  int port2, server_pid2;
};
extern struct options opt;
void options_read(int argc, char **argv);
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// A member is counted and checked. The others are there for their effect on the members, or, where
// a sender hears no echo (or, as in Redis, may not publish while subscribed), to send.
enum role { MEMBER, EXTRA_SENDER, IDLE, NEVER_READS, READS_SLOWLY, JOINER };
enum state { CLOSED, CONNECTING, SECURING, GREETING, READY };

// Where a member's WebSocket stands; used by web.c alone.
struct web {
  bool is_open;
  size_t answer_length, end_length;  // of the answer, and of its end, so far
  unsigned char header[10];
  size_t header_length;
  uint64_t left;        // bytes of the payload still to come
};

struct member {
  int fd, number;
  enum role role;
  enum state state;
  void *secret;         // of transport_tls.c alone
  int step;             // where the handshake stands; used by wire.c alone
  struct web web;
  struct sender *sender;
  uint64_t bytes;       // received in all
  uint64_t position;    // how far into the common stream this member has got (stream.c)
  uint64_t next;        // the first message of the common stream that it has not got whole
  char *part;           // the beginning of a line whose end has not come yet
  size_t part_length, part_capacity;
  uint64_t *own;        // next number per sender, once this member saw another order than the rest
};

struct sender {
  struct member *member;
  int number;
  uint64_t next;        // number of the next message
  int in_flight;
  char *out;
  size_t out_length, out_capacity;
  bool blocked;         // the socket is full: wait for EPOLLOUT
};

// load.c
extern bool running;    // false while people join: whatever comes then is not part of the stream
void member_ready(struct member *m);
void member_send(struct member *m, const char *bytes, size_t length);
const char *member_room(const struct member *m);

// transport.c, and transport_tls.c in its place: as connect, recv, send and close, without waiting
// (-1 and EAGAIN). Opening is over when it says true.
bool transport_open(struct member *m);
ssize_t transport_read(struct member *m, char *into, size_t most);
ssize_t transport_write(struct member *m, const char *bytes, size_t length);
void transport_close(struct member *m);

// wire.c
struct wire {
  const char *name;
  bool echo;            // a sender is a member and receives its own messages
  bool web;             // its lines go in WebSocket frames
  bool one_in_flight;   // the protocol has no frames: a second message would merge with the first
  void (*connected)(struct member *m);
  // Handshake bytes that no newline ends; says how many it took. May be NULL.
  size_t (*raw)(struct member *m, const char *bytes, size_t length);
  // A line (with its newline). True if it is talk between server and client, not a message.
  bool (*line)(struct member *m, const char *line, size_t length);
  size_t (*say)(char *out, const char *text, uint64_t number);
};
const struct wire *wire_named(const char *name);

// web.c
void web_connected(struct member *m);
size_t web_frame(char *out, const char *line, size_t length);
void web_take(struct member *m, const char *bytes, size_t length, uint64_t now);

// stream.c
struct tally {
  uint64_t deliveries, lost, duplicated, disordered, damaged, other_order;
};
extern struct tally tally;
void stream_start(void);
void stream_take(struct member *m, const char *bytes, size_t length, uint64_t now);

// send.c
extern struct sender *senders;
extern uint64_t in_flight, sent;
void send_prepare(void);
void send_next(struct sender *s, uint64_t now);
void send_fill(uint64_t now);
bool send_flush(struct sender *s);
void text_write(char *out, int sender, uint64_t number);
bool text_read(const char *text, int *sender, uint64_t *number);
void delivered(int sender, uint64_t number, uint64_t now);

// gauge.c
struct usage {
  double cpu, memory_kb;
};
uint64_t now_ns(void);
double own_cpu(void);
double machine_cpu(void);  // seconds that all cores together were not idle
struct usage server_usage(void);
int server_files(void);  // how many it has open
void latency_add(uint64_t ns);
void latency_reset(void);
uint64_t latency_at(double quantile);
void raise_file_limit(void);

#endif
