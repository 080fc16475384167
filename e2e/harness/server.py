"""One `cognate serve` process."""

import os
import queue
import re
import signal
import subprocess
import threading
from pathlib import Path

READY = re.compile(r"cognate listening on (https?)://(\S+)")


class Ended(RuntimeError):
    """The server ended before it was ready; the text is all it said."""


class Server:
    """Starts on construction and returns when the ready line stands on stdout."""

    def __init__(self, command: list, environment: dict[str, str], log: Path, seconds: float = 60):
        self.log = log
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=open(log, "ab"),
            env=environment,
            text=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = self._ready(seconds)
        self.url = f"http://{self.address}"

    def _read(self):
        """Keeps the pipe empty and the output beside the log."""
        with open(self.log, "a") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                self._lines.put(line)
        self._lines.put(None)

    def _ready(self, seconds: float) -> str:
        while True:
            try:
                line = self._lines.get(timeout=seconds)
            except queue.Empty:
                self.kill()
                raise Ended(f"not ready within {seconds} s:\n{self.output()}") from None
            if line is None:
                self.process.wait()
                raise Ended(self.output())
            if found := READY.search(line):
                return found.group(2)

    @property
    def pid(self) -> int:
        return self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def output(self) -> str:
        """Everything on stdout and stderr so far."""
        return self.log.read_text(errors="replace")

    def kill(self):
        """As a power switch would: no chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """A graceful end; the exit code."""
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def environment(folder: Path, extra: dict[str, str] | None = None) -> dict[str, str]:
    """A home of its own, so that no test reads or leaves anything in the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COGNATE_")}
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    return kept | home | (extra or {})
