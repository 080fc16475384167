"""What mails say, whom they reach, and what happens when the mail server is no help."""

import datetime
import html
import ipaddress
import ssl
import time
import unicodedata

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness import clients, outbox, pools, wire
from harness.deadline import eventually
from harness.mail import MailServer
from harness.pools import PASSWORD, address, attribute_list, unique
from harness.ports import free_port
from harness.refusal import refused
from harness.rogue import Rogue
from harness.server import Ended


def pool_with(new_pool, **template):
    return new_pool(AutoVerifiedAttributes=["email"], VerificationMessageTemplate=template)


def test_the_text_of_the_pool(new_pool, mail):
    pool = pool_with(
        new_pool,
        EmailSubject="Ihr Schlüssel {####} für Zoë",
        EmailMessage="Grüße, <b>{####}</b> &amp; {username} ✓",
        DefaultEmailOption="CONFIRM_WITH_CODE",
    )
    name, email = unique(), address()
    pool.app().sign_up(name, email=email)
    message = mail.wait(email)
    code = message.subject.split()[2]
    assert message.subject == f"Ihr Schlüssel {code} für Zoë"
    # `{username}` is no placeholder here.
    assert f"Grüße, <b>{code}</b> &amp; {{username}} ✓" in message.html
    assert f"Grüße, {code} & {{username}} ✓" in message.text
    pool.app().confirm(name, code)


def test_the_default_text(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    email = address()
    pool.app().sign_up(unique(), email=email)
    message = mail.wait(email)
    assert message.subject == "Your verification code"
    assert message.code in message.text
    assert message.parsed["From"] == "Cognate <no-reply@cognate.example>"
    assert message.parsed["To"] == email
    assert message.parsed["Message-ID"] and message.parsed["Date"]


def test_the_reply_address_of_the_pool(new_pool, mail):
    pool = new_pool(
        AutoVerifiedAttributes=["email"],
        EmailConfiguration={
            "ReplyToEmailAddress": "help@shop.example",
            "From": "Shop <shop@not-allowed.example>",
        },
    )
    email = address()
    pool.app().sign_up(unique(), email=email)
    message = mail.wait(email)
    assert message.parsed["Reply-To"] == "help@shop.example"
    # No mail domain is named in email.from_domains.
    assert message.parsed["From"] == "Cognate <no-reply@cognate.example>"
    assert message.sender == "no-reply@cognate.example"


def test_an_invitation(idp, pool, app, mail):
    name, email = unique(), address()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=name,
        TemporaryPassword='Tmp-<b>&"9x',
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=attribute_list({"email": email}),
    )
    message = mail.wait(email)
    assert message.subject == "Your temporary password"
    assert name in message.text and 'Tmp-<b>&"9x' in message.text
    assert "Tmp-&lt;b&gt;&amp;&quot;9x" in message.html
    challenge = app.password_sign_in(name, 'Tmp-<b>&"9x')
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_generated_password_arrives(idp, new_pool, mail):
    pool = new_pool(
        AdminCreateUserConfig={
            "InviteMessageTemplate": {
                "EmailSubject": "Welcome {username}",
                "EmailMessage": "Name: {username}<br>Password:{####}.",
            }
        }
    )
    app, name, email = pool.app(), unique(), address()

    def invite(**more):
        idp.admin_create_user(
            UserPoolId=pool.id, Username=name, DesiredDeliveryMediums=["EMAIL"], **more
        )

    def password(message):
        return html.unescape(message.html.split("Password:")[1].rstrip().removesuffix("."))

    invite(UserAttributes=attribute_list({"email": email}))
    first = mail.wait(email)
    assert first.subject == f"Welcome {name}"
    assert app.password_sign_in(name, password(first))["ChallengeName"]
    invite(MessageAction="RESEND")
    second = password(mail.wait(email, 2))
    assert second != password(first)
    with refused("NotAuthorizedException"):
        app.password_sign_in(name, password(first))
    assert app.password_sign_in(name, second)["ChallengeName"]
    pool.set_password(name, PASSWORD)
    with refused("UnsupportedUserStateException"):
        invite(MessageAction="RESEND")
    with refused("UserNotFoundException"):
        idp.admin_create_user(UserPoolId=pool.id, Username=unique(), MessageAction="RESEND")


