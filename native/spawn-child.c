/*
 * The child between its birth and exec.
 *
 * It may run in its parent's memory, while the parent runs as well (clone with CLONE_VM), so nothing here may allocate,
 * take a lock, touch a global or errno: system calls and local variables only (see kernel.h). On Linux the identity
 * changes by raw system calls anyway, since the C library's setuid() and its like act on every thread of what it takes
 * for this process.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>
#ifndef __linux__
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#endif

#include "kernel.h"
#include "spawn.h"

#ifndef NSIG
#define NSIG 65
#endif

/* 0 or a result, or minus an errno. */
#ifdef __linux__
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE (1U << 1)
#endif
#ifdef SYS_setgroups32
#define RAW_SETGROUPS SYS_setgroups32
#define RAW_SETGID SYS_setgid32
#define RAW_SETUID SYS_setuid32
#else
#define RAW_SETGROUPS SYS_setgroups
#define RAW_SETGID SYS_setgid
#define RAW_SETUID SYS_setuid
#endif
static long sys_close(int fd) { return kernel(SYS_close, fd, 0, 0, 0); }
static long sys_dup2(int from, int to) { return kernel(SYS_dup3, from, to, 0, 0); }
static long sys_fcntl(int fd, int command, long argument) { return kernel(SYS_fcntl, fd, command, argument, 0); }
static long sys_setsid(void) { return kernel(SYS_setsid, 0, 0, 0, 0); }
static long sys_setpgid(void) { return kernel(SYS_setpgid, 0, 0, 0, 0); }
static long sys_chdir(const char *path) { return kernel(SYS_chdir, (long)path, 0, 0, 0); }
static long sys_umask(int mask) { return kernel(SYS_umask, mask, 0, 0, 0); }
static long sys_setgroups(size_t count, const gid_t *groups) {
  return kernel(RAW_SETGROUPS, (long)count, (long)groups, 0, 0);
}
static long sys_setgid(gid_t gid) { return kernel(RAW_SETGID, (long)gid, 0, 0, 0); }
static long sys_setuid(uid_t uid) { return kernel(RAW_SETUID, (long)uid, 0, 0, 0); }
static long sys_write(int fd, const void *bytes, size_t size) {
  return kernel(SYS_write, fd, (long)bytes, (long)size, 0);
}
static long sys_execve(const char *file, char **argv, char **env) {
  return kernel(SYS_execve, (long)file, (long)argv, (long)env, 0);
}
_Noreturn static void sys_exit(int status) {
  for (;;) kernel(SYS_exit_group, status, 0, 0, 0);
}
#else
static long result_of(long result) { return result < 0 ? -errno : result; }
static long sys_close(int fd) { return result_of(close(fd)); }
static long sys_dup2(int from, int to) { return result_of(dup2(from, to)); }
static long sys_fcntl(int fd, int command, long argument) { return result_of(fcntl(fd, command, argument)); }
static long sys_setsid(void) { return result_of(setsid()); }
static long sys_setpgid(void) { return result_of(setpgid(0, 0)); }
static long sys_chdir(const char *path) { return result_of(chdir(path)); }
static long sys_umask(int mask) { return umask((mode_t)mask); }
static long sys_setgroups(size_t count, const gid_t *groups) { return result_of(setgroups((int)count, groups)); }
static long sys_setgid(gid_t gid) { return result_of(setgid(gid)); }
static long sys_setuid(uid_t uid) { return result_of(setuid(uid)); }
static long sys_write(int fd, const void *bytes, size_t size) { return result_of(write(fd, bytes, size)); }
static long sys_execve(const char *file, char **argv, char **env) { return result_of(execve(file, argv, env)); }
_Noreturn static void sys_exit(int status) { _exit(status); }
#endif

/* Goes on if the call went well, else tells the parent. */
static void must(struct spawn_plan *plan, enum spawn_step step, long result) {
  if (result >= 0) return;
  struct spawn_failure failure = {.step = step, .error = (int)-result};
  if (plan->report_fd < 0) plan->failure = failure;
  else while (sys_write(plan->report_fd, &failure, sizeof failure) == -EINTR) continue;
  sys_exit(127);
}

