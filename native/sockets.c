#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addon.h"

int close_on_exec_socket(int family) {
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

int backlog_or_largest(int backlog) { return backlog > 0 ? backlog : SOMAXCONN; }

static int listen_address(const struct addrinfo *address, int backlog) {
  const int on = 1, off = 0;
  int fd = close_on_exec_socket(address->ai_family);
  if (fd < 0) return -errno;
  /* All interfaces of IPv6 are those of IPv4, too, whatever the system's default. */
  if (address->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
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

void register_sockets(napi_env env, napi_value exports) {
  add_function(env, exports, "listenTcp", listen_tcp);
}
