/*
 * Pipes read by Node's event loop: into one buffer for all of them, one call for each piece. Node's own streams would cost
 * 1.5 kB for each pipe, and a quarter of the daemon's CPU while a thousand programs start.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "addon.h"

/*
 * The few functions of libuv that this takes. They are the same in all of its versions 1.x, and Node-API's headers do not
 * bring libuv's own.
 */
typedef struct uv_loop_s uv_loop_t;
typedef struct uv_handle_s uv_handle_t;
typedef struct uv_poll_s uv_poll_t;
typedef void (*uv_poll_cb)(uv_poll_t *poll, int status, int events);
enum { UV_POLL = 8, UV_READABLE = 1 };
size_t uv_handle_size(int type);
void *uv_handle_get_data(const uv_handle_t *handle);
void uv_handle_set_data(uv_handle_t *handle, void *data);
int uv_poll_init(uv_loop_t *loop, uv_poll_t *poll, int fd);
int uv_poll_start(uv_poll_t *poll, int events, uv_poll_cb callback);
int uv_poll_stop(uv_poll_t *poll);
void uv_close(uv_handle_t *handle, void (*callback)(uv_handle_t *handle));

/* As many pieces of one pipe before others have their turn, as libuv's own streams do. */
enum { PIECES_IN_A_ROW = 32 };

struct watch {
  struct pipe_loop *loop;
  uv_poll_t *poll;
  int fd;
  bool awake;
};

/* One for each environment of Node (a worker has its own). */
struct pipe_loop {
  napi_env env;
  uv_loop_t *uv;
  napi_ref on_read;
  napi_ref buffer;
  char *bytes;
  size_t size;
  /* By descriptor. */
  struct watch **watches;
  size_t capacity;
};

static void freed(uv_handle_t *handle) {
  free(uv_handle_get_data(handle));
  free(handle);
}

static void close_watch(struct watch *watch) {
  watch->awake = false;
  watch->loop->watches[watch->fd] = NULL;
  /* The loop frees it in its next turn, so that a callback that closes its own pipe can still look at it. */
  uv_close((uv_handle_t *)watch->poll, freed);
}

