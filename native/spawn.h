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
  /* Close-on-exec and above 2: the failure is written here, a successful exec closes it. */
  int report_fd;
};

/* Runs in the child, with every signal blocked. Makes only system calls. */
_Noreturn void spawn_child(const struct spawn_plan *plan);

#endif
