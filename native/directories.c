#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/sysmacros.h>
#endif

#include "addon.h"

/* A name in a directory; the kernel refuses longer ones. */
enum { NAME_BYTES = 4096 };

/* Directories are given by descriptor; -1 is the current one. */
static int directory_of(struct call *call) {
  int directory = call_int(call, 0);
  return directory == -1 ? AT_FDCWD : directory;
}

static napi_value descriptor_or_errno(napi_env env, int fd) { return js_number(env, fd < 0 ? -errno : fd); }

/* openAt(directory, name, flags, mode): a close-on-exec descriptor, or minus an errno. */
static napi_value open_at(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  int directory = directory_of(&call);
  call_string(&call, 1, name, sizeof name);
  int flags = call_int(&call, 2);
  int mode = call_int(&call, 3);
  if (call.failed) return NULL;
  return descriptor_or_errno(env, openat(directory, name, flags | O_CLOEXEC, (mode_t)mode));
}

/*
 * enterAt(directory, name, follow): a descriptor of the directory of that name for the other functions here, or minus an
 * errno. What may be searched but not read is entered, too, where the system can do that.
 */
static napi_value enter_at(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  int directory = directory_of(&call);
  call_string(&call, 1, name, sizeof name);
  int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (call_int(&call, 2) ? 0 : O_NOFOLLOW);
  if (call.failed) return NULL;
  int fd = openat(directory, name, flags);
#if defined(O_PATH)
  if (fd < 0 && errno == EACCES) fd = openat(directory, name, flags | O_PATH);
#elif defined(O_SEARCH)
  if (fd < 0 && errno == EACCES) fd = openat(directory, name, flags | O_SEARCH);
#endif
  return descriptor_or_errno(env, fd);
}

/* lookAt(directory, name): [device, mode, uid] of the entry itself, were it a link; or an errno. */
static napi_value look_at(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  int directory = directory_of(&call);
  call_string(&call, 1, name, sizeof name);
  if (call.failed) return NULL;
#ifdef __GLIBC__
  /* glibc's fstatat is newer than the oldest glibc that Node runs on. */
  struct statx found;
  if (statx(directory, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MODE | STATX_UID, &found) != 0) {
    return js_number(env, errno);
  }
  double device = (double)makedev(found.stx_dev_major, found.stx_dev_minor);
  double mode = found.stx_mode, uid = found.stx_uid;
#else
  struct stat found;
  if (fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) != 0) return js_number(env, errno);
  double device = (double)found.st_dev, mode = found.st_mode, uid = found.st_uid;
#endif
  napi_value result = js_array(env, 3);
  js_set(env, result, 0, js_number(env, device));
  js_set(env, result, 1, js_number(env, mode));
  js_set(env, result, 2, js_number(env, uid));
  return result;
}

/* readLinkAt(directory, name): where the link leads, or an errno. */
static napi_value read_link_at(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES], target[NAME_BYTES];
  int directory = directory_of(&call);
  call_string(&call, 1, name, sizeof name);
  if (call.failed) return NULL;
  ssize_t length = readlinkat(directory, name, target, sizeof target - 1);
  if (length < 0) return js_number(env, errno);
  target[length] = '\0';
  return js_string(env, target);
}

/* renameAt(directory, from, to): both names in the same directory. 0 or an errno. */
static napi_value rename_at(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char from[NAME_BYTES], to[NAME_BYTES];
  int directory = directory_of(&call);
  call_string(&call, 1, from, sizeof from);
  call_string(&call, 2, to, sizeof to);
  if (call.failed) return NULL;
  return js_number(env, renameat(directory, from, directory, to) == 0 ? 0 : errno);
}

/* removeAt(directory, name): 0 or an errno. */
static napi_value remove_at(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  char name[NAME_BYTES];
  int directory = directory_of(&call);
  call_string(&call, 1, name, sizeof name);
  if (call.failed) return NULL;
  return js_number(env, unlinkat(directory, name, 0) == 0 ? 0 : errno);
}

void register_directories(napi_env env, napi_value exports) {
  add_function(env, exports, "openAt", open_at);
  add_function(env, exports, "enterAt", enter_at);
  add_function(env, exports, "lookAt", look_at);
  add_function(env, exports, "readLinkAt", read_link_at);
  add_function(env, exports, "renameAt", rename_at);
  add_function(env, exports, "removeAt", remove_at);
}
