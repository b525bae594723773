/*
 * Sockets that have a name in the file system.
 *
 * Whoever may write to the directory may rename what we make there, and put a link to somebody else's file in its
 * place, between any two calls that name it. So a socket is finished where nobody else gets at it, and only then named:
 * its mode comes with bind(2) itself, and where its owner must change it is made in a directory of our own, which is
 * held by a descriptor. It listens before it has its name, so that nobody takes it for one that was left behind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "addon.h"

#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

enum { PATH_BYTES = sizeof(((struct sockaddr_un *)0)->sun_path), STAGE_ATTEMPTS = 16 };

/* What a socket shall be, and where. */
struct wanted_socket {
  char directory[PATH_BYTES + 2];
  char name[PATH_BYTES];
  mode_t mode;
  uid_t uid;
  gid_t gid;
  int backlog;
};

/* Where it is made: `name` in the directory `fd`, which is a private one below the real one, or the real one itself. */
struct stage {
  int parent;
  int fd;
  char folder[PATH_BYTES + 32]; /* "" without a private directory */
  char name[PATH_BYTES + 32];
};

static bool unix_address(struct sockaddr_un *address, const void *path, size_t length) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (length == 0 || length >= sizeof address->sun_path) return false;
  memcpy(address->sun_path, path, length);
  return true;
}

static bool split_path(struct wanted_socket *wanted, const char *path, size_t length) {
  if (length == 0 || length >= PATH_BYTES || memchr(path, '\0', length)) return false;
  const char *slash = NULL;
  for (size_t i = 0; i < length; i++) {
    if (path[i] == '/') slash = path + i;
  }
  size_t folder = slash ? (size_t)(slash - path) : 0;
  size_t start = slash ? folder + 1 : 0;
  if (!slash) memcpy(wanted->directory, ".", 2);
  else if (folder == 0) memcpy(wanted->directory, "/", 2);
  else snprintf(wanted->directory, sizeof wanted->directory, "%.*s", (int)folder, path);
  memcpy(wanted->name, path + start, length - start);
  wanted->name[length - start] = '\0';
  return wanted->name[0] != '\0';
}

/* Short whatever the directory is called, and the same directory whatever is renamed. */
static bool address_in(struct sockaddr_un *address, int directory, const char *name) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  int size = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", directory, name);
  return size > 0 && (size_t)size < sizeof address->sun_path;
}

/* The file gets its mode in bind(2) itself, so that there is no moment at which it has another. */
static int bind_with_mode(int fd, const struct sockaddr_un *address, mode_t mode) {
  mode_t saved = umask(~mode & 0777);
  int failed = bind(fd, (const struct sockaddr *)address, sizeof *address);
  int number = errno;
  umask(saved);
  errno = number;
  return failed;
}

/* statx with glibc, whose fstat would demand a newer one than Node does; musl has had it since 1.2.5 only. */
static bool is_ours_alone(int directory) {
#ifdef __GLIBC__
  struct statx status;
  return statx(directory, "", AT_EMPTY_PATH, STATX_MODE | STATX_UID, &status) == 0 && status.stx_uid == geteuid() &&
         (status.stx_mode & 0777) == 0700;
#else
  struct stat status;
  return fstat(directory, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & 0777) == 0700;
#endif
}

/* A directory in which nobody else can do anything. What a killed predecessor of this pid has left is used again. */
static bool open_private_directory(struct stage *stage, const char *base) {
  for (int attempt = 0; attempt < STAGE_ATTEMPTS; attempt++) {
    int size = attempt == 0 ? snprintf(stage->folder, sizeof stage->folder, "%s.%d", base, (int)getpid())
                            : snprintf(stage->folder, sizeof stage->folder, "%s.%d.%d", base, (int)getpid(), attempt);
    if (size < 0 || (size_t)size >= sizeof stage->folder) break;
    if (mkdirat(stage->parent, stage->folder, 0700) != 0 && errno != EEXIST) break;
    int fd = openat(stage->parent, stage->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) continue;
    if (is_ours_alone(fd)) {
      stage->fd = fd;
      memcpy(stage->name, "s", 2);
      unlinkat(fd, stage->name, 0);
      return true;
    }
    close(fd);
    errno = EEXIST;
  }
  stage->folder[0] = '\0';
  return false;
}

