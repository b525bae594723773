#include <errno.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "addon.h"

/* reap(): every child that has ended, as [pid, exit code, signal, core, ...], four numbers each. */
static napi_value reap(napi_env env, napi_callback_info info) {
  napi_value ended = js_array(env, 0);
  size_t length = 0;
  (void)info;
  for (;;) {
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid < 0 && errno == EINTR) continue;
    if (pid <= 0) return ended;
    if (!WIFEXITED(status) && !WIFSIGNALED(status)) continue;
    int core = 0;
#ifdef WCOREDUMP
    core = WIFSIGNALED(status) && WCOREDUMP(status) ? 1 : 0;
#endif
    js_set(env, ended, length++, js_number(env, pid));
    js_set(env, ended, length++, js_number(env, WIFEXITED(status) ? WEXITSTATUS(status) : 0));
    js_set(env, ended, length++, js_number(env, WIFSIGNALED(status) ? WTERMSIG(status) : 0));
    js_set(env, ended, length++, js_number(env, core));
  }
}

void register_wait(napi_env env, napi_value exports) {
  add_function(env, exports, "reap", reap);
}
