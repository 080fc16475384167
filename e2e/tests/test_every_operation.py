"""Every operation at least once, with success, by boto3 and by the AWS SDK for JavaScript v3.

The walks in `harness/walks` are the same for both. What must be called is read from COMPAT.md."""

import base64
import json
import subprocess
from contextlib import suppress

import pytest

from harness import clients, model, walks
from harness.calls import Calls
from harness.installation import ACCOUNT, Installation
from harness.pools import create_pool, unique
from harness.refusal import refused
from harness.walks.world import ELSEWHERE, REGION

# Called by a test of its own below, because it cannot succeed.
UNREACHABLE = {"UpdateAuthEventFeedback": "its tokens come with notifications of risk"}


class JavaScript:
    """Calls by one process of the JavaScript SDK."""

    def __init__(self, server, key, folder):
        self._process = subprocess.Popen(
            ["node", "sdk_v3_lines.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        credentials = {"id": key.id, "secret": key.secret}
        self._write({"endpoint": server.url, "region": REGION, "key": credentials})
        self.lacks = set(model.OPERATIONS) - set(self._read())
        self.called = set()

    def __call__(self, operation: str, **given) -> dict:
        if operation in model.MISSING:
            pytest.skip(f"{operation} is not built")
        if operation in self.lacks:
            pytest.skip(f"this client has no {operation}")
        signed = operation in model.SIGNED
        self._write({"name": operation, "input": given, "signed": signed})
        answer = self._read()
        assert "ok" in answer, (operation, answer)
        self.called.add(operation)
        return answer["ok"]

    def _read(self):
        return json.loads(self._process.stdout.readline())

    def _write(self, request: dict):
        def portable(value):
            return {"$bytes": base64.b64encode(value).decode()}

        self._process.stdin.write(json.dumps(request, default=portable) + "\n")
        self._process.stdin.flush()

    def close(self):
        self._process.stdin.close()
        assert self._process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def site(new_database, tmp_path_factory, mail, sms):
    """(installation, server) with a second region for replicas."""
    installation = Installation.init(tmp_path_factory.mktemp("site"), new_database())
    regions = {"COGNATE_REGIONS__SITES": f"{REGION},{ELSEWHERE}"}
    server = installation.serve(environ=regions | mail.settings() | sms.settings())
    yield installation, server
    assert server.running(), server.output()
    server.stop()


class Walker:
    """Remembers which walks were taken."""

    def __init__(self, call, world):
        self.call = call
        self._world = world
        self._taken = set()

    def take(self, walk):
        self._taken.add(walk)
        walk(self._world)

    def rest(self):
        """The walks that no test took, because only some were selected."""
        return [walk for walk in walks.ALL if walk not in self._taken]


@pytest.fixture(scope="module", params=["boto3", "javascript"])
def walker(request, site, node_folder, mail, sms):
    installation, server = site
    if request.param == "boto3":
        call = Calls(clients.idp(server.url, installation.root))
    else:
        call = JavaScript(server, installation.root, node_folder)
    yield Walker(call, walks.World(call, mail, sms, ACCOUNT))
    call.close()


@pytest.mark.parametrize("walk", walks.ALL, ids=lambda one: f"{one.__module__[14:]}.{one.__name__}")
def test_walk(walker, walk):
    walker.take(walk)


def test_no_operation_is_left_out(walker):
    for walk in walker.rest():
        with suppress(pytest.skip.Exception):
            walker.take(walk)
    callable = model.BUILT - walker.call.lacks - set(UNREACHABLE)
    assert callable - walker.call.called == set()


def test_feedback_takes_no_made_up_token(site):
    installation, server = site
    idp = clients.idp(server.url, installation.root)
    pool = create_pool(
        idp, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}
    )
    user = pool.user()
    with refused("NotAuthorizedException"):
        clients.idp(server.url, None).update_auth_event_feedback(
            UserPoolId=pool.id,
            Username=user.name,
            EventId=unique("event"),
            FeedbackToken="no.such.token",
            FeedbackValue="Valid",
        )
