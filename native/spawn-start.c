/*
 * Makes the child of a plan, and waits for the outcome of exec.
 *
 * On Linux a child that stays the same user is made in the parent's memory, on a stack of its own (clone with CLONE_VM),
 * which spares copying the page tables of a process as large as Node. All that it needs lies in one mapping of its own,
 * so that the parent need not stand still until exec, as with vfork: a directory or program on a file system that hangs
 * must not stop the daemon. A child that becomes another user is forked: two identities must not share one memory, and
 * whoever that user is could stop the child between setuid and exec. In both cases the wait for the outcome ends when
 * the child is stopped, and after a while in any case.
 *
 * A child in the parent's memory begins in its table of descriptors, too, where the kernel can do that (Linux 5.9): the
 * copy at clone and the closing at exec would cost more with each child that has pipes to here, five milliseconds a
 * spawn with six thousand. Before it does anything else it takes a copy of the few lowest numbers for itself
 * (close_range with CLOSE_RANGE_UNSHARE), among which its ends of the pipes have been put (low-numbers.c). It needs no
 * pipe to tell how it fares: a failure stands in memory, and at exec or exit the kernel clears `plan->alive` and wakes
 * who waits for that (CLONE_CHILD_CLEARTID: what it promises for the end of a thread, it does whenever one leaves its
 * memory). Where any of that does not work, children are made with a copy of the table, and report through a pipe.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#endif

#include "addon.h"
#include "kernel.h"
#include "spawn.h"

enum { OUTCOME_POLL_MS = 10, OUTCOME_WAIT_MS = 2000 };

/* Every signal, the C library's own included, so that no handler of ours can run in the child. */
#ifdef __linux__
struct signal_mask {
  unsigned char bits[_NSIG / 8];
};

static void block_signals(struct signal_mask *old) {
  struct signal_mask all;
  memset(&all, 0xff, sizeof all);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, old, sizeof all);
}

static void restore_signals(const struct signal_mask *old) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, old, NULL, sizeof *old);
}
#else
struct signal_mask {
  sigset_t set;
};

static void block_signals(struct signal_mask *old) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old->set);
}

static void restore_signals(const struct signal_mask *old) {
  pthread_sigmask(SIG_SETMASK, &old->set, NULL);
}
#endif

#ifdef KERNEL_CALLS_TOUCH_NO_MEMORY
static int enter_child(void *plan) {
  spawn_child(plan);
}
#endif

static pid_t make_child(struct spawn_plan *plan) {
#ifdef KERNEL_CALLS_TOUCH_NO_MEMORY
  if (plan->shares_table) {
    plan->alive = 1;
    int flags = CLONE_VM | CLONE_FILES | CLONE_CHILD_CLEARTID | SIGCHLD;
    return clone(enter_child, plan->stack_top, flags, plan, NULL, NULL, &plan->alive);
  }
  if (!plan->change_user) {
    pid_t pid = clone(enter_child, plan->stack_top, CLONE_VM | SIGCHLD, plan);
    /* qemu-user, by which containers of another processor run, knows threads and forks, and nothing between. */
    if (pid > 0 || errno != EINVAL) return pid;
  }
#endif
  pid_t pid = fork();
  if (pid == 0) spawn_child(plan);
  return pid;
}

/* With all signals blocked around it; else errno says why there is none. */
static pid_t make_quiet_child(struct spawn_plan *plan) {
  struct signal_mask mask;
  block_signals(&mask);
  pid_t pid = make_child(plan);
  int number = errno;
  restore_signals(&mask);
  errno = number;
  return pid;
}

static bool is_stopped(pid_t pid) {
  siginfo_t state;
  state.si_pid = 0;
  return waitid(P_PID, (id_t)pid, &state, WSTOPPED | WNOHANG | WNOWAIT) == 0 && state.si_pid == pid;
}

static void reap_failed(pid_t pid) {
  kill(pid, SIGKILL);
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
}

/*
 * UNKNOWN: a child that is held up between its birth and exec (stopped by its new user, or on a file system that hangs)
 * exists, so it counts as started, and its end will be seen like any: nobody but us waits for it.
 */
enum outcome { OUTCOME_EXECUTED, OUTCOME_FAILED, OUTCOME_UNKNOWN };

/* Both ends close-on-exec and above 2, even in a process that runs with 0-2 closed. */
static bool make_report_pipe(int ends[2]) {
  if (close_on_exec_pipe(ends) != 0) return false;
  for (int i = 0; i < 2; i++) {
    if (ends[i] > 2) continue;
    int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
    if (moved < 0) {
      int saved = errno;
      close(ends[0]);
      close(ends[1]);
      errno = saved;
      return false;
    }
    close(ends[i]);
    ends[i] = moved;
  }
  return true;
}

