#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "addon.h"

/* firstEnded(): a child that has ended, adopted orphans included, and stays as it is; 0 when there is none. */
static napi_value first_ended(napi_env env, napi_callback_info info) {
  siginfo_t ended;
  (void)info;
  do {
    ended.si_pid = 0;
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0) return js_number(env, ended.si_pid);
  } while (errno == EINTR);
  return js_number(env, 0);
}

/* collect(pid): [exit code, signal (0: exited), 1 if it dumped core] of a child that has ended, once; else undefined. */
static napi_value collect(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  pid_t pid = (pid_t)call_int(&call, 0);
  int status;
  if (call.failed) return NULL;
  pid_t got = 0;
  do got = pid > 0 ? waitpid(pid, &status, WNOHANG) : 0;
  while (got < 0 && errno == EINTR);
  if (got <= 0 || (!WIFEXITED(status) && !WIFSIGNALED(status))) return js_undefined(env);
  int core = 0;
#ifdef WCOREDUMP
  core = WIFSIGNALED(status) && WCOREDUMP(status) ? 1 : 0;
#endif
  napi_value result = js_array(env, 3);
  js_set(env, result, 0, js_number(env, WIFEXITED(status) ? WEXITSTATUS(status) : 0));
  js_set(env, result, 1, js_number(env, WIFSIGNALED(status) ? WTERMSIG(status) : 0));
  js_set(env, result, 2, js_number(env, core));
  return result;
}

void register_wait(napi_env env, napi_value exports) {
  add_function(env, exports, "firstEnded", first_ended);
  add_function(env, exports, "collect", collect);
}
