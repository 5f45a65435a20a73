// What the senders have in flight. A message is in flight from the moment it is handed to the
// kernel until the last member has received it whole; each sender keeps its share of the window.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

// How many messages a paced run may have in flight before it gives up on the server.
#define MAX_PACED_IN_FLIGHT 65536

struct flight {
  uint64_t sent_at;
  uint32_t missing;  // members that have not received it yet
};

struct sender *senders;
uint64_t in_flight, sent;
static struct flight *flights;
static uint64_t slots;  // per sender, a power of two
static char filler[MAX_TEXT + 1];

void send_prepare(void) {
  uint64_t wanted = (uint64_t)(opt.mode == PACED ? MAX_PACED_IN_FLIGHT : opt.window);
  for (slots = 2; slots < 2 * wanted / (uint64_t)opt.senders + 2; slots *= 2) continue;
  flights = calloc((size_t)opt.senders * slots, sizeof *flights);
  senders = calloc((size_t)opt.senders, sizeof *senders);
  if (flights == NULL || senders == NULL) fail("Out of memory");
  for (int i = 0; i < MAX_TEXT; i++) filler[i] = (char)('a' + i % 26);
}

// `|003.000000012345.yzabc…`: the sender, its message's number, and a filling that is checked too.
void text_write(char *out, int sender, uint64_t number) {
  memcpy(out, filler, (size_t)opt.text);
  char head[24];
  int length = snprintf(head, sizeof head, "%c%03d.%012llu.", MARK, sender,
                        (unsigned long long)number);
  memcpy(out, head, (size_t)length);
}

bool text_read(const char *text, int *sender, uint64_t *number) {
  char *end;
  *sender = (int)strtoul(text + 1, &end, 10);
  if (*end != '.' || *sender >= opt.senders) return false;
  *number = strtoull(end + 1, &end, 10);
  // The last byte is left out: MQTT's text ends with the newline that makes a line of it.
  return end == text + 17 && memcmp(text + 18, filler + 18, (size_t)opt.text - 19) == 0;
}

void send_next(struct sender *s, uint64_t now) {
  struct flight *flight = &flights[(uint64_t)s->number * slots + (s->next & (slots - 1))];
  if (flight->missing > 0) {
    if (opt.mode == PACED) fail("The server is %d messages behind", MAX_PACED_IN_FLIGHT);
    s->in_flight--;  // so long ago that it must be lost: it holds its place no longer
    in_flight--;
  }
  flight->missing = (uint32_t)opt.members;
  flight->sent_at = now;
  if (s->out_length + 2 * MAX_TEXT > s->out_capacity) {
    s->out_capacity = 2 * s->out_capacity + 64 * MAX_TEXT;
    s->out = realloc(s->out, s->out_capacity);
    if (s->out == NULL) fail("Out of memory");
  }
  char text[MAX_TEXT];
  text_write(text, s->number, s->next);
  s->out_length += opt.wire->say(s->out + s->out_length, text, s->next);
  s->next++;
  s->in_flight++;
  in_flight++;
  sent++;
}

void send_fill(uint64_t now) {
  for (int i = 0; i < opt.senders; i++) {
    struct sender *s = &senders[i];
    while (s->in_flight < opt.window / opt.senders) send_next(s, now);
    if (s->out_length > 0 && !s->blocked) send_flush(s);
  }
}

// True if all is out; otherwise the rest waits for the socket.
bool send_flush(struct sender *s) {
  size_t done = 0;
  while (done < s->out_length) {
    ssize_t n = transport_write(s->member, s->out + done, s->out_length - done);
    if (n < 0 && errno != EAGAIN) fail("A sender was cut: %s", strerror(errno));
    if (n < 0) break;
    done += (size_t)n;
  }
  s->out_length -= done;
  memmove(s->out, s->out + done, s->out_length);
  return s->out_length == 0;
}

void delivered(int sender, uint64_t number, uint64_t now) {
  struct flight *flight = &flights[(uint64_t)sender * slots + (number & (slots - 1))];
  tally.deliveries++;
  latency_add(now - flight->sent_at);
  if (flight->missing == 0 || --flight->missing > 0) return;
  senders[sender].in_flight--;
  in_flight--;
}
