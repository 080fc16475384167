"""The AWS CLI, unmodified: only --endpoint-url is ours."""

import json
import subprocess
import sys
from pathlib import Path

from harness.sigv4 import Key


def runner(url: str, key: Key, home: Path):
    """Runs `aws …`; the parsed answer, or the text of the error when `fails`."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": key.id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }
    if key.token:
        environment["AWS_SESSION_TOKEN"] = key.token

    def run(*words: str, fails: bool = False):
        program = [sys.executable, str(Path(sys.executable).with_name("aws"))]
        options = ["--endpoint-url", url, "--output", "json"]
        done = subprocess.run(
            [*program, *words, *options], capture_output=True, text=True, env=environment
        )
        if fails:
            assert done.returncode != 0
            return done.stderr
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run
