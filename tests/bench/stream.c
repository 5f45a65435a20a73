// Checks every byte that every member receives, cheaply. All members of a room are sent the same
// bytes: the first member to receive a line has it parsed and put on the common stream; for all the
// others a memcmp against that stream is the proof that nothing is lost, doubled, out of order or
// damaged. Lines that are no messages (pings, late joins) are taken out of each member's bytes
// first. A member whose messages come in another order than the rest's is checked line by line.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "load.h"

#define RING (64u << 20)      // bytes of the common stream that are kept
#define MESSAGES (1u << 18)   // messages of the common stream that are kept

struct message {
  uint64_t end;     // where in the common stream it ends
  uint64_t number;
  int sender;
};

struct tally tally;
static char *ring;
static uint64_t head;            // length of the common stream so far
static struct message *messages;
static uint64_t message_count;
static uint64_t expected[MAX_SENDERS + 1];

// The ring is mapped twice in a row, so that no comparison has to stop at its end.
void stream_start(void) {
  int file = memfd_create("stream", 0);
  ring = mmap(NULL, 2ul * RING, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  messages = calloc(MESSAGES, sizeof *messages);
  if (file < 0 || ring == MAP_FAILED || messages == NULL || ftruncate(file, RING) != 0)
    fail("Out of memory");
  for (int half = 0; half < 2; half++)
    if (mmap(ring + (size_t)half * RING, RING, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
             file, 0) == MAP_FAILED)
      fail("Cannot map the ring twice");
}

static void check_number(uint64_t *next, uint64_t number) {
  if (number == *next) {
    (*next)++;
  } else if (number > *next) {
    tally.lost += number - *next;
    *next = number + 1;
  } else if (number + 1 == *next) {
    tally.duplicated++;
  } else {
    tally.disordered++;
  }
}

static void advance(struct member *m, uint64_t now) {
  while (m->next < message_count) {
    const struct message *message = &messages[m->next & (MESSAGES - 1)];
    if (message->end > m->position) return;
    delivered(message->sender, message->number, now);
    m->next++;
  }
}

static bool parse(const char *line, size_t length, int *sender, uint64_t *number) {
  const char *text = memchr(line, MARK, length);
  if (text == NULL) return false;
  if (text + opt.text <= line + length && text_read(text, sender, number)) return true;
  tally.damaged++;
  return false;
}

static void append(const char *line, size_t length) {
  memcpy(ring + head % RING, line, length);
  head += length;
  struct message *message = &messages[message_count & (MESSAGES - 1)];
  if (!parse(line, length, &message->sender, &message->number)) return;
  check_number(&expected[message->sender], message->number);
  message->end = head;
  message_count++;
}

// From here on this member is checked by itself: where it stands with each sender follows from the
// messages of the common stream that it has not had.
static void detach(struct member *m) {
  tally.other_order++;
  m->own = malloc(sizeof expected);
  if (m->own == NULL) fail("Out of memory");
  memcpy(m->own, expected, sizeof expected);
  for (uint64_t i = message_count; i-- > m->next;) {
    const struct message *message = &messages[i & (MESSAGES - 1)];
    m->own[message->sender] = message->number;
  }
}

static void take_line(struct member *m, const char *line, size_t length, uint64_t now) {
  bool counted = running && m->role == MEMBER;
  if (opt.wire->line(m, line, length) || !counted) return;
  if (m->own == NULL && m->position == head) {
    append(line, length);
    m->position = head;
  } else if (m->own == NULL && length <= head - m->position &&
             memcmp(ring + m->position % RING, line, length) == 0) {
    m->position += length;
  } else {
    if (m->own == NULL) detach(m);
    int sender;
    uint64_t number;
    if (!parse(line, length, &sender, &number)) return;
    check_number(&m->own[sender], number);
    delivered(sender, number, now);
    return;
  }
  advance(m, now);
}

static void keep(struct member *m, const char *bytes, size_t length) {
  if (m->part_length + length > m->part_capacity) {
    m->part_capacity = 2 * (m->part_length + length);
    m->part = realloc(m->part, m->part_capacity);
    if (m->part == NULL) fail("Out of memory");
  }
  memcpy(m->part + m->part_length, bytes, length);
  m->part_length += length;
}

// Back to the beginning of the line in which the comparison has stopped.
static void rewind_line(struct member *m) {
  uint64_t start = m->position;
  while (start > 0 && ring[(start - 1) % RING] != '\n') start--;
  keep(m, ring + start % RING, m->position - start);
  m->position = start;
}

static bool same_as_stream(struct member *m, const char *bytes, size_t *length) {
  uint64_t known = head - m->position;
  if (m->role != MEMBER || !running || m->own != NULL || m->part_length > 0 || known == 0)
    return false;
  if (*length > known) *length = known;
  if (memcmp(ring + m->position % RING, bytes, *length) == 0) return true;
  rewind_line(m);
  return false;
}

void stream_take(struct member *m, const char *bytes, size_t length, uint64_t now) {
  while (length > 0) {
    size_t step = length;
    if (same_as_stream(m, bytes, &step)) {
      m->position += step;
      advance(m, now);
    } else if (m->state == GREETING && opt.wire->raw != NULL && m->part_length == 0 &&
               (step = opt.wire->raw(m, bytes, length)) > 0) {
      // taken
    } else {
      const char *end = memchr(bytes, '\n', length);
      step = end == NULL ? length : (size_t)(end - bytes) + 1;
      if (end == NULL || m->part_length > 0) keep(m, bytes, step);
      if (end != NULL && m->part_length > 0) {
        size_t whole = m->part_length;
        m->part_length = 0;
        take_line(m, m->part, whole, now);
      } else if (end != NULL) {
        take_line(m, bytes, step, now);
      }
    }
    bytes += step;
    length -= step;
  }
}
