/*
 * What `node:v8` has too, whose loading takes all of Node's streams along: three milliseconds of a daemon's start.
 */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "addon.h"

/* v8::V8::SetFlagsFromString(const char *), as C++ names it; every Node exports it to addons. */
static const char set_flags[] = "_ZN2v82V818SetFlagsFromStringEPKc";

/* setEngineFlags(text): whether the engine took notice. */
static napi_value set_engine_flags(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char text[64];
  call_string(&call, 0, text, sizeof text);
  if (call.failed) return NULL;
  void (*set)(const char *);
  *(void **)&set = dlsym(RTLD_DEFAULT, set_flags);
  if (set != NULL) set(text);
  return js_number(env, set != NULL);
}

void register_engine(napi_env env, napi_value exports) { add_function(env, exports, "setEngineFlags", set_engine_flags); }