/* Handlers are the parent's code; ignored signals would stay ignored across exec (Node ignores SIGPIPE). */
static void reset_signal_dispositions(void) {
#ifdef __linux__
  /* All zeros is SIG_DFL without flags in every architecture's layout; 32 and 33 are the C library's own. */
  uint64_t default_action[32] = {0};
  for (int number = 1; number < _NSIG; number++) {
    kernel(SYS_rt_sigaction, number, (long)default_action, 0, _NSIG / 8);
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
  uint64_t none[_NSIG / 64 + 1] = {0};
  kernel(SYS_rt_sigprocmask, SIG_SETMASK, (long)none, 0, _NSIG / 8);
#else
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
#endif
}

static long duplicate_onto(int from, int to) {
  for (;;) {
    long result = sys_dup2(from, to);
    if (result != -EINTR && result != -EBUSY) return result;
  }
}

static long keep_open(int fd) {
  long flags = sys_fcntl(fd, F_GETFD, 0);
  return flags < 0 ? flags : sys_fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

/* Sources may themselves be 0, 1 or 2 in any order: those that stand where another belongs step aside first. */
static long place_stdio(const struct spawn_plan *plan) {
  int source[3];
  for (int target = 0; target < 3; target++) {
    source[target] = plan->stdio[target];
    if (source[target] < 3 && source[target] != target) {
      long moved = sys_fcntl(source[target], F_DUPFD_CLOEXEC, 3);
      if (moved < 0) return moved;
      source[target] = (int)moved;
    }
  }
  for (int target = 0; target < 3; target++) {
    long placed = source[target] == target ? keep_open(target) : duplicate_onto(source[target], target);
    if (placed < 0) return placed;
  }
  return 0;
}

static long get_open_files_limit(struct rlimit *limit) {
#ifdef __linux__
  struct {
    uint64_t soft, hard;
  } raw;
  long result = kernel(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, (long)&raw);
  limit->rlim_cur = (rlim_t)raw.soft;
  limit->rlim_max = (rlim_t)raw.hard;
  return result;
#else
  return result_of(getrlimit(RLIMIT_NOFILE, limit));
#endif
}

static long set_open_files_limit(const struct rlimit *limit) {
#ifdef __linux__
  struct {
    uint64_t soft, hard;
  } raw = {limit->rlim_cur, limit->rlim_max};
  return kernel(SYS_prlimit64, 0, RLIMIT_NOFILE, (long)&raw, 0);
#else
  return result_of(setrlimit(RLIMIT_NOFILE, limit));
#endif
}

#ifdef __linux__
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
  int directory = (int)kernel(SYS_openat, AT_FDCWD, (long)"/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (directory < 0) return false;
  for (;;) {
    long size = kernel(SYS_getdents64, directory, (long)entries, sizeof entries, 0);
    if (size < 0) {
      sys_close(directory);
      return false;
    }
    if (size == 0) break;
    for (long at = 0; at < size;) {
      const struct directory_entry *entry = (const struct directory_entry *)(const void *)(entries + at);
      int fd = to_descriptor(entry->name);
      if (fd > 2 && fd != keep && fd != directory) sys_close(fd);
      at += entry->length;
    }
  }
  sys_close(directory);
  return true;
}
#endif

static void close_up_to_limit(int keep) {
  struct rlimit limit;
  int highest = 1 << 16;
  if (get_open_files_limit(&limit) == 0 && limit.rlim_cur < (1 << 20)) highest = (int)limit.rlim_cur;
  for (int fd = 3; fd < highest; fd++) {
    if (fd != keep) sys_close(fd);
  }
}

/* `keep`: a descriptor above 2 that stays open, or -1. */
static void close_others(int keep) {
#ifdef __linux__
  if (keep < 0 && kernel(SYS_close_range, 3, UINT_MAX, 0, 0) == 0) return;
  if (keep >= 0 && (keep == 3 || kernel(SYS_close_range, 3, keep - 1, 0, 0) == 0) &&
      kernel(SYS_close_range, keep + 1, (long)~0u, 0, 0) == 0) {
    return;
  }
  if (close_listed_descriptors(keep)) return;
#endif
  close_up_to_limit(keep);
}

/* Node raises its own soft limit to the hard one; programs get what they would have had without it. */
static long limit_open_files(double soft) {
  struct rlimit limit;
  if (soft < 0) return 0;
  long result = get_open_files_limit(&limit);
  if (result < 0) return result;
  limit.rlim_cur = soft < (double)limit.rlim_max ? (rlim_t)soft : limit.rlim_max;
  return set_open_files_limit(&limit);
}

/* Nothing may be opened, closed or changed before: the table is still the parent's. */
static long take_own_table(struct spawn_plan *plan) {
#ifdef __linux__
  if (!plan->shares_table) return 0;
  long result = kernel(SYS_close_range, plan->highest_fd + 1, UINT_MAX, CLOSE_RANGE_UNSHARE, 0);
  if (result < 0) return result;
  plan->owns_table = true;
#else
  (void)plan;
#endif
  return 0;
}

_Noreturn void spawn_child(struct spawn_plan *plan) {
  must(plan, STEP_STDIO, take_own_table(plan));
  reset_signal_dispositions();
  must(plan, STEP_GROUP, plan->new_session ? sys_setsid() : sys_setpgid());
  must(plan, STEP_STDIO, place_stdio(plan));
  close_others(plan->report_fd);
  if (plan->change_user) {
    must(plan, STEP_GROUPS, sys_setgroups(plan->group_count, plan->groups));
    must(plan, STEP_GID, sys_setgid(plan->gid));
    must(plan, STEP_UID, sys_setuid(plan->uid));
  }
  if (plan->cwd) must(plan, STEP_CHDIR, sys_chdir(plan->cwd));
  if (plan->umask >= 0) sys_umask(plan->umask);
  must(plan, STEP_LIMITS, limit_open_files(plan->open_files));
  unblock_signals();
  must(plan, STEP_EXEC, sys_execve(plan->file, plan->argv, plan->env));
  sys_exit(127);
}
