"""Every operation of IAM, STS and identity pools at least once, with success, by boto3.

What must be called is read from COMPAT.md."""

from contextlib import suppress

import pytest

from harness import compat
from harness.installation import Installation
from harness.walks import iam, identity_pools, sts
from harness.walks.rights import Rights

WALKS = {"iam": iam.ALL, "sts": sts.ALL, "cognito-identity": identity_pools.ALL}

# They cannot succeed; what they answer is tested with the crates.
UNREACHABLE = {
    "GetDelegatedAccessToken",  # nobody issues trade-in tokens
    "GetLoginProfile",  # nobody has a password
    "DeleteLoginProfile",
}


@pytest.fixture(scope="module")
def rights(new_database, tmp_path_factory):
    installation = Installation.init(tmp_path_factory.mktemp("rights"), new_database())
    server = installation.serve()
    yield Rights(server, installation.root)
    assert server.running(), server.output()
    server.stop()


@pytest.fixture(scope="module")
def taken():
    """The walks that were taken."""
    return set()


def named(walk) -> str:
    return f"{walk.__module__.removeprefix('harness.walks.')}.{walk.__name__}"


@pytest.mark.parametrize("walk", sum(WALKS.values(), []), ids=named)
def test_walk(rights, taken, walk):
    taken.add(walk)
    walk(rights)


@pytest.mark.parametrize("service", WALKS)
def test_no_operation_is_left_out(rights, taken, service):
    # Only some may have been selected.
    for walk in (walk for one in WALKS.values() for walk in one if walk not in taken):
        with suppress(pytest.skip.Exception):
            taken.add(walk)
            walk(rights)
    assert compat.built(service) - rights.called[service] - UNREACHABLE == set()
