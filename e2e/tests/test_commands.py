"""The command line around the server: init, serve, config, keys, TLS, metrics, and how each says
that something is wrong."""

import datetime
import ipaddress
import os
import re
import socket
import ssl
import stat
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness import clients, pools, wire
from harness import tokens as reading
from harness.binary import cognate
from harness.deadline import eventually
from harness.installation import Failed, Installation
from harness.ports import free_port
from harness.server import Ended, environment


def test_init_writes_secrets_for_their_owner_only(own):
    installation = own()
    mode = stat.S_IMODE(installation.kek.stat().st_mode)
    assert mode == 0o600
    credentials = installation.folder / "credentials"
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600


def test_the_data_folder_is_its_owners(own, engine):
    if engine == "sqlite":
        assert stat.S_IMODE(own().data.stat().st_mode) == 0o700


def test_init_prints_the_key_file_and_the_secret_once(tmp_path):
    installation = Installation(tmp_path, None)
    printed = installation.run("init", "--kek", installation.kek)
    assert str(installation.kek) in printed
    assert "back" in printed.lower()
    with pytest.raises(Failed) as again:
        installation.run("init", "--kek", tmp_path / "other-kek")
    assert "already" in str(again.value)
    secret = re.search(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])", printed).group()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert secret.encode() not in file.read_bytes()


def test_the_key_file_has_a_default_place(tmp_path):
    installation = Installation(tmp_path, None)
    printed = installation.run("init")
    files = [file for file in (tmp_path / "config").rglob("*") if file.is_file()]
    assert len(files) == 1
    assert str(files[0]) in printed
    assert not str(files[0]).startswith(str(installation.data))


def test_serve_without_init_says_what_to_do(tmp_path):
    with pytest.raises(Ended) as ended:
        Installation(tmp_path, None).serve()
    assert "cognate init" in str(ended.value)


def test_a_missing_key_file_is_named(own):
    installation = own()
    installation.kek.rename(installation.folder / "elsewhere")
    with pytest.raises(Ended) as ended:
        installation.serve()
    assert str(installation.kek) in str(ended.value)


def test_a_key_file_that_others_can_read_is_refused(own):
    installation = own()
    installation.kek.chmod(0o644)
    with pytest.raises(Ended) as ended:
        installation.serve()
    assert str(installation.kek) in str(ended.value)


def test_a_key_file_behind_a_symbolic_link_is_refused(own):
    installation = own()
    real = installation.folder / "real"
    installation.kek.rename(real)
    installation.kek.symlink_to(real)
    with pytest.raises(Ended):
        installation.serve()


def test_the_key_of_another_installation_is_refused(own):
    one, other = own(), own()
    one.kek = other.kek
    with pytest.raises(Ended) as ended:
        one.serve()
    assert "listening" not in str(ended.value)


def test_one_process_per_data_directory(own, engine):
    installation = own()
    first = installation.serve()
    if engine == "postgres":
        second = installation.serve(port=free_port())
        assert second.running(), "nodes on PostgreSQL share their database"
        return
    with pytest.raises(Ended) as ended:
        installation.serve(port=free_port())
    assert str(first.pid) in str(ended.value)
    assert first.running()


def test_a_taken_port_is_named(own):
    installation = own()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Ended) as ended:
            installation.serve(port=port)
    assert str(port) in str(ended.value)


def test_plain_http_stays_on_loopback(own):
    with pytest.raises(Ended) as ended:
        installation = own()
        installation.serve("--listen", f"0.0.0.0:{free_port()}")
    assert "TLS" in str(ended.value) or "listen" in str(ended.value)


# Configuration


def test_unknown_keys_are_named(own):
    installation = own()
    file = installation.folder / "cognate.toml"
    file.write_text('[server]\nlisten = "127.0.0.1:0"\nlisten_adress = "x"\n')
    with pytest.raises(Ended) as ended:
        installation.serve("--config", file)
    assert "listen_adress" in str(ended.value)


