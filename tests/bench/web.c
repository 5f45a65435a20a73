// WebSocket under a protocol of lines (RFC 6455): what a member says is framed, and the payloads of
// what it receives are its stream. The mask is 0, so that a payload is sent as it is.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "load.h"

#define TEXT_FRAME 0x81
#define MASKED 0x80

void web_connected(struct member *m) {
  static const char request[] =
      "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  member_send(m, request, sizeof request - 1);
}

size_t web_frame(char *out, const char *line, size_t length) {
  size_t header = length < 126 ? 2 : 4;
  out[0] = (char)TEXT_FRAME;
  out[1] = (char)(MASKED | (length < 126 ? length : 126));
  if (header == 4) {
    out[2] = (char)(length >> 8);
    out[3] = (char)length;
  }
  memset(out + header, 0, 4);
  memcpy(out + header + 4, line, length);
  return header + 4 + length;
}

// The head of the answer, up to the empty line; says how much of it this is.
static size_t take_answer(struct member *m, const char *bytes, size_t length) {
  static const char expected[] = "HTTP/1.1 101 ", end[] = "\r\n\r\n";
  struct web *web = &m->web;
  for (size_t i = 0; i < length; i++, web->answer_length++) {
    if (web->answer_length < sizeof expected - 1 && bytes[i] != expected[web->answer_length])
      fail("Member %d got no WebSocket: %.*s", m->number, (int)(length < 80 ? length : 80), bytes);
    web->end_length = bytes[i] == end[web->end_length] ? web->end_length + 1 : bytes[i] == '\r';
    if (web->end_length == sizeof end - 1) return web->is_open = true, i + 1;
  }
  return length;
}

// One byte of a header; the last one tells how long the payload is.
static void take_header(struct web *web, unsigned char byte) {
  web->header[web->header_length++] = byte;
  if (web->header_length < 2) return;
  size_t more = web->header[1] < 126 ? 0 : web->header[1] == 126 ? 2 : 8;
  if (web->header_length < 2 + more) return;
  web->left = more == 0 ? web->header[1] : 0;
  for (size_t i = 0; i < more; i++) web->left = web->left << 8 | web->header[2 + i];
  web->header_length = 0;
}

void web_take(struct member *m, const char *bytes, size_t length, uint64_t now) {
  struct web *web = &m->web;
  while (length > 0) {
    size_t step = 1;
    if (!web->is_open) {
      step = take_answer(m, bytes, length);
    } else if (web->left == 0) {
      take_header(web, (unsigned char)*bytes);
    } else {
      step = length < web->left ? length : (size_t)web->left;
      // beside texts there are pings, which nobody answers, and the close before the end
      if (web->header[0] == TEXT_FRAME) stream_take(m, bytes, step, now);
      web->left -= step;
    }
    bytes += step;
    length -= step;
  }
}
