"""A mail server on loopback that keeps what it is given, and can be told to misbehave."""

import asyncio
import email
import email.policy
import re
import ssl
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from harness.deadline import eventually
from harness.ports import free_port

CODE = re.compile(r"(?<![0-9])(?:[0-9]{6}|[0-9]{8})(?![0-9])")
LINK = re.compile(r'href="([^"]+)"')


@dataclass(frozen=True)
class Mail:
    """One mail as it was handed over."""

    sender: str
    """The envelope's, as in MAIL FROM."""
    to: str
    parsed: EmailMessage
    raw: bytes
    at: float
    """time.monotonic() of its arrival."""

    @property
    def subject(self) -> str:
        return self.parsed["Subject"]

    @property
    def html(self) -> str:
        part = self.parsed.get_body(("html",))
        return part.get_content() if part else ""

    @property
    def text(self) -> str:
        part = self.parsed.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def code(self) -> str:
        """The only six or eight digits in it."""
        found = set(CODE.findall(self.text or self.html))
        assert len(found) == 1, self.raw.decode(errors="replace")
        return found.pop()

    @property
    def link(self) -> str:
        found = LINK.search(self.html)
        assert found, self.raw.decode(errors="replace")
        return found.group(1).replace("&amp;", "&")


@dataclass
class MailServer:
    """Listens from construction until `stop`; `start` brings it back on the same port."""

    tls: ssl.SSLContext | None = None
    """With it STARTTLS is required."""
    login: tuple[str, str] | None = None
    """With it that user name and password are required."""
    port: int = field(default_factory=free_port)

    def __post_init__(self):
        self._mails: list[Mail] = []
        self._lock = threading.Lock()
        self._controller = None
        self.answers: dict[str, list[str]] = {}
        """Recipient -> replies to its next RCPTs; afterwards it is accepted."""
        self.delays: dict[str, float] = {}
        """Recipient -> seconds before its DATA is acknowledged."""
        self.attempts: list[tuple[str, float]] = []
        """Every RCPT with its time.monotonic()."""
        self.sessions = 0
        self.start()

    def start(self):
        self._controller = _Controller(self)
        self._controller.start()

    def stop(self):
        if self._controller:
            self._controller.stop()
            self._controller = None

    def settings(self, **more: str) -> dict[str, str]:
        """The environment of a Cognate that uses this server."""
        plain = {
            "SERVER": f"127.0.0.1:{self.port}",
            "TLS": "none",
            "FROM": "Cognate <no-reply@cognate.example>",
        }
        return {f"COGNATE_EMAIL__{name}": value for name, value in (plain | more).items()}

    def to(self, address: str) -> list[Mail]:
        """Everything that came for this address, oldest first."""
        with self._lock:
            return [one for one in self._mails if one.to.lower() == address.lower()]

    def wait(self, address: str, count: int = 1, seconds: float = 10.0) -> Mail:
        """The mail with this number (from 1) for the address."""
        mails = eventually(
            lambda: found if len(found := self.to(address)) >= count else None,
            f"{count} mails for {address}; there are {[one.subject for one in self.to(address)]}",
            seconds,
        )
        return mails[count - 1]

    def code(self, address: str, count: int = 1) -> str:
        return self.wait(address, count).code

    def tries(self, address: str) -> int:
        """How often somebody wanted to deliver to it, accepted or not."""
        return sum(1 for to, _ in self.attempts if to.lower() == address.lower())

    def count(self) -> int:
        with self._lock:
            return len(self._mails)

    def take(self, sender: str, to: str, raw: bytes):
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        with self._lock:
            self._mails.append(Mail(sender, to, parsed, raw, time.monotonic()))


class _Handler:
    def __init__(self, server: MailServer):
        self.server = server

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.server.sessions += 1
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.server.attempts.append((address, time.monotonic()))
        planned = self.server.answers.get(address)
        if planned:
            return planned.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            if delay := self.server.delays.get(address):
                await asyncio.sleep(delay)
            self.server.take(envelope.mail_from, address, envelope.original_content)
        return "250 OK"


class _Controller(Controller):
    def __init__(self, server: MailServer):
        self._server = server
        super().__init__(_Handler(server), hostname="127.0.0.1", port=server.port)

    def factory(self):
        options = {"enable_SMTPUTF8": True, "data_size_limit": 1 << 22}
        if self._server.tls:
            options |= {"tls_context": self._server.tls, "require_starttls": True}
        if self._server.login:
            options |= {"authenticator": self._authenticate, "auth_required": True}
            options |= {"auth_require_tls": self._server.tls is not None}
        return SMTP(self.handler, **options)

    def _authenticate(self, server, session, envelope, mechanism, data):
        given = data if isinstance(data, LoginPassword) else None
        expected = LoginPassword(*(word.encode() for word in self._server.login))
        return AuthResult(success=given == expected, handled=False)
