#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "addon.h"

/*
 * Locks of one byte that belong to the open file (so they end with its last descriptor, however the process ends), and
 * that a directory can have, too.
 */
static struct flock byte_at(double offset, short type) {
  return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)offset, .l_len = 1};
}

/* lockShared(fd, offset): 0 or an errno. */
static napi_value lock_shared(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  struct flock lock = byte_at(call_number(&call, 1), F_RDLCK);
  if (call.failed) return NULL;
#ifdef F_OFD_SETLK
  return js_number(env, fcntl(fd, F_OFD_SETLK, &lock) == 0 ? 0 : errno);
#else
  (void)fd;
  (void)lock;
  return js_number(env, ENOSYS);
#endif
}

/* isLockedByOthers(fd, offset): 1 if another open file has a lock there, else 0; or minus an errno. */
static napi_value is_locked_by_others(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  struct flock lock = byte_at(call_number(&call, 1), F_WRLCK);
  if (call.failed) return NULL;
#ifdef F_OFD_GETLK
  return js_number(env, fcntl(fd, F_OFD_GETLK, &lock) == 0 ? lock.l_type != F_UNLCK : -errno);
#else
  (void)fd;
  (void)lock;
  return js_number(env, -ENOSYS);
#endif
}

void register_locks(napi_env env, napi_value exports) {
  add_function(env, exports, "lockShared", lock_shared);
  add_function(env, exports, "isLockedByOthers", is_locked_by_others);
}
