#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "addon.h"

int close_on_exec_pipe(int ends[2]) {
#ifdef __APPLE__
  if (pipe(ends) != 0) return -1;
  if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0) return 0;
  int saved = errno;
  close(ends[0]);
  close(ends[1]);
  errno = saved;
  return -1;
#else
  return pipe2(ends, O_CLOEXEC);
#endif
}

/* pipe(): [read end, write end], or an errno. */
static napi_value make_pipe(napi_env env, napi_callback_info info) {
  int ends[2];
  (void)info;
  if (close_on_exec_pipe(ends) != 0) return js_number(env, errno);
  napi_value result = js_array(env, 2);
  js_set(env, result, 0, js_number(env, ends[0]));
  js_set(env, result, 1, js_number(env, ends[1]));
  return result;
}

/* setPipeSize(fd, bytes): 0, or an errno. */
static napi_value set_pipe_size(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  int bytes = call_int(&call, 1);
  if (call.failed) return NULL;
#ifdef F_SETPIPE_SZ
  return js_number(env, fcntl(fd, F_SETPIPE_SZ, bytes) < 0 ? errno : 0);
#else
  (void)fd;
  (void)bytes;
  return js_number(env, ENOSYS);
#endif
}

/* readNow(fd, into): how many bytes it got, 0 at the end, or minus an errno: EAGAIN when the pipe is empty. */
static napi_value read_now(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  size_t length;
  char *into = call_bytes(&call, 1, &length);
  if (call.failed) return NULL;
  ssize_t count;
  do count = read(fd, into, length);
  while (count < 0 && errno == EINTR);
  return js_number(env, (double)(count < 0 ? -errno : count));
}

void register_pipes(napi_env env, napi_value exports) {
  add_function(env, exports, "pipe", make_pipe);
  add_function(env, exports, "setPipeSize", set_pipe_size);
  add_function(env, exports, "readNow", read_now);
}