static enum outcome read_outcome(pid_t pid, int report, struct spawn_failure *failure) {
  struct pollfd wait = {.fd = report, .events = POLLIN};
  int waited = 0;
  while (poll(&wait, 1, OUTCOME_POLL_MS) <= 0) {
    waited += OUTCOME_POLL_MS;
    if (waited >= OUTCOME_WAIT_MS || is_stopped(pid)) return OUTCOME_UNKNOWN;
  }
  ssize_t size;
  while ((size = read(report, failure, sizeof *failure)) < 0 && errno == EINTR) continue;
  return size == (ssize_t)sizeof *failure ? OUTCOME_FAILED : OUTCOME_EXECUTED;
}

/* With a table of its own from the beginning. Returns the pid, or 0 and the failure. */
static pid_t start_with_copy(struct spawn_plan *plan, struct spawn_failure *failure) {
  int report[2];
  enum outcome outcome = OUTCOME_FAILED;
  failure->step = STEP_FORK;
  if (!make_report_pipe(report)) {
    failure->error = errno;
    release_plan(plan);
    return 0;
  }
  plan->report_fd = report[1];
  pid_t pid = make_quiet_child(plan);
  failure->error = errno;
  close(report[1]);
  if (pid > 0) {
    outcome = read_outcome(pid, report[0], failure);
    if (outcome == OUTCOME_FAILED) reap_failed(pid);
  }
  close(report[0]);
  /* A child that has not executed its program yet runs on in this memory: it is left to it for good. */
  if (outcome != OUTCOME_UNKNOWN || plan->change_user) release_plan(plan);
  return outcome == OUTCOME_FAILED ? 0 : pid;
}

#ifdef KERNEL_CALLS_TOUCH_NO_MEMORY
/* Until something here turns out not to work. */
static bool can_share_table = true;

static enum outcome await_exec(pid_t pid, struct spawn_plan *plan) {
  const struct timespec poll = {.tv_nsec = OUTCOME_POLL_MS * 1000000L};
  int waited = 0;
  while (__atomic_load_n(&plan->alive, __ATOMIC_ACQUIRE)) {
    /* Not FUTEX_WAIT_PRIVATE: the kernel wakes as if others could share this memory. */
    if (kernel(SYS_futex, (long)&plan->alive, FUTEX_WAIT, 1, (long)&poll) != -ETIMEDOUT) continue;
    waited += OUTCOME_POLL_MS;
    if (waited >= OUTCOME_WAIT_MS || is_stopped(pid)) return OUTCOME_UNKNOWN;
  }
  return plan->failure.error == 0 ? OUTCOME_EXECUTED : OUTCOME_FAILED;
}

/* Returns the pid, or 0 and the failure; -1: there is no child, and it has to be tried in the other way. */
static pid_t start_sharing(struct spawn_plan *plan, struct spawn_failure *failure) {
  int ends[3];
  if (!can_share_table || plan->change_user) return -1;
  memcpy(ends, plan->stdio, sizeof ends);
  plan->highest_fd = lend_low_numbers(plan->stdio);
  if (plan->highest_fd < 0) return -1;
  plan->shares_table = true;
  pid_t pid = make_quiet_child(plan);
  enum outcome outcome = pid > 0 ? await_exec(pid, plan) : OUTCOME_FAILED;
  if (outcome == OUTCOME_UNKNOWN || !plan->owns_table) can_share_table = pid < 0;
  if (pid > 0 && (outcome == OUTCOME_FAILED || !plan->owns_table)) reap_failed(pid);
  /* Not before it has its own table or is gone: what was lent would be taken from it as well. */
  take_back_low_numbers();
  if (!plan->owns_table) {
    memcpy(plan->stdio, ends, sizeof ends);
    plan->shares_table = false;
    return -1;
  }
  *failure = plan->failure;
  /* As below: one that has not executed its program yet keeps this memory. */
  if (outcome != OUTCOME_UNKNOWN) release_plan(plan);
  return outcome == OUTCOME_FAILED ? 0 : pid;
}
#else
static pid_t start_sharing(struct spawn_plan *plan, struct spawn_failure *failure) {
  (void)plan;
  (void)failure;
  return -1;
}
#endif

pid_t start_planned(struct spawn_plan *plan, struct spawn_failure *failure) {
  pid_t pid = start_sharing(plan, failure);
  return pid >= 0 ? pid : start_with_copy(plan, failure);
}
