/*
 * System calls of the child between its birth and exec, which runs in its parent's memory and with its parent's thread
 * pointer, perhaps at the same time as the parent: it must not even touch errno. So each call here gives its result, or
 * minus an errno.
 */
#ifndef SUPERVISOR_KERNEL_H
#define SUPERVISOR_KERNEL_H

#include <errno.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define KERNEL_CALLS_TOUCH_NO_MEMORY 1
static inline long kernel(long number, long a, long b, long c, long d) {
  long result;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
#define KERNEL_CALLS_TOUCH_NO_MEMORY 1
static inline long kernel(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
#else
static inline long kernel(long number, long a, long b, long c, long d) {
  long result = syscall(number, a, b, c, d);
  return result < 0 ? -errno : result;
}
#endif
#endif

#endif
