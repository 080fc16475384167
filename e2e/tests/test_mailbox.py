"""The mailbox of development: with `--dev` no message leaves, and all can be read."""

import html
import re
import urllib.parse

import pytest

from harness import clients, node, pools, wire
from harness.binary import cognate
from harness.browser import Browser, chromium
from harness.deadline import eventually
from harness.mail import MailServer
from harness.pools import PASSWORD, address, attribute_list, phone, unique
from harness.ports import free_port
from harness.server import Server, environment


LINK = re.compile(r"https?://[^\s\"'<>)\]]+/confirmUser\?[^\s\"'<>)\]]+")


@pytest.fixture(scope="module")
def outside():
    """A mail server that is configured and must get nothing."""
    mail = MailServer()
    yield mail
    assert mail.sessions == 0
    mail.stop()


@pytest.fixture(scope="module")
def dev(new_database, tmp_path_factory, outside):
    folder = tmp_path_factory.mktemp("dev-mailbox")
    command = [cognate(), "serve", "--dev", "--data", folder / "data"]
    command += ["--listen", f"127.0.0.1:{free_port()}"]
    if url := new_database():
        command += ["--database", url]
    server = Server(command, environment(folder, outside.settings()), folder / "log")
    yield server
    server.kill()


@pytest.fixture(scope="module")
def app(dev):
    pool = pools.create_pool(
        clients.idp(dev.url, None), AutoVerifiedAttributes=["email", "phone_number"]
    )
    return pool.app()


def messages(dev, to=None) -> list[dict]:
    query = f"?{urllib.parse.urlencode({'to': to})}" if to else ""
    answer = wire.exchange(dev.address, method="GET", path=f"/_cognate/messages{query}")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["cache-control"] == "no-store"
    return answer.json


def arrived(dev, to, count=1) -> list[dict]:
    def all_there():
        found = messages(dev, to)
        return found if len(found) >= count else None

    return eventually(all_there, f"{count} messages to {to}")


def test_a_mail(dev, app):
    name, email = unique(), address()
    app.sign_up(name, email=email)
    (message,) = arrived(dev, email)
    assert set(message) == {
        *("id", "channel", "to", "subject", "body", "code", "reason", "created")
    }
    assert (message["channel"], message["to"]) == ("email", email)
    assert message["subject"] == "Your verification code"
    assert message["reason"] == "SignUp"
    assert message["code"] in message["body"]
    app.confirm(name, message["code"])
    assert app.password_sign_in(name, PASSWORD)["AuthenticationResult"]


def test_newest_first_and_by_receiver(dev, app):
    name, email, number = unique(), address(), phone()
    app.sign_up(name, email=email)
    arrived(dev, email)
    app.resend(name)
    first, second = arrived(dev, email, 2)
    assert (first["reason"], second["reason"]) == ("ResendCode", "SignUp")
    assert first["created"] >= second["created"]
    app.sign_up(unique(), phone_number=number)
    (text,) = arrived(dev, number)
    assert text["channel"] == "sms" and text["code"] in text["body"]
    everything = messages(dev)
    assert everything[0]["id"] == text["id"]
    assert {one["to"] for one in everything} >= {email, number}
    assert messages(dev, "nobody@example.com") == []


def test_an_invitation_shows_the_password(dev, app):
    name, email = unique(), address()
    app.idp.admin_create_user(
        UserPoolId=app.pool.id,
        Username=name,
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=attribute_list({"email": email}),
    )
    (message,) = arrived(dev, email)
    assert message["reason"] == "AdminCreateUser"
    assert app.password_sign_in(name, message["code"])["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_the_page(dev, app):
    script = "<script>alert(1)</script>"
    name, email = f"eve{script}", address()
    app.idp.admin_create_user(
        UserPoolId=app.pool.id,
        Username=name,
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=attribute_list({"email": email}),
    )
    (message,) = arrived(dev, email)
    browser = Browser(dev.address)
    status, headers, page = browser.send("GET", "/_cognate/mailbox")
    assert status == 200 and headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY" and headers["cache-control"] == "no-store"
    assert re.search(r'<html[^>]* lang="', page) and "<title>" in page
    assert email in page and script not in page
    assert html.escape(message["code"]) in page or message["code"] in html.unescape(page)
    one = browser.send("GET", f"/_cognate/mailbox?{urllib.parse.urlencode({'to': email})}")[2]
    assert email in one and one.count("@example.com") < page.count("@example.com")


def test_the_page_in_a_real_browser(dev, app, node_folder):
    email = address()
    app.sign_up(unique(), email=email)
    (message,) = arrived(dev, email)
    seen = node.run(
        node_folder,
        "mailbox_page.mjs",
        {"executable": chromium(), "url": f"{dev.url}/_cognate/mailbox", "text": email},
    )
    assert seen["heading"] and seen["language"]
    assert seen["visible"] is True
    assert message["code"] in seen["text"]
    assert seen["problems"] == []


def test_a_link_of_the_mailbox_confirms(dev):
    idp = clients.idp(dev.url, None)
    pool = pools.create_pool(
        idp,
        AutoVerifiedAttributes=["email"],
        VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    )
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain=f"dev-{unique()}")
    name, email = unique(), address()
    pool.app().sign_up(name, email=email)
    (message,) = arrived(dev, email)
    link = html.unescape(LINK.search(message["body"])[0])
    browser = Browser(dev.address)
    parts = urllib.parse.urlsplit(link)
    action, fields = browser.form(browser.send("GET", f"{parts.path}?{parts.query}")[2])
    browser.submit(action, fields)
    assert pool.get(name)["UserStatus"] == "CONFIRMED"


def test_reset_empties_it_too(new_database, tmp_path):
    command = [cognate(), "serve", "--dev", "--data", tmp_path / "data"]
    command += ["--listen", f"127.0.0.1:{free_port()}"]
    if url := new_database():
        command += ["--database", url]
    dev = Server(command, environment(tmp_path), tmp_path / "log")
    try:
        pool = pools.create_pool(clients.idp(dev.url, None), AutoVerifiedAttributes=["email"])
        email = address()
        pool.app().sign_up(unique(), email=email)
        arrived(dev, email)
        wire.exchange(dev.address, headers={"x-cognate-reset": "yes"}, path="/_cognate/reset")
        assert messages(dev) == []
    finally:
        dev.kill()


@pytest.mark.parametrize("path", ["/_cognate/messages", "/_cognate/mailbox"])
def test_there_is_none_in_production(server, path):
    assert wire.exchange(server.address, method="GET", path=path).status == 404


@pytest.mark.parametrize("path", ["/_cognate/messages", "/_cognate/mailbox"])
def test_foreign_pages_read_nothing(dev, path):
    """Codes are in there: no other origin may read them, nor a name that is not this machine's."""
    answer = wire.exchange(
        dev.address, headers={"origin": "https://evil.example"}, method="GET", path=path
    )
    assert "access-control-allow-origin" not in answer.headers
    status, _, _ = Browser(dev.address, "rebound.evil.example").send("GET", path)
    assert 400 <= status < 500
    for method in ("POST", "DELETE"):
        assert 400 <= wire.exchange(dev.address, method=method, path=path).status < 500
