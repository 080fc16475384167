"""The receiver of text messages: a web hook that checks every signature."""

import hashlib
import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from harness.deadline import eventually

SECRET = "a secret of more than sixteen characters"


class SmsHook:
    """Listens from construction until `stop`."""

    def __init__(self, secrets: Path):
        self.taken: list[dict] = []
        """Bodies with a good signature, each also with its `headers` and time of arrival `at`."""
        self.refused: list[str] = []
        """Why a request was not believed."""
        self.answers: list[int] = []
        """Statuses for the next requests; then 204."""
        self.attempts: list[dict] = []
        self._nonces: set[str] = set()
        self._lock = threading.Lock()
        self._secret = secrets / "sms-secret"
        self._secret.write_text(SECRET + "\n")
        self._secret.chmod(0o600)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def settings(self) -> dict[str, str]:
        """The environment of a Cognate that uses this hook."""
        return {
            "COGNATE_SMS__URL": f"http://127.0.0.1:{self.port}/sms",
            "COGNATE_SMS__SECRET_FILE": str(self._secret),
        }

    def to(self, number: str) -> list[dict]:
        with self._lock:
            return [one for one in self.taken if one["to"] == number]

    def wait(self, number: str, count: int = 1) -> dict:
        messages = eventually(
            lambda: found if len(found := self.to(number)) >= count else None,
            f"{count} text messages for {number}; refused: {self.refused}",
        )
        return messages[count - 1]

    def code(self, number: str, count: int = 1) -> str:
        return re.search(r"[0-9]{6,8}", self.wait(number, count)["message"]).group()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def receive(self, headers: dict[str, str], body: bytes) -> int:
        with self._lock:
            if problem := self._problem(headers, body):
                self.refused.append(problem)
                return 403
            message = json.loads(body) | {"headers": headers, "at": time.monotonic()}
            self.attempts.append(message)
            if self.answers:
                return self.answers.pop(0)
            self.taken.append(message)
            return 204

    def _problem(self, headers: dict[str, str], body: bytes) -> str | None:
        stamp, nonce = headers.get("x-cognate-timestamp", ""), headers.get("x-cognate-nonce", "")
        expected = hmac.new(
            SECRET.encode(), f"{stamp}.{nonce}.".encode() + body, hashlib.sha256
        ).hexdigest()
        if not hmac.compare_digest(headers.get("x-cognate-signature", ""), f"v1={expected}"):
            return f"signature of {body!r}"
        if abs(time.time() - int(stamp)) > 60:
            return f"timestamp {stamp}"
        if nonce in self._nonces:
            return f"nonce {nonce} again"
        self._nonces.add(nonce)
        return None

    def _handler(hook):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers.get("content-length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = hook.receive(headers, self.rfile.read(length))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler
