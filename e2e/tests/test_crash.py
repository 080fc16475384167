"""Killed without warning, under load: every write that was acknowledged is there afterwards."""

import threading

from botocore.exceptions import BotoCoreError, ClientError

from harness import clients, pools
from harness.deadline import eventually

WRITERS = 8


class Load:
    """Creates users and changes passwords from several threads until the server dies, noting only
    what was acknowledged."""

    def __init__(self, url, root, pool_id):
        self.created: list[str] = []
        self.passwords: dict[str, str] = {}
        self._pool = pools.Pool(clients.idp(url, root), pool_id)
        self._threads = [threading.Thread(target=self._work) for _ in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def _work(self):
        while True:
            name = pools.unique("crash")
            try:
                self._pool.invite(name)
                self.created.append(name)
                self._pool.set_password(name, "Acknowledged-1")
                self.passwords[name] = "Acknowledged-1"
            except (BotoCoreError, ClientError):
                return

    def join(self):
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive()


def test_kill_nine_loses_nothing_acknowledged(own):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    app = pool.app()
    user = pool.user()
    tokens = app.tokens(user)

    total = 0
    for _ in range(3):
        load = Load(server.url, installation.root, pool.id)
        eventually(lambda load=load: len(load.passwords) >= 60, "some users exist", seconds=60)
        server.kill()
        load.join()
        server = installation.serve()
        pool = pools.Pool(clients.idp(server.url, installation.root), pool.id)
        again = pools.App(pool, app.id)
        for name in load.created:
            assert pool.get(name)["Username"] == name
        for name, password in list(load.passwords.items())[-20:]:
            assert again.password_sign_in(name, password)["AuthenticationResult"]
        total += len(load.created)
    assert total >= 180

    # Sessions and keys of before are good still.
    assert pool.idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == user.name
    assert again.refresh(tokens["RefreshToken"])["AccessToken"]
    assert server.stop() == 0
    installation.run("verify")


def test_a_graceful_end_finishes_what_it_began(own):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(clients.idp(server.url, installation.root))
    load = Load(server.url, installation.root, pool.id)
    eventually(lambda: len(load.passwords) >= 30, "some users exist", seconds=60)
    assert server.stop() == 0
    load.join()
    server = installation.serve()
    pool = pools.Pool(clients.idp(server.url, installation.root), pool.id)
    for name in load.created:
        assert pool.get(name)["Username"] == name


def test_a_restart_keeps_everything(own):
    installation = own()
    server = installation.serve()
    pool = pools.create_pool(
        clients.idp(server.url, installation.root), UsernameConfiguration={"CaseSensitive": False}
    )
    app = pool.app(GenerateSecret=True)
    user = pool.user(email="kept@example.com", email_verified="true")
    tokens = app.tokens(user)
    before = pool.describe()
    assert server.stop() == 0
    server = installation.serve()
    pool = pools.Pool(clients.idp(server.url, installation.root), pool.id)
    app = pools.App(pool, app.id, app.secret)
    after = pool.describe()
    for changing in ("EstimatedNumberOfUsers",):
        before.pop(changing), after.pop(changing)
    assert before == after
    assert pool.get(user.name)["attributes"]["sub"] == user.sub
    assert pool.idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == user.name
    assert app.refresh(tokens["RefreshToken"], user.name)["AccessToken"]
    assert app.srp_sign_in(user.name, user.password)["AuthenticationResult"]
