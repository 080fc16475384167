"""LG-2: no secret in any log, not even at TRACE; nothing readable in the raw database."""

import base64
import hashlib
from pathlib import Path

import pytest

from harness import clients, pools, srp, wire
from harness.pools import attribute_list

# The object identifier that begins every RSA private key in PKCS#8, and every public one.
RSA_KEY = bytes.fromhex("06092a864886f70d010101")


@pytest.fixture
def lived_in(own):
    """An installation after all sorts of sign-ins at TRACE: (installation, server, its secrets)."""
    installation = own()
    # The libraries below Cognate too, which are quiet unless asked.
    level = {"COGNATE_LOG__LEVEL": "trace,cognate=trace"}
    server = installation.serve(environ=level)
    idp = clients.idp(server.url, installation.root)
    secrets = {"root secret key": installation.root.secret}
    for n, line in enumerate(installation.kek.read_text().split()):
        if len(line) >= 32:
            secrets[f"key-encryption key, word {n}"] = line

    pool = pools.create_pool(idp)
    plain, confidential = pool.app(), pool.app(ClientSecret="canary_client_secret_0123456789")
    secrets["client secret"] = confidential.secret
    added = idp.add_user_pool_client_secret(UserPoolId=pool.id, ClientId=confidential.id)
    secrets["second client secret"] = added["ClientSecretDescriptor"]["ClientSecretValue"]

    secrets["temporary password"] = "Canary-Temporary-1"
    secrets["password"] = "Canary-Password-2"
    secrets["changed password"] = "Canary-Changed-3"
    secrets["password set by an admin"] = "Canary-Admin-4"
    secrets["wrong password"] = "Canary-Wrong-5"
    secrets["refused password"] = "canary-refused"
    user = pool.invite(password=secrets["temporary password"])
    session = confidential.password_sign_in(user.name, user.password)["Session"]
    secrets["session"] = session
    responses = {"USERNAME": user.name, "NEW_PASSWORD": secrets["password"]}
    result = confidential.respond(
        "NEW_PASSWORD_REQUIRED", responses | confidential.hash(user.name), session
    )["AuthenticationResult"]
    for kind in ("AccessToken", "IdToken", "RefreshToken"):
        secrets[kind] = result[kind]
    client = srp.Client(pool.id, secrets["password"])
    challenge = plain.srp_challenge(user.name, client.public)["ChallengeParameters"]
    secrets["secret block"] = challenge["SECRET_BLOCK"]
    answer = client.answer(challenge)
    secrets["claim signature"] = answer["PASSWORD_CLAIM_SIGNATURE"]
    plain.respond("PASSWORD_VERIFIER", answer)
    secrets["secret hash"] = confidential.hash(user.name)["SECRET_HASH"]
    secrets["verifier"] = format(verifier(pool.id, user.name, secrets["password"], challenge), "x")

    idp.change_password(
        AccessToken=result["AccessToken"],
        PreviousPassword=secrets["password"],
        ProposedPassword=secrets["changed password"],
    )
    pool.set_password(user.name, secrets["password set by an admin"])
    refreshed = confidential.exchange(plain_token := confidential.tokens(
        pools.User(user.name, secrets["password set by an admin"], user.sub)
    )["RefreshToken"])
    secrets["another RefreshToken"] = plain_token
    secrets["refreshed AccessToken"] = refreshed["AccessToken"]

    # What goes wrong is logged most readily.
    for refused in (
        lambda: plain.password_sign_in(user.name, secrets["wrong password"]),
        lambda: pool.set_password(user.name, secrets["refused password"]),
        lambda: idp.get_user(AccessToken=secrets["AccessToken"][:-4] + "AAAA"),
        lambda: plain.refresh(secrets["RefreshToken"]),
    ):
        with pytest.raises(idp.exceptions.ClientError):
            refused()
    secrets["password in a malformed body"] = "Canary-Malformed-6"
    wire.call(server.address, "InitiateAuth", '{"PASSWORD": "Canary-Malformed-6"')
    secrets["password in a body of wrong type"] = "Canary-Type-7"
    parameters = ["Canary-Type-7"]
    body = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": plain.id, "AuthParameters": parameters}
    wire.call(server.address, "InitiateAuth", body)
    secrets["password in a constraint problem"] = "Canary Constraint 8"
    wire.call(
        server.address,
        "AdminSetUserPassword",
        {"UserPoolId": pool.id, "Username": user.name, "Password": "Canary Constraint 8"},
        installation.root,
    )
    secrets["attribute of a refused user"] = "canary-attribute-9"
    wire.call(
        server.address,
        "AdminCreateUser",
        {
            "UserPoolId": pool.id,
            "Username": "x",
            "UserAttributes": attribute_list({"email": "canary-attribute-9"}),
        },
        installation.root,
    )
    return installation, server, secrets


def verifier(pool_id: str, username: str, password: str, challenge: dict) -> int:
    """The password's equivalent, which the server stores sealed."""
    name = pool_id.split("_", 1)[1]
    inner = hashlib.sha256(f"{name}{username}:{password}".encode()).digest()
    salted = srp.pad(int(challenge["SALT"], 16)) + inner
    return pow(srp.G, int.from_bytes(hashlib.sha256(salted).digest(), "big"), srp.N)


def test_no_secret_in_the_log_at_trace(lived_in):
    _, server, secrets = lived_in
    assert server.stop() == 0
    log = server.output()
    assert " DEBUG " in log, "the log must be detailed for this test to mean anything"
    assert {name for name, secret in secrets.items() if secret in log} == set()


def forms(secret: str) -> set[bytes]:
    """The secret as text, and as the bytes it may stand for."""
    found = {secret.encode()}
    try:
        found.add(bytes.fromhex(secret))
    except ValueError:
        pass
    try:
        found.add(base64.b64decode(secret, validate=True))
    except ValueError:
        pass
    return {form for form in found if len(form) >= 12}


def test_no_secret_in_the_raw_database(lived_in, engine, request):
    installation, server, secrets = lived_in
    if engine == "sqlite":
        # While it runs, so that the log of the database is looked at too.
        raw = contents(installation.data)
        server.stop()
        raw += contents(installation.data)
    else:
        cluster = request.getfixturevalue("cluster")
        cluster.query(installation.database, "CHECKPOINT")
        raw = contents(cluster.folder / "data")
        raw += cluster.dump(installation.database)
    # These are public or worthless by the time somebody reads a database.
    public = {"AccessToken", "IdToken", "refreshed AccessToken"}
    found = {
        name
        for name, secret in secrets.items()
        if name not in public and any(form in raw for form in forms(secret))
    }
    assert found == set()
    assert b"PRIVATE KEY" not in raw
    if engine == "sqlite":
        assert RSA_KEY not in raw, "a key in PKCS#8 without sealing"


def contents(folder: Path) -> bytes:
    """All files, one after the other; a database at work may remove some meanwhile."""
    read = []
    for file in folder.rglob("*"):
        try:
            read.append(file.read_bytes())
        except (FileNotFoundError, IsADirectoryError):
            continue
    return b"".join(read)