def test_unknown_environment_variables_are_named(own):
    with pytest.raises(Ended) as ended:
        own().serve(environ={"COGNATE_SERVER__LISTEM": "x"})
    assert "COGNATE_SERVER__LISTEM" in str(ended.value)


def test_a_file_and_the_environment_configure(own):
    installation = own()
    file = installation.folder / "cognate.toml"
    file.write_text("[limits]\nbody_bytes_max = 2048\n")
    server = installation.serve("--config", file)
    long = {"MaxResults": 1, "Extra": "x" * 4096}
    assert wire.call(server.address, "ListUserPools", long, installation.root).status >= 400
    server.stop()
    overridden = {"COGNATE_LIMITS__BODY_BYTES_MAX": "65536"}
    server = installation.serve("--config", file, environ=overridden)
    assert wire.call(server.address, "ListUserPools", long, installation.root).status == 200


def cognate_says(folder, *words) -> subprocess.CompletedProcess:
    """Runs a command that needs no installation."""
    command = [str(cognate()), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=environment(folder))


def test_config_check(tmp_path):
    file = tmp_path / "cognate.toml"
    file.write_text('[database]\nurl = "postgres://user:very-secret@db/x"\n')
    check = ("config", "check", "--config", file)
    done = cognate_says(tmp_path, *check)
    assert done.returncode == 0, done.stderr
    assert "very-secret" not in done.stdout + done.stderr
    file.write_text('[limits]\nrates = "fast"\nunknown = 1\n')
    done = cognate_says(tmp_path, *check)
    assert done.returncode == 2
    assert "limits.rates" in done.stderr and "limits.unknown" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(tmp_path, shell):
    done = cognate_says(tmp_path, "completions", shell)
    assert done.returncode == 0
    assert "cognate" in done.stdout


@pytest.mark.parametrize(
    "words", [[], ["init"], ["serve"], ["backup"], ["restore"], ["verify"], ["keys"], ["config"]]
)
def test_help_is_worth_reading(tmp_path, words):
    done = cognate_says(tmp_path, *words, "--help")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 5


# Signing keys


def test_signing_keys_rotate_ahead_of_their_use(own):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    app, user = pool.app(), pool.user()
    old = app.tokens(user)
    before = {key["kid"] for key in reading.jwks(server.address, pool.id)["keys"]}
    server.stop()
    installation.run("keys", "--kek", installation.kek, "rotate", "--pool", pool.id)
    listed = installation.run("keys", "--kek", installation.kek, "list", "--pool", pool.id)
    server = installation.serve()
    app = pools.App(pools.Pool(clients.idp(server.url, installation.root), pool.id), app.id)
    after = reading.jwks(server.address, pool.id)
    kids = {key["kid"] for key in after["keys"]}
    assert before < kids
    assert all(kid in listed for kid in kids)
    issuer = f"{server.url}/{pool.id}"
    # Published, but not used before caches can know it; what was signed stays good.
    for token in (old["AccessToken"], app.tokens(user)["AccessToken"]):
        assert reading.header(token)["kid"] in before
        reading.verified(token, after, issuer)


# TLS


@pytest.fixture
def certificate(tmp_path):
    """Writes a self-signed certificate for 127.0.0.1 with this name; (certificate, key)."""

    def write(name: str):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.timezone.utc)
        loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
            .sign(key, hashes.SHA256())
        )
        certificate, secret = tmp_path / "tls.pem", tmp_path / "tls.key"
        pkcs8 = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
        pem = key.private_bytes(*pkcs8, serialization.NoEncryption())
        for file, content in (
            (secret, pem),
            (certificate, made.public_bytes(serialization.Encoding.PEM)),
        ):
            fresh = file.with_suffix(".new")
            fresh.write_bytes(content)
            fresh.chmod(0o600)
            os.replace(fresh, file)
        return certificate, secret

    return write


