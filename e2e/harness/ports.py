"""Loopback ports."""

import socket

_handed_out: set[int] = set()


def free_port() -> int:
    """A port nobody listens on and that no other test was given."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _handed_out:
            _handed_out.add(port)
            return port
