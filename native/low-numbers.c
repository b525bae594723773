/*
 * Three low descriptor numbers that are kept from everybody else, so that a child can be given its ends of the pipes
 * there, whatever numbers the pipes have got: see spawn-start.c. While they are lent to nobody, what is open there is the
 * same as at a fourth: one end of a pipe that has no other.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "addon.h"
#include "spawn.h"

#ifdef __linux__
enum { LENDABLE = 3, STOPGAP = LENDABLE, RESERVED };
static int numbers[RESERVED];
static bool are_reserved;

static bool reserve(void) {
  int ends[2];
  int count = 0;
  if (are_reserved) return true;
  if (close_on_exec_pipe(ends) != 0) return false;
  close(ends[1]);
  while (count < RESERVED && (numbers[count] = fcntl(ends[0], F_DUPFD_CLOEXEC, 3)) >= 0) count++;
  close(ends[0]);
  are_reserved = count == RESERVED;
  while (!are_reserved && count > 0) close(numbers[--count]);
  return are_reserved;
}

static bool put(int fd, int number) {
  while (dup3(fd, number, O_CLOEXEC) < 0) {
    if (errno != EINTR && errno != EBUSY) return false;
  }
  return true;
}

void take_back_low_numbers(void) {
  for (int i = 0; i < LENDABLE; i++) put(numbers[STOPGAP], numbers[i]);
}

int lend_low_numbers(int fds[3]) {
  int highest = -1;
  if (!reserve()) return -1;
  for (int i = 0; i < LENDABLE; i++) {
    if (!put(fds[i], numbers[i])) {
      take_back_low_numbers();
      return -1;
    }
    if (numbers[i] > highest) highest = numbers[i];
  }
  memcpy(fds, numbers, LENDABLE * sizeof *fds);
  return highest;
}
#endif
