"""Runs a command at a terminal in non-blocking mode. Reads nothing until the terminal is full.

Prints, when LAST has been read or nothing more comes, whether it was full and how many of the words m1, m2
and so on were read.
Usage: non_blocking_terminal.py LAST COMMAND...
"""
import fcntl, os, pty, re, select, struct, subprocess, sys, termios

PATIENCE_S = 5
last, command = sys.argv[1].encode(), sys.argv[2:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
fcntl.fcntl(slave, fcntl.F_SETFL, fcntl.fcntl(slave, fcntl.F_GETFL) | os.O_NONBLOCK)
child = subprocess.Popen(command, stdin=slave, stdout=slave, start_new_session=True)
out = b""
is_full = False
while child.poll() is None:
    if not is_full:
        # a full terminal can be read and takes nothing more
        is_full = not select.select([], [slave], [], 0)[1]
        select.select([], [], [], 0.01)
        continue
    if last in out or not select.select([master], [], [], PATIENCE_S)[0]:
        break
    out += os.read(master, 1000)
child.kill()
print(is_full, len(set(re.findall(rb"\bm\d+\b", out))))