static bool open_stage(struct stage *stage, const struct wanted_socket *wanted, bool private) {
  memset(stage, 0, sizeof *stage);
  stage->parent = open(wanted->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  stage->fd = -1;
  if (stage->parent < 0) return false;
  if (private) return open_private_directory(stage, wanted->name);
  stage->fd = stage->parent;
  snprintf(stage->name, sizeof stage->name, "%s.%d", wanted->name, (int)getpid());
  unlinkat(stage->parent, stage->name, 0);
  return true;
}

static void close_stage(const struct stage *stage) {
  int number = errno;
  if (stage->fd >= 0) unlinkat(stage->fd, stage->name, 0);
  if (stage->fd >= 0 && stage->fd != stage->parent) close(stage->fd);
  if (stage->folder[0] != '\0') unlinkat(stage->parent, stage->folder, AT_REMOVEDIR);
  if (stage->parent >= 0) close(stage->parent);
  errno = number;
}

/* Without /proc the name itself has to do; the private directory still keeps others out. */
static int bind_staged(int fd, const struct stage *stage, const struct wanted_socket *wanted) {
  struct sockaddr_un address;
  if (address_in(&address, stage->fd, stage->name)) {
    int failed = bind_with_mode(fd, &address, wanted->mode);
    if (failed == 0 || (errno != ENOENT && errno != ENOTDIR)) return failed;
  }
  char path[3 * PATH_BYTES];
  const char *slash = stage->folder[0] == '\0' ? "" : "/";
  int size = snprintf(path, sizeof path, "%s/%s%s%s", wanted->directory, stage->folder, slash, stage->name);
  if (size < 0 || !unix_address(&address, path, (size_t)size)) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return bind_with_mode(fd, &address, wanted->mode);
}

static int rename_if_free(const struct stage *stage, const char *name) {
#if defined(__linux__) && defined(SYS_renameat2)
  const unsigned no_replace = 1;
  return (int)syscall(SYS_renameat2, stage->fd, stage->name, stage->parent, name, no_replace);
#else
  (void)stage;
  (void)name;
  errno = ENOSYS;
  return -1;
#endif
}

/* Never replaces what is there: EEXIST. File systems know one way or the other; where none is known, look and rename. */
static int publish(const struct stage *stage, const char *name) {
  if (rename_if_free(stage, name) == 0) return 0;
  if (errno == EEXIST) return -1;
  if (linkat(stage->fd, stage->name, stage->parent, name, 0) == 0) return 0;
  if (errno == EEXIST) return -1;
  if (faccessat(stage->parent, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return -1;
  }
  return renameat(stage->fd, stage->name, stage->parent, name);
}

/* A listening descriptor, or -1 and errno. */
static int make_socket(const struct wanted_socket *wanted) {
  bool give_away = wanted->uid != (uid_t)-1 || wanted->gid != (gid_t)-1;
  struct stage stage;
  int fd = -1;
  if (open_stage(&stage, wanted, give_away)) {
    fd = close_on_exec_socket(AF_UNIX);
    if (fd >= 0 && (bind_staged(fd, &stage, wanted) != 0 ||
                    (give_away &&
                     fchownat(stage.fd, stage.name, wanted->uid, wanted->gid, AT_SYMLINK_NOFOLLOW) != 0) ||
                    listen(fd, wanted->backlog) != 0 || publish(&stage, wanted->name) != 0)) {
      int number = errno;
      close(fd);
      errno = number;
      fd = -1;
    }
  }
  close_stage(&stage);
  return fd;
}

/*
 * listenUnix(path, mode, uid, gid, backlog): a listening descriptor, or minus an errno, EADDRINUSE if the path exists.
 * uid and gid -1 stay as they are; backlog 0: the largest.
 */
static napi_value listen_unix(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct wanted_socket wanted;
  size_t length;
  const char *path = call_bytes(&call, 0, &length);
  wanted.mode = (mode_t)call_int(&call, 1);
  double uid = call_number(&call, 2);
  double gid = call_number(&call, 3);
  wanted.backlog = backlog_or_largest(call_int(&call, 4));
  if (call.failed) return NULL;
  wanted.uid = uid < 0 ? (uid_t)-1 : (uid_t)uid;
  wanted.gid = gid < 0 ? (gid_t)-1 : (gid_t)gid;
  if (!split_path(&wanted, path, length)) return js_number(env, -ENAMETOOLONG);
  int fd = make_socket(&wanted);
  if (fd < 0) return js_number(env, -(errno == EEXIST ? EADDRINUSE : errno));
  return js_number(env, fd);
}

/* connectUnix(path): whether somebody takes connections there, without waiting: 0, or an errno. */
static napi_value connect_unix(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct sockaddr_un address;
  size_t length;
  const void *path = call_bytes(&call, 0, &length);
  if (call.failed) return NULL;
  if (!unix_address(&address, path, length)) return js_number(env, ENAMETOOLONG);
  int fd = close_on_exec_socket(AF_UNIX);
  if (fd < 0) return js_number(env, errno);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  int number = connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ? errno : 0;
  close(fd);
  return js_number(env, number);
}

void register_unix_sockets(napi_env env, napi_value exports) {
  add_function(env, exports, "listenUnix", listen_unix);
  add_function(env, exports, "connectUnix", connect_unix);
}
