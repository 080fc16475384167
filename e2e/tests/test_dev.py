"""`cognate serve --dev`: no set-up, everybody is root, loopback only, and a button to begin anew."""

import subprocess

import pytest

from harness import clients, pools, sigv4, wire
from harness.binary import cognate
from harness.ports import free_port
from harness.refusal import refused
from harness.server import Ended, Server, environment

RESET = {"x-cognate-reset": "yes"}


@pytest.fixture(scope="module")
def start(new_database, tmp_path_factory):
    """Starts dev servers with further options."""
    running = []

    def start(*more, listen: str | None = None, environ: dict | None = None) -> Server:
        folder = tmp_path_factory.mktemp("dev")
        command = [cognate(), "serve", "--dev", "--data", folder / "data"]
        command += ["--listen", listen or f"127.0.0.1:{free_port()}"]
        if url := new_database():
            command += ["--database", url]
        server = Server([*command, *more], environment(folder, environ), folder / "log")
        running.append(server)
        return server

    yield start
    for server in running:
        if server.running():
            server.kill()


@pytest.fixture(scope="module")
def dev(start):
    return start()


def test_unsigned_calls_act_as_root(dev):
    idp = clients.idp(dev.url, None)
    pool = pools.create_pool(idp)
    assert pool.id.startswith("us-east-1_")
    app, user = pool.app(), pool.user()
    assert app.srp_sign_in(user.name, user.password)["AuthenticationResult"]
    assert pool.get(user.name)["attributes"]["sub"] == user.sub


def test_unknown_access_keys_act_as_root(dev):
    key = sigv4.Key("AKIAIOSFODNN7EXAMPLE", "anything")
    idp = clients.idp(dev.url, key, region="eu-west-1")
    assert pools.create_pool(idp).id.startswith("eu-west-1_")
    identity = clients.sts(dev.url, key).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{identity['Account']}:root"
    assert identity["Account"] == "000000000000"


def test_known_access_keys_are_verified(own):
    installation = own()
    server = installation.serve("--dev")
    good = clients.idp(server.url, installation.root)
    assert good.list_user_pools(MaxResults=1)["UserPools"] == []
    wrong = clients.idp(server.url, sigv4.Key(installation.root.id, "x" * 40))
    with refused("InvalidSignatureException"):
        wrong.list_user_pools(MaxResults=1)


def test_reset_empties_everything(start):
    dev = start()
    idp = clients.idp(dev.url, None)
    pool = pools.create_pool(idp)
    app, user = pool.app(), pool.user()
    access = app.tokens(user)["AccessToken"]

    path = "/_cognate/reset"
    assert wire.exchange(dev.address, path=path).status in (400, 403)
    no = {"x-cognate-reset": "no"}
    assert wire.exchange(dev.address, headers=no, path=path).status in (400, 403)
    assert wire.exchange(dev.address, headers=RESET, method="GET", path=path).status in (404, 405)
    assert pool.describe()["Id"] == pool.id

    assert wire.exchange(dev.address, headers=RESET, path=path).status in (200, 204)
    assert idp.list_user_pools(MaxResults=60)["UserPools"] == []
    with refused("ResourceNotFoundException", f"User pool {pool.id} does not exist."):
        pool.describe()
    with pytest.raises(idp.exceptions.ClientError):
        idp.get_user(AccessToken=access)
    fresh = pools.create_pool(idp)
    assert fresh.app().tokens(fresh.user())["AccessToken"]


def test_there_is_no_reset_without_dev(server, idp, pool):
    answer = wire.exchange(server.address, headers=RESET, path="/_cognate/reset")
    assert 400 <= answer.status < 500
    assert pool.describe()["Id"] == pool.id


def test_other_addresses_are_refused(start):
    with pytest.raises(Ended) as ended:
        start(listen=f"0.0.0.0:{free_port()}")
    assert "--dev-network" in str(ended.value)


def test_other_addresses_are_permitted_with_a_warning(start):
    dev = start("--dev-network", listen=f"0.0.0.0:{free_port()}")
    assert "ROOT" in dev.output()
    port = dev.address.rsplit(":", 1)[1]
    answer = wire.call(f"127.0.0.1:{port}", "ListUserPools", {"MaxResults": 1})
    assert answer.status == 200


def preflight(dev, origin):
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-amz-target,content-type",
    }
    return wire.exchange(dev.address, headers=headers, method="OPTIONS")


def from_page(dev, origin):
    body, headers = {"PoolName": "from a page"}, {"origin": origin}
    return wire.call(dev.address, "CreateUserPool", body, headers=headers)


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3000",
        "https://localhost",
        "http://app.localhost:5173",
        "http://127.0.0.1:8080",
    ],
)
def test_pages_on_loopback_are_answered(dev, origin):
    assert preflight(dev, origin).headers["access-control-allow-origin"] in ("*", origin)
    answer = from_page(dev, origin)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] in ("*", origin)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "null",
    ],
)
def test_other_pages_are_not(dev, origin):
    """A page anywhere in the world could otherwise act as root on a developer's machine."""
    assert "access-control-allow-origin" not in preflight(dev, origin).headers
    idp = clients.idp(dev.url, None)
    before = len(idp.list_user_pools(MaxResults=60)["UserPools"])
    answer = from_page(dev, origin)
    assert answer.status in (400, 403)
    assert "access-control-allow-origin" not in answer.headers
    assert len(idp.list_user_pools(MaxResults=60)["UserPools"]) == before
    reset = wire.exchange(
        dev.address, headers=RESET | {"origin": origin}, path="/_cognate/reset"
    )
    assert reset.status in (400, 403)


def test_further_pages_may_be_named(start):
    dev = start("--dev-origin", "https://app.example")
    answer = preflight(dev, "https://app.example")
    assert answer.headers["access-control-allow-origin"] in ("*", "https://app.example")
    assert from_page(dev, "https://app.example").status == 200
    assert "access-control-allow-origin" not in preflight(dev, "https://b.example").headers


def test_data_outlives_a_restart(tmp_path):
    folder, port = tmp_path / "data", free_port()
    command = [cognate(), "serve", "--dev", "--data", folder, "--listen", f"127.0.0.1:{port}"]
    first = Server(command, environment(tmp_path), tmp_path / "first")
    pool = pools.create_pool(clients.idp(first.url, None))
    user = pool.user()
    app = pool.app()
    first.kill()
    second = Server(command, environment(tmp_path), tmp_path / "second")
    assert app.tokens(user)["AccessToken"]
    assert second.stop() == 0


def test_options_of_dev_need_dev(tmp_path):
    for option in (["--dev-network"], ["--dev-origin", "https://app.example"]):
        command = [str(cognate()), "serve", *option]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=30, env=environment(tmp_path)
        )
        assert done.returncode == 2
        assert "--dev" in done.stderr
