"""Runs one of the scripts in `node/`: a request as JSON on stdin, an answer as JSON on stdout."""

import json
import subprocess
from pathlib import Path


def run(folder: Path, script: str, request: dict) -> dict:
    done = subprocess.run(
        ["node", script],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=120,
    )
    assert done.returncode == 0, f"{script}:\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout.splitlines()[-1])
