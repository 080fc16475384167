"""An installation made by `cognate init`: its folder, key file, database and root access key."""

import configparser
import subprocess
from pathlib import Path

from harness.binary import cognate
from harness.ports import free_port
from harness.server import Server, environment
from harness.sigv4 import Key

ACCOUNT = "111122223333"


class Failed(RuntimeError):
    """A command ended badly; the text is what it printed."""


class Installation:
    """Create with `Installation.init`; `serve` starts a node on it."""

    def __init__(self, folder: Path, database: str | None):
        self.folder = folder
        self.data = folder / "data"
        self.kek = folder / "kek"
        self.database = database
        self.port = free_port()
        self.root: Key | None = None
        self.account = ACCOUNT
        self._nodes = 0

    @classmethod
    def init(cls, folder: Path, database: str | None = None) -> "Installation":
        folder.mkdir(parents=True, exist_ok=True)
        new = cls(folder, database)
        credentials = folder / "credentials"
        new.run("init", "--account", ACCOUNT, "--kek", new.kek, "--credentials", credentials)
        new.root = _access_key(credentials)
        return new

    def store(self) -> list:
        """The arguments that name this installation's store."""
        where = ["--data", self.data]
        return where + (["--database", self.database] if self.database else [])

    def command(self, name: str, *more) -> list:
        return [cognate(), name, *self.store(), *more]

    def run(self, name: str, *more, check: bool = True, environ: dict | None = None) -> str:
        """Runs a command to its end; what it printed on both channels."""
        done = subprocess.run(
            [str(word) for word in self.command(name, *more)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(self.folder, environ),
            timeout=120,
        )
        if check and done.returncode != 0:
            raise Failed(done.stdout)
        return done.stdout

    def backup(self, target: Path):
        """A consistent copy of the store, also while it is served."""
        self.run("backup", target)

    def restore(self, source: Path):
        """Fills this installation's store, which must be new, from a backup."""
        self.run("restore", source)

    def serve(self, *more, port: int | None = None, environ: dict | None = None) -> Server:
        """A node on this installation. The first keeps its port over restarts, as its clients expect."""
        self._nodes += 1
        listen = f"127.0.0.1:{port or self.port}"
        arguments = ["--kek", self.kek, "--listen", listen, *more]
        log = self.folder / f"serve-{self._nodes}.log"
        return Server(self.command("serve", *arguments), environment(self.folder, environ), log)


def _access_key(credentials: Path) -> Key:
    """The key in a file of the form that AWS's tools share."""
    file = configparser.ConfigParser()
    file.read(credentials)
    return Key(file["default"]["aws_access_key_id"], file["default"]["aws_secret_access_key"])
