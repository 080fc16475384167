"""Fixtures: on each engine one installation with one server, shared by all tests that do not need
their own. Tests keep apart by making their own pools and users."""

import shutil
from pathlib import Path

import pytest

from harness import clients, pools
from harness.installation import Installation
from harness.mail import MailServer
from harness.pages import Chromium
from harness.ports import free_port
from harness.postgres import Cluster
from harness.sms import SmsHook


@pytest.fixture(scope="session")
def cluster():
    """The session's PostgreSQL."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def engine(request):
    return request.param


@pytest.fixture(scope="session")
def new_database(engine, request):
    """Makes the `--database` of a new installation on this engine (None on SQLite)."""
    if engine == "sqlite":
        return lambda: None
    return request.getfixturevalue("cluster").database


@pytest.fixture(scope="session")
def shared(engine, new_database, tmp_path_factory):
    """The shared installation."""
    return Installation.init(tmp_path_factory.mktemp(engine), new_database())


@pytest.fixture(scope="session")
def mail():
    """The mail server of the shared server."""
    mail = MailServer()
    yield mail
    mail.stop()


@pytest.fixture(scope="session")
def sms(tmp_path_factory):
    """The SMS hook of the shared server."""
    sms = SmsHook(tmp_path_factory.mktemp("sms"))
    yield sms
    sms.stop()
    assert sms.refused == []


@pytest.fixture(scope="session")
def server(shared, mail, sms):
    """The shared server: real signatures, real keys, a mail server and an SMS hook."""
    server = shared.serve(environ=mail.settings() | sms.settings())
    yield server
    assert server.running(), "the server ended while tests were running:\n" + server.output()
    server.stop()


@pytest.fixture(scope="module")
def two(cluster, tmp_path_factory, mail, sms):
    """One installation on PostgreSQL, two nodes: (installation, first, second)."""
    installation = Installation.init(tmp_path_factory.mktemp("two"), cluster.database())
    # One public name in front of both, as a load balancer would be.
    public = {"COGNATE_SERVER__BASE_URL": f"http://127.0.0.1:{installation.port}"}
    environ = public | mail.settings() | sms.settings()
    first = installation.serve(environ=environ)
    second = installation.serve(port=free_port(), environ=environ)
    yield installation, first, second
    for node in (first, second):
        assert node.running(), node.output()
        node.stop()


@pytest.fixture(scope="module")
def nodes(two):
    """boto3 clients of both nodes."""
    installation, *servers = two
    return [clients.idp(server.url, installation.root) for server in servers]


@pytest.fixture
def own(new_database, tmp_path):
    """Makes installations for one test; whatever still runs afterwards is killed."""
    made: list[Installation] = []
    servers = []

    def make() -> Installation:
        installation = Installation.init(tmp_path / f"own-{len(made)}", new_database())
        serve = installation.serve

        def tracked(*arguments, **named):
            servers.append(serve(*arguments, **named))
            return servers[-1]

        installation.serve = tracked
        made.append(installation)
        return installation

    yield make
    for server in servers:
        if server.running():
            server.kill()
    for installation in made:
        shutil.rmtree(installation.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def idp(server, shared):
    """boto3's client, signing with the root access key."""
    return clients.idp(server.url, shared.root)


@pytest.fixture(scope="session")
def anonymous(server):
    """boto3's client without credentials."""
    return clients.idp(server.url, None)


@pytest.fixture
def new_pool(idp):
    """Makes pools; they go when the test ends."""
    made = []

    def make(**settings) -> pools.Pool:
        made.append(pools.create_pool(idp, **settings))
        return made[-1]

    yield make
    for pool in made:
        try:
            pool.delete()
        except idp.exceptions.ClientError:
            # Deleted by the test, or protected by it.
            continue


@pytest.fixture(scope="module")
def pool(idp):
    """A pool with default settings for the tests of one file."""
    pool = pools.create_pool(idp)
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def app(pool):
    """A client without a secret in that pool."""
    return pool.app()


@pytest.fixture(scope="module")
def secret_app(pool):
    """A client with a secret in that pool."""
    return pool.app(GenerateSecret=True)


@pytest.fixture
def user(pool):
    """A confirmed user of that pool, for one test."""
    return pool.user(email=f"{pools.unique('mail')}@example.com", email_verified="true")


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """Where the JavaScript clients live."""
    return Path(__file__).parent / "node"


@pytest.fixture(scope="session")
def chromium(node_folder):
    """The session's browser."""
    chromium = Chromium(node_folder)
    yield chromium
    chromium.close()


@pytest.fixture
def open_page(chromium, server):
    """Opens pages that talk to the shared server; none may have made the browser complain."""
    opened = []

    def open_page(app, host="localhost"):
        opened.append(chromium.open(server.url, app, host))
        return opened[-1]

    yield open_page
    assert [problem for page in opened for problem in page.close()] == []