/* Tells JavaScript; what it throws is an uncaught exception, as in any callback of Node. */
static void tell(struct pipe_loop *loop, int fd, double count) {
  napi_env env = loop->env;
  napi_handle_scope scope;
  napi_value on_read, global, arguments[2], result, error;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_get_reference_value(env, loop->on_read, &on_read);
  napi_get_global(env, &global);
  arguments[0] = js_number(env, fd);
  arguments[1] = js_number(env, count);
  if (napi_make_callback(env, NULL, global, on_read, 2, arguments, &result) == napi_pending_exception) {
    napi_get_and_clear_last_exception(env, &error);
    napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

/* @param status 0, or what is wrong with the pipe: then libuv calls no more, and all that is left is read now, to its end. */
static void on_readable(uv_poll_t *poll, int status, int events) {
  struct watch *watch = uv_handle_get_data((uv_handle_t *)poll);
  struct pipe_loop *loop = watch->loop;
  (void)events;
  for (int piece = 0; (status != 0 || piece < PIECES_IN_A_ROW) && watch->awake; piece++) {
    ssize_t count;
    do count = read(watch->fd, loop->bytes, loop->size);
    while (count < 0 && errno == EINTR);
    if (count < 0 && status == 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    tell(loop, watch->fd, count < 0 ? -errno : (double)count);
    if (count <= 0 || (status == 0 && count < (ssize_t)loop->size)) return;
  }
}

static struct watch *find_watch(struct pipe_loop *loop, int fd) {
  return fd >= 0 && (size_t)fd < loop->capacity ? loop->watches[fd] : NULL;
}

static int set_awake(struct watch *watch, bool awake) {
  if (watch->awake == awake) return 0;
  int failed = awake ? uv_poll_start(watch->poll, UV_READABLE, on_readable) : uv_poll_stop(watch->poll);
  if (failed == 0) watch->awake = awake;
  return -failed;
}

static bool make_room(struct pipe_loop *loop, int fd) {
  if ((size_t)fd < loop->capacity) return true;
  size_t capacity = loop->capacity == 0 ? 64 : loop->capacity;
  while (capacity <= (size_t)fd) capacity *= 2;
  struct watch **watches = realloc(loop->watches, capacity * sizeof *watches);
  if (watches == NULL) return false;
  for (size_t at = loop->capacity; at < capacity; at++) watches[at] = NULL;
  loop->watches = watches;
  loop->capacity = capacity;
  return true;
}

static int open_watch(struct pipe_loop *loop, int fd) {
  if (fd < 0) return EBADF;
  if (!make_room(loop, fd)) return ENOMEM;
  if (loop->watches[fd] != NULL) return EEXIST;
  struct watch *watch = calloc(1, sizeof *watch);
  uv_poll_t *poll = calloc(1, uv_handle_size(UV_POLL));
  int failed = watch == NULL || poll == NULL ? -ENOMEM : uv_poll_init(loop->uv, poll, fd);
  if (failed != 0) {
    free(watch);
    free(poll);
    return -failed;
  }
  *watch = (struct watch){.loop = loop, .fd = fd, .poll = poll};
  uv_handle_set_data((uv_handle_t *)poll, watch);
  loop->watches[fd] = watch;
  failed = set_awake(watch, true);
  if (failed != 0) close_watch(watch);
  return failed;
}

/* The environment ends: nothing of it is called any more. */
static void close_loop(void *data) {
  struct pipe_loop *loop = data;
  for (size_t fd = 0; fd < loop->capacity; fd++)
    if (loop->watches[fd] != NULL) close_watch(loop->watches[fd]);
}

static void free_loop(napi_env env, void *data, void *hint) {
  struct pipe_loop *loop = data;
  (void)env;
  (void)hint;
  free(loop->watches);
  free(loop);
}

static struct pipe_loop *loop_of(napi_env env) {
  void *loop = NULL;
  napi_get_instance_data(env, &loop);
  if (loop == NULL) napi_throw_error(env, NULL, "readPipes has not been called");
  return loop;
}

/* readPipes(into, onRead): before all else here, once. `onRead` gets a descriptor, and what `readNow` returns. */
static napi_value read_pipes(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  size_t size;
  char *bytes = call_bytes(&call, 0, &size);
  if (call.failed) return NULL;
  struct pipe_loop *loop = calloc(1, sizeof *loop);
  if (loop == NULL || napi_get_uv_event_loop(env, (struct uv_loop_s **)&loop->uv) != napi_ok) {
    free(loop);
    napi_throw_error(env, NULL, "no event loop");
    return NULL;
  }
  loop->env = env;
  loop->bytes = bytes;
  loop->size = size;
  napi_create_reference(env, call.values[0], 1, &loop->buffer);
  napi_create_reference(env, call.values[1], 1, &loop->on_read);
  napi_set_instance_data(env, loop, free_loop, NULL);
  napi_add_env_cleanup_hook(env, close_loop, loop);
  return NULL;
}

/* watchPipe(fd): makes it non-blocking and reads it from now on. Here and below: 0, or an errno. */
static napi_value watch_pipe(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  struct pipe_loop *loop = loop_of(env);
  if (call.failed || loop == NULL) return NULL;
  return js_number(env, open_watch(loop, fd));
}

/* wakePipe(fd, awake): whether to read it now. */
static napi_value wake_pipe(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  int awake = call_int(&call, 1);
  struct pipe_loop *loop = loop_of(env);
  if (call.failed || loop == NULL) return NULL;
  struct watch *watch = find_watch(loop, fd);
  return js_number(env, watch == NULL ? EBADF : set_awake(watch, awake != 0));
}

/* forgetPipe(fd): it is the caller's again, and still open. */
static napi_value forget_pipe(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  struct pipe_loop *loop = loop_of(env);
  if (call.failed || loop == NULL) return NULL;
  struct watch *watch = find_watch(loop, fd);
  if (watch == NULL) return js_number(env, EBADF);
  close_watch(watch);
  return js_number(env, 0);
}

void register_pipe_loop(napi_env env, napi_value exports) {
  add_function(env, exports, "readPipes", read_pipes);
  add_function(env, exports, "watchPipe", watch_pipe);
  add_function(env, exports, "wakePipe", wake_pipe);
  add_function(env, exports, "forgetPipe", forget_pipe);
}
