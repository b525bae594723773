# Writes numbered lines to standard output, each when the one before has been read: one read of the daemon a line.
#
#     one-read-each.py COUNT
import fcntl
import os
import struct
import sys
import termios
import time


def unread():
    return struct.unpack("i", fcntl.ioctl(1, termios.FIONREAD, b"\0\0\0\0"))[0]


for number in range(int(sys.argv[1])):
    while unread() > 0:
        os.sched_yield()
    os.write(1, b"%07d\n" % number)
while True:
    time.sleep(600)
