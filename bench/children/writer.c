/*
 * writer SIZE COUNT PAUSE_US [stamp]: waits for SIGUSR1 (catching it shows that it is ready), writes COUNT times SIZE bytes to standard output, PAUSE_US apart
 * (0: as fast as they are taken), and sleeps.
 *
 * The bytes are those of numbered lines of 100 bytes, again and again from number 0 after 64,000; with `stamp` each write
 * begins with the time of CLOCK_MONOTONIC in nanoseconds instead.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { line_bytes = 100, lines = 64000, period = line_bytes * lines };

static char bytes[2 * period];

static void note(int number) {
  (void)number;
}

static void put(const char *from, size_t left) {
  while (left > 0) {
    ssize_t count = write(1, from, left);
    if (count < 0) exit(1);
    from += count;
    left -= (size_t)count;
  }
}

static void add(struct timespec *time, long us) {
  time->tv_nsec += us % 1000000 * 1000;
  time->tv_sec += us / 1000000 + time->tv_nsec / 1000000000;
  time->tv_nsec %= 1000000000;
}

int main(int count, char **words) {
  if (count < 4) return 2;
  size_t size = strtoul(words[1], NULL, 10);
  long writes = atol(words[2]), pause = atol(words[3]);
  int stamp = count > 4, number;
  sigset_t begin, usual;
  sigemptyset(&begin);
  sigaddset(&begin, SIGUSR1);
  sigprocmask(SIG_BLOCK, &begin, &usual);
  signal(SIGUSR1, note);
  /* No more memory than it takes: there may be a thousand of these. */
  size_t all = size * (size_t)writes;
  for (int line = 0; line < lines && (size_t)line * line_bytes < all; line++) {
    char text[line_bytes + 1];
    memset(text, 'x', line_bytes);
    number = snprintf(text, sizeof text, "%08d", line);
    text[number] = ' ';
    text[line_bytes - 1] = '\n';
    memcpy(bytes + line * line_bytes, text, line_bytes);
  }
  if (all > period) memcpy(bytes + period, bytes, period);
  sigsuspend(&usual);
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  /* Children that are told together do not write together. */
  if (pause > 0) add(&next, getpid() * 7919L % pause);
  for (size_t at = 0; writes > 0; writes--) {
    if (pause > 0) {
      add(&next, pause);
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    char *from = bytes + at;
    if (stamp) {
      struct timespec now;
      clock_gettime(CLOCK_MONOTONIC, &now);
      number = snprintf(from, size, "%019lld", now.tv_sec * 1000000000LL + now.tv_nsec);
      from[number] = ' ';
    }
    put(from, size);
    at = (at + size) % period;
  }
  for (;;) sleep(100000);
}