def test_a_suppressed_invitation(pool, mail):
    email = address()
    pool.invite(email=email)
    later = address()
    pool.idp.admin_create_user(
        UserPoolId=pool.id,
        Username=unique(),
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=attribute_list({"email": later}),
    )
    mail.wait(later)
    assert mail.to(email) == []


# -- what attributes could do to a mail ---------------------------------------------------------

INJECTIONS = [
    "victim@example.com\r\nBcc: other@example.com",
    "victim@example.com\nBcc: other@example.com",
    "victim@example.com\r\n\r\nbody",
    "victim@example.com%0d%0aBcc: other@example.com\u2028Bcc:x@example.com",
    "victim@example.com, other@example.com",
    "victim@example.com;other@example.com",
    "<victim@example.com> <other@example.com>",
    "victim@example.com> RCPT TO:<other@example.com",
    '"a b"\x00@example.com',
    "victim@exam\tple.com",
    "victim@@example.com",
    "victim@example.com@other.example",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_addresses_that_are_more_than_one(server, new_pool, mail, value):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    app, before = pool.app(), len(mail.attempts)
    request = {
        "ClientId": app.id,
        "Username": unique(),
        "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": value}],
    }
    answer = wire.call(server.address, "SignUp", request)
    wire.assert_error(answer, "InvalidParameterException")
    later = address()
    app.sign_up(unique(), email=later)
    mail.wait(later)
    assert [to for to, _ in mail.attempts[before:]] == [later]


@pytest.mark.parametrize(
    "name", ["eve<script>alert(1)</script>", 'eve"><img/src=x>', "{####}", "eve&amp;"]
)
def test_user_names_in_mails_are_text(idp, new_pool, mail, name):
    pool = new_pool(
        AdminCreateUserConfig={
            "InviteMessageTemplate": {
                "EmailSubject": "For {username}",
                "EmailMessage": "<p>{username}: {####}</p>",
            }
        }
    )
    email = address()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=name,
        TemporaryPassword=PASSWORD,
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=attribute_list({"email": email}),
    )
    message = mail.wait(email)
    assert message.subject == f"For {name}"
    assert "<script" not in message.html and "<img" not in message.html
    assert f"{name}: {PASSWORD}" in message.text


def test_user_names_with_line_breaks(server, shared, new_pool, mail):
    """The model's pattern forbids them; nothing of them would reach a header."""
    pool = new_pool()
    request = {"UserPoolId": pool.id, "Username": "eve\r\nBcc: x@example.com"}
    answer = wire.call(server.address, "AdminCreateUser", request, shared.root)
    wire.assert_error(answer, "InvalidParameterException")


def test_a_subject_of_two_lines_becomes_one(idp, new_pool, mail):
    """The model's pattern lets line breaks into templates."""
    template = {
        "EmailSubject": "one\r\nBcc: x@example.com\n\ntwo",
        "EmailMessage": "{username} {####}",
    }
    pool = new_pool(AdminCreateUserConfig={"InviteMessageTemplate": template})
    email = address()
    idp.admin_create_user(
        UserPoolId=pool.id,
        Username=unique(),
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=attribute_list({"email": email}),
    )
    message = mail.wait(email)
    assert message.subject.split() == ["one", "Bcc:", "x@example.com", "two"]
    assert message.parsed["Bcc"] is None
    assert mail.to("x@example.com") == []


