"""Pages with aws-amplify in a real Chromium: see `node/browser/lines.mjs`."""

import itertools
import json
import subprocess
from pathlib import Path

from harness.browser import chromium


class Chromium:
    """One browser, and a site that has the page on every name of this machine."""

    def __init__(self, node_folder: Path):
        self._process = subprocess.Popen(
            ["node", "browser/lines.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=node_folder,
        )
        self._names = (f"page-{n}" for n in itertools.count(1))
        self.port = self.ask({"executable": chromium()})["port"]

    def ask(self, request: dict) -> dict:
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the browser's script ended at {request}"
        return json.loads(line)

    def open(self, endpoint: str, app, host: str = "localhost") -> "Page":
        """A page for users of this app, with storage and an authenticator of its own."""
        page = Page(self, next(self._names))
        page.do("$open", host=host, endpoint=endpoint, pool=app.pool.id, client=app.id)
        return page

    def close(self):
        self._process.stdin.close()
        assert self._process.wait(timeout=60) == 0


class Page:
    """Steps by the names of Amplify's functions, and those that `node/browser/page.mjs` adds."""

    def __init__(self, browser: Chromium, name: str):
        self._browser, self._name = browser, name

    def _step(self, name: str, given: dict) -> dict:
        return self._browser.ask({"page": self._name, "do": name} | given)

    def do(self, name: str, **given):
        """What the step answers."""
        result = self._step(name, given)
        assert "ok" in result, (name, result)
        return result["ok"]

    def refused(self, exception: str, name: str, **given) -> str:
        """The step must fail with this exception; its message."""
        result = self._step(name, given)
        assert result.get("error", {}).get("name") == exception, (name, result)
        return result["error"]["message"]

    def authenticator(self, method: str, **parameters) -> dict:
        """A command to the page's virtual authenticator, as in Chromium's DevTools protocol."""
        return self.do("$authenticator", method=method, **parameters)

    def credentials(self) -> list[dict]:
        """What the authenticator holds, private keys included."""
        return self.authenticator("getCredentials")["credentials"]

    def close(self) -> list[str]:
        """What the browser complained of."""
        return self.do("$close")
