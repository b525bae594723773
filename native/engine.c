/*
 * What `node:v8` has too, whose loading takes all of Node's streams along: three milliseconds of a daemon's start.
 */
#include "addon.h"

/* v8::V8::SetFlagsFromString(const char *), as C++ names it: every Node offers it to addons. */
#ifdef __APPLE__
#define SET_FLAGS "__ZN2v82V818SetFlagsFromStringEPKc"
#else
#define SET_FLAGS "_ZN2v82V818SetFlagsFromStringEPKc"
#endif
extern void set_flags(const char *flags) __asm__(SET_FLAGS) __attribute__((weak));

/* setEngineFlags(text): 1, or 0 where this Node has no such function. */
static napi_value set_engine_flags(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char text[64];
  call_string(&call, 0, text, sizeof text);
  if (call.failed) return NULL;
  if (set_flags == NULL) return js_number(env, 0);
  set_flags(text);
  return js_number(env, 1);
}

void register_engine(napi_env env, napi_value exports) { add_function(env, exports, "setEngineFlags", set_engine_flags); }
