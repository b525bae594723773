/*
 * The parent's side of starting a program: lays everything out for the child; spawn-start.c makes it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "addon.h"
#include "spawn.h"

static const char *const step_names[] = {"fork", "group", "stdio", "groups", "gid", "uid", "chdir", "limits", "exec"};

enum { CHILD_STACK_BYTES = 128 * 1024 };

void release_plan(struct spawn_plan *plan) {
  int number = errno;
  munmap(plan->mapping, plan->mapping_bytes);
  errno = number;
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
  plan->report_fd = -1;
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
  pid_t pid = start_planned(plan, &failure);
  if (pid > 0) return js_number(env, pid);
  napi_value result = js_array(env, 2);
  js_set(env, result, 0, js_string(env, step_names[failure.step]));
  js_set(env, result, 1, js_number(env, failure.error));
  return result;
}

void register_spawn(napi_env env, napi_value exports) {
  add_function(env, exports, "spawn", spawn);
}
