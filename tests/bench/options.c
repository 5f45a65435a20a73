// The command line: `load --wire chat --port 5000 --members 100 --mode window --window 64`.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

struct options opt = {.mode = WINDOW, .members = 10, .senders = 1, .window = 64, .text = 64,
                      .parallel = 8, .rate = 200, .seconds = 2, .warmup = 1};

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("{\"error\":\"");
  vprintf(format, arguments);
  printf("\"}\n");
  va_end(arguments);
  exit(1);
}

static enum mode mode_named(const char *name) {
  static const char *const names[] = {"window", "paced", "hold", "burst"};
  for (int i = 0; i < 4; i++)
    if (strcmp(names[i], name) == 0) return (enum mode)i;
  fail("No such mode: %s", name);
}

static bool read_number(const char *name, const char *value) {
  const struct { const char *name; int *into; } numbers[] = {
      {"port", &opt.port},       {"members", &opt.members}, {"senders", &opt.senders},
      {"window", &opt.window},   {"text", &opt.text},       {"parallel", &opt.parallel},
      {"idle", &opt.idle},       {"never", &opt.never},     {"slow", &opt.slow},
      {"joiners", &opt.joiners}, {"pid", &opt.server_pid},
      {"port2", &opt.port2},     {"pid2", &opt.server_pid2}};
  const struct { const char *name; double *into; } reals[] = {
      {"rate", &opt.rate}, {"seconds", &opt.seconds}, {"warmup", &opt.warmup}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(numbers[i].name, name) == 0) return *numbers[i].into = atoi(value), true;
  for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
    if (strcmp(reals[i].name, name) == 0) return *reals[i].into = atof(value), true;
  return false;
}

void options_read(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const char *name = argv[i] + 2, *value = argv[i + 1];
    if (strcmp(name, "wire") == 0) opt.wire = wire_named(value);
    else if (strcmp(name, "mode") == 0) opt.mode = mode_named(value);
    else if (strcmp(name, "spin") == 0) opt.spin = strcmp(value, "on") == 0;
    else if (!read_number(name, value)) fail("No such option: %s", argv[i]);
  }
  if (opt.wire == NULL || opt.port == 0) fail("--wire and --port are needed");
  if (opt.wire->one_in_flight && opt.mode == WINDOW) opt.senders = opt.window;
  if (opt.senders < 1 || opt.senders > MAX_SENDERS) fail("--senders is 1 to %d", MAX_SENDERS);
  if (opt.wire->echo && opt.senders > opt.members) opt.senders = opt.members;
  if (opt.text < 24 || opt.text > MAX_TEXT) fail("--text is 24 to %d", MAX_TEXT);
  if (opt.window < opt.senders) opt.window = opt.senders;
  if (opt.mode == HOLD || opt.mode == BURST) opt.senders = 1;
}
