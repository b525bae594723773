/*
 * The child between its birth and exec.
 *
 * It may run in its parent's memory while the parent stands still (clone with CLONE_VM | CLONE_VFORK), so nothing here
 * may allocate, take a lock or touch a global: system calls and local variables only. On Linux the identity changes by
 * raw system calls, since the C library's setuid() and its like act on every thread of what it takes for this process.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef __linux__
#include <stdint.h>
#include <sys/syscall.h>
#endif

#include "spawn.h"

#ifndef NSIG
#define NSIG 65
#endif

_Noreturn static void fail(const struct spawn_plan *plan, enum spawn_step step) {
  struct spawn_failure failure = {.step = step, .error = errno};
  while (write(plan->report_fd, &failure, sizeof failure) < 0 && errno == EINTR) continue;
  _exit(127);
}

/* Handlers are the parent's code; ignored signals would stay ignored across exec (Node ignores SIGPIPE). */
static void reset_signal_dispositions(void) {
#ifdef __linux__
  /* All zeros is SIG_DFL without flags in every architecture's layout; 32 and 33 are the C library's own. */
  unsigned char default_action[256];
  memset(default_action, 0, sizeof default_action);
  for (int number = 1; number < _NSIG; number++) {
    syscall(SYS_rt_sigaction, number, default_action, NULL, (size_t)(_NSIG / 8));
  }
#else
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
#endif
}

static void unblock_signals(void) {
#ifdef __linux__
  unsigned char none[_NSIG / 8];
  memset(none, 0, sizeof none);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, NULL, sizeof none);
#else
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
#endif
}

/* Sources may themselves be 0, 1 or 2 in any order: those that stand where another belongs step aside first. */
static bool place_stdio(const struct spawn_plan *plan) {
  int source[3];
  for (int target = 0; target < 3; target++) {
    source[target] = plan->stdio[target];
    if (source[target] < 3 && source[target] != target) {
      source[target] = fcntl(source[target], F_DUPFD_CLOEXEC, 3);
      if (source[target] < 0) return false;
    }
  }
  for (int target = 0; target < 3; target++) {
    if (source[target] != target) {
      while (dup2(source[target], target) < 0) {
        if (errno != EINTR && errno != EBUSY) return false;
      }
    } else {
      int flags = fcntl(target, F_GETFD);
      if (flags < 0 || fcntl(target, F_SETFD, flags & ~FD_CLOEXEC) < 0) return false;
    }
  }
  return true;
}

#ifdef __linux__
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

struct directory_entry {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static int to_descriptor(const char *name) {
  int fd = 0;
  if (*name == '\0') return -1;
  for (; *name; name++) {
    if (*name < '0' || *name > '9' || fd > (INT_MAX - 9) / 10) return -1;
    fd = fd * 10 + (*name - '0');
  }
  return fd;
}

/* opendir() would allocate. Closing while reading is fine: /proc/self/fd is read by number. */
static bool close_listed_descriptors(int keep) {
  _Alignas(struct directory_entry) char entries[2048];
  int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return false;
  for (;;) {
    long size = syscall(SYS_getdents64, directory, entries, sizeof entries);
    if (size < 0) {
      close(directory);
      return false;
    }
    if (size == 0) break;
    for (long at = 0; at < size;) {
      const struct directory_entry *entry = (const struct directory_entry *)(const void *)(entries + at);
      int fd = to_descriptor(entry->name);
      if (fd > 2 && fd != keep && fd != directory) close(fd);
      at += entry->length;
    }
  }
  close(directory);
  return true;
}
#endif

static void close_up_to_limit(int keep) {
  struct rlimit limit;
  int highest = 1 << 16;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (1 << 20)) highest = (int)limit.rlim_cur;
  for (int fd = 3; fd < highest; fd++) {
    if (fd != keep) close(fd);
  }
}

static void close_others(int keep) {
#ifdef __linux__
  if ((keep == 3 || syscall(SYS_close_range, 3u, (unsigned)keep - 1, 0u) == 0) &&
      syscall(SYS_close_range, (unsigned)keep + 1, ~0u, 0u) == 0) {
    return;
  }
  if (close_listed_descriptors(keep)) return;
#endif
  close_up_to_limit(keep);
}

#if defined(__linux__)
#ifdef SYS_setgroups32
#define RAW_SETGROUPS SYS_setgroups32
#define RAW_SETGID SYS_setgid32
#define RAW_SETUID SYS_setuid32
#else
#define RAW_SETGROUPS SYS_setgroups
#define RAW_SETGID SYS_setgid
#define RAW_SETUID SYS_setuid
#endif
static long set_groups(size_t count, const gid_t *groups) { return syscall(RAW_SETGROUPS, count, groups); }
static long set_gid(gid_t gid) { return syscall(RAW_SETGID, gid); }
static long set_uid(uid_t uid) { return syscall(RAW_SETUID, uid); }
#else
static long set_groups(size_t count, const gid_t *groups) { return setgroups((int)count, groups); }
static long set_gid(gid_t gid) { return setgid(gid); }
static long set_uid(uid_t uid) { return setuid(uid); }
#endif

/* Node raises its own soft limit to the hard one; programs get what they would have had without it. */
static bool limit_open_files(double soft) {
  struct rlimit limit;
  if (soft < 0) return true;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
  limit.rlim_cur = soft < (double)limit.rlim_max ? (rlim_t)soft : limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

_Noreturn void spawn_child(const struct spawn_plan *plan) {
  reset_signal_dispositions();
  if (plan->new_session ? setsid() < 0 : setpgid(0, 0) < 0) fail(plan, STEP_GROUP);
  if (!place_stdio(plan)) fail(plan, STEP_STDIO);
  close_others(plan->report_fd);
  if (plan->change_user) {
    if (set_groups(plan->group_count, plan->groups) != 0) fail(plan, STEP_GROUPS);
    if (set_gid(plan->gid) != 0) fail(plan, STEP_GID);
    if (set_uid(plan->uid) != 0) fail(plan, STEP_UID);
  }
  if (plan->cwd && chdir(plan->cwd) != 0) fail(plan, STEP_CHDIR);
  if (plan->umask >= 0) umask((mode_t)plan->umask);
  if (!limit_open_files(plan->open_files)) fail(plan, STEP_LIMITS);
  unblock_signals();
  execve(plan->file, plan->argv, plan->env);
  fail(plan, STEP_EXEC);
}
