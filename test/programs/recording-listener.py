# An event listener as users write them: the plain protocol, text mode, no library.
#
#     recording-listener.py FILE [DELAY_SECONDS]
#
# Appends each event to FILE as a line of JSON: [pid, header line, payload]. An event whose payload contains "reject me" is
# answered with FAIL the first time. Appending happens before the answer.
import json
import os
import sys
import time

record = open(sys.argv[1], "a", buffering=1)
delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0
rejected = set()

while True:
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        break
    headers = dict(word.split(":", 1) for word in line.split())
    payload = sys.stdin.read(int(headers["len"]))
    record.write(json.dumps([os.getpid(), line, payload]) + "\n")
    time.sleep(delay)
    if "reject me" in payload and payload not in rejected:
        rejected.add(payload)
        sys.stdout.write("RESULT 4\nFAIL")
    else:
        sys.stdout.write("RESULT 2\nOK")
    sys.stdout.flush()
