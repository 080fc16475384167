"""Domains of pools, and the page behind a link that confirms a sign-up."""

import urllib.parse
import uuid

import pytest

from harness import node, pools, wire
from harness.browser import Browser, chromium
from harness.pools import PASSWORD, address, unique
from harness.refusal import refused

LINK = {
    "DefaultEmailOption": "CONFIRM_WITH_LINK",
    "EmailMessageByLink": "Please {##confirm & <b>enjoy</b>##}.",
    "EmailSubjectByLink": "One click",
}


def prefix() -> str:
    return f"shop-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def linking(idp, new_pool):
    """A pool that confirms by link: (pool, app, its prefix)."""
    pool = new_pool(AutoVerifiedAttributes=["email"], VerificationMessageTemplate=LINK)
    name = prefix()
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain=name)
    yield pool, pool.app(), name
    idp.delete_user_pool_domain(UserPoolId=pool.id, Domain=name)


def test_a_domain_from_birth_to_death(idp, new_pool):
    pool, name = new_pool(), prefix()
    assert idp.describe_user_pool_domain(Domain=name)["DomainDescription"] == {}
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain=name)
    seen = idp.describe_user_pool_domain(Domain=name)["DomainDescription"]
    assert (seen["UserPoolId"], seen["Domain"]) == (pool.id, name)
    assert seen["AWSAccountId"] == "111122223333"
    assert seen["Status"] == "ACTIVE"
    assert pool.describe()["Domain"] == name
    with refused(
        "InvalidParameterException",
        "User pool cannot be deleted. It has a domain configured that should be deleted first.",
    ):
        pool.delete()
    idp.update_user_pool_domain(UserPoolId=pool.id, Domain=name, ManagedLoginVersion=2)
    changed = idp.describe_user_pool_domain(Domain=name)["DomainDescription"]
    assert changed["ManagedLoginVersion"] == 2
    idp.delete_user_pool_domain(UserPoolId=pool.id, Domain=name)
    assert idp.describe_user_pool_domain(Domain=name)["DomainDescription"] == {}
    assert "Domain" not in pool.describe()


def test_domains_are_taken_once(idp, new_pool):
    first, second, name = new_pool(), new_pool(), prefix()
    idp.create_user_pool_domain(UserPoolId=first.id, Domain=name)
    with refused("InvalidParameterException"):
        idp.create_user_pool_domain(UserPoolId=second.id, Domain=name)
    with refused("InvalidParameterException"):
        idp.create_user_pool_domain(UserPoolId=first.id, Domain=prefix())
    with refused("InvalidParameterException"):
        idp.delete_user_pool_domain(UserPoolId=second.id, Domain=name)
    idp.delete_user_pool_domain(UserPoolId=first.id, Domain=name)


@pytest.mark.parametrize(
    "name", ["aws-shop", "my-amazon", "cognito-x", "UPPER", "-a", "a-", "a_b", "a b"]
)
def test_names_that_are_none(server, shared, new_pool, name):
    request = {"UserPoolId": new_pool().id, "Domain": name}
    answer = wire.call(server.address, "CreateUserPoolDomain", request, shared.root)
    wire.assert_error(answer, "InvalidParameterException")


def test_unknown_domains(idp, new_pool):
    for call in (idp.delete_user_pool_domain, idp.update_user_pool_domain):
        with pytest.raises(
            (idp.exceptions.ResourceNotFoundException, idp.exceptions.InvalidParameterException)
        ):
            call(UserPoolId=new_pool().id, Domain=prefix())
    with refused("ResourceNotFoundException"):
        idp.create_user_pool_domain(UserPoolId="us-east-1_NoSuch000", Domain=prefix())


def target_of(link: str) -> str:
    parts = urllib.parse.urlsplit(link)
    return f"{parts.path}?{parts.query}"


def test_confirmation_by_link(server, linking, mail):
    pool, app, name = linking
    user, email = f"{unique()}+&=%", address()
    made = app.sign_up(user, email=email)
    assert made["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    message = mail.wait(email)
    assert message.subject == "One click"
    assert ">confirm & <b>enjoy</b></a>." in message.html
    assert message.link in message.text
    link = urllib.parse.urlsplit(message.link)
    assert f"{link.scheme}://{link.netloc}" == server.url
    assert link.path.endswith("/confirmUser")
    query = urllib.parse.parse_qs(link.query, strict_parsing=True)
    assert query["client_id"] == [app.id]
    assert query["user_name"] == [user]

    browser = Browser(server.address)
    for method in ("GET", "HEAD", "GET"):
        status, headers, page = browser.send(method, target_of(message.link))
        assert status == 200
        assert headers["content-type"].startswith("text/html")
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert pool.get(user)["UserStatus"] == "UNCONFIRMED", f"{method} changed something"
    assert user not in page

    action, fields = browser.form(page)
    status, headers, done = browser.submit(action, fields)
    assert status in (200, 302, 303), done
    assert pool.get(user)["UserStatus"] == "CONFIRMED"
    assert pool.get(user)["attributes"]["email_verified"] == "true"
    assert app.password_sign_in(user, PASSWORD)["AuthenticationResult"]
    # Once more: a friendly page, and nothing happens.
    status, _, again = browser.submit(action, fields)
    assert status < 500 and "<form" not in again


def test_on_a_host_of_its_own(server, linking, mail):
    pool, app, name = linking
    user, email = unique(), address()
    app.sign_up(user, email=email)
    query = urllib.parse.urlsplit(mail.wait(email).link).query
    port = server.address.rsplit(":", 1)[1]
    browser = Browser(server.address, f"{name}.auth.us-east-1.localhost:{port}")
    status, _, page = browser.send("GET", f"/confirmUser?{query}")
    assert status == 200
    action, fields = browser.form(page)
    assert browser.submit(action, fields)[0] in (200, 302, 303)
    assert pool.get(user)["UserStatus"] == "CONFIRMED"


def test_the_code_of_a_link_works_in_confirm_sign_up(linking, mail):
    pool, app, _ = linking
    user, email = unique(), address()
    app.sign_up(user, email=email)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(mail.wait(email).link).query)
    app.confirm(user, query["confirmation_code"][0])
    assert pool.get(user)["UserStatus"] == "CONFIRMED"


