"""`cognate backup` while the server works, `cognate restore` into a new place, `cognate verify`."""

import pytest

from harness import clients, pools
from harness.installation import Failed, Installation
from harness.refusal import refused

USERS = 20


def test_backup_and_restore_keep_every_user(own, new_database):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    app = pool.app(GenerateSecret=True)
    users = [pool.user(password=f"Backup-Horse-{n}") for n in range(USERS)]
    tokens = app.tokens(users[0])
    described = pool.describe()

    backup = installation.folder / "backup"
    installation.backup(backup)
    # What happens after the backup is not in it.
    late = pool.user()
    pool.set_password(users[1].name, "Changed-Afterwards-1")
    assert server.stop() == 0

    restored = restore(installation, new_database(), backup)
    server = restored.serve()
    idp = clients.idp(server.url, installation.root)
    pool = pools.Pool(idp, pool.id)
    app = pools.App(pool, app.id, app.secret)
    again = pool.describe()
    for changing in ("EstimatedNumberOfUsers",):
        described.pop(changing), again.pop(changing)
    assert again == described
    for user in users:
        assert pool.get(user.name)["attributes"]["sub"] == user.sub
        assert app.tokens(user)["AccessToken"]
    assert app.srp_sign_in(users[1].name, users[1].password)["AuthenticationResult"]
    with refused("UserNotFoundException"):
        pool.get(late.name)
    # OTP-11: sessions older than the restore are void.
    with refused("NotAuthorizedException"):
        app.refresh(tokens["RefreshToken"], users[0].name)
    assert server.stop() == 0
    restored.run("verify")


def restore(source: Installation, database: str | None, backup) -> Installation:
    """Another installation holding the backup, opened by the same key file."""
    restored = Installation(source.folder / "restored", database)
    restored.folder.mkdir()
    restored.kek, restored.root, restored.port = source.kek, source.root, source.port
    restored.restore(backup)
    return restored


def test_a_damaged_backup_is_refused(own, new_database):
    installation = own()
    backup = installation.folder / "backup"
    installation.backup(backup)
    target = max(
        [backup] if backup.is_file() else [one for one in backup.rglob("*") if one.is_file()],
        key=lambda file: file.stat().st_size,
    )
    raw = bytearray(target.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 64] = bytes(64)
    target.write_bytes(raw[: len(raw) * 3 // 4])
    with pytest.raises(Failed):
        restore(installation, new_database(), backup)


def test_verify_finds_a_sound_store(own):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    pool.app().tokens(pool.user())
    server.kill()
    installation.run("verify")
