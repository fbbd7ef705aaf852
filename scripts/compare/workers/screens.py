"""Drives a program in a pseudo-terminal, and tells when its screen showed what was waited for.

    screens.py < {"command": [...], "env": {...}, "steps": [{"keys" or "click": ..., "until": [...], "absent": [...]}]}

Prints {"ms": [a number a step], "megabytes": ..., "screen": the last one}. What comes from the program is
stamped as it is read, on a thread of its own, and drawn later: drawing costs more than the programs do.
"""

import fcntl
import json
import os
import pty
import queue
import select
import signal
import struct
import sys
import termios
import threading
import time

import pyte

COLUMNS, ROWS = 160, 45
QUIET = 0.3
PATIENCE = 120


class Screen:
    def __init__(self, command, env):
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.chunks = queue.Queue()
        self.started = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], command, {**os.environ, **env, "TERM": "xterm-256color"})
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                data = os.read(self.terminal, 1 << 16)
            except OSError:
                return
            if not data:
                return
            self.chunks.put((time.perf_counter(), data))
            # What terminals answer when they are asked where the cursor is, and what they are.
            if b"\x1b[6n" in data:
                os.write(self.terminal, b"\x1b[1;1R")
            if b"\x1b[c" in data:
                os.write(self.terminal, b"\x1b[?62;22c")

    def text(self):
        return "\n".join(self.screen.display)

    def send(self, text):
        os.write(self.terminal, text.encode())

    def click(self, text):
        row, line = next(
            (row, line) for row, line in enumerate(self.screen.display) if text in line
        )
        place = f"{line.index(text) + 2};{row + 1}"
        self.send(f"\x1b[<0;{place}M\x1b[<0;{place}m")

    def wait(self, until, absent):
        """The moment from which on the screen showed it, known once nothing more comes."""
        since, deadline = None, time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline:
            try:
                stamp, data = self.chunks.get(timeout=QUIET)
            except queue.Empty:
                if since is not None:
                    return since
                continue
            try:
                self.stream.feed(data)
            except Exception:
                pass
            text = self.text()
            holds = all(part in text for part in until) and not any(part in text for part in absent)
            since = (since or stamp) if holds else None
            # A clock or a blinking cursor may never give rest.
            if since and stamp - since > 3 * QUIET:
                return since
        raise TimeoutError(f"{until} never came; the screen:\n{self.text()}")

    def megabytes(self):
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if "VmHWM" in line)

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        for _ in range(50):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            select.select([], [], [], 0.1)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def main():
    sys.setswitchinterval(0.0005)
    asked = json.load(sys.stdin)
    screen = Screen(asked["command"], asked["env"])
    took, since = [], screen.started
    try:
        for step in asked["steps"]:
            if "click" in step:
                since = time.perf_counter()
                screen.click(step["click"])
            elif "keys" in step:
                since = time.perf_counter()
                screen.send(step["keys"])
            shown = screen.wait(step["until"], step.get("absent", []))
            took.append((shown - since) * 1000)
        answer = {"ms": took, "megabytes": screen.megabytes(), "screen": screen.text()}
    except (TimeoutError, StopIteration) as error:
        answer = {"error": str(error), "screen": screen.text()}
    screen.end()
    print(json.dumps(answer))


main()