def test_international_addresses(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    app, name, email = pool.app(), unique(), f"jörg-{unique()}@example.com"
    try:
        app.sign_up(name, email=email)
    except app.idp.exceptions.InvalidParameterException:
        return
    app.confirm(name, mail.code(email))


# -- user names that look alike -------------------------------------------------------------------


FOLDING = {"UsernameConfiguration": {"CaseSensitive": False}}


def test_case_variants_are_one_name(new_pool):
    app, name = new_pool(**FOLDING).app(), unique("Ärger-Anna")
    app.sign_up(name)
    for variant in (name.upper(), name.lower(), name.swapcase()):
        with refused("UsernameExistsException", "User already exists"):
            app.sign_up(variant)
        assert app.pool.get(variant)["attributes"]["sub"]


def test_composed_and_decomposed_are_one_name(new_pool):
    app, name = new_pool(**FOLDING).app(), unique("Zoë")
    app.sign_up(unicodedata.normalize("NFC", name))
    with refused("UsernameExistsException", "User already exists"):
        app.sign_up(unicodedata.normalize("NFD", name))


def test_names_are_bytes_where_case_matters(new_pool):
    pool = new_pool(UsernameConfiguration={"CaseSensitive": True})
    app, name = pool.app(), unique("Anna")
    app.sign_up(name)
    app.sign_up(name.lower())
    assert pool.get(name)["Username"] == name
    assert pool.get(name.lower())["Username"] == name.lower()


def test_look_alikes_are_other_names(new_pool):
    """Cyrillic а is no Latin a: both may exist, and neither finds the other."""
    pool = new_pool(**FOLDING)
    app, name = pool.app(), unique("anna")
    app.sign_up(name)
    other = name.replace("a", "\u0430", 1)
    app.sign_up(other)
    assert pool.get(name)["attributes"]["sub"] != pool.get(other)["attributes"]["sub"]


@pytest.mark.parametrize("bad", ["an na", "", "x" * 129, "an\u200bna\n", "a\tb"])
def test_names_that_are_none(server, app, bad):
    request = {"ClientId": app.id, "Username": bad, "Password": PASSWORD}
    wire.assert_error(wire.call(server.address, "SignUp", request), "InvalidParameterException")


def test_over_long_values(server, app):
    long = {
        "Password": "Aa1-" + "x" * 253,
        "SecretHash": "x" * 129,
        "ConfirmationCode": "1" * 2049,
    }
    for operation, name in (
        ("SignUp", "Password"),
        ("SignUp", "SecretHash"),
        ("ConfirmSignUp", "ConfirmationCode"),
        ("ConfirmForgotPassword", "Password"),
        ("ConfirmForgotPassword", "ConfirmationCode"),
    ):
        request = {"ClientId": app.id, "Username": "x", "Password": PASSWORD}
        if operation != "SignUp":
            request["ConfirmationCode"] = "123456"
        if operation == "ConfirmSignUp":
            del request["Password"]
        answer = wire.call(server.address, operation, request | {name: long[name]})
        wire.assert_error(answer, "InvalidParameterException")
        assert long[name] not in answer.message or name != "Password"


# -- mail servers that are no help ----------------------------------------------------------------


@pytest.fixture
def mailing(own):
    """A server of its own for one test, with settings for mail: (pool, app, server, installation)."""

    def start(settings, **more):
        installation = own()
        server = installation.serve(environ=settings)
        idp = clients.idp(server.url, installation.root)
        pool = pools.create_pool(idp, AutoVerifiedAttributes=["email"], **more)
        return pool, pool.app(), server, installation

    return start


@pytest.fixture
def own_mail():
    made = []

    def make(**settings):
        made.append(MailServer(**settings))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def tried(installation):
    """The first row of the outbox, once a try has failed."""
    rows = outbox.rows(installation)
    return rows[0] if rows and int(rows[0]["tries"]) > 0 else None


def test_a_server_that_is_down_loses_nothing(mailing, own_mail):
    server_of_mail = own_mail()
    server_of_mail.stop()
    pool, app, server, installation = mailing(server_of_mail.settings())
    people = [(unique(), address()) for _ in range(5)]
    begun = time.monotonic()
    for name, email in people:
        made = app.sign_up(name, email=email)
        assert made["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    assert time.monotonic() - begun < 5, "nobody waits for the mail server"
    eventually(lambda: tried(installation), "a failed try in the outbox")
    rows = outbox.rows(installation)
    assert len(rows) == 5
    for row in rows:
        assert (row["channel"], row["to"]) == ("email", "m***@e***")
        assert row["last error"] or row["tries"] == "0"
    server_of_mail.start()
    for name, email in people:
        app.confirm(name, server_of_mail.wait(email, seconds=40).code)
    eventually(lambda: not outbox.rows(installation), "an empty outbox")
    assert all(len(server_of_mail.to(email)) == 1 for _, email in people)


def test_mails_outlive_the_process(mailing, own_mail):
    server_of_mail = own_mail()
    server_of_mail.stop()
    pool, app, server, installation = mailing(server_of_mail.settings())
    name, email = unique(), address()
    app.sign_up(name, email=email)
    server.kill()
    server_of_mail.start()
    installation.serve(environ=server_of_mail.settings())
    app.confirm(name, server_of_mail.wait(email, seconds=40).code)


def test_temporary_refusals_are_tried_again(mailing, own_mail):
    server_of_mail = own_mail()
    pool, app, *_ = mailing(server_of_mail.settings())
    name, email = unique(), address()
    server_of_mail.answers[email] = ["451 4.7.1 Try again later"] * 2
    app.sign_up(name, email=email)
    app.confirm(name, server_of_mail.wait(email, seconds=30).code)
    times = [at for to, at in server_of_mail.attempts if to == email]
    assert len(times) == 3
    assert times[1] - times[0] >= 0.7, "with a pause"
    assert times[2] - times[1] > times[1] - times[0], "that grows"


def test_final_refusals_are_not(mailing, own_mail):
    server_of_mail = own_mail()
    pool, app, server, installation = mailing(server_of_mail.settings())
    email = address()
    server_of_mail.answers[email] = ["550 5.1.1 No such mailbox"]
    app.sign_up(unique(), email=email)
    eventually(lambda: server_of_mail.tries(email) == 1, "one try")
    later = address()
    app.sign_up(unique(), email=later)
    server_of_mail.wait(later)
    time.sleep(3)
    assert server_of_mail.tries(email) == 1
    assert server_of_mail.to(email) == []


def test_a_slow_destination_delays_nobody_else(mailing, own_mail):
    server_of_mail = own_mail()
    pool, app, *_ = mailing(server_of_mail.settings())
    slow = [f"{unique('slow')}@tarpit.example" for _ in range(20)]
    for email in slow:
        server_of_mail.delays[email] = 20
        app.sign_up(unique(), email=email)
    waits = []
    for _ in range(10):
        name, email = unique(), address()
        begun = time.monotonic()
        app.sign_up(name, email=email)
        server_of_mail.wait(email)
        waits.append(time.monotonic() - begun)
    assert max(waits) < 3, waits


ROGUES = {
    "silence": {"silent": True},
    "no SMTP": {"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n"},
    "bytes": {"greeting": bytes(range(256)) * 16},
    "a greeting without end": {"greeting": b"220-" + b"x" * 100_000},
    "goodbye": {"greeting": b"554 go away\r\n"},
    "refuses all": {"greeting": b"220 hi\r\n", "reply": lambda line: b"500 what?\r\n"},
    "numbers that are none": {"greeting": b"220 hi\r\n", "reply": lambda line: b"999999 ok\r\n"},
    "hangs up": {"greeting": b"220 hi\r\n", "reply": lambda line: None},
}


@pytest.mark.parametrize("kind", ROGUES)
def test_nonsense_is_survived(mailing, own_mail, kind):
    rogue = Rogue(**ROGUES[kind])
    settings = {
        "COGNATE_EMAIL__SERVER": f"127.0.0.1:{rogue.port}",
        "COGNATE_EMAIL__TLS": "none",
        "COGNATE_EMAIL__FROM": "no-reply@cognate.example",
        "COGNATE_EMAIL__TIMEOUT_SECONDS": "2",
    }
    pool, app, server, installation = mailing(settings)
    name, email = unique(), address()
    begun = time.monotonic()
    app.sign_up(name, email=email)
    assert time.monotonic() - begun < 2
    eventually(lambda: rogue.connections, "a connection")
    row = eventually(lambda: tried(installation), "a failed try in the outbox", 20)
    assert row["last error"] and len(row["last error"]) < 400 and email not in str(row)
    user = pool.user()
    assert app.tokens(user)["AccessToken"]
    # With a better server everything arrives.
    assert server.stop() == 0
    rogue.stop()
    better = own_mail()
    installation.serve(environ=better.settings())
    app.confirm(name, better.wait(email, seconds=40).code)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate of 127.0.0.1 and its server context: (pem file, context)."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "mail.pem", folder / "mail.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return pem, context


def test_starttls_with_a_password_over_one_connection(mailing, own_mail, certificate, tmp_path):
    pem, context = certificate
    server_of_mail = own_mail(tls=context, login=("cognate", "mail secret"))
    password = tmp_path / "mail-password"
    password.write_text("mail secret\n")
    password.chmod(0o600)
    settings = server_of_mail.settings(
        TLS="starttls", ROOT_CERTIFICATE=str(pem), USER="cognate", PASSWORD_FILE=str(password)
    )
    pool, app, *_ = mailing(settings)
    for _ in range(10):
        name, email = unique(), address()
        app.sign_up(name, email=email)
        app.confirm(name, server_of_mail.code(email))
    # EHLO is said twice on a connection with STARTTLS.
    assert server_of_mail.sessions <= 4, "the connection is kept"


def test_a_certificate_nobody_vouches_for(mailing, own_mail, certificate):
    _, context = certificate
    server_of_mail = own_mail(tls=context)
    pool, app, server, installation = mailing(server_of_mail.settings(TLS="starttls"))
    email = address()
    app.sign_up(unique(), email=email)
    eventually(lambda: tried(installation), "a failed try in the outbox", 20)
    assert server_of_mail.tries(email) == 0


def test_starttls_is_never_skipped(mailing, own_mail):
    """A server that does not offer it gets no mail."""
    server_of_mail = own_mail()
    pool, app, server, installation = mailing(server_of_mail.settings(TLS="starttls"))
    email = address()
    app.sign_up(unique(), email=email)
    eventually(lambda: tried(installation), "a failed try in the outbox", 20)
    assert server_of_mail.tries(email) == 0


def test_no_more_than_a_days_budget(own, mail):
    """RL-8."""
    installation = own()
    limit = {"COGNATE_LIMITS__MESSAGES_PER_DESTINATION_DAY": "3"}
    server = installation.serve(environ=mail.settings() | limit)
    idp = clients.idp(server.url, installation.root)
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email"])
    app, email = pool.app(), address()
    for _ in range(3):
        app.sign_up(unique(), email=email)
    name = unique()
    with refused("LimitExceededException"):
        app.sign_up(name, email=email.upper())
    with refused("UserNotFoundException"):
        pool.get(name)
    app.sign_up(unique(), email=address())
    mail.wait(email, 3)


def test_a_replaced_code_is_not_delivered(mailing, own_mail):
    server_of_mail = own_mail()
    server_of_mail.stop()
    pool, app, server, installation = mailing(server_of_mail.settings())
    name, email = unique(), address()
    app.sign_up(name, email=email)
    eventually(lambda: tried(installation), "a failed try in the outbox")
    app.resend(name)
    app.resend(name)
    server_of_mail.start()
    message = server_of_mail.wait(email, seconds=40)
    eventually(lambda: not outbox.rows(installation), "an empty outbox", 40)
    assert len(server_of_mail.to(email)) == 1
    app.confirm(name, message.code)


def test_a_mail_server_that_cannot_be_is_told_at_start(own):
    installation = own()
    for settings, word in (
        ({"COGNATE_EMAIL__SERVER": "no port"}, "email.server"),
        ({"COGNATE_EMAIL__SERVER": f"127.0.0.1:{free_port()}"}, "email.from"),
        (
            {
                "COGNATE_EMAIL__SERVER": "smtp.example.com:25",
                "COGNATE_EMAIL__TLS": "none",
                "COGNATE_EMAIL__FROM": "a@b.example",
            },
            "email.tls",
        ),
        ({"COGNATE_SMS__URL": "http://sms.example.com/"}, "sms"),
    ):
        with pytest.raises(Ended) as ended:
            installation.serve(environ=settings)
        assert word in str(ended.value)
