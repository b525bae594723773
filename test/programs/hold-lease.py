"""Takes a lease on FILE: whoever opens or executes it has to wait until this ends. Says "held".

    hold-lease.py FILE
"""

import fcntl
import os
import signal
import sys

signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open(sys.argv[1], os.O_WRONLY)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("held", flush=True)
while True:
    signal.pause()
