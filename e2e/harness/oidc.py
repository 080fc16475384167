"""A third-party OpenID provider: `node/oidc_provider.mjs` on loopback, and people who sign in there."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

REDIRECT = "https://app.example.com/callback"
ACTION = re.compile(r'action="([^"]+)"')


class OidcProvider:
    """Runs from construction until `stop`. `clients` are ids, whose tokens are signed by `algorithms` or
    RS256; its clock is `behind` by seconds."""

    def __init__(self, folder: Path, authority, host: str, port: int, issuer: str | None = None, **more):
        own = host if port == 443 else f"{host}:{port}"
        self.url = f"https://{own}"
        self.issuer = issuer or self.url
        self.name = self.issuer.removeprefix("https://")
        self.authority = authority
        certificate, key = authority.issue(host)
        algorithms = more.get("algorithms", {})
        asked = {
            "issuer": self.issuer,
            "host": host,
            "port": port,
            "certificate": certificate,
            "key": key,
            "redirect": REDIRECT,
            "clients": [
                {"id": client, "algorithm": algorithms.get(client, "RS256")}
                for client in more.get("clients", ["app"])
            ],
            "keys": more.get("keys", ["rsa", "ec"]),
            "claims": more.get("claims", {}),
            "behind": more.get("behind", 0),
        }
        command = ["node", "oidc_provider.mjs", json.dumps(asked)]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for line in self.process.stdout:
            if line.strip() == "ready":
                return
        raise RuntimeError("the OpenID provider did not start")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def id_token(self, account: str, client: str = "app") -> str:
        """Signs in by the authorization-code flow, as a browser without JavaScript would."""
        with requests.Session() as browser:
            # The environment could name other authorities, or a proxy.
            browser.trust_env = False
            browser.verify = str(self.authority.file)
            asked = {
                "client_id": client,
                "response_type": "code",
                "scope": "openid",
                "redirect_uri": REDIRECT,
                "nonce": "n-0S6_WzA2Mj",
            }
            at = browser.get(f"{self.url}/auth", params=asked, allow_redirects=False)
            for form in (None, {"prompt": "login", "login": account}, {"prompt": "consent"}):
                if form:
                    action = ACTION.search(at.text).group(1)
                    at = browser.post(action, data=form, allow_redirects=False)
                while at.is_redirect and not at.headers["Location"].startswith(REDIRECT):
                    at = browser.get(at.next.url, allow_redirects=False)
            code = parse_qs(urlsplit(at.headers["Location"]).query)["code"][0]
            answer = browser.post(
                f"{self.url}/token",
                data={
                    "grant_type": "authorization_code",
                    "client_id": client,
                    "code": code,
                    "redirect_uri": REDIRECT,
                },
            )
            answer.raise_for_status()
            return answer.json()["id_token"]
