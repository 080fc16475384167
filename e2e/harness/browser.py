"""Browsers: one written out, for what a real one would not send, and where the real one is."""

import html
import re
import shutil
import urllib.parse
from http.client import HTTPConnection

FIELD = re.compile(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"')
ACTION = re.compile(r'<form method="post" action="([^"]*)"')


class Browser:
    """What a browser does with a link, without a browser."""

    def __init__(self, address: str, host: str | None = None):
        self.address, self.host = address, host

    def send(self, method, target, body=None, **headers):
        connection = HTTPConnection(self.address, timeout=30)
        try:
            connection.putrequest(method, target, skip_host=True)
            connection.putheader("Host", self.host or self.address)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body.encode() if body is not None else None)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, names, answer.read().decode()
        finally:
            connection.close()

    def form(self, page):
        """(action, fields) of the page's form."""
        fields = {html.unescape(n): html.unescape(v) for n, v in FIELD.findall(page)}
        (action,) = ACTION.findall(page)
        return html.unescape(action), fields

    def submit(self, action, fields, **headers):
        origin = f"http://{self.host or self.address}"
        sent = {"Origin": origin, "Sec_Fetch_Site": "same-origin"} | headers
        sent["Content_Type"] = "application/x-www-form-urlencoded"
        return self.send("POST", action, urllib.parse.urlencode(fields), **sent)


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise AssertionError("no Chromium: install the package `chromium`, then run this again")
