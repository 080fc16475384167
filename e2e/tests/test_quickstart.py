"""`cognate quickstart`: what it prints is executed as it is printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness import clients
from harness.binary import cognate
from harness.ports import free_port
from harness.server import Server, environment

FENCE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
FACT = re.compile(r"^ {4}([a-z ]+?) {2,}(\S+)$", re.MULTILINE)


def quickstart(folder, *arguments, environ=None, check=True):
    done = subprocess.run(
        [str(cognate()), "quickstart", *arguments],
        capture_output=True,
        text=True,
        env=environment(folder, environ),
        timeout=60,
    )
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def printed(server, shared, tmp_path_factory):
    """What it prints against a server that verifies signatures."""
    keys = {"AWS_ACCESS_KEY_ID": shared.root.id, "AWS_SECRET_ACCESS_KEY": shared.root.secret}
    folder = tmp_path_factory.mktemp("quickstart")
    return quickstart(folder, "--endpoint", server.url, environ=keys).stdout


def facts(printed) -> dict[str, str]:
    return dict(FACT.findall(printed))


def snippets(printed, language) -> list[str]:
    found = [text for kind, text in FENCE.findall(printed) if kind == language]
    assert found, printed
    return found


def bare(tmp_path) -> dict[str, str]:
    """No credentials, no configuration: the environment of somebody new."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"HOME": str(tmp_path), "PATH": path}


def test_what_it_says(printed, idp):
    seen = facts(printed)
    assert set(seen) == {"endpoint", "region", "user pool", "client", "user", "password", "sub"}
    (user,) = idp.list_users(UserPoolId=seen["user pool"])["Users"]
    assert (user["Username"], user["UserStatus"]) == (seen["sub"], "CONFIRMED")


def test_the_cli_snippet(printed, tmp_path):
    (snippet,) = snippets(printed, "sh")
    environ = bare(tmp_path)
    keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "thing"}
    for extra in (keys, {}):
        done = subprocess.run(
            ["bash", "-ec", snippet], capture_output=True, text=True, env=environ | extra
        )
        assert done.returncode == 0, (extra, done.stderr)
        assert "AccessToken" in done.stdout


def test_the_python_snippet(printed, tmp_path):
    (snippet,) = snippets(printed, "python")
    done = subprocess.run(
        [sys.executable, "-c", snippet], capture_output=True, text=True, env=bare(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert facts(printed)["user"] in done.stdout


@pytest.mark.parametrize("package", ["@aws-sdk", "aws-amplify"])
def test_the_javascript_snippets(printed, node_folder, package, tmp_path):
    (snippet,) = [text for text in snippets(printed, "js") if package in text]
    done = subprocess.run(
        ["node", "--input-type=module"],
        input=snippet,
        capture_output=True,
        text=True,
        cwd=node_folder,
        env=bare(tmp_path),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert facts(printed)["user"] in done.stdout


def test_every_snippet_is_one_of_these(printed):
    assert sorted(kind for kind, _ in FENCE.findall(printed)) == ["js", "js", "python", "sh"]


def test_from_nothing_in_development(tmp_path, new_database):
    """The default: `cognate serve --dev`, then `cognate quickstart`."""
    port = free_port()
    command = [cognate(), "serve", "--dev", "--data", tmp_path / "data"]
    command += ["--listen", f"127.0.0.1:{port}"]
    if url := new_database():
        command += ["--database", url]
    dev = Server(command, environment(tmp_path), tmp_path / "log")
    try:
        printed = quickstart(tmp_path, "--endpoint", dev.url).stdout
        (snippet,) = snippets(printed, "python")
        done = subprocess.run(
            [sys.executable, "-c", snippet], capture_output=True, text=True, env=bare(tmp_path)
        )
        assert done.returncode == 0, done.stderr
        # Twice is no problem.
        again = facts(quickstart(tmp_path, "--endpoint", dev.url, "--region", "eu-west-1").stdout)
        assert again["user pool"].startswith("eu-west-1_")
        idp = clients.idp(dev.url, None, region="eu-west-1")
        assert idp.list_users(UserPoolId=again["user pool"])["Users"]
    finally:
        dev.kill()


def test_no_server(tmp_path):
    url = f"http://127.0.0.1:{free_port()}"
    done = quickstart(tmp_path, "--endpoint", url, check=False)
    assert done.returncode != 0
    assert url in done.stderr and "serve" in done.stderr


def test_no_key(server, tmp_path):
    done = quickstart(tmp_path, "--endpoint", server.url, check=False)
    assert done.returncode != 0
    assert "AWS_ACCESS_KEY_ID" in done.stderr


def test_a_wrong_key(server, shared, tmp_path):
    keys = {"AWS_ACCESS_KEY_ID": shared.root.id, "AWS_SECRET_ACCESS_KEY": "wrong" * 8}
    done = quickstart(tmp_path, "--endpoint", server.url, environ=keys, check=False)
    assert done.returncode != 0
    assert "InvalidSignatureException" in done.stderr
