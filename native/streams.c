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

/* A terminal that is writable for poll(2) may still make a writer wait for the second byte (seen with 11 on Linux). */
enum { TERMINAL_BYTES = 1 };

/* How much may be written at once after poll(2) has said "writable", so that a descriptor in blocking mode never waits. */
static size_t sure_bytes(mode_t mode) {
  if (S_ISREG(mode)) return SIZE_MAX;
  return S_ISCHR(mode) ? TERMINAL_BYTES : PIPE_BUF;
}

static bool has_room(int fd) {
  struct pollfd ready = {.fd = fd, .events = POLLOUT};
  return poll(&ready, 1, 0) != 0;
}

static size_t at_most(size_t length, size_t limit) {
  return length < limit ? length : limit;
}

/* One write(2) that does not wait: a count, or -1 and errno, EAGAIN when it would have to. */
static ssize_t write_some(int fd, mode_t mode, bool waits, const char *bytes, size_t length) {
  ssize_t count;
  if (S_ISSOCK(mode)) {
    do count = send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    return count;
  }
  if (waits) {
    if (!S_ISREG(mode) && !has_room(fd)) {
      errno = EAGAIN;
      return -1;
    }
    length = at_most(length, sure_bytes(mode));
  }
  do count = write(fd, bytes, length);
  while (count < 0 && errno == EINTR);
  return count;
}

/*
 * writeNow(fd, bytes): hands over what the kernel takes without waiting; the count, or minus an errno.
 *
 * The descriptor stays as it is: O_NONBLOCK is a property of the open file, which other processes share.
 */
static napi_value write_now(napi_env env, napi_callback_info info) {
  struct call call = call_begin(env, info);
  int fd = call_int(&call, 0);
  size_t length;
  const char *bytes = call_bytes(&call, 1, &length);
  struct stat status;
  if (call.failed) return NULL;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fstat(fd, &status) != 0) return js_number(env, -errno);
  size_t taken = 0;
  while (taken < length) {
    ssize_t count = write_some(fd, status.st_mode, !(flags & O_NONBLOCK), bytes + taken, length - taken);
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

void register_streams(napi_env env, napi_value exports) {
  add_function(env, exports, "writeNow", write_now);
  add_function(env, exports, "sendDatagram", send_datagram);
  add_function(env, exports, "duplicateOnto", duplicate_onto);
}
