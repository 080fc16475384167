"""The guides in docs/guides: their snippets are executed as they are written, in their order, in one
shell."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.certificate import Authority
from harness.installation import ACCOUNT, Installation
from harness.oidc import OidcProvider
from harness.ports import free_port
from harness.saml import SamlProvider

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
FENCE = re.compile(r"^```(\w+)( refused)?\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
# Where the guides think the server is.
URL = "http://127.0.0.1:9229"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, authority):
    """As for those who rely on it, and it may call providers on this machine."""
    installation = Installation.init(tmp_path_factory.mktemp("guides"))
    server = installation.serve(
        environ={
            "COGNATE_FEDERATION__ALLOW_NETWORKS": "127.0.0.0/8",
            "COGNATE_FEDERATION__ROOT_CERTIFICATE": str(authority.file),
        }
    )
    server.root = installation.root
    yield server
    server.stop()


@pytest.fixture
def follow(server, node_folder, tmp_path):
    """Does what a guide says. What is `refused` must be, with the text that comes next."""

    def follow(guide: str, **given):
        script, expected = ["set -e -o pipefail"], []
        for number, found in enumerate(FENCE.finditer((GUIDES / guide).read_text())):
            kind, refused, text = found.groups()
            if kind == "text":
                expected[-1][1] = text
            elif refused:
                said = f"refused-{number}"
                expected.append([said, None])
                script.append(f"if ({text}\n) > {said} 2>&1; then echo not {said}; exit 1; fi")
            elif kind == "sh":
                script.append(text)
            else:
                (tmp_path / f"snippet-{number}").write_text(text)
                script.append(f"{RUN[kind].format(node=node_folder)} < snippet-{number}")
            script.append(f"echo done: {number}")
        text = "\n".join(script)
        assert URL in text
        done = subprocess.run(
            ["bash", "-c", text.replace(URL, server.url)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment(server.root, tmp_path) | given,
            timeout=240,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        for said, text in expected:
            assert text in (tmp_path / said).read_text()

    return follow


RUN = {
    # From where the packages are, as it would be in an app.
    "js": "(cd '{node}' && node --input-type=module)",
    "python": "python -",
}


def environment(root, home: Path) -> dict[str, str]:
    """That of somebody who has an administrator's key and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    keys = {"AWS_ACCESS_KEY_ID": root.id, "AWS_SECRET_ACCESS_KEY": root.secret}
    return kept | keys | {"HOME": str(home), "PATH": path}


def test_signed_in_users(follow):
    follow("signed-in-users.md")


def test_guests(follow):
    follow("guests.md")


def test_third_party_users(follow, node_folder, authority, tmp_path):
    oidc = OidcProvider(
        node_folder,
        authority,
        "127.0.0.1",
        free_port(),
        clients=["notes"],
        claims={"ann": {"department": "red"}},
    )
    saml = SamlProvider(node_folder, "https://idp.example.com/saml")
    (tmp_path / "metadata.xml").write_text(saml.metadata)
    arns = [f"arn:aws:iam::{ACCOUNT}:{name}" for name in ("role/staff", "saml-provider/staff")]
    try:
        follow(
            "third-party-users.md",
            ISSUER=oidc.issuer,
            CLIENT_ID="notes",
            ID_TOKEN=oidc.id_token("ann", "notes"),
            SAML_RESPONSE=saml.response("ann", [tuple(arns)]),
        )
    finally:
        oidc.stop()


def test_every_guide_is_one_of_these():
    assert sorted(guide.name for guide in GUIDES.iterdir()) == [
        "guests.md",
        "signed-in-users.md",
        "third-party-users.md",
    ]