def test_links_that_are_bent(server, linking, mail):
    pool, app, _ = linking
    user, email = unique(), address()
    app.sign_up(user, email=email)
    link = urllib.parse.urlsplit(mail.wait(email).link)
    good = dict(urllib.parse.parse_qsl(link.query))
    browser = Browser(server.address)

    def get(fields):
        return browser.send("GET", f"{link.path}?{urllib.parse.urlencode(fields)}")

    # A page that says so, for each; never a form without what it needs.
    for name in good:
        status, _, page = get({key: value for key, value in good.items() if key != name})
        assert status == 400 and "<form" not in page
    assert browser.send("GET", f"{link.path}?{link.query}&user_name=other")[0] == 400
    assert browser.send("GET", link.path)[0] == 400

    script = '"><script>alert(1)</script>'
    status, _, page = get(good | {"user_name": script})
    assert status in (200, 400) and script not in page

    # Wrong values are told after the button, not before: opening a link is no oracle.
    for change in (
        {"confirmation_code": pools.wrong(good["confirmation_code"])},
        {"user_name": unique("nobody")},
        {"client_id": "nosuchclient00000000000000"},
    ):
        status, _, page = get(good | change)
        assert status == 200
        action, fields = browser.form(page)
        status, _, page = browser.submit(action, fields)
        assert 200 <= status < 500
        assert pool.get(user)["UserStatus"] == "UNCONFIRMED"


def test_foreign_pages_cannot_press_the_button(server, linking, mail):
    """CS-1."""
    pool, app, _ = linking
    user, email = unique(), address()
    app.sign_up(user, email=email)
    link = mail.wait(email).link
    browser = Browser(server.address)
    action, fields = browser.form(browser.send("GET", target_of(link))[2])
    foreign = {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"}
    assert browser.submit(action, fields, **foreign)[0] in (400, 403)
    token = {name for name in fields if "token" in name}
    without = {name: value for name, value in fields.items() if name not in token}
    browser.submit(action, without)
    browser.submit(action, fields | {name: "x" for name in token})
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert browser.send(method, target_of(link))[0] >= 200
    plain = browser.send(
        "POST", action, urllib.parse.urlencode(fields), Content_Type="text/plain"
    )
    assert plain[0] >= 400
    assert pool.get(user)["UserStatus"] == "UNCONFIRMED"


def test_pages_of_domains_that_nobody_has(server):
    browser = Browser(server.address)
    for target in ("/_domain/nobody-here/confirmUser", "/_domain/", "/_domain/x/y/z"):
        status, headers, _ = browser.send("GET", target)
        assert status == 404


def test_a_link_needs_a_domain(idp, new_pool, mail):
    """Without one there is nothing to link to: a clear refusal, and no user."""
    pool = new_pool(AutoVerifiedAttributes=["email"], VerificationMessageTemplate=LINK)
    name = unique()
    with pytest.raises(idp.exceptions.ClientError) as refusal:
        pool.app().sign_up(name, email=address())
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with refused("UserNotFoundException"):
        pool.get(name)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("form", ["path", "host"])
def test_in_a_real_browser(server, linking, mail, node_folder, form, scripts):
    pool, app, name = linking
    user, email = unique(), address()
    app.sign_up(user, email=email)
    link = mail.wait(email).link
    if form == "host":
        port = server.address.rsplit(":", 1)[1]
        query = urllib.parse.urlsplit(link).query
        link = f"http://{name}.auth.us-east-1.localhost:{port}/confirmUser?{query}"
    seen = node.run(
        node_folder,
        "confirm_page.mjs",
        {"executable": chromium(), "link": link, "scripts": scripts},
    )
    assert pool.get(user)["UserStatus"] == "CONFIRMED"
    assert seen["opened"]["status"] == 200
    assert seen["opened"]["heading"] and seen["opened"]["button"] and seen["opened"]["language"]
    assert seen["done"]["heading"] != seen["opened"]["heading"]
    assert seen["problems"] == []
    assert seen["requests"] <= 6, "a page that needs nothing but itself"
