#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "addon.h"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef PIPE_BUF
#define PIPE_BUF 512
#endif

static bool has_room(int fd) {
  struct pollfd ready = {.fd = fd, .events = POLLOUT};
  return poll(&ready, 1, 0) != 0;
}

static size_t at_most(size_t length, size_t limit) {
  return length < limit ? length : limit;
}

/*
 * For a terminal poll(2) promises nothing: with its usual translation of newlines the driver may report room and then
 * wait for more of it, for ever if its reader stands still. It is told not to wait for the moment of this write; others
 * who have the same open file can notice only by writing at that very moment.
 */
static ssize_t write_terminal(int fd, int flags, const char *bytes, size_t length) {
  if (fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) return -1;
  ssize_t count = write(fd, bytes, length);
  int number = errno;
  fcntl(fd, F_SETFL, flags);
  errno = number;
  return count;
}

/* One write(2) that does not wait: a count, or -1 and errno, EAGAIN when it would have to. */
static ssize_t write_some(int fd, mode_t mode, int flags, const char *bytes, size_t length) {
  bool waits = !S_ISREG(mode) && !(flags & O_NONBLOCK);
  bool terminal = waits && S_ISCHR(mode);
  ssize_t count;
  if (S_ISSOCK(mode)) {
    do count = send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    return count;
  }
  if (waits && !terminal) {
    if (!has_room(fd)) {
      errno = EAGAIN;
      return -1;
    }
    length = at_most(length, PIPE_BUF);
  }
  do count = terminal ? write_terminal(fd, flags, bytes, length) : write(fd, bytes, length);
  while (count < 0 && errno == EINTR);
  return count;
}

/*
 * writeNow(fd, mode, bytes): hands over what the kernel takes without waiting; the count, or minus an errno.
 *
 * The descriptor stays as it is: O_NONBLOCK is a property of the open file, which other processes share. `mode` is the
 * st_mode of fstat, which is asked in TypeScript: the C library's own symbol would demand a newer one than Node does.
 */
static napi_value write_now(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  mode_t mode = (mode_t)call_uint32(&call, 1);
  size_t length;
  const char *bytes = call_bytes(&call, 2, &length);
  if (call.failed) return NULL;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return js_number(env, -errno);
  size_t taken = 0;
  while (taken < length) {
    ssize_t count = write_some(fd, mode, flags, bytes + taken, length - taken);
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && taken == 0) return js_number(env, -errno);
    if (count <= 0) break;
    taken += (size_t)count;
  }
  return js_number(env, (double)taken);
}

/* sendDatagram(path, bytes): one datagram to a local socket, without waiting; 0, or an errno. */
static napi_value send_datagram(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  struct sockaddr_un address;
  size_t path_length, length;
  const void *path = call_bytes(&call, 0, &path_length);
  const void *bytes = call_bytes(&call, 1, &length);
  if (call.failed) return NULL;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  if (path_length >= sizeof address.sun_path) return js_number(env, ENAMETOOLONG);
  memcpy(address.sun_path, path, path_length);
#ifdef SOCK_CLOEXEC
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
#else
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
#endif
  if (fd < 0) return js_number(env, errno);
  int failed = sendto(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address) < 0;
  int number = failed ? errno : 0;
  close(fd);
  return js_number(env, number);
}

/* duplicateOnto(from, to): dup2; 0, or an errno. */
static napi_value duplicate_onto(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int from = call_int(&call, 0);
  int to = call_int(&call, 1);
  if (call.failed) return NULL;
  return js_number(env, dup2(from, to) < 0 ? errno : 0);
}

/* copyDescriptor(fd): another descriptor of the same open file, close-on-exec; or minus an errno. */
static napi_value copy_descriptor(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  if (call.failed) return NULL;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  return js_number(env, copy < 0 ? -errno : copy);
}

void register_streams(napi_env env, napi_value exports) {
  add_function(env, exports, "writeNow", write_now);
  add_function(env, exports, "sendDatagram", send_datagram);
  add_function(env, exports, "duplicateOnto", duplicate_onto);
  add_function(env, exports, "copyDescriptor", copy_descriptor);
}
