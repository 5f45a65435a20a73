// Clocks, the latency histogram, and what /proc says about the server.
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double own_cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static struct usage usage_of(int pid) {
  struct usage usage = {0, 0};
  if (pid == 0) return usage;
  char path[64], line[1024];
  unsigned long long user, system;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (file != NULL) {
    // The name in parentheses may hold spaces: fields are counted from its end.
    if (fgets(line, sizeof line, file) != NULL && strrchr(line, ')') != NULL &&
        sscanf(strrchr(line, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
               &user, &system) == 2)
      usage.cpu = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
    fclose(file);
  }
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  file = fopen(path, "r");
  if (file != NULL) {
    while (fgets(line, sizeof line, file) != NULL)
      if (sscanf(line, "VmRSS: %lf", &usage.memory_kb) == 1) break;
    fclose(file);
  }
  return usage;
}

struct usage server_usage(void) {
  struct usage one = usage_of(opt.server_pid), two = usage_of(opt.server_pid2);
  return (struct usage){one.cpu + two.cpu, one.memory_kb + two.memory_kb};
}

int server_files(void) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", opt.server_pid);
  DIR *folder = opt.server_pid == 0 ? NULL : opendir(path);
  int count = 0;
  if (folder == NULL) return 0;
  while (readdir(folder) != NULL) count++;
  closedir(folder);
  return count;
}

double machine_cpu(void) {
  unsigned long long n[8] = {0};  // user nice system idle iowait irq softirq steal
  FILE *file = fopen("/proc/stat", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", n, n + 1, n + 2, n + 3, n + 4,
             n + 5, n + 6, n + 7) != 8)
    n[0] = 0;
  fclose(file);
  return (double)(n[0] + n[1] + n[2] + n[5] + n[6] + n[7]) / (double)sysconf(_SC_CLK_TCK);
}

// 32 buckets for each doubling: a value is known to 3 %.
#define SUB_BITS 5
static uint64_t histogram[64 << SUB_BITS];

void latency_reset(void) { memset(histogram, 0, sizeof histogram); }

void latency_add(uint64_t ns) {
  if (ns < (1u << SUB_BITS)) ns = 1u << SUB_BITS;
  int shift = 63 - __builtin_clzll(ns) - SUB_BITS;
  histogram[((uint64_t)shift << SUB_BITS) + (ns >> shift)]++;
}

uint64_t latency_at(double quantile) {
  uint64_t total = 0, seen = 0;
  for (size_t i = 0; i < sizeof histogram / sizeof *histogram; i++) total += histogram[i];
  if (total == 0) return 0;
  for (size_t i = 1u << SUB_BITS; i < sizeof histogram / sizeof *histogram; i++) {
    seen += histogram[i];
    if ((double)seen < quantile * (double)total && seen < total) continue;
    uint64_t shift = (i >> SUB_BITS) - 1;
    return (i - (shift << SUB_BITS)) << shift;
  }
  return 0;
}

void raise_file_limit(void) {
  struct rlimit limit = {200000, 200000};
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  // Not root: as far as one may go.
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}
