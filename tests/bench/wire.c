// The protocols: how a member greets and joins the room, which of its lines are no messages, and
// how a text is sent. Nothing here is on the path of a delivery that is the same for all members.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "load.h"

static void say_hello(struct member *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#include <stdarg.h>
static void say_hello(struct member *m, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (!opt.wire->web) return member_send(m, line, (size_t)length);
  char frame[sizeof line + 8];
  member_send(m, frame, web_frame(frame, line, (size_t)length));
}

static bool starts(const char *line, size_t length, const char *with) {
  return length >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

static bool has_mark(const char *line, size_t length) {
  return memchr(line, MARK, length) != NULL;
}

static void wait_for_greeting(struct member *m) { (void)m; }

static size_t put(char *out, const char *before, const char *text, const char *after) {
  size_t n = strlen(before);
  memcpy(out, before, n);
  memcpy(out + n, text, (size_t)opt.text);
  n += (size_t)opt.text;
  memcpy(out + n, after, strlen(after));
  return n + strlen(after);
}

// copy.c: a line in is a line out, to everybody.
static bool copy_line(struct member *m, const char *line, size_t length) {
  if (m->state == GREETING) member_ready(m);
  return !has_mark(line, length);
}
static size_t copy_say(char *out, const char *text, uint64_t number) {
  (void)number;
  return put(out, "", text, "\n");
}

// This server's native dialect.
static bool chat_line(struct member *m, const char *line, size_t length) {
  if (has_mark(line, length)) return false;
  if (starts(line, length, "NICKNAME_REQUEST"))
    say_hello(m, "{\"type\":\"hello\",\"v\":1,\"nick\":\"u%d\",\"room\":\"%s\"}\n", m->number,
              member_room(m));
  else if (starts(line, length, "{\"type\":\"live\""))
    member_ready(m);
  else if (starts(line, length, "{\"type\":\"error\"") && m->state == GREETING)
    fail("Member %d was refused: %.*s", m->number, (int)length - 1, line);
  else if (starts(line, length, "{\"type\":\"ping\""))
    say_hello(m, "{\"type\":\"pong\"%.*s", (int)(length - 14), line + 14);
  return true;
}
static size_t chat_say(char *out, const char *text, uint64_t number) {
  char before[80];
  snprintf(before, sizeof before, "{\"type\":\"say\",\"cid\":\"%llu\",\"text\":\"",
           (unsigned long long)number);
  return put(out, before, text, "\"}\n");
}

// The same over a WebSocket.
static size_t web_say(char *out, const char *text, uint64_t number) {
  char line[2 * MAX_TEXT];
  return web_frame(out, line, chat_say(line, text, number));
}

// The plain dialect, which `nc` speaks: joined once anything comes after the nickname.
static bool plain_line(struct member *m, const char *line, size_t length) {
  if (starts(line, length, "NICKNAME_REQUEST"))
    say_hello(m, "u%d\n", m->number);
  else if (m->state == GREETING)
    member_ready(m);
  return !has_mark(line, length);
}

// The seed's server.py: nothing that a client sends ends with a newline.
static size_t seed_raw(struct member *m, const char *bytes, size_t length) {
  if (m->step++ > 0 || !starts(bytes, length, "NICKNAME_REQUEST")) return 0;
  say_hello(m, "u%d", m->number);
  return strlen("NICKNAME_REQUEST");
}
static size_t seed_say(char *out, const char *text, uint64_t number) {
  (void)number;
  return put(out, "", text, "");
}

// Redis: RESP2 publish and subscribe. Who has subscribed may not publish.
static void redis_connected(struct member *m) {
  if (m->role == EXTRA_SENDER) member_ready(m);
  else say_hello(m, "SUBSCRIBE %s\r\n", member_room(m));
}
static bool redis_line(struct member *m, const char *line, size_t length) {
  if (m->state == GREETING && starts(line, length, ":1")) member_ready(m);
  return starts(line, length, "-ERR");
}
static size_t redis_say(char *out, const char *text, uint64_t number) {
  (void)number;
  char before[80];
  snprintf(before, sizeof before, "*3\r\n$7\r\nPUBLISH\r\n$5\r\nbench\r\n$%d\r\n", opt.text);
  return put(out, before, text, "\r\n");
}

// NATS: what it sends beside messages is INFO, PING, PONG, +OK and -ERR.
static void nats_connected(struct member *m) {
  say_hello(m, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB %s 1\r\nPING\r\n",
            member_room(m));
}
static bool nats_line(struct member *m, const char *line, size_t length) {
  if (has_mark(line, length) || starts(line, length, "MSG ")) return false;
  if (starts(line, length, "PING")) say_hello(m, "PONG\r\n");
  if (starts(line, length, "PONG") && m->state == GREETING) member_ready(m);
  return true;
}
static size_t nats_say(char *out, const char *text, uint64_t number) {
  (void)number;
  char before[40];
  snprintf(before, sizeof before, "PUB bench %d\r\n", opt.text);
  return put(out, before, text, "\r\n");
}

// MQTT 3.1.1, QoS 0. The text's last byte is a newline, which makes a line of each packet. Keep
// alive is 0, so that the server sends nothing else.
static void mqtt_connected(struct member *m) {
  char packet[128], id[16];
  const char *topic = member_room(m);
  int id_length = snprintf(id, sizeof id, "u%d", m->number);
  int topic_length = (int)strlen(topic);
  int length = snprintf(packet, sizeof packet, "%c%c%c%cMQTT%c%c%c%c%c%c%s", 0x10, 12 + id_length,
                        0, 4, 4, 2, 0, 0, 0, id_length, id);
  length += snprintf(packet + length, sizeof packet - (size_t)length, "%c%c%c%c%c%c%s%c", 0x82,
                     5 + topic_length, 0, 1, 0, topic_length, topic, 0);
  member_send(m, packet, (size_t)length);
}
static size_t mqtt_raw(struct member *m, const char *bytes, size_t length) {
  enum { ANSWERS = 4 + 5 };  // CONNACK and SUBACK
  size_t step = (size_t)(ANSWERS - m->step) < length ? (size_t)(ANSWERS - m->step) : length;
  if (m->step <= 3 && m->step + (int)step > 3 && bytes[3 - m->step] != 0)
    fail("Member %d was refused", m->number);
  m->step += (int)step;
  if (m->step == ANSWERS) member_ready(m);
  return step;
}
static bool mqtt_line(struct member *m, const char *line, size_t length) {
  (void)m;
  return !has_mark(line, length);
}
static size_t mqtt_say(char *out, const char *text, uint64_t number) {
  (void)number;
  char *at = out;
  int length = 7 + opt.text;
  *at++ = 0x30;
  if (length > 127) {
    *at++ = (char)(length % 128 + 128);
    length /= 128;
  }
  *at++ = (char)length;
  *at++ = 0;
  *at++ = 5;
  size_t n = (size_t)(at - out) + put(at, "bench", text, "");
  out[n - 1] = '\n';
  return n;
}

// IRC: joined when the list of names has come to its end (366).
static void irc_connected(struct member *m) {
  say_hello(m, "NICK u%d\r\nUSER u 0 * :u\r\n", m->number);
}
static bool irc_line(struct member *m, const char *line, size_t length) {
  if (has_mark(line, length)) return false;
  if (starts(line, length, "PING")) say_hello(m, "PONG%.*s", (int)length - 4, line + 4);
  if (starts(line, length, "ERROR")) fail("Member %d: %.*s", m->number, (int)length - 2, line);
  const char *numeric = memchr(line, ' ', length);
  if (m->state != GREETING || numeric == NULL || numeric + 5 > line + length) return true;
  if (starts(numeric, 5, " 001 ")) say_hello(m, "JOIN #%s\r\n", member_room(m));
  if (starts(numeric, 5, " 366 ")) member_ready(m);
  return true;
}
static size_t irc_say(char *out, const char *text, uint64_t number) {
  (void)number;
  return put(out, "PRIVMSG #bench :", text, "\r\n");
}

static const struct wire wires[] = {
    {"copy", true, false, false, wait_for_greeting, NULL, copy_line, copy_say},
    {"chat", true, false, false, wait_for_greeting, NULL, chat_line, chat_say},
    {"web", true, true, false, web_connected, NULL, chat_line, web_say},
    {"plain", false, false, false, wait_for_greeting, NULL, plain_line, copy_say},
    {"seed", false, false, true, wait_for_greeting, seed_raw, plain_line, seed_say},
    {"redis", false, false, false, redis_connected, NULL, redis_line, redis_say},
    {"nats", true, false, false, nats_connected, NULL, nats_line, nats_say},
    {"mqtt", true, false, false, mqtt_connected, mqtt_raw, mqtt_line, mqtt_say},
    {"irc", false, false, false, irc_connected, NULL, irc_line, irc_say},
};

const struct wire *wire_named(const char *name) {
  for (size_t i = 0; i < sizeof wires / sizeof *wires; i++)
    if (strcmp(wires[i].name, name) == 0) return &wires[i];
  fail("No such protocol: %s", name);
}
