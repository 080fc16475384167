"""`cognate quickstart`: what it prints is run as it is printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.binary import cognate
from harness.ports import free_port
from harness.server import Server, environment

BLOCK = re.compile(r"^## ([^\n]*)\n\n```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The snippets, by the words of their headings."""
    folder = tmp_path_factory.mktemp("quickstart")
    command = [cognate(), "serve", "--dev", "--data", folder / "data"]
    command += ["--listen", f"127.0.0.1:{free_port()}"]
    server = Server(command, environment(folder, None), folder / "log")
    made = subprocess.run(
        [cognate(), "quickstart", "--endpoint", server.url],
        capture_output=True, text=True, env={}, timeout=60, check=True,
    )
    yield dict(BLOCK.findall(made.stdout))
    server.kill()


def snippet(printed: dict[str, str], beginning: str) -> str:
    [found] = [body for heading, body in printed.items() if heading.startswith(beginning)]
    return found


def run(command: list, folder: Path, **options) -> str:
    """Without any credentials or settings of AWS."""
    bare = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=bare, timeout=120, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_client_has_a_snippet(printed):
    assert len(printed) == 4, list(printed)


def test_aws_cli(printed, tmp_path):
    answer = run(["sh"], tmp_path, input=snippet(printed, "AWS CLI"))
    assert '"AccessToken"' in answer


def test_boto3(printed, tmp_path):
    answer = run([sys.executable, "-"], tmp_path, input=snippet(printed, "Python"))
    assert "alice@example.com" in answer


@pytest.mark.parametrize("client", ["JavaScript, AWS SDK v3", "Amplify v6"])
def test_javascript(printed, client, node_folder, tmp_path):
    shutil.copy(node_folder / "package.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(node_folder / "node_modules")
    (tmp_path / "snippet.mjs").write_text(snippet(printed, client))
    assert "alice@example.com" in run(["node", "snippet.mjs"], tmp_path)
