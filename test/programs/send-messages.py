# Sends messages to event listeners on both channels, in parts and between ordinary output, and goes on running.
#
#     send-messages.py PADDING
import os
import sys
import time

begin, end = b"<!--XSUPERVISOR:BEGIN-->", b"<!--XSUPERVISOR:END-->"
padding = sys.argv[1].encode()

for part in (padding + begin + b"one" + end + padding, begin[:10], begin[10:] + b"tw", b"o" + end[:5], end[5:] + padding):
    os.write(1, part)
    time.sleep(0.1)
os.write(2, begin + "größer".encode() + end + padding)
time.sleep(0.1)
os.write(2, begin + b"\xff" + end + begin + b"last" + end + padding)
time.sleep(600)
