/*
 * The parent's side of starting a program: lays everything out, makes the child, waits for the outcome of exec.
 *
 * On Linux a child that stays the same user is made in the parent's memory, on a stack of its own (clone with CLONE_VM),
 * which spares copying the page tables of a process as large as Node. All that it needs lies in one mapping of its own,
 * so that the parent need not stand still until exec, as with vfork: a directory or program on a file system that hangs
 * must not stop the daemon. A child that becomes another user is forked: two identities must not share one memory, and
 * whoever that user is could stop the child between setuid and exec. In both cases the wait for the outcome ends when
 * the child is stopped, and after a while in any case.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#endif

#include "addon.h"
#include "kernel.h"
#include "spawn.h"

static const char *const step_names[] = {"fork", "group", "stdio", "groups", "gid", "uid", "chdir", "limits", "exec"};

enum { CHILD_STACK_BYTES = 128 * 1024, OUTCOME_POLL_MS = 10, OUTCOME_WAIT_MS = 2000 };

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

static pid_t make_child(struct spawn_plan *plan) {
  if (plan->change_user) {
    pid_t pid = fork();
    if (pid == 0) spawn_child(plan);
    return pid;
  }
  return clone(enter_child, plan->stack_top, CLONE_VM | SIGCHLD, plan);
}
#else
static pid_t make_child(struct spawn_plan *plan) {
  pid_t pid = fork();
  if (pid == 0) spawn_child(plan);
  return pid;
}
#endif

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

static bool is_stopped(pid_t pid) {
  siginfo_t state;
  state.si_pid = 0;
  return waitid(P_PID, (id_t)pid, &state, WSTOPPED | WNOHANG | WNOWAIT) == 0 && state.si_pid == pid;
}

enum outcome { OUTCOME_EXECUTED, OUTCOME_FAILED, OUTCOME_UNKNOWN };

/*
 * Reads what the child reports. One that is held up between its birth and exec (stopped by its new user, or on a file
 * system that hangs) exists, so it counts as started, and its end will be seen like any: nobody but us waits for it.
 */
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

static void release_plan(struct spawn_plan *plan) {
  int number = errno;
  munmap(plan->mapping, plan->mapping_bytes);
  errno = number;
}

static void reap_failed(pid_t pid) {
  kill(pid, SIGKILL);
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
}

/* Returns the pid, or 0 and the failure. Releases the plan, unless its child still needs it. */
static pid_t spawn_planned(struct spawn_plan *plan, struct spawn_failure *failure) {
  struct signal_mask mask;
  int report[2];
  enum outcome outcome = OUTCOME_FAILED;
  failure->step = STEP_FORK;
  if (!make_report_pipe(report)) {
    failure->error = errno;
    release_plan(plan);
    return 0;
  }
  plan->report_fd = report[1];
  block_signals(&mask);
  pid_t pid = make_child(plan);
  failure->error = errno;
  restore_signals(&mask);
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

/* How many of each there are, so that all can lie in one mapping. */
struct plan_size {
  size_t arguments, variables, groups;
};

/* The next record, a letter and its value, or NULL when there is none left. */
static const char *next_record(const char **at, const char *end) {
  const char *start = *at;
  const char *nul = start < end ? memchr(start, '\0', (size_t)(end - start)) : NULL;
  if (!nul || nul == start) return NULL;
  *at = nul + 1;
  return start;
}

static bool count_records(const char *block, size_t length, struct plan_size *size) {
  const char *at = block;
  const char *end = block + length;
  memset(size, 0, sizeof *size);
  for (const char *record; (record = next_record(&at, end));) {
    if (*record == 'a') size->arguments++;
    if (*record == 'e') size->variables++;
    if (*record == 'G') size->groups++;
  }
  return at == end;
}

/*
 * Where a plan, its vectors, groups and strings, and the child's stack lie: one mapping, which can outlive the call.
 * Everything but the strings is laid out empty.
 */
static struct spawn_plan *map_plan(const struct plan_size *size, size_t length, char **strings) {
  size_t pointers = size->arguments + size->variables + 2;
  size_t bytes = CHILD_STACK_BYTES + sizeof(struct spawn_plan) + pointers * sizeof(char *) +
                 size->groups * sizeof(gid_t) + length;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  struct spawn_plan *plan = (struct spawn_plan *)(void *)(memory + CHILD_STACK_BYTES);
  plan->mapping = memory;
  plan->mapping_bytes = bytes;
  plan->stack_top = memory + CHILD_STACK_BYTES;
  plan->argv = (char **)(void *)(plan + 1);
  plan->env = plan->argv + size->arguments + 1;
  plan->groups = (gid_t *)(void *)(plan->argv + pointers);
  *strings = (char *)(plan->groups + size->groups);
  plan->umask = -1;
  plan->open_files = -1;
  for (int i = 0; i < 3; i++) plan->stdio[i] = -1;
  return plan;
}

static long long number_of(const char *text) {
  return strtoll(text, NULL, 10);
}

/*
 * The records of a plan; src/system/spawn-plan.ts writes them:
 *   f FILE      what to execute              a WORD      an argument, the first one argv[0]
 *   e NAME=VAL  a variable                   0 1 2 FD    what becomes that descriptor
 *   d DIR       directory to go to           m MASK      umask, decimal
 *   n NUMBER    soft limit of open files; "" for the hard one
 *   s           a session of its own, not only a process group
 *   u UID  g GID  G GID...   another user, its group, all its groups
 */
static bool read_records(struct spawn_plan *plan, char *block, size_t length) {
  size_t arguments = 0, variables = 0;
  const char *at = block;
  for (const char *record; (record = next_record(&at, block + length));) {
    char *value = (char *)record + 1;
    switch (*record) {
      case 'f': plan->file = value; break;
      case 'a': plan->argv[arguments++] = value; break;
      case 'e': plan->env[variables++] = value; break;
      case '0': case '1': case '2': plan->stdio[*record - '0'] = (int)number_of(value); break;
      case 'd': plan->cwd = value; break;
      case 'm': plan->umask = (int)number_of(value); break;
      case 'n': plan->open_files = *value == '\0' ? INFINITY : (double)number_of(value); break;
      case 's': plan->new_session = true; break;
      case 'u':
        plan->change_user = true;
        plan->uid = (uid_t)number_of(value);
        break;
      case 'g': plan->gid = (gid_t)number_of(value); break;
      case 'G': plan->groups[plan->group_count++] = (gid_t)number_of(value); break;
      default: return false;
    }
  }
  return plan->file != NULL;
}

/* spawn(plan): the pid, or [step, errno]. */
static napi_value spawn(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct spawn_failure failure;
  struct plan_size size;
  size_t length;
  const char *block = call_bytes(&call, 0, &length);
  if (call.failed) return NULL;

  char *strings = NULL;
  struct spawn_plan *plan = count_records(block, length, &size) ? map_plan(&size, length, &strings) : NULL;
  if (plan) memcpy(strings, block, length);
  if (!plan || !read_records(plan, strings, length)) {
    if (plan) release_plan(plan);
    napi_throw_type_error(env, NULL, "this is no plan of a spawn");
    return NULL;
  }
  pid_t pid = spawn_planned(plan, &failure);
  if (pid > 0) return js_number(env, pid);
  napi_value result = js_array(env, 2);
  js_set(env, result, 0, js_string(env, step_names[failure.step]));
  js_set(env, result, 1, js_number(env, failure.error));
  return result;
}

void register_spawn(napi_env env, napi_value exports) {
  add_function(env, exports, "spawn", spawn);
}
