#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "addon.h"

static int close_on_exec_socket(int family) {
#ifdef SOCK_CLOEXEC
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
#else
  int fd = socket(family, SOCK_STREAM, 0);
  if (fd >= 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
#endif
}

/* Closes what could not be finished; minus the errno that was current on entry. */
static int give_up(int fd) {
  int number = errno;
  if (fd >= 0) close(fd);
  return -number;
}

static int backlog_or_largest(int backlog) { return backlog > 0 ? backlog : SOMAXCONN; }

static int listen_address(const struct addrinfo *address, int backlog) {
  const int on = 1;
  int fd = close_on_exec_socket(address->ai_family);
  if (fd < 0) return -errno;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(fd, address->ai_addr, address->ai_addrlen) != 0 || listen(fd, backlog) != 0) {
    return give_up(fd);
  }
  return fd;
}

/*
 * listenTcp(address, port, backlog): a listening descriptor, or minus an errno. The address is numeric, so that nobody is
 * asked for it here, where all wait. Backlog 0: the largest.
 */
static napi_value listen_tcp(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct addrinfo hints, *found = NULL;
  char host[NI_MAXHOST], port[16];
  call_string(&call, 0, host, sizeof host);
  snprintf(port, sizeof port, "%d", call_int(&call, 1));
  int backlog = backlog_or_largest(call_int(&call, 2));
  if (call.failed) return NULL;

  const int families[] = {AF_INET, AF_INET6};
  int result = -EADDRNOTAVAIL;
  for (int i = 0; i < 2; i++) {
    memset(&hints, 0, sizeof hints);
    hints.ai_family = families[i];
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    if (getaddrinfo(host, port, &hints, &found) != 0) continue;
    result = listen_address(found, backlog);
    freeaddrinfo(found);
    break;
  }
  return js_number(env, result);
}

static bool unix_address(struct sockaddr_un *address, const void *path, size_t length) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (length == 0 || length >= sizeof address->sun_path) return false;
  memcpy(address->sun_path, path, length);
  return true;
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

/*
 * listenUnix(path, mode, uid, gid, backlog): a listening descriptor, or minus an errno. uid and gid -1 stay as they are;
 * backlog 0: the largest.
 */
static napi_value listen_unix(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct sockaddr_un address;
  size_t length;
  const void *path = call_bytes(&call, 0, &length);
  int mode = call_int(&call, 1);
  double uid = call_number(&call, 2);
  double gid = call_number(&call, 3);
  int backlog = backlog_or_largest(call_int(&call, 4));
  if (call.failed) return NULL;
  if (!unix_address(&address, path, length)) return js_number(env, -ENAMETOOLONG);
  int fd = close_on_exec_socket(AF_UNIX);
  if (fd < 0) return js_number(env, -errno);
  if (bind_with_mode(fd, &address, (mode_t)mode) != 0) return js_number(env, give_up(fd));
  /* lchown: somebody who may write to the directory could have put a link in the file's place. */
  if (((uid >= 0 || gid >= 0) &&
       lchown(address.sun_path, uid < 0 ? (uid_t)-1 : (uid_t)uid, gid < 0 ? (gid_t)-1 : (gid_t)gid) != 0) ||
      listen(fd, backlog) != 0) {
    int result = give_up(fd);
    unlink(address.sun_path);
    return js_number(env, result);
  }
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

void register_sockets(napi_env env, napi_value exports) {
  add_function(env, exports, "listenTcp", listen_tcp);
  add_function(env, exports, "listenUnix", listen_unix);
  add_function(env, exports, "connectUnix", connect_unix);
}
