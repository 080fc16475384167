"""A private PostgreSQL cluster for one test session.

PostgreSQL refuses to run as root: the cluster then belongs to an unprivileged user and lives in a
folder of its own under the system's temporary folder.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from harness.deadline import eventually
from harness.ports import free_port


def find_programs() -> Path:
    """The folder with initdb, postgres and psql: on PATH or Debian's newest."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*on_path, *debian]:
        if all((folder / program).is_file() for program in ("initdb", "postgres", "psql")):
            return folder
    raise FileNotFoundError("no PostgreSQL server programs: cargo xtask test installs them")


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


class Cluster:
    """Starts on construction; `stop` removes every trace."""

    def __init__(self):
        self.programs = find_programs()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="cognate-postgres-"))
        self._as_owner = _owner(self.folder)
        self._databases = 0
        self._process = None
        self._create()
        self.start()

    def _create(self):
        arguments = ["--pgdata", str(self.folder / "data"), "--username", "cognate"]
        arguments += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        self._run([self.programs / "initdb", *arguments])

    def start(self):
        # Machines do not lose power in these tests, only processes die: fsync may stay away.
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": 300,
            "fsync": "off",
            "full_page_writes": "off",
        }
        command = [self.programs / "postgres", "-D", self.folder / "data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with open(self.folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, **self._as_owner
            )
        eventually(self._answers, "PostgreSQL accepts connections", seconds=60)

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError("PostgreSQL ended:\n" + (self.folder / "log").read_text()[-4000:])
        return self._psql("postgres", "SELECT 1", check=False).returncode == 0

    def database(self) -> str:
        """A new, empty database; its URL."""
        self._databases += 1
        name = f"cognate_{self._databases}"
        self._psql("postgres", f"CREATE DATABASE {name}")
        return f"postgres://cognate@127.0.0.1:{self.port}/{name}"

    def query(self, url: str, sql: str) -> list[str]:
        """Rows of one query, unaligned text."""
        return self._psql(url.rsplit("/", 1)[1], sql).stdout.splitlines()

    def dump(self, url: str) -> bytes:
        """All rows of a database as text, for those who look for what must not be there."""
        command = [self.programs / "pg_dump", "--data-only", "--dbname", url]
        return self._run(command).stdout

    def halt(self):
        """Ends the server at once; `start` brings it back with its data."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)

    def stop(self):
        if self._process and self._process.poll() is None:
            self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _psql(self, database: str, sql: str, check: bool = True):
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "cognate", "-d", database]
        quiet = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        command = [self.programs / "psql", *address, *quiet, "-c", sql]
        return subprocess.run(command, capture_output=True, text=True, check=check)

    def _run(self, command):
        return subprocess.run(
            [str(word) for word in command],
            capture_output=True,
            check=True,
            cwd=self.folder,
            **self._as_owner,
        )


def _owner(folder: Path) -> dict:
    """Whom to run as: oneself, or somebody without rights when that is root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("root needs an unprivileged user (postgres or nobody) to run PostgreSQL")
