"""Runs a command in a pseudo-terminal of 24 lines and 80 columns: standard input is what is typed, standard output is
what the screen gets, and the exit status is the command's. ESC ] size ; LINES ; COLUMNS BEL in what is typed is not typed:
the terminal has another size from then on."""
import fcntl, os, pty, re, select, struct, sys, termios

def resize(lines, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
resize(24, 80)
sources = [0, master]
while True:
    ready, _, _ = select.select(sources, [], [])
    if 0 in ready:
        typed = os.read(0, 4096)
        if typed:
            for size in re.findall(rb"\x1b\]size;(\d+);(\d+)\x07", typed):
                resize(*map(int, size))
            os.write(master, re.sub(rb"\x1b\]size;\d+;\d+\x07", b"", typed))
        else:
            sources.remove(0)
    if master in ready:
        try:
            shown = os.read(master, 65536)
        except OSError:  # EIO: the last one who had the terminal open is gone
            break
        if not shown:
            break
        os.write(1, shown)
_, status = os.waitpid(pid, 0)
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
