#include "addon.h"

NAPI_MODULE_INIT() {
  register_directories(env, exports);
  register_engine(env, exports);
  register_limits(env, exports);
  register_locks(env, exports);
  register_pipe_loop(env, exports);
  register_pipes(env, exports);
  register_signals(env, exports);
  register_sockets(env, exports);
  register_spawn(env, exports);
  register_streams(env, exports);
  register_unix_sockets(env, exports);
  register_users(env, exports);
  register_wait(env, exports);
  return exports;
}
