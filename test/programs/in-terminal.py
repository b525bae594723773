"""Runs a command with a terminal as its standard output: in-terminal.py FILE COMMAND ARGUMENT...

What arrives is written to FILE; "-" for a reader that stands still.
"""
import os
import subprocess
import sys
import tty

leader, follower = os.openpty()
tty.setraw(follower) if sys.argv[1] != "-" else None
child = subprocess.Popen(sys.argv[2:], stdout=follower)
os.close(follower)
if sys.argv[1] == "-":
    sys.exit(child.wait())
with open(sys.argv[1], "wb") as output:
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        output.write(data)
sys.exit(child.wait())
