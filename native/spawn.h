#ifndef SUPERVISOR_SPAWN_H
#define SUPERVISOR_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What the child is doing; sent back with an errno when it fails. Names in spawn.c, in this order. */
enum spawn_step {
  STEP_FORK,
  STEP_GROUP,
  STEP_STDIO,
  STEP_GROUPS,
  STEP_GID,
  STEP_UID,
  STEP_CHDIR,
  STEP_LIMITS,
  STEP_EXEC,
};

struct spawn_failure {
  int step;
  int error;
};

/* Everything a child needs, laid out before it is made: it may share its parent's memory and must not allocate. */
struct spawn_plan {
  const char *file;
  char **argv;
  char **env;
  int stdio[3];
  const char *cwd; /* or NULL */
  int umask;       /* or -1 */
  double open_files; /* soft limit of open files, or -1 */
  bool new_session;
  bool change_user;
  uid_t uid;
  gid_t gid;
  gid_t *groups;
  size_t group_count;
  /* The memory that all of this lies in, and the end of the child's stack in it. */
  void *mapping;
  size_t mapping_bytes;
  void *stack_top;
  /* Close-on-exec and above 2: the failure is written here, a successful exec closes it. -1: it goes to `failure`. */
  int report_fd;
  /*
   * For a child that shares its parent's memory and table of descriptors: up to which number it copies that table;
   * whether it has; the failure, its error 0 for none; and 1 until it has left this memory, by exec or exit.
   */
  bool shares_table;
  int highest_fd;
  volatile bool owns_table;
  struct spawn_failure failure;
  int alive;
};

void release_plan(struct spawn_plan *plan);

/* Returns the pid, or 0 and the failure. Releases the plan, unless its child still needs it. */
pid_t start_planned(struct spawn_plan *plan, struct spawn_failure *failure);

/*
 * Puts copies of these descriptors on numbers that are as low as they can be, and says there which; returns the highest
 * of the numbers, or -1 if that is not possible. Until they are taken back nobody else may be lent any.
 */
int lend_low_numbers(int fds[3]);
void take_back_low_numbers(void);

/* Runs in the child, with every signal blocked. Makes only system calls. */
_Noreturn void spawn_child(struct spawn_plan *plan);

#endif