def served_name(port: int) -> str:
    """The name in the certificate that the server shows."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        with context.wrap_socket(plain) as tls:
            shown = x509.load_der_x509_certificate(tls.getpeercert(binary_form=True))
    return shown.subject.rfc4514_string()


def test_tls_from_files_that_may_change(own, certificate):
    import boto3

    installation = own()
    chain, key = certificate("first")
    settings = {"COGNATE_SERVER__TLS_CERTIFICATE": str(chain), "COGNATE_SERVER__TLS_KEY": str(key)}
    server = installation.serve(environ=settings)
    port = installation.port
    assert served_name(port) == "CN=first"
    idp = boto3.client(
        "cognito-idp",
        endpoint_url=f"https://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id=installation.root.id,
        aws_secret_access_key=installation.root.secret,
        verify=str(chain),
    )
    assert idp.list_user_pools(MaxResults=1)["UserPools"] == []
    certificate("second")
    server.process.send_signal(1)
    eventually(lambda: served_name(port) == "CN=second", "the new certificate is shown")
    with pytest.raises((ConnectionError, OSError, wire.http.client.HTTPException)):
        wire.exchange(f"127.0.0.1:{port}", method="GET", path="/_cognate/health")


# Metrics


def test_metrics_have_an_address_of_their_own(own):
    installation = own()
    port = free_port()
    server = installation.serve(environ={"COGNATE_SERVER__METRICS_LISTEN": f"127.0.0.1:{port}"})
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    pool.app().tokens(pool.user())
    answer = wire.exchange(f"127.0.0.1:{port}", method="GET", path="/metrics")
    assert answer.status == 200
    text = answer.body.decode()
    assert "InitiateAuth" in text
    assert installation.root.secret not in text
    assert b"InitiateAuth" not in wire.exchange(server.address, method="GET", path="/metrics").body


def test_an_unknown_host_is_misdirected(own):
    installation = own()
    port = installation.port
    public = {"COGNATE_SERVER__BASE_URL": f"http://127.0.0.1:{port}"}
    server = installation.serve(environ=public)
    headers = {"host": "attacker.example"}
    answer = wire.exchange(server.address, headers=headers, method="GET", path="/")
    assert answer.status == 421


def test_the_issuer_comes_from_configuration_only(own):
    installation = own()
    public = {
        "COGNATE_SERVER__BASE_URL": "https://id.example.com",
        "COGNATE_SERVER__HOSTS": "127.0.0.1",
    }
    server = installation.serve(environ=public)
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    issuer = f"https://id.example.com/{pool.id}"
    assert reading.discovery(server.address, pool.id)["issuer"] == issuer
    token = pool.app().tokens(pool.user())["IdToken"]
    assert reading.claims(token)["iss"] == issuer


# The database away


def test_a_database_that_comes_back(own, engine, tmp_path):
    from harness.postgres import Cluster

    if engine == "sqlite":
        return
    cluster = Cluster()
    try:
        installation = Installation.init(tmp_path / "away", cluster.database())
        server = installation.serve()
        idp = clients.idp(server.url, installation.root)
        pool = pools.create_pool(idp)
        app, user = pool.app(), pool.user()
        app.tokens(user)
        cluster.halt()
        answer = wire.call(
            server.address, "AdminGetUser", {"UserPoolId": pool.id, "Username": user.name},
            installation.root,
        )
        assert answer.status >= 500 or answer.code == "TooManyRequestsException"
        assert answer.code is not None
        health = wire.exchange(server.address, method="GET", path="/_cognate/health")
        assert health.status == 200
        ready = wire.exchange(server.address, method="GET", path="/_cognate/ready")
        assert ready.status == 503
        cluster.start()
        eventually(lambda: _signs_in(app, user), "sign-ins work again", seconds=20)
        assert server.stop() == 0
    finally:
        cluster.stop()


def _signs_in(app, user) -> bool:
    try:
        return bool(app.tokens(user))
    except app.idp.exceptions.ClientError:
        return False


def test_a_database_that_is_not_there_is_named(tmp_path):
    url = f"postgres://cognate:hidden-password@127.0.0.1:{free_port()}/none"
    with pytest.raises(Failed) as failed:
        Installation.init(tmp_path, url)
    assert "127.0.0.1" in str(failed.value)
    assert "hidden-password" not in str(failed.value)
