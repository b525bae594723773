"""Runs the commands of Debian's Supervisor, each in a fork of this process, which has loaded them already: most of the time
that a Python program takes to say a line goes into starting it.

Reads one JSON object a line: {"id", "command": path, "args", "cwd", "input"}. Writes one for each when it has ended, in
the order of their ends: {"id", "status", "stdout", "stderr"}. A command that takes longer than 30 seconds is killed.
"""
import atexit
import gc
import importlib.metadata
import io
import json
import os
import runpy
import selectors
import signal
import sys
import time
import traceback

patience_seconds = 30

for entry in importlib.metadata.distribution("supervisor").entry_points:
    if entry.group == "console_scripts":
        entry.load()


class Running:
    def __init__(self, request):
        self.id = request["id"]
        self.output = {"stdout": b"", "stderr": b""}
        self.open = set()
        self.deadline = time.monotonic() + patience_seconds


def serve():
    """Serves until there are no more requests; returns a request in the fork that is to run it."""
    selector = selectors.DefaultSelector()
    os.set_blocking(0, False)
    selector.register(0, selectors.EVENT_READ, None)
    rest = b""
    running = {}
    asked = True
    while asked or running:
        for key, _ in selector.select(1):
            if key.data is None:
                block = os.read(0, 1 << 16)
                if not block:
                    selector.unregister(0)
                    asked = False
                *lines, rest = (rest + block).split(b"\n")
                for line in lines:
                    request = json.loads(line)
                    if begin(request, running, selector):
                        return request
            else:
                pid, name = key.data
                block = os.read(key.fd, 1 << 16)
                running[pid].output[name] += block
                if not block:
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    running[pid].open.remove(key.fd)
                    if not running[pid].open:
                        end(pid, running.pop(pid))
        for pid, one in running.items():
            if time.monotonic() > one.deadline:
                os.kill(pid, signal.SIGKILL)
    sys.exit(0)


def begin(request, running, selector):
    """Forks. True in the child."""
    one = Running(request)
    outputs = {name: os.pipe() for name in one.output}
    source, sink = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(source, 0)
        os.dup2(outputs["stdout"][1], 1)
        os.dup2(outputs["stderr"][1], 2)
        os.closerange(3, 1024)
        return True
    os.close(source)
    # A pipe holds more than any test says.
    try:
        os.write(sink, request["input"].encode())
    except BrokenPipeError:
        pass
    os.close(sink)
    for name, (read_end, write_end) in outputs.items():
        os.close(write_end)
        one.open.add(read_end)
        selector.register(read_end, selectors.EVENT_READ, (pid, name))
    running[pid] = one
    return False


def end(pid, one):
    _, status = os.waitpid(pid, 0)
    answer = {name: text.decode(errors="replace") for name, text in one.output.items()}
    answer.update(id=one.id, status=os.waitstatus_to_exitcode(status))
    os.write(3, json.dumps(answer).encode() + b"\n")


def standard_stream(fd, mode, **options):
    """As Python makes them itself under PYTHONUNBUFFERED."""
    unbuffered = {} if mode == "r" else {"write_through": True}
    raw = open(fd, mode + "b", -1 if mode == "r" else 0, closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", **unbuffered, **options)


gc.freeze()
# Answers go to a descriptor of their own.
os.dup2(1, 3)
request = serve()
os.set_blocking(0, True)
sys.stdin = sys.__stdin__ = standard_stream(0, "r", errors="surrogateescape")
sys.stdout = sys.__stdout__ = standard_stream(1, "w", errors="surrogateescape")
sys.stderr = sys.__stderr__ = standard_stream(2, "w", errors="backslashreplace")
os.chdir(request["cwd"])
sys.path[0] = os.path.dirname(request["command"])
sys.argv = [request["command"], *request["args"]]
status = 0
try:
    runpy.run_path(request["command"], run_name="__main__")
except SystemExit as stop:
    status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    if isinstance(stop.code, str):
        print(stop.code, file=sys.stderr)
except BaseException:
    traceback.print_exc()
    status = 1
atexit._run_exitfuncs()
# An end in order takes everything down that the fork has in common with this process, piece by piece.
os._exit(status & 0xFF)
