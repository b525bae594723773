#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "addon.h"

static bool resource_of(struct call *call, size_t index, int *resource) {
  char name[16];
  call_string(call, index, name, sizeof name);
  if (call->failed) return false;
  if (strcmp(name, "nofile") == 0) {
    *resource = RLIMIT_NOFILE;
    return true;
  }
  if (strcmp(name, "nproc") == 0) {
    *resource = RLIMIT_NPROC;
    return true;
  }
  call->failed = true;
  napi_throw_type_error(call->env, NULL, "unknown resource");
  return false;
}

static double to_number(rlim_t limit) {
  return limit == RLIM_INFINITY ? INFINITY : (double)limit;
}

static rlim_t to_limit(double number) {
  return isinf(number) ? RLIM_INFINITY : (rlim_t)number;
}

/* getLimit(resource): [soft, hard] with Infinity for none, or an errno. */
static napi_value get_limit(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct rlimit limit;
  int resource;
  if (!resource_of(&call, 0, &resource)) return NULL;
  if (getrlimit(resource, &limit) != 0) return js_number(env, errno);
  napi_value result = js_array(env, 2);
  js_set(env, result, 0, js_number(env, to_number(limit.rlim_cur)));
  js_set(env, result, 1, js_number(env, to_number(limit.rlim_max)));
  return result;
}

/* setLimit(resource, soft, hard): 0, or an errno. */
static napi_value set_limit(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct rlimit limit;
  int resource;
  if (!resource_of(&call, 0, &resource)) return NULL;
  double soft = call_number(&call, 1);
  double hard = call_number(&call, 2);
  if (call.failed) return NULL;
  if (!(soft >= 0) || !(hard >= 0)) return js_number(env, EINVAL);
  limit.rlim_cur = to_limit(soft);
  limit.rlim_max = to_limit(hard);
  return js_number(env, setrlimit(resource, &limit) != 0 ? errno : 0);
}

void register_limits(napi_env env, napi_value exports) {
  add_function(env, exports, "getLimit", get_limit);
  add_function(env, exports, "setLimit", set_limit);
}
