/*
 * The addon's own few conventions over Node-API, and the functions that the other files register.
 *
 * One function per system call that Node lacks, no policy: arguments are checked for type only, results are plain
 * numbers, strings and arrays. An errno comes back as a positive number; the names are TypeScript's business.
 * `src/system/native-addon.ts` is the typed view of all this; change both together.
 */
#ifndef SUPERVISOR_ADDON_H
#define SUPERVISOR_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CALL_MAX_ARGUMENTS = 6 };

/* The arguments of one call from JavaScript. After the first wrong one, `failed` is set and a TypeError pending. */
struct call {
  napi_env env;
  size_t count;
  napi_value values[CALL_MAX_ARGUMENTS];
  bool failed;
};

struct call call_begin(napi_env env, napi_callback_info info);
double call_number(struct call *call, size_t index);
int32_t call_int(struct call *call, size_t index);
uint32_t call_uint32(struct call *call, size_t index);
/* A string of at most `size - 1` bytes; longer ones are refused, since no name that exists is longer. */
void call_string(struct call *call, size_t index, char *into, size_t size);
/* A Uint8Array's bytes. They stay where they are until the call returns. */
char *call_bytes(struct call *call, size_t index, size_t *length);

napi_value js_number(napi_env env, double value);
napi_value js_string(napi_env env, const char *value);
napi_value js_undefined(napi_env env);
napi_value js_array(napi_env env, size_t length);
/* A failed append leaves a shorter array behind; the exception that made it fail is pending then. */
void js_set(napi_env env, napi_value array, size_t index, napi_value value);

void add_function(napi_env env, napi_value exports, const char *name, napi_callback callback);

/* pipe2(O_CLOEXEC), also where there is none. */
int close_on_exec_pipe(int ends[2]);

/* A stream socket that no child inherits, or -1 and errno. */
int close_on_exec_socket(int family);
/* listen(2)'s number for "at most so many"; 0: as many as the system allows. */
int backlog_or_largest(int backlog);

void register_directories(napi_env env, napi_value exports);
void register_engine(napi_env env, napi_value exports);
void register_limits(napi_env env, napi_value exports);
void register_locks(napi_env env, napi_value exports);
void register_pipe_loop(napi_env env, napi_value exports);
void register_pipes(napi_env env, napi_value exports);
void register_signals(napi_env env, napi_value exports);
void register_sockets(napi_env env, napi_value exports);
void register_spawn(napi_env env, napi_value exports);
void register_streams(napi_env env, napi_value exports);
void register_unix_sockets(napi_env env, napi_value exports);
void register_users(napi_env env, napi_value exports);
void register_wait(napi_env env, napi_value exports);

#endif
