#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __FreeBSD__
#include <sys/procctl.h>
#endif

#include "addon.h"

/* kill(pid, signal): 0, or an errno. Unlike process.kill it takes every number, real-time signals too. */
static napi_value send_signal(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int pid = call_int(&call, 0);
  int number = call_int(&call, 1);
  if (call.failed) return NULL;
  return js_number(env, kill((pid_t)pid, number) != 0 ? errno : 0);
}

/* ignoreSignal(signal): 0, or an errno. Replaces whatever handler there is, Node's own included. */
static napi_value ignore_signal(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct sigaction action;
  int number = call_int(&call, 0);
  if (call.failed) return NULL;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_IGN;
  sigemptyset(&action.sa_mask);
  return js_number(env, sigaction(number, &action, NULL) != 0 ? errno : 0);
}

/* becomeSubreaper(): 0, or an errno. From now on orphaned descendants become children of this process. */
static napi_value become_subreaper(napi_env env, napi_callback_info info) {
  (void)info;
#if defined(PR_SET_CHILD_SUBREAPER)
  return js_number(env, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 ? errno : 0);
#elif defined(PROC_REAP_ACQUIRE)
  return js_number(env, procctl(P_PID, getpid(), PROC_REAP_ACQUIRE, NULL) != 0 ? errno : 0);
#else
  return js_number(env, ENOSYS);
#endif
}

void register_signals(napi_env env, napi_value exports) {
  add_function(env, exports, "kill", send_signal);
  add_function(env, exports, "ignoreSignal", ignore_signal);
  add_function(env, exports, "becomeSubreaper", become_subreaper);
}
